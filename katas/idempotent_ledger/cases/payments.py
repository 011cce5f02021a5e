"""Cases of the level payments: holds, and what becomes of them."""

from __future__ import annotations

from harness.kata import Case, Rng

from ..protocol import (
    AUTHORIZE,
    CAPTURE,
    CONFLICT,
    EXPIRED,
    INT64,
    INVALID,
    NOT_ENOUGH,
    REFUND,
    TOO_LARGE,
    TRANSFER,
    UNKNOWN,
    VOID,
)
from . import traffic
from .at_random import random_requests
from .holds import (
    ended_out_of_order,
    holds_of_all_lengths,
    nearly_the_same_steps,
    references_beyond_bits,
    refused_in_between,
    settled_before_the_end,
    the_first_reason,
    two_at_once,
    two_ledgers_of_payments,
    unused_by_payments,
)
from .long import many_holds_between as many_holds_between
from .long import many_holds_of_one as many_holds_of_one
from .long import many_holds_that_end as many_holds_that_end
from .long import many_refunds_of_one as many_refunds_of_one
from .scripts import Script

__all__ = [
    "payment_example",
    "held_money",
    "part_captured",
    "resolved_once",
    "captured_too_much",
    "expires_on_time",
    "expired_before_the_check",
    "never_expires",
    "refunded_in_parts",
    "merchant_has_spent_it",
    "unknown_payments",
    "retried_steps",
    "payment_extremes",
    "not_a_payment",
    "payments_audited_at_every_prefix",
    "random_payments",
    "refused_in_between",
    "two_at_once",
    "ended_out_of_order",
    "settled_before_the_end",
    "unused_by_payments",
    "nearly_the_same_steps",
    "references_beyond_bits",
    "holds_of_all_lengths",
    "the_first_reason",
    "two_ledgers_of_payments",
]
DEPTH = (
    "many_holds_between",
    "many_holds_that_end",
    "many_holds_of_one",
    "many_refunds_of_one",
)


def payment_example(rng: Rng) -> Case:
    """The example of the starter, with other names."""
    script = Script(rng, [100, 0], unit=1, ttl_ms=1000)
    hold = script.authorize(0, 1, 80, timeout_ms=500, key=1)
    script.transfer(0, 1, 30, key=2, says=NOT_ENOUGH)
    script.wait(499).capture(hold, 60, key=3)
    script.again(2).transfer(0, 1, 30, key=4)
    script.refund(hold, 60, key=5)
    script.wait(1).void(hold, key=6, says=CONFLICT)
    return script.case()


def held_money(rng: Rng) -> Case:
    """What is held cannot be spent, neither by a transfer nor by another hold."""
    script = Script(rng, [100, 0, 0])
    script.authorize(0, 1, 60)
    script.transfer(0, 2, 41, says=NOT_ENOUGH)
    script.authorize(0, 2, 41, says=NOT_ENOUGH)
    script.transfer(1, 2, 1, says=NOT_ENOUGH)
    script.authorize(0, 2, 15)
    return script.probe(0, 25, 2).probe(2, 25, 1).probe(1, 25, 2).case()


def part_captured(rng: Rng) -> Case:
    """A capture of less than was held lets go of all of it."""
    script = Script(rng, [100, 0, 0])
    hold = script.authorize(0, 1, 90)
    taken = int(rng.integers(1, 90))
    script.transfer(0, 2, 11, says=NOT_ENOUGH)
    script.capture(hold, taken)
    return script.probe(0, 100 - taken, 2).probe(1, taken, 2).case()


def resolved_once(rng: Rng) -> Case:
    """A hold is captured or voided, and once: the second try changes nothing."""
    script = Script(rng, [1_000, 0, 0])
    first, second = script.authorize(0, 1, 100), script.authorize(0, 1, 200)
    script.capture(first, 60)
    script.capture(first, 40, says=CONFLICT)
    script.void(first, says=CONFLICT)
    script.void(second)
    script.wait(int(rng.integers(0, 9))).void(second, says=CONFLICT)
    script.capture(second, 200, says=CONFLICT)
    script.refund(second, 1, says=CONFLICT)
    return script.probe(0, 940, 2).probe(1, 60, 2).case()


def captured_too_much(rng: Rng) -> Case:
    """A capture of more than was held is refused, and the hold is still there."""
    script = Script(rng, [1_000, 0, 0])
    hold = script.authorize(0, 1, 300)
    script.capture(hold, 301, says=NOT_ENOUGH)
    script.transfer(0, 2, 701, says=NOT_ENOUGH)
    script.capture(hold, 300)
    return script.probe(0, 700, 2).probe(1, 300, 2).case()


