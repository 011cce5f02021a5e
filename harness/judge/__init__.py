"""Is a solution right: one on trial, in a box, before small cases and then at full size."""

__all__ = [
    "again",
    "alarm",
    "answer",
    "arena",
    "depth",
    "every_family",
    "failing",
    "fewest",
    "inprocess",
    "likely",
    "pilot",
    "quality",
    "reference_cache",
    "replay",
    "secret",
    "shrink",
    "side_by_side",
    "small_cases",
    "trial",
    "verdict",
]
