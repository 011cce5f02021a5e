"""What is wrong with an answer of `Ledger`, in words: the first wrong answer, and what it means."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from harness.kata import Case

from .scripts import (
    AUTHORIZE,
    CAPTURE,
    CONFLICT,
    EXPIRED,
    INT64,
    INVALID,
    MISMATCH,
    NOT_ENOUGH,
    OK,
    REFUND,
    TOO_LARGE,
    UNKNOWN,
)
from .story import Answers, Story, first_difference

Check = Callable[[Case, Answers, Answers], "str | None"]
Look = Callable[[Story], str | None]


def _requests_are_checked_first(story: Story) -> str | None:
    """What is no request is 400, before its key is looked at; what is one is not."""
    if story.wanted[0] == INVALID:
        return "It is no request at all (amount, accounts or timeout), which is found first"
    if story.got[0] == INVALID:
        return "There is nothing invalid in it"
    return None


def _invalid_ones_are_not_saved(story: Story) -> str | None:
    """A key that only came with an invalid request is not known."""
    mistaken = story.got[0] == MISMATCH or story.got[2] == 1
    if mistaken and story.first is None and story.with_this_key(INVALID):
        return "With this key came only what was no request: that is not saved"
    return None


def _keys_belong_to_merchants(story: Story) -> str | None:
    """Another merchant's key is another key."""
    mistaken = story.got[0] == MISMATCH or story.got[2] == 1
    if mistaken and not story.is_known and story.others_use_the_key:
        return "Only another merchant has used this key: it is theirs, and this is another"
    return None


def _one_effect_per_key(story: Story) -> str | None:
    """What was done is not done again for the same key."""
    if story.wanted[2] == 1 and story.wanted[0] == OK and story.got[:2] != story.wanted[:2]:
        return (
            f"Request {story.first}, {story.age_ms} ms ago, was the same with the same key and is "
            "done: the saved answer is due, and nothing may happen a second time"
        )
    return None


def _failures_are_replayed(story: Story) -> str | None:
    """A saved refusal is the answer to a retry as well."""
    if story.wanted[2] == 1 and story.wanted[0] != OK and story.got[0] != MISMATCH:
        return (
            f"Request {story.first}, {story.age_ms} ms ago, was the same with the same key and was "
            f"refused: that is its saved answer, though by now things may stand differently"
        )
    return None


def _changed_requests_are_refused(story: Story) -> str | None:
    """A known key with another request is 422."""
    if story.wanted[0] == MISMATCH:
        return f"The key is known from request {story.first}, which asked for something else"
    return None


def _originals_are_kept(story: Story) -> str | None:
    """A mismatch leaves what is saved as it is."""
    if story.is_known and story.is_same and story.got[0] == MISMATCH:
        if story.with_this_key(MISMATCH):
            return (
                f"This is what request {story.first} asked for, and its answer is still saved: a "
                "request that did not match in between changes nothing"
            )
        return f"This is exactly what request {story.first} asked for"
    return None


def _keys_die_on_time(story: Story) -> str | None:
    """A key that is ttl_ms old is new."""
    mistaken = story.got[0] == MISMATCH or story.got[2] == 1
    if mistaken and story.first is not None and not story.is_known:
        return (
            f"The first request with this key is {story.age_ms} ms old, and keys live for "
            f"{story.case['ttl_ms']} ms from their first request: it counts as new"
        )
    return None


def _only_replays_are_marked(story: Story) -> str | None:
    """`replayed` says whether the answer was saved before."""
    if story.got[:2] == story.wanted[:2] and story.got[2] != story.wanted[2]:
        return (
            "The answer is right, and `replayed` must be 1 for a saved answer and 0 for any other: "
            "a new one, 400 and 422"
        )
    return None


def _ids_count_effects(story: Story) -> str | None:
    """1, 2, 3... for what is done, and for nothing else."""
    if story.got[0] == story.wanted[0] and story.got[1] != story.wanted[1]:
        done = int(story.served.sum())
        return f"{done} requests were done before: ids count them, and refusals have none"
    return None


def _holds_end_on_time(story: Story) -> str | None:
    """At t_ms + timeout_ms a hold is gone, before anything else in that millisecond."""
    if EXPIRED in (story.wanted[0], story.got[0]) and story.payment is not None:
        at = story.payment
        end = int(story.before["t_ms"][at]) + int(story.before["timeout_ms"][at])
        if not story.before["timeout_ms"][at]:
            return f"Its hold, of request {at}, has no end: it is never 410"
        if ended := story.resolved(at):
            return f"Its hold, of request {at}, was ended by a {ended}, which stays so: not 410"
        return (
            f"Its hold, of request {at}, ends at {end}: at that very time it is gone, not before, "
            "and what ended by itself is 410, not 409"
        )
    payer = story.payer
    if payer is not None and (story.wanted[0], story.got[0]) == (OK, NOT_ENOUGH):
        expired = story.holds(payer)[1]
        if expired:
            return (
                f"Account {payer} had holds of {expired} that have ended by now, in this "
                "millisecond or before: that money is there again"
            )
    return None


