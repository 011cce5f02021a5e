"""What level issue-6 asks: all that level restart does, and where the first collision is."""

from __future__ import annotations

from .collisions import counts_from_one, finds_the_first_collision, only_issued_ids_collide
from .restart import (
    answers_everything,
    as_the_events_say,
    borrows_within_the_bound,
    counts_the_rejected,
    never_twice,
    refuses_without_reason,
    rejected_calls_change_nothing,
    respects_the_lease,
    restarts_answer_nothing,
)

__all__ = [
    "restarts_answer_nothing",
    "answers_everything",
    "never_twice",
    "respects_the_lease",
    "borrows_within_the_bound",
    "refuses_without_reason",
    "rejected_calls_change_nothing",
    "as_the_events_say",
    "counts_the_rejected",
    "counts_from_one",
    "finds_the_first_collision",
    "only_issued_ids_collide",
]