def expires_on_time(rng: Rng) -> Case:
    """A hold lives until its time is up, and in that very millisecond it is gone."""
    script = Script(rng, [1_000, 0, 0])
    timeout_ms = int(rng.integers(10, 50_000))
    holds = [script.authorize(0, 1, 100, timeout_ms) for _ in range(3)]
    script.transfer(0, 2, 701, says=NOT_ENOUGH)
    script.wait(timeout_ms - 1).capture(holds[0], 100)
    script.transfer(0, 2, 701, says=NOT_ENOUGH)
    script.wait(1).capture(holds[1], 100, says=EXPIRED)
    script.void(holds[2], says=EXPIRED)
    script.refund(holds[1], 1, says=EXPIRED)
    script.void(holds[0], says=CONFLICT)
    script.wait(5).capture(holds[2], 100, says=EXPIRED)
    return script.probe(0, 900, 2).probe(1, 100, 2).case()


def expired_before_the_check(rng: Rng) -> Case:
    """In the millisecond in which a hold ends, its money can be spent again: nothing asked first.

    Holds of an account end in another order than they began, and some are resolved before.
    """
    script = Script(rng, [1_000, 0, 0])
    timeouts_ms = rng.permutation([100, 200, 300, 400, 500]).tolist()
    holds = {ms: script.authorize(0, 1, 200, ms) for ms in timeouts_ms}
    script.transfer(0, 2, 1, says=NOT_ENOUGH)
    script.wait(100).transfer(0, 2, 200)
    script.capture(holds[200], 150)
    script.wait(99).authorize(0, 2, 51, says=NOT_ENOUGH)
    script.wait(1).authorize(0, 2, 50, 150)
    script.wait(100).probe(0, 200, 2)
    script.wait(99).transfer(0, 2, 51, says=NOT_ENOUGH)
    script.wait(1).transfer(0, 2, 250)
    script.wait(100).authorize(0, 2, 200, 7)
    return script.wait(7).probe(0, 200, 1).case()


def never_expires(rng: Rng) -> Case:
    """Timeout 0 is none at all."""
    script = Script(rng, [100, 0, 0])
    hold = script.authorize(0, 1, 70)
    script.transfer(0, 2, 31, says=NOT_ENOUGH)
    script.wait(int(rng.integers(1, 2**45))).transfer(0, 2, 31, says=NOT_ENOUGH)
    script.capture(hold, 70)
    return script.probe(0, 30, 2).probe(1, 70, 2).case()


def refunded_in_parts(rng: Rng) -> Case:
    """Refunds together never come to more than was captured."""
    script = Script(rng, [1_000, 500, 0])
    hold = script.authorize(0, 1, 400)
    script.refund(hold, 1, says=CONFLICT)
    script.capture(hold, 300)
    first = int(rng.integers(101, 200))
    script.refund(hold, 301, says=NOT_ENOUGH)
    script.refund(hold, first)
    script.refund(hold, 301 - first, says=NOT_ENOUGH)
    script.refund(hold, 300 - first)
    script.refund(hold, 1, says=NOT_ENOUGH)
    return script.probe(0, 1_000, 2).probe(1, 500, 2).case()


def merchant_has_spent_it(rng: Rng) -> Case:
    """A refund is paid by whom the money went to, who may not have it any more."""
    script = Script(rng, [1_000, 0, 0], [1, 1, 0])
    hold = script.authorize(0, 1, 400)
    script.capture(hold, 400)
    script.transfer(1, 2, 350)
    script.refund(hold, 51, key=1, says=NOT_ENOUGH)
    script.authorize(1, 2, 20)
    script.refund(hold, 31, says=NOT_ENOUGH)
    script.refund(hold, 30)
    to_bank = script.authorize(0, 2, 100)
    script.capture(to_bank, 100)
    script.transfer(2, 0, 5_000)
    script.refund(to_bank, 100)
    return script.again(1).probe(0, 5_630, 2).probe(1, 0, 2).case()


def unknown_payments(rng: Rng) -> Case:
    """References to nothing, to the future, and to effects that are no authorization."""
    script = Script(rng, [1_000, 0, 0])
    moved = script.transfer(0, 1, 10)
    hold = script.authorize(0, 1, 100)
    taken = script.capture(hold, 100)
    for ref in (0, -1, moved, taken, taken + 1, INT64.max, INT64.min, 2**32 + hold):
        script.capture(ref, 5, says=UNKNOWN)
        script.void(ref, says=UNKNOWN)
        script.refund(ref, 5, says=UNKNOWN)
    script.capture(taken + 1, 5, key=1, says=UNKNOWN)
    later = script.authorize(0, 1, 50)
    script.again(1).capture(later, 5)
    return script.probe(0, 885, 2).probe(1, 115, 2).case()


