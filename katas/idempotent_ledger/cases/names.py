"""More cases of the level keys: keys and requests that are nearly the same, and all ends."""

from __future__ import annotations

import numpy as np

from harness.kata import TWO_ALIVE, Case, Rng

from ..protocol import INT64, INVALID, NOT_ENOUGH, OK, TRANSFER
from .alike import changes, other_names
from .anything import EDGES
from .scripts import Script

_FAR = 2**31 - 1


def joined_keys(rng: Rng) -> Case:
    """The same order under names that are one when merchant and key are joined, added or cut."""
    script = Script(rng, [0, 0], [0, 0], unit=1, ttl_ms=10**9)
    digits = int(rng.integers(3, 10)) * 100 + 45
    first = (12, digits), (1, 23), (0, -1), (-1, 2**53), (2**30, 7)
    names = sorted({name for each in first for name in [each, *other_names(*each)]})
    order = rng.permutation(len(names)).tolist()
    for i in order:
        merchant, key = names[i]
        script.raw(OK, merchant=merchant, key=key, debit=0, credit=1, amount=1)
    for place in rng.permutation(len(names))[:200].tolist():
        script.repeat(place)
    return script.case()


def nearly_the_same(rng: Rng) -> Case:
    """A known key with one field changed, or two: by one, by bits, or so that they come to the same
    when they are joined or added. Whether an operation uses the field does not matter.
    """
    n_accounts = 40
    script = Script(rng, [100] * n_accounts, unit=1)
    small = {"debit": 1, "credit": 23, "amount": 4, "ref": 12, "timeout_ms": 34}
    large = {"debit": 12, "credit": 3, "amount": 2**53, "ref": 2**53, "timeout_ms": 2**62}
    below = {"debit": 12, "credit": 3, "amount": 1, "ref": -1, "timeout_ms": -1}
    for key, row in ((5, small), (-5, large), (7, below)):
        script.raw(NOT_ENOUGH if row is large else OK, merchant=3, key=key, **row)
        place = len(script.claims) - 1
        found = list(changes(row | {"op": TRANSFER}, n_accounts))
        for i in rng.permutation(len(found)).tolist():
            script.repeat(place, **found[i])
        script.repeat(place)
    return script.case()


def unused_fields(rng: Rng) -> Case:
    """What a transfer does not use may hold anything, and is not looked at; a retry repeats it."""
    script = Script(rng, [1_000, 0], unit=1, ttl_ms=1_000)
    kinds = [(0, -1), (-1, INT64.min), (1, 1), (INT64.max, INT64.max), (INT64.min, 0), (2, 2**32)]
    for key, (ref, timeout_ms) in enumerate(kinds, 1):
        row = {"debit": 0, "credit": 1, "amount": 10, "ref": ref, "timeout_ms": timeout_ms}
        sides = {"debit": script.account[0], "credit": script.account[1]}
        script.raw(OK, key=key, **row | sides)
    for place in rng.permutation(len(kinds)).tolist():
        script.wait(1).repeat(place)
        script.repeat(place, ref=7).repeat(place, timeout_ms=7).repeat(place)
    return script.case()


def no_time_to_live(rng: Rng) -> Case:
    """With `ttl_ms` 0 nothing is ever known, not even in the same millisecond."""
    script = Script(rng, [100, 0], ttl_ms=0)
    script.transfer(0, 1, 30, key=1)
    script.anew(1)
    script.transfer(0, 1, 20, key=1)
    script.wait(int(rng.integers(0, 2))).anew(1)
    script.anew(1, says=NOT_ENOUGH)
    return script.case()


def a_millisecond_to_live(rng: Rng) -> Case:
    """With `ttl_ms` 1 a key is known in its millisecond, and in the next it is new."""
    script = Script(rng, [100, 0], ttl_ms=1)
    script.transfer(0, 1, 30, key=1)
    script.again(1).again(1, amount=1).wait(1)
    script.anew(1)
    script.again(1).wait(1)
    script.transfer(0, 1, 40, key=1)
    script.again(1, amount=30 * script.unit).again(1).wait(1)
    script.anew(1, says=NOT_ENOUGH)
    return script.again(1).case()


def the_longest_life(rng: Rng) -> Case:
    """From the first millisecond to the last: a key lives for 2^61 of them, and for no more."""
    script = Script(rng, [100, 0], ttl_ms=2**61)
    script.t_ms = 0
    script.transfer(0, 1, 10, key=2)
    script.wait(1).transfer(0, 1, 10, key=1)
    script.wait(2**61 - 2).again(2).again(1).wait(1)
    script.anew(2)
    script.again(1).wait(1)
    script.anew(1)
    script.again(2).wait(2**61 - 2).again(1).again(2).wait(1)
    script.anew(2)
    return script.again(1).case()


def an_odd_life(rng: Rng) -> Case:
    """A key lives for 2^53 + 1 ms, which is no float: it is known at the last of them."""
    script = Script(rng, [100, 0], ttl_ms=2**53 + 1)
    script.t_ms = 2**54 + 2 * int(rng.integers(0, 9))
    script.transfer(0, 1, 10, key=1)
    script.wait(2**53).again(1).wait(1)
    script.anew(1)
    return script.wait(2**53).again(1).again(1, amount=1).case()


