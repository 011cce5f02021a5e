"""What is wrong with an answer where money is held, in words; keys are asked for as well."""

from __future__ import annotations

from ..protocol import (
    AUTHORIZE,
    CAPTURE,
    CONFLICT,
    EXPIRED,
    NOT_ENOUGH,
    OK,
    REFUND,
    TOO_LARGE,
    UNKNOWN,
)
from .keys import (
    answers_follow_the_rules,
    changed_requests_are_refused,
    failures_are_replayed,
    ids_count_effects,
    invalid_ones_are_not_saved,
    keys_are_told_apart,
    keys_belong_to_merchants,
    keys_die_on_time,
    money_is_conserved,
    one_effect_per_key,
    one_ledger_for_all_batches,
    only_replays_are_marked,
    originals_are_kept,
    requests_are_checked_first,
    sums_fit,
)
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
    "holds_end_on_time",
    "held_money_is_not_spent",
    "captures_free_the_rest",
    "only_payments_are_referred_to",
    "resolved_once",
    "never_more_than_there_is",
    "sums_fit",
    "money_is_conserved",
    "answers_follow_the_rules",
]


@of_story
def holds_end_on_time(story: Story) -> str | None:
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


@of_story
def held_money_is_not_spent(story: Story) -> str | None:
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


@of_story
def captures_free_the_rest(story: Story) -> str | None:
    """After a capture or a void nothing of the hold is left."""
    payer = story.payer
    if payer is None or (story.wanted[0], story.got[0]) != (OK, NOT_ENOUGH):
        return None
    back = story.returned(payer)
    if not back:
        return None
    return f"Captures and voids have let go of {back} of account {payer}: it can be spent"


@of_story
def only_payments_are_referred_to(story: Story) -> str | None:
    """`ref` is the id of an authorization."""
    if UNKNOWN in (story.wanted[0], story.got[0]):
        what = "is" if story.payment is not None else "is not"
        return f"{story.row['ref']} {what} the id of an authorization"
    return None


@of_story
def resolved_once(story: Story) -> str | None:
    """A payment is captured or voided, and once; refunded only once it is captured."""
    if CONFLICT not in (story.wanted[0], story.got[0]) or story.payment is None:
        return None
    ended = story.resolved(story.payment)
    state = {"": "is pending", "capture": "is captured", "void": "is voided"}[ended]
    return (
        f"Payment {story.row['ref']} {state}: a hold is resolved once, and refunds need a capture"
    )


@of_story
def never_more_than_there_is(story: Story) -> str | None:
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