def _held_money_is_not_spent(story: Story) -> str | None:
    """No guarded account goes below 0, counting what is held."""
    payer = story.payer
    if payer is None or story.wanted[0] not in (NOT_ENOUGH, TOO_LARGE) or story.got[0] != OK:
        return None
    held = story.holds(payer)[0]
    if not held:
        return None
    for_ever = story.served & (story.before["debit"] == payer) & (story.before["op"] == AUTHORIZE)
    for_ever &= story.before["timeout_ms"] == 0
    more = "; with timeout 0 a hold does not end by itself" if for_ever.any() else ""
    return f"Of account {payer}, {held} are held and not there to be spent{more}"


def _captures_free_the_rest(story: Story) -> str | None:
    """After a capture or a void nothing of the hold is left."""
    payer = story.payer
    if payer is None or (story.wanted[0], story.got[0]) != (OK, NOT_ENOUGH):
        return None
    back = story.returned(payer)
    if not back:
        return None
    return f"Captures and voids have let go of {back} of account {payer}: it can be spent"


def _resolved_once(story: Story) -> str | None:
    """A payment is captured or voided, and once; refunded only once it is captured."""
    if CONFLICT not in (story.wanted[0], story.got[0]) or story.payment is None:
        return None
    ended = story.resolved(story.payment)
    state = {"": "is pending", "capture": "is captured", "void": "is voided"}[ended]
    return (
        f"Payment {story.row['ref']} {state}: a hold is resolved once, and refunds need a capture"
    )


def _never_more_than_there_is(story: Story) -> str | None:
    """Captures within what was held, refunds together within what was captured."""
    if story.row["op"] not in (CAPTURE, REFUND) or story.payment is None:
        return None
    if (story.wanted[0], story.got[0]) not in ((NOT_ENOUGH, OK), (OK, NOT_ENOUGH)):
        return None
    of = story.served & (story.before["ref"] == story.row["ref"])
    parts = {
        op: int(story.before["amount"][of & (story.before["op"] == op)].sum())
        for op in (CAPTURE, REFUND)
    }
    held = int(story.before["amount"][story.payment])
    limit = held if story.row["op"] == CAPTURE else parts[CAPTURE] - parts[REFUND]
    if (story.row["amount"] > limit) != (story.wanted[0] == NOT_ENOUGH):
        return None
    return (
        f"Of payment {story.row['ref']}, {held} were held, {parts[CAPTURE]} are captured and "
        f"{parts[REFUND]} refunded; a refusal before leaves it as it was"
    )


def _only_payments_are_referred_to(story: Story) -> str | None:
    """`ref` is the id of an authorization."""
    if UNKNOWN in (story.wanted[0], story.got[0]):
        what = "is" if story.payment is not None else "is not"
        return f"{story.row['ref']} {what} the id of an authorization"
    return None


def _sums_fit(story: Story) -> str | None:
    """Balances stay within int64: else 413, the payer's first."""
    if TOO_LARGE in (story.wanted[0], story.got[0]):
        return (
            f"int64 ends at {INT64.min} and {INT64.max}: for the payer, less what is held; for the "
            "payee, held or not. The payer is looked at first, and 402 is for guarded accounts"
        )
    return None


def _one_ledger_for_all_batches(story: Story) -> str | None:
    """The object lives through all batches."""
    sizes = np.cumsum([len(batch["op"]) for batch in story.case["batches"]])
    start = int(np.concatenate([[0], sizes])[np.searchsorted(sizes, story.i, side="right")])
    known_before = story.first is not None and story.first < start
    if known_before and story.is_known and story.got[2] == 0:
        return f"Request {story.first} came in an earlier batch, and the object is the same"
    return None


def _money_is_conserved(story: Story) -> str | None:
    """What one account gives, another one gets, and nothing else changes."""
    payer = story.payer
    if payer is None or {story.wanted[0], story.got[0]} != {OK, NOT_ENOUGH}:
        return None
    have = "has" if story.wanted[0] == OK else "does not have"
    return (
        f"Account {payer} {have} the money, counting all that moved before: what one side gives "
        "the other gets, and a refused request moves nothing"
    )


def _check(look: Look) -> Check:
    """A check of the first wrong answer."""

    def check(case: Case, expected: Answers, got: Answers) -> str | None:
        i = first_difference(expected, got)
        if i is None:
            return None
        story = Story(case, expected, got, i)
        meaning = look(story)
        return None if meaning is None else story.said(meaning)

    check.__name__ = look.__name__.removeprefix("_")
    check.__doc__ = look.__doc__
    return check


_OF_KEYS: tuple[Look, ...] = (
    _requests_are_checked_first,
    _invalid_ones_are_not_saved,
    _keys_belong_to_merchants,
    _keys_die_on_time,
    _one_ledger_for_all_batches,
    _originals_are_kept,
    _one_effect_per_key,
    _failures_are_replayed,
    _only_replays_are_marked,
    _changed_requests_are_refused,
    _ids_count_effects,
)
_OF_PAYMENTS: tuple[Look, ...] = (
    _holds_end_on_time,
    _held_money_is_not_spent,
    _captures_free_the_rest,
    _only_payments_are_referred_to,
    _resolved_once,
    _never_more_than_there_is,
)
_OF_MONEY: tuple[Look, ...] = (_sums_fit, _money_is_conserved)

KEYS: tuple[Check, ...] = tuple(map(_check, _OF_KEYS + _OF_MONEY))
PAYMENTS: tuple[Check, ...] = tuple(map(_check, _OF_KEYS + _OF_PAYMENTS + _OF_MONEY))
