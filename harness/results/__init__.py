"""What was measured, as rows: how they look, where they lie, which may be ranked, and boards."""

__all__ = [
    "board",
    "kept_cases",
    "ledger",
    "publish",
    "record",
    "rungs",
    "tables",
]
