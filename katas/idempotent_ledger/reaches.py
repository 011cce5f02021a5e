"""What the cases of idempotent-ledger must reach, and at full size; and what cannot matter."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from harness.kata import Case, Reaches

from .cases.journals import Legs, end_of_frame, legs_of
from .protocol import AUTHORIZE, CAPTURE, COLUMNS, REFUND, VOID

MANY = 2**16
_FIELDS = ("debit", "credit", "amount", "ref", "timeout_ms")


def columns_of(case: Case) -> dict[str, np.ndarray]:
    """All requests of a stream, column by column."""
    return {name: np.concatenate([batch[name] for batch in case["batches"]]) for name in COLUMNS}


def good_frames(data: bytes) -> Iterator[tuple[int, Legs]]:
    """Key and legs of each frame before the first bad one."""
    at = number = 0
    while (end := end_of_frame(data, at)) and (number := number + 1) == _word(data, at + 8):
        yield _word(data, at + 16), legs_of(data, at, end)
        at = end


def _word(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 8], "little", signed=True)


# what the cases reach


def _moves_again(case: Case) -> bool:
    """The same order twice in a row: it is no repetition, it is two."""
    rows = np.stack([case[name].astype(np.int64) for name in ("debit", "credit", "amount")])
    return bool((rows[:, 1:] == rows[:, :-1]).all(axis=0).any())


def _orders_long_after(case: Case) -> bool:
    """An account is asked again after more than 2^16 orders of others."""
    return bool((_since_last(case["debit"], case["credit"]) > MANY).any())


def _since_last(debit: np.ndarray, credit: np.ndarray) -> np.ndarray:
    """How many orders ago each payer was last paid or paying; 0 where it never was."""
    accounts = np.stack([debit, credit], axis=1).reshape(-1)
    order = np.argsort(accounts, kind="stable")
    again = np.zeros(len(order), np.int64)
    same = accounts[order[1:]] == accounts[order[:-1]]
    again[order[1:]] = np.where(same, order[1:] // 2 - order[:-1] // 2, 0)
    return again[::2]


def _first_use(asked: dict[str, np.ndarray]) -> np.ndarray:
    """For each request how many requests ago its merchant first used its key; 0 for none."""
    names = np.stack([asked["merchant"].astype(np.int64), asked["key"]], axis=1)
    _, first, which = np.unique(names, axis=0, return_index=True, return_inverse=True)
    ago = np.arange(len(names)) - first[which.reshape(-1)]
    return np.where(asked["key"] != 0, ago, 0)


def _key_long_after(case: Case) -> bool:
    return bool((_first_use(columns_of(case)) > MANY).any())


def _many_keys_of_one(case: Case) -> bool:
    asked = columns_of(case)
    keyed = asked["merchant"][asked["key"] != 0]
    return len(keyed) > 0 and int(np.unique(keyed, return_counts=True)[1].max()) > MANY


def _many_merchants(case: Case) -> bool:
    return len(np.unique(columns_of(case)["merchant"])) > MANY


def _settled_long_after(case: Case) -> bool:
    """After more than 2^16 authorizations the first of them are captured, voided and refunded."""
    asked = columns_of(case)
    late = np.cumsum(asked["op"] == AUTHORIZE) > MANY
    early = late & (asked["ref"] > 0) & (asked["ref"] < 20)
    return all(bool((asked["op"][early] == op).any()) for op in (CAPTURE, VOID, REFUND))


def _one_payment_often(case: Case) -> bool:
    """One payment is refunded more than 2^16 times."""
    asked = columns_of(case)
    refs = asked["ref"][asked["op"] == REFUND]
    return len(refs) > 0 and int(np.unique(refs, return_counts=True)[1].max()) > MANY


def _changes(case: Case) -> set[tuple[str, ...]]:
    """Which fields of a request differ from those of the request before with the same key."""
    asked, found = columns_of(case), set()
    fields = ("op", "debit", "credit", "amount", "ref", "timeout_ms")
    rows = zip(*(asked[name].tolist() for name in ("merchant", "key", *fields)), strict=True)
    last: dict[tuple[int, int], tuple[int, ...]] = {}
    for merchant, key, *request in rows:
        before = last.setdefault((merchant, key), tuple(request))
        pairs = zip(fields, before, request, strict=True)
        found.add(tuple(name for name, one, other in pairs if one != other))
    return found


def _each_field_changed(case: Case) -> bool:
    return _changes(case) >= {(name,) for name in ("op", *_FIELDS)}


def _each_two_changed(case: Case) -> bool:
    return _changes(case) >= {*combinations(_FIELDS, 2)}


def _unused_and_used(case: Case) -> bool:
    """A transfer with a timeout below 0, and a void with an amount below 0."""
    asked = columns_of(case)
    strange = ((asked["op"] == 0) & (asked["timeout_ms"] < 0)).any()
    return bool(strange) or bool(((asked["op"] == VOID) & (asked["amount"] < 0)).any())


def _two_keys_one_number(case: Case) -> bool:
    """Two names of keys whose digits are the same when they are joined."""
    asked = columns_of(case)
    names = set(zip(asked["merchant"].tolist(), asked["key"].tolist(), strict=True))
    return len({f"{merchant}{key}" for merchant, key in names}) < len(names)


def _at_the_end_of_a_key(case: Case) -> bool:
    """A key is asked for in the last millisecond of its life, and in the one after."""
    asked, ages = columns_of(case), set()
    seen: dict[tuple[int, int], int] = {}
    rows = (asked[name].tolist() for name in ("t_ms", "merchant", "key"))
    for t_ms, merchant, key in zip(*rows, strict=True):
        ages.add(t_ms - seen.setdefault((merchant, key), t_ms))
    return {case["ttl_ms"] - 1, case["ttl_ms"]} <= ages


def _at_the_end_of_a_hold(case: Case) -> bool:
    """Something is asked in the last millisecond of a hold, and in the one that ends it."""
    asked = columns_of(case)
    held = (asked["op"] == AUTHORIZE) & (asked["timeout_ms"] > 1)
    ends = asked["t_ms"][held] + asked["timeout_ms"][held]
    return bool((np.isin(ends - 1, asked["t_ms"]) & np.isin(ends, asked["t_ms"])).any())


def _two_holds_end_at_once(case: Case) -> bool:
    asked = columns_of(case)
    held = (asked["op"] == AUTHORIZE) & (asked["timeout_ms"] > 0)
    ends = np.stack([asked["debit"][held], asked["t_ms"][held] + asked["timeout_ms"][held]])
    return bool(len(np.unique(ends, axis=1).T) < ends.shape[1])


def _frames(case: Case) -> list[tuple[int, Legs]]:
    return [*good_frames(case["journal"].tobytes())]


def _no_legs(case: Case) -> bool:
    return any(not legs for _, legs in _frames(case))


def _account_twice_in_a_frame(case: Case) -> bool:
    return any(len({leg[0] for leg in legs}) < len(legs) for _, legs in _frames(case))


def _snapshot(*off: int) -> Reaches:
    def reaches(case: Case) -> bool:
        n = len(_frames(case))
        return n > 1 and case["snapshot"] - n in off

    return reaches


def _legs_beyond(count: int) -> Reaches:
    return lambda case: any(len(legs) > count for _, legs in _frames(case))


def _amounts_beyond_floats(case: Case) -> bool:
    frames = _frames(case)
    return any(abs(amount) > 2**53 and amount % 2 for _, legs in frames for _, amount in legs)


def _begins_elsewhere(case: Case) -> bool:
    data = case["journal"].tobytes()
    return bool(end_of_frame(data, 0)) and _word(data, 8) > 1


def _many_frames(case: Case) -> bool:
    return len(case["journal"]) > MANY and len(_frames(case)) > MANY


# at full size


def _old_orders(case: Case) -> bool:
    """A tenth of the payers were last paid or paying over 2^16 orders ago."""
    return bool((_since_last(case["debit"], case["credit"]) > MANY).mean() > 0.1)


def _old_answers(case: Case) -> bool:
    """A tenth of all requests go back to one of over 2^16 requests before: the first with their
    key, the authorization they refer to, or what their payer asked before.
    """
    asked = columns_of(case)
    n = len(asked["op"])
    pays = asked["op"] <= AUTHORIZE
    since = _since_last(np.where(pays, asked["debit"], -1), np.full(n, -1)) * pays
    ago = np.maximum(np.maximum(since, _first_use(asked)), np.arange(n) - case["_goes_back_to"])
    return bool((ago > MANY).mean() > 0.1)


def _old_retries(case: Case) -> bool:
    """A fifth of the retries come over 2^16 requests after the first."""
    ago = _first_use(columns_of(case))
    return bool((ago > MANY).sum() > 0.2 * (ago > 0).sum())


def _every_operation(case: Case) -> bool:
    return len(np.unique(columns_of(case)["op"])) == 5


def _old_references(case: Case) -> bool:
    """A tenth of captures, voids and refunds refer to over 2^16 requests before."""
    asked = columns_of(case)
    refers = asked["op"] > AUTHORIZE
    ago = np.arange(len(refers)) - case["_goes_back_to"]
    return bool((ago[refers] > MANY).mean() > 0.1)


def _keys_from_everywhere(case: Case) -> bool:
    """A tenth of the keys that are asked for are in frames over 2^16 before the last."""
    words, start = case["journal"].view(np.int64), case["_start"]
    early = words[start[: -2 * MANY] + 2]
    return bool(np.isin(case["retried"], early).mean() > 0.1)


REACHES: dict[str, dict[str, Reaches]] = {
    "transfer": {
        "the same order twice": _moves_again,
        "an account 2^16 orders later": _orders_long_after,
    },
    "Ledger": {
        "each field alone is changed": _each_field_changed,
        "each two fields are changed": _each_two_changed,
        "unused fields": _unused_and_used,
        "two keys, joined one": _two_keys_one_number,
        "a key 2^16 requests later": _key_long_after,
        "2^16 keys of one merchant": _many_keys_of_one,
        "2^16 merchants": _many_merchants,
        "payments 2^16 payments later": _settled_long_after,
        "2^16 refunds of one payment": _one_payment_often,
        "the last millisecond of a key and the next": _at_the_end_of_a_key,
        "the last millisecond of a hold and the next": _at_the_end_of_a_hold,
        "two holds of one account end at once": _two_holds_end_at_once,
    },
    "recover": {
        "a frame without legs": _no_legs,
        "more than 256 legs": _legs_beyond(256),
        "more than 2^16 legs": _legs_beyond(MANY),
        "more than 2^16 frames": _many_frames,
        "an account twice in a frame": _account_twice_in_a_frame,
        "amounts beyond floats": _amounts_beyond_floats,
        "snapshot one before the last": _snapshot(-1),
        "snapshot at the last": _snapshot(0),
        "snapshot one beyond the last": _snapshot(1),
        "the first frame is not number 1": _begins_elsewhere,
    },
}
_OF_PAYMENTS: dict[str, Reaches] = {
    "a tenth of the answers is old": _old_answers,
    "a fifth of the retries is old": _old_retries,
    "a tenth of the references is old": _old_references,
    "every operation": _every_operation,
}
AT_FULL_SIZE: dict[str, dict[str, Reaches]] = {
    "transfer": {"a tenth of the payers is old": _old_orders},
    "keys": {
        "a tenth of the answers is old": _old_answers,
        "a fifth of the retries is old": _old_retries,
    },
    "payments": _OF_PAYMENTS,
    "recover": {"a tenth of the keys is old": _keys_from_everywhere},
    "storm": _OF_PAYMENTS,
}
_NO_ACCOUNT = "as a float no account is another, and what is none stays none and is refused"
UNREACHED: dict[str, dict[str, str]] = {
    "transfer": {"debit as float32": _NO_ACCOUNT, "credit as float32": _NO_ACCOUNT},
    "Ledger": {"t_ms repeats": "times never fall, so equal ones are neighbours"},
    "recover": {"retried 0": "0 is no key, and nobody asks for it"},
}
