"""A class graded: every file judged in boxes, side by side, and points for what is right."""

__all__ = [
    "cluster",
    "facts",
    "gather",
    "kept",
    "names",
    "pool",
    "scheme",
    "similar",
    "table",
    "task",
    "timing",
]
