"""What is wrong with a placement, in words: a check for each of its rules."""

from __future__ import annotations

from typing import Any

from harness.kata import Answers, Case, Check

from .referee import finding_of

__all__ = [
    "changes_answer_nothing",
    "owners_are_known",
    "nobody_asks_the_gone",
    "same_key_same_owner",
    "undone_changes_restore",
    "only_the_leavers_keys_move",
    "keys_move_only_to_newcomers",
    "no_node_is_overloaded",
    "shares_are_even",
]


def _rule(name: str, meaning: str) -> Check:
    """A check of one rule: it speaks if the first fault breaks this rule."""

    def check(case: Case, expected: Any, got: Answers) -> str | None:
        finding = finding_of(case, got)
        return finding[1] if finding is not None and finding[0] == name else None

    check.__name__ = name
    check.__doc__ = meaning
    return check


changes_answer_nothing = _rule("changes_answer_nothing", "Only lookups have an owner.")
owners_are_known = _rule("owners_are_known", "An owner is a node that joined.")
nobody_asks_the_gone = _rule("nobody_asks_the_gone", "Who left owns nothing.")
same_key_same_owner = _rule("same_key_same_owner", "A key stays where it is while nothing changes.")
undone_changes_restore = _rule(
    "undone_changes_restore", "A change and its undoing leave everything as it was."
)
only_the_leavers_keys_move = _rule(
    "only_the_leavers_keys_move", "When a node leaves, only its own keys move."
)
keys_move_only_to_newcomers = _rule(
    "keys_move_only_to_newcomers", "When a node joins, keys move to it and nowhere else."
)
no_node_is_overloaded = _rule("no_node_is_overloaded", "Nobody is more than 5 % above the mean.")
shares_are_even = _rule(
    "shares_are_even", "Shares differ by 2 % of the mean, as a standard deviation."
)
