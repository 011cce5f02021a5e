"""More cases of the level payments: several at once, what fails in between, and all ends."""

from __future__ import annotations

from harness.kata import TWO_ALIVE, Case, Rng

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
    UNKNOWN,
    VOID,
)
from .alike import changes, near
from .scripts import Row, Script


def refused_in_between(rng: Rng) -> Case:
    """What was refused does not count: neither a refund that nobody could pay, nor one that would
    not fit, nor a capture of too much.
    """
    top = INT64.max
    script = Script(rng, [100, 0, 100, top - 90, 0], [1, 1, 1, 0, 0], unit=1)
    hold = script.authorize(0, 1, 80)
    script.capture(hold, 81, says=NOT_ENOUGH)
    script.capture(hold, 80)
    script.transfer(1, 2, 80)
    script.refund(hold, 80, says=NOT_ENOUGH)
    script.refund(hold, 1, says=NOT_ENOUGH)
    script.transfer(2, 1, 80)
    script.refund(hold, 30)
    script.transfer(1, 2, 40)
    script.refund(hold, 50, says=NOT_ENOUGH)
    script.transfer(2, 1, 40)
    script.refund(hold, 51, says=NOT_ENOUGH)
    script.refund(hold, 50)
    script.refund(hold, 1, says=NOT_ENOUGH)
    full = script.authorize(3, 4, 60)
    script.capture(full, 60)
    script.transfer(2, 3, 100)
    script.transfer(4, 3, 40)
    script.refund(full, 60, says=TOO_LARGE)
    script.transfer(3, 4, 50)
    script.refund(full, 60)
    script.refund(full, 1, says=NOT_ENOUGH)
    return script.probe(0, 100, 4).case()


def two_at_once(rng: Rng) -> Case:
    """Payments that are alike in everything: held, ended and settled two at a time."""
    script = Script(rng, [1_000, 0, 0])
    first, second = (script.authorize(0, 1, 100, 50, key=key) for key in (1, 2))
    third, fourth = (script.authorize(0, 1, 100, key=key) for key in (3, 4))
    script.transfer(0, 2, 601, says=NOT_ENOUGH)
    script.wait(49).transfer(0, 2, 601, says=NOT_ENOUGH)
    script.wait(1).transfer(0, 2, 801, says=NOT_ENOUGH)
    script.transfer(0, 2, 800)
    script.transfer(2, 0, 800)
    script.capture(first, 100, says=EXPIRED)
    script.void(second, says=EXPIRED)
    script.capture(third, 100)
    script.capture(third, 100, says=CONFLICT)
    script.refund(fourth, 100, says=CONFLICT)
    script.void(fourth)
    script.refund(third, 50)
    script.refund(third, 50)
    script.refund(fourth, 1, says=CONFLICT)
    for key in (4, 3, 2, 1):
        script.again(key)
    return script.probe(0, 1_000, 2).case()


def ended_out_of_order(rng: Rng) -> Case:
    """The hold that began first ends last; others of two accounts end in one millisecond. Their
    money is there in that millisecond, and nothing else of it.
    """
    script = Script(rng, [100, 200, 0], [1, 1, 0])
    script.authorize(0, 1, 10, 400)
    for timeout_ms, amount in ((100, 1), (300, 2), (200, 4), (100, 8), (100, 16), (200, 32)):
        script.authorize(0, 2, amount, timeout_ms)
        script.authorize(1, 0, 2 * amount, timeout_ms)
    script.authorize(1, 2, 74, 50)
    script.audit(27, 0).wait(49).audit(27, 0).wait(1).audit(27, 74)
    script.wait(49).audit(27, 74).wait(1).audit(52, 124)
    script.wait(99).audit(52, 124).wait(1).audit(88, 196)
    script.wait(99).audit(88, 196).wait(1).audit(90, 200)
    return script.wait(99).audit(90, 200).wait(1).audit(100, 200).case()


