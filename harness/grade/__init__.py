"""A class graded: every file judged in boxes, side by side, and points for what is right."""

__all__ = ["facts", "gather", "kept", "names", "pool", "scheme", "similar", "table", "task"]
