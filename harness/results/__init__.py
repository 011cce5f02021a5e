"""What was measured, as rows: how they look, where they lie, which may be ranked, and boards."""

__all__ = [
    "board",
    "hints_seen",
    "kept_cases",
    "ledger",
    "progress",
    "publish",
    "record",
    "rungs",
    "tables",
]