def retried_steps(rng: Rng) -> Case:
    """Each step of a payment is asked for again: after the next step, and after expiry."""
    script = Script(rng, [1_000, 500, 0], ttl_ms=10_000)
    hold = script.authorize(0, 1, 100, 5_000, key=1)
    script.again(1).capture(hold, 70, key=2)
    script.again(1).again(2).refund(hold, 30, key=3)
    script.again(2).again(3).again(1).again(3)
    gone = script.authorize(0, 1, 300, 50, key=4)
    other = script.authorize(0, 1, 200, 5_000, key=5)
    script.void(other, key=6)
    script.wait(50).again(4).again(6).capture(gone, 300, key=7, says=EXPIRED)
    script.again(7).again(1, timeout_ms=5_001).again(2, ref=gone)
    script.again(6, op=CAPTURE, amount=1).wait(9_949).again(4)
    script.wait(1).anew(1)
    script.anew(2, says=CONFLICT)
    script.anew(3)
    return script.again(2).again(3).probe(0, 890, 2).probe(1, 510, 2).case()


def payment_extremes(rng: Rng) -> Case:
    """Money that no longer fits: a capture is refused and the hold stays, and holds count; but
    what a payee has counts whole.
    """
    top = INT64.max
    script = Script(rng, [100, top - 50, -top, 0, top], [1, 0, 0, 0, 0], unit=1)
    script.authorize(4, 0, 10)
    script.transfer(0, 4, 1, says=TOO_LARGE)
    hold = script.authorize(0, 1, 60)
    script.capture(hold, 51, says=TOO_LARGE)
    script.transfer(0, 3, 41, says=NOT_ENOUGH)
    script.capture(hold, 50)
    script.authorize(2, 3, 2, says=TOO_LARGE)
    debt = script.authorize(2, 3, 1, 40)
    script.transfer(2, 0, 1, says=TOO_LARGE)
    script.wait(39).transfer(2, 0, 1, says=TOO_LARGE)
    script.wait(1).transfer(2, 0, 1)
    script.capture(debt, 1, says=EXPIRED)
    script.transfer(3, 0, top, says=TOO_LARGE)
    script.authorize(3, 0, top)
    script.authorize(3, 0, 1)
    script.authorize(3, 0, 1, says=TOO_LARGE)
    script.transfer(0, 2, 1)
    return script.probe(0, 50, 2).case()


def not_a_payment(rng: Rng) -> Case:
    """Amounts that are none and times before now, found before the key is looked at."""
    script = Script(rng, [1_000, 0, 0])
    script.authorize(0, 1, 100, -1, key=1, says=INVALID)
    script.authorize(0, 0, 100, 9, key=1, says=INVALID)
    script.authorize(0, 9, 100, 9, key=1, says=INVALID)
    script.authorize(0, 1, 0, 9, key=1, says=INVALID)
    hold = script.authorize(0, 1, 100, 9, key=1)
    script.capture(hold, 0, key=2, says=INVALID)
    script.capture(hold, -5, key=1, says=INVALID)
    script.refund(hold, 0, key=2, says=INVALID)
    script.raw(INVALID, op=CAPTURE, ref=INT64.max, amount=INT64.min)
    script.capture(hold, 40, key=2)
    script.refund(hold, -40, key=2, says=INVALID)
    script.refund(hold, 15, key=3)
    return script.again(1).again(2).again(3).probe(0, 975, 2).probe(1, 25, 2).case()


def payments_audited_at_every_prefix(rng: Rng) -> Case:
    """After each step of three payments everybody is asked for all they have."""
    script = Script(rng, [100, 40, 7, 0], [1, 1, 1, 0])
    hold = script.authorize(0, 1, 60, 500, key=1)
    script.audit(40, 40, 7).again(1).audit(40, 40, 7)
    script.wait(499).capture(hold, 61, says=NOT_ENOUGH)
    script.audit(40, 40, 7)
    script.capture(hold, 45, key=2)
    script.audit(55, 85, 7).again(2).audit(55, 85, 7)
    script.wait(1).refund(hold, 30, key=3)
    script.audit(85, 55, 7).again(3).audit(85, 55, 7)
    script.refund(hold, 16, says=NOT_ENOUGH)
    script.audit(85, 55, 7)
    voided, gone = script.authorize(0, 2, 20), script.authorize(1, 2, 55, 10)
    script.audit(65, 0, 7)
    script.void(voided, key=4)
    script.audit(85, 0, 7).again(4).audit(85, 0, 7).wait(9).audit(85, 0, 7)
    script.wait(1).audit(85, 55, 7)
    script.capture(gone, 55, key=5, says=EXPIRED)
    script.audit(85, 55, 7)
    script.void(voided, says=CONFLICT)
    return script.again(5).audit(85, 55, 7).case()


def random_payments(rng: Rng) -> Case:
    """All operations at random, on few accounts and keys, in batches of all sizes."""
    return random_requests(rng, 900, (TRANSFER, AUTHORIZE, CAPTURE, VOID, REFUND))


WORKLOADS = {"payment_day": traffic.payment_day()}
