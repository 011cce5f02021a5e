"""For who makes katas: the gate that holds one to its word, its figures, and a skeleton."""

__all__ = [
    "as_mistake",
    "bench",
    "gate",
    "on_record",
    "scaffold",
    "submissions",
]
