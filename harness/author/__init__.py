"""For who makes katas: the gate that holds one to its word, its figures, and a skeleton."""

__all__ = [
    "as_mistake",
    "bench",
    "explore",
    "gate",
    "on_record",
    "scaffold",
    "seeds",
    "submissions",
]