def ages_beyond_bits(rng: Rng) -> Case:
    """A key is asked for after 2^8, 2^16... milliseconds, of which it lives for 1,000."""
    script = Script(rng, [1_000, 0], ttl_ms=1_000)
    script.t_ms = int(rng.integers(0, 2**16))
    script.transfer(0, 1, 10, key=1)
    script.wait(2**8).again(1)
    for bits in (10, 15, 16, 24, 31, 32, 53):
        script.wait(2**bits)
        script.anew(1)
        script.wait(2**8).again(1).wait(1).again(1, amount=1)
    return script.case()


def new_again(rng: Rng) -> Case:
    """A key whose time is up takes another request, and then knows that one and not the old."""
    script = Script(rng, [1_000, 40, 0], ttl_ms=60_000)
    script.transfer(0, 2, 100, key=1)
    script.transfer(1, 2, 50, key=2, says=NOT_ENOUGH)
    old = [script.first[1, key][0] for key in (1, 2)]
    for turn in range(3):
        script.wait(script.ttl_ms)
        for key in (1, 2):
            script.transfer(0, 2, 10 + turn, key=key)
            script.again(key, amount=old[key - 1]["amount"], debit=old[key - 1]["debit"])
            script.again(key)
    return script.probe(0, 1_000 - 100 - 66, 2).case()


def two_ledgers(rng: Rng) -> Case:
    """Two ledgers are open at once and asked the same: each has its own money, keys and ids."""
    script = Script(rng, [100, 40, 0])
    for key in range(1, 5):
        script.transfer(0, 1, 20, key=key)
        script.cut().again(key)
    script.transfer(0, 1, 21, key=5, says=NOT_ENOUGH)
    script.cut().again(5).wait(script.ttl_ms).cut()
    script.anew(1)
    script.cut()
    return script.probe(1, 140, 2).cut().again(1).case() | {TWO_ALIVE: True}


def every_width_of_money(rng: Rng) -> Case:
    """Sums beside which types, masks and floats end: one more than there is, all, one more."""
    balance = [each for edge in EDGES for each in (edge, 0)]
    script = Script(rng, [*balance, INT64.min, INT64.max], [1] * len(balance) + [0, 0], unit=1)
    for number, edge in enumerate(EDGES):
        payer, payee = 2 * number, 2 * number + 1
        script.transfer(payer, payee, edge + 1, key=number + 1, says=NOT_ENOUGH)
        if edge:
            script.transfer(payer, payee, edge)
            script.transfer(payer, payee, 1, says=NOT_ENOUGH)
            script.transfer(payee, payer, edge + 2**32, says=NOT_ENOUGH)
            script.transfer(payee, payer, edge + 1, says=NOT_ENOUGH)
            script.transfer(payee, payer, edge)
        script.again(number + 1)
    for amount in (INT64.min, INT64.min + 1, -1, 0):
        script.raw(INVALID, key=1, debit=0, credit=1, amount=amount)
    script.raw(NOT_ENOUGH, debit=script.account[0], credit=script.account[1], amount=INT64.max)
    for debit, credit in ((-(2**31), 0), (0, -(2**31)), (_FAR, 0), (0, _FAR), (2**16, 0), (0, 256)):
        script.raw(INVALID, key=1, debit=debit, credit=credit, amount=1)
    return script.case()


def nobody_there(rng: Rng) -> Case:
    """No accounts: every transfer is 400, and no key is known by it."""
    return _without_a_pair(rng, 0)


def one_account_alone(rng: Rng) -> Case:
    """One account, which cannot pay itself or anybody: every transfer is 400."""
    return _without_a_pair(rng, 1)


def _without_a_pair(rng: Rng, n_accounts: int) -> Case:
    script = Script(rng, [5] * n_accounts, unit=1).cut()
    for key in (0, 1, 1):
        for debit, credit in ((0, 0), (0, 1), (1, 0), (-1, 0)):
            script.raw(INVALID, key=key, debit=debit, credit=credit, amount=1)
            script.cut()
    return script.case()


def one_by_one(rng: Rng) -> Case:
    """Every request comes in a batch of its own, some batches are empty, and one is everything."""
    script = Script(rng, [200, 0, 0])
    for key in range(1, 30):
        script.transfer(0, 1, 5, key=key)
        script.cut().again(int(rng.integers(1, key + 1))).cut()
        if rng.random() < 0.3:
            script.cut()
    for key in range(1, 30):
        script.again(key)
    return script.cut().probe(0, 55, 2).case()


def apart_by_bits(rng: Rng) -> Case:
    """Accounts whose numbers agree in their lowest 3, 4... bits, guarded and not by turns: each has
    its own money, and only who is not guarded pays more.
    """
    script = Script(rng, [0] * 600, unit=1)
    script.account, one = list(range(600)), int(rng.integers(0, 30))
    asking = [one + 2**bits for bits in (3, 4, 5, 6, 7, 8, 9)] + [one, one + 1, 599]
    script.balance[asking] = 10 * np.arange(1, 11)
    script.guarded[asking[::2]] = 0
    for number, account in enumerate(asking, 1):
        if script.guarded[account]:
            script.probe(account, 10 * number, 598)
        else:
            script.transfer(account, 598, 10 * number + 1)
    return script.case()
