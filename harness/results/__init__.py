"""What was measured, as rows: how they look, where they lie, which may be ranked, and boards."""

__all__ = [
    "board",
    "copies",
    "eligible",
    "hints_seen",
    "history",
    "kept_cases",
    "ledger",
    "official",
    "places",
    "progress",
    "publish",
    "record",
    "rungs",
    "sources",
    "tables",
]
