"""What was measured, as rows: how they look, where they lie, which may be ranked, and boards."""

__all__ = [
    "board",
    "copies",
    "hints_seen",
    "history",
    "kept_cases",
    "ledger",
    "progress",
    "publish",
    "record",
    "rungs",
    "tables",
]
