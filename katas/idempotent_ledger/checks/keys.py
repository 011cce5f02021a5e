"""What is wrong with an answer where requests have keys, in words."""

from __future__ import annotations

import numpy as np

from ..protocol import INT64, INVALID, MISMATCH, NOT_ENOUGH, OK, TOO_LARGE
from .story import Story, of_story

__all__ = [
    "requests_are_checked_first",
    "invalid_ones_are_not_saved",
    "keys_belong_to_merchants",
    "keys_die_on_time",
    "keys_are_told_apart",
    "one_ledger_for_all_batches",
    "originals_are_kept",
    "one_effect_per_key",
    "failures_are_replayed",
    "only_replays_are_marked",
    "changed_requests_are_refused",
    "ids_count_effects",
    "sums_fit",
    "money_is_conserved",
    "answers_follow_the_rules",
]


@of_story
def requests_are_checked_first(story: Story) -> str | None:
    """What is no request is 400, before its key is looked at; what is one is not."""
    if story.wanted[0] == INVALID:
        return "It is no request at all (amount, accounts or timeout), which is found first"
    if story.got[0] == INVALID:
        return "There is nothing invalid in it"
    return None


@of_story
def invalid_ones_are_not_saved(story: Story) -> str | None:
    """A key that only came with an invalid request is not known."""
    if story.took_it_for_known and story.first is None and story.with_this_key(INVALID):
        return "With this key came only what was no request: that is not saved"
    return None


@of_story
def keys_belong_to_merchants(story: Story) -> str | None:
    """Another merchant's key is another key."""
    if not story.took_it_for_known or story.is_known or not story.others_use_the_key:
        return None
    taken = story.taken_for
    if taken is not None and story.before["key"][taken] != story.row["key"]:
        return None
    return "Only another merchant has used this key: it is theirs, and this is another"


@of_story
def keys_die_on_time(story: Story) -> str | None:
    """A key that is ttl_ms old is new."""
    if story.took_it_for_known and story.first is not None and not story.is_known:
        return (
            f"The first request with this key is {story.age_ms} ms old, and keys live for "
            f"{story.case['ttl_ms']} ms from their first request: it counts as new"
        )
    return None


@of_story
def keys_are_told_apart(story: Story) -> str | None:
    """A key is its merchant and its number, each as it is; 0 is none."""
    if not story.took_it_for_known or story.first is not None:
        return None
    if story.row["key"] == 0:
        return "Key 0 is no key, and never known"
    taken = story.taken_for
    if taken is None:
        return (
            "This merchant has not used this key before: another is taken for it, as happens when "
            "the two are joined, added, cut or rounded"
        )
    merchant, key = (int(story.before[name][taken]) for name in ("merchant", "key"))
    return (
        f"It is taken for request {taken}, with key {key} of merchant {merchant}: they are two "
        "keys, though the two numbers may be alike when they are joined, added, cut or rounded"
    )


@of_story
def one_ledger_for_all_batches(story: Story) -> str | None:
    """The object lives through all batches."""
    sizes = np.cumsum([len(batch["op"]) for batch in story.case["batches"]])
    start = int(np.concatenate([[0], sizes])[np.searchsorted(sizes, story.i, side="right")])
    known_before = story.first is not None and story.first < start
    if known_before and story.is_known and story.got[2] == 0:
        return (
            f"Request {story.first}, {story.i - (story.first or 0)} requests before, came in an "
            "earlier batch: the object is the same, with all that it has saved"
        )
    return None


@of_story
def originals_are_kept(story: Story) -> str | None:
    """A mismatch leaves what is saved as it is."""
    if story.is_known and story.is_same and story.got[0] == MISMATCH:
        if story.with_this_key(MISMATCH):
            return (
                f"This is what request {story.first} asked for, and its answer is still saved: a "
                "request that did not match in between changes nothing"
            )
        return f"This is exactly what request {story.first} asked for"
    return None


@of_story
def one_effect_per_key(story: Story) -> str | None:
    """What was done is not done again for the same key."""
    if story.wanted[2] == 1 and story.wanted[0] == OK and story.got[:2] != story.wanted[:2]:
        return (
            f"Request {story.first}, {story.age_ms} ms ago, was the same with the same key and is "
            "done: the saved answer is due, and nothing may happen a second time"
        )
    return None


@of_story
def failures_are_replayed(story: Story) -> str | None:
    """A saved refusal is the answer to a retry as well."""
    if story.wanted[2] == 1 and story.wanted[0] != OK and story.got[0] != MISMATCH:
        return (
            f"Request {story.first}, {story.age_ms} ms ago, was the same with the same key and was "
            f"refused: that is its saved answer, though by now things may stand differently"
        )
    return None


@of_story
def only_replays_are_marked(story: Story) -> str | None:
    """`replayed` says whether the answer was saved before."""
    if story.got[:2] == story.wanted[:2] and story.got[2] != story.wanted[2]:
        return (
            "The answer is right, and `replayed` must be 1 for a saved answer and 0 for any other: "
            "a new one, 400 and 422"
        )
    return None


@of_story
def changed_requests_are_refused(story: Story) -> str | None:
    """A known key with another request is 422."""
    if story.wanted[0] == MISMATCH:
        return (
            f"The key is known from request {story.first}, {story.age_ms} ms ago, which had "
            f"{story.changes}: all fields are compared one by one, used or not"
        )
    return None


@of_story
def ids_count_effects(story: Story) -> str | None:
    """1, 2, 3... for what is done, and for nothing else."""
    if story.got[0] == story.wanted[0] and story.got[1] != story.wanted[1]:
        done = int(story.served.sum())
        return f"{done} requests were done before: ids count them, and refusals have none"
    return None


@of_story
def sums_fit(story: Story) -> str | None:
    """Balances stay within int64: else 413, the payer's first."""
    if TOO_LARGE in (story.wanted[0], story.got[0]):
        return (
            f"int64 ends at {INT64.min} and {INT64.max}: for the payer, less what is held; for the "
            "payee, held or not. The payer is looked at first, and 402 is for guarded accounts"
        )
    return None


@of_story
def money_is_conserved(story: Story) -> str | None:
    """What one account gives, another one gets, and nothing else changes."""
    payer = story.payer
    if payer is None or {story.wanted[0], story.got[0]} != {OK, NOT_ENOUGH}:
        return None
    have = "has" if story.wanted[0] == OK else "does not have"
    return (
        f"Account {payer} {have} the money, counting all that moved before: what one side gives "
        "the other gets, and a refused request moves nothing"
    )


@of_story
def answers_follow_the_rules(story: Story) -> str | None:
    """Whatever else is wrong."""
    if story.got[0] == 0:
        return "Its status was left as it arrived, at 0: every request has one, refused or not"
    return "The rules in their order lead there: 400, the key, and then what is asked for"