def settled_before_the_end(rng: Rng) -> Case:
    """A hold that was voided or captured does not end once more when its time comes."""
    script = Script(rng, [1_000, 0, 0])
    voided, taken = script.authorize(0, 1, 100, 50), script.authorize(0, 1, 200, 50)
    kept, last = script.authorize(0, 1, 300), script.authorize(0, 1, 150, 51)
    script.wait(10).void(voided)
    script.capture(taken, 120)
    script.wait(39).transfer(0, 2, 431, says=NOT_ENOUGH)
    script.wait(1).transfer(0, 2, 431, says=NOT_ENOUGH)
    script.void(voided, says=CONFLICT)
    script.capture(taken, 1, says=CONFLICT)
    script.refund(voided, 1, says=CONFLICT)
    script.refund(taken, 20)
    script.capture(last, 150)
    script.wait(1).capture(last, 1, says=CONFLICT)
    script.transfer(0, 2, 451, says=NOT_ENOUGH)
    script.wait(1_000).refund(taken, 100)
    script.void(kept)
    return script.probe(0, 850, 2).case()


def unused_by_payments(rng: Rng) -> Case:
    """Fields that an operation does not use hold anything, and it is served as ever; any merchant
    may name a payment.
    """
    script = Script(rng, [500, 0], unit=1)
    payer, payee = script.account
    far = {"debit": -(2**31), "credit": -(2**31)}
    hold: Row = {"op": AUTHORIZE, "debit": payer, "credit": payee, "amount": 50}
    script.raw(200, key=1, **hold, ref=INT64.min)
    script.raw(200, key=2, **hold, ref=1, timeout_ms=9)
    script.raw(200, key=3, **hold, ref=-1)
    script.raw(200, key=4, merchant=9, op=CAPTURE, ref=1, amount=30, timeout_ms=INT64.min, **far)
    none = {"debit": -1, "credit": 2**20, "timeout_ms": -1}
    script.raw(200, key=5, merchant=-1, op=VOID, ref=3, amount=INT64.min, **none)
    none = {"debit": 7, "credit": 7, "timeout_ms": INT64.max}
    script.raw(200, key=6, merchant=0, op=REFUND, ref=1, amount=30, **none)
    script.raw(200, key=7, op=VOID, ref=2, amount=INT64.max, debit=9, credit=9)
    script.raw(CONFLICT, key=8, op=VOID, ref=3, amount=0, debit=payer, credit=payer)
    for place in rng.permutation(8).tolist():
        script.repeat(place).repeat(place, timeout_ms=8)
        # a hold on an account that does not exist is no request
        script.repeat(place, **{"debit" if place > 2 else "ref": 8})
    return script.probe(0, 500, 1).case()


def nearly_the_same_steps(rng: Rng) -> Case:
    """Captures, voids and refunds with a known key, one or two of their fields changed."""
    script = Script(rng, [100, 0], unit=1)
    small = {"debit": 1, "credit": 34, "amount": 12, "ref": 45, "timeout_ms": 23}
    large = {"debit": 2**30, "credit": -(2**30), "amount": 2**53, "ref": 2**53, "timeout_ms": 2**53}
    for key, (op, row) in enumerate(((CAPTURE, small), (VOID, small), (VOID, large)), 1):
        place = len(script.claims)
        script.raw(UNKNOWN, key=key, op=op, **row)
        found = list(changes(row | {"op": op}, 2))
        for i in rng.permutation(len(found)).tolist():
            script.repeat(place, **found[i])
        script.repeat(place)
    return script.case()


def references_beyond_bits(rng: Rng) -> Case:
    """`ref` is like an id in its lowest bits, as a float or in its hash: it names no payment."""
    script = Script(rng, [1_000, 0, 0])
    hold = script.authorize(0, 1, 100)
    for ref in sorted(near(hold)):
        if -(2**63) <= ref < 2**63:
            script.void(ref, says=UNKNOWN)
            script.capture(ref, 5, says=UNKNOWN)
            script.refund(ref, 5, says=UNKNOWN)
    script.capture(hold, 100)
    return script.probe(1, 100, 2).case()


