"""Is a solution right: one on trial, in a box, before small cases and then at full size."""

__all__ = [
    "answer",
    "arena",
    "depth",
    "inprocess",
    "pilot",
    "quality",
    "reference_cache",
    "replay",
    "secret",
    "small_cases",
    "trial",
    "verdict",
]
