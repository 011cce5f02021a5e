"""Values that are different, and the same to whoever joins, adds, cuts or rounds them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, permutations

from ..protocol import INT64, REFUND, TRANSFER, VOID
from .anything import EDGES
from .scripts import Row

FACTORS = (
    *(31, 37, 100, 257, 1_000, 1_009, 10_000, 65_599, 1_000_003, 10**5, 10**6, 10**9, 10**12),
    *(2**bits for bits in (4, 8, 10, 12, 16, 20, 24, 30, 31, 32, 33, 40, 48)),
)
FIELDS = ("debit", "credit", "amount", "ref", "timeout_ms")
_INT32 = range(-(2**31), 2**31)
_INT64 = range(INT64.min, INT64.max + 1)


def alike(one: int, other: int, factors: tuple[int, ...] = FACTORS) -> set[tuple[int, int]]:
    """Other pairs with the same digits one behind the other, the same sum or product, the same
    bits that differ, or the same number when one of the two is multiplied and the other added.
    """
    found = {(other, one), (one + 1, other - 1), (one - 1, other + 1), (-one, -other)}
    found |= {(one ^ bit, other ^ bit) for bit in (1, 2, 4, 8)} | {(1, one * other)}
    digits = f"{one}{other}"
    cuts = range(1, len(digits)) if digits.isdigit() else ()
    found |= {(int(digits[:at]), int(digits[at:])) for at in cuts if digits[at] != "0"}
    for factor in factors:
        found |= {(one + 1, other - factor), (one - 1, other + factor)}
        found |= {(one + factor, other - 1), (one - factor, other + 1)}
    return found - {(one, other)}


def near(value: int) -> set[int]:
    """Other numbers that agree with it in their lowest bits, as a float, in their absolute value,
    or in what Python's hash takes of them: `hash(-1) == hash(-2)`, and of a prime it takes the
    rest.
    """
    found = {value + step for edge in EDGES for step in (edge, -edge)}
    found |= {value + 1, value - 1, -value, -1 - value, value + (2**61 - 1), value - (2**61 - 1)}
    return found - {value}


def other_names(merchant: int, key: int) -> list[tuple[int, int]]:
    """Other merchants and keys that are easily taken for these, in an order that stays."""
    found = alike(merchant, key) | {(merchant, each) for each in near(key)}
    found |= {(each, key) for each in near(merchant)}
    return sorted((m, k) for m, k in found if m in _INT32 and k in _INT64 and k != 0)


def changes(row: Row, n_accounts: int) -> Iterator[Row]:
    """What may be changed of a request, one field or two, so that it stays one."""
    found: list[Row] = [{name: value} for name in FIELDS for value in sorted(near(row[name]))]
    factors = (*FACTORS, n_accounts)
    for one, other in combinations(FIELDS, 2):
        pairs = sorted(alike(row[one], row[other], factors))
        found += [{one: left, other: right} for left, right in pairs]
    if row["op"] != TRANSFER:
        found += [{"op": op} for op in range(row["op"] + 1, REFUND + 1)]
        # digits before and behind that of the operation: 1, 2, 34 and 12, 3, 4
        found += [
            {one: row[one] * 10 + row["op"], "op": row[other] // 10, other: row[other] % 10}
            for one, other in permutations(FIELDS, 2)
            if row[other] // 10 in range(row["op"] + 1, REFUND + 1)
        ]
    for change in found:
        if row | change != row and _is_request(row | change, n_accounts):
            yield change


def _is_request(row: Row, n_accounts: int) -> bool:
    """Whether it fits its columns, and is not 400."""
    sides = row["debit"], row["credit"]
    if not all(side in _INT32 for side in sides):
        return False
    if not all(row[name] in _INT64 for name in ("amount", "ref", "timeout_ms")):
        return False
    if row["op"] == TRANSFER and not (
        sides[0] != sides[1] and all(side in range(n_accounts) for side in sides)
    ):
        return False
    return row["op"] == VOID or row["amount"] > 0