def holds_of_all_lengths(rng: Rng) -> Case:
    """Holds of one millisecond, of 2^8, 2^16... and of all the time there is."""
    script = Script(rng, [1_000, 0, 0], unit=1, ttl_ms=0)
    script.t_ms = 2**54 + 1
    begin, lengths = script.t_ms, [1, 2, *(2**bits + 1 for bits in (8, 16, 24, 31, 32, 53))]
    holds = [script.authorize(0, 1, 2**i, length) for i, length in enumerate(lengths)]
    for_ever = script.authorize(0, 1, 400)
    longest = script.authorize(0, 1, 300, INT64.max - script.t_ms)
    left = 300 - 2 ** len(lengths) + 1
    for i, length in enumerate(lengths):
        script.wait(begin + length - 1 - script.t_ms)
        script.transfer(0, 2, left + 1, says=NOT_ENOUGH)
        script.wait(1).capture(holds[i], 1, says=EXPIRED)
        left += 2**i
        script.transfer(0, 2, left + 1, says=NOT_ENOUGH)
    script.wait(2**62 - script.t_ms).transfer(0, 2, 301, says=NOT_ENOUGH)
    script.capture(longest, 300)
    script.capture(for_ever, 400)
    return script.probe(0, 300, 2).case()


def the_first_reason(rng: Rng) -> Case:
    """Where several things are wrong, the first of them is told: 400, 404, 410 or 409, 402, 413."""
    top = INT64.max
    script = Script(rng, [100, top - 5, 0, 0], [1, 0, 1, 0], unit=1)
    script.capture(9, 0, says=INVALID)
    script.refund(9, -1, says=INVALID)
    gone = script.authorize(0, 1, 10, 1)
    hold, taken = script.authorize(0, 1, 20), script.authorize(0, 2, 30)
    script.wait(1)
    for amount in (1, 11, top):
        script.capture(gone, amount, says=EXPIRED)
        script.refund(gone, amount, says=EXPIRED)
    script.refund(hold, top, says=CONFLICT)
    script.capture(hold, 21, says=NOT_ENOUGH)
    script.capture(hold, 20, says=TOO_LARGE)
    script.capture(taken, 30)
    script.capture(taken, top, says=CONFLICT)
    script.transfer(2, 3, 30)
    script.refund(taken, 31, says=NOT_ENOUGH)
    script.refund(taken, 30, says=NOT_ENOUGH)
    script.transfer(0, 1, 51, says=NOT_ENOUGH)
    script.transfer(0, 1, 50, says=TOO_LARGE)
    script.authorize(0, 1, 51, says=NOT_ENOUGH)
    script.authorize(0, 0, 51, -1, says=INVALID)
    script.capture(hold, 5)
    return script.probe(0, 65, 3).case()


def two_ledgers_of_payments(rng: Rng) -> Case:
    """Two ledgers are open at once and asked the same: each has its own holds and payments."""
    script = Script(rng, [100, 0, 0])
    hold = script.cut().authorize(0, 1, 60, 500, key=1)
    script.cut().again(1).transfer(0, 2, 41, says=NOT_ENOUGH)
    taken = script.cut().authorize(0, 1, 40)
    script.cut().capture(taken, 30)
    script.cut().refund(taken, 20)
    script.cut().refund(taken, 10)
    script.cut().refund(taken, 1, says=NOT_ENOUGH)
    script.cut().void(hold, key=2)
    script.cut().again(2).void(hold, says=CONFLICT)
    gone = script.cut().authorize(0, 1, 100, 5)
    script.wait(5).cut().capture(gone, 1, says=EXPIRED)
    return script.cut().probe(0, 100, 2).case() | {TWO_ALIVE: True}
