"""What level many-workers asks: ids ahead of the clock within the bound, worker by worker."""

from __future__ import annotations

from .generate import leaves_its_state
from .ids import (
    answers_everything,
    borrows_within_the_bound,
    follows_the_sequence,
    names_the_reason,
    never_twice,
    own_worker,
    refuses_without_reason,
    rejected_calls_change_nothing,
    stays_in_the_layout,
    time_of_the_id,
)

__all__ = [
    "answers_everything",
    "never_twice",
    "rejected_calls_change_nothing",
    "borrows_within_the_bound",
    "stays_in_the_layout",
    "refuses_without_reason",
    "names_the_reason",
    "own_worker",
    "time_of_the_id",
    "follows_the_sequence",
    "leaves_its_state",
]
