"""A case of idempotent-ledger as lines: the accounts, and then what is asked of them.

account 100 1       # account 0 has 100 and is guarded
account 0 1
order 0 1 70        # of transfer: 70 from 0 to 1

ttl_ms 1000         # of Ledger: when, merchant, key, debit, credit, amount, ref, timeout_ms
authorize 0 1 1 0 1 80 0 500
batch               # here the next one begins
capture 499 1 3 0 0 60 1 0

snapshot 0          # of recover: a frame is its sequence and key, and the legs behind it
ask 77
frame 1 77          # checksum and number of legs follow from the lines
leg 0 -30
leg 1 30
header 9 2 2 88     # what is no good frame: checksum, number of legs, sequence, key, as they stand
leg 0 -5
byte 1
"""

from __future__ import annotations

import struct

import numpy as np

from harness.kata import TWO_ALIVE, Case, CaseText
from katas import lines

from .cases.journals import end_of_frame, frame, legs_of
from .protocol import COLUMNS, request_batch

_OPS = ("transfer", "authorize", "capture", "void", "refund")
_FIELDS = [name for name in COLUMNS if name != "op"]


def _tell_transfer(case: Case) -> list[str]:
    accounts = lines.told("account", case["balance"], case["guarded"])
    return accounts + lines.told("order", case["debit"], case["credit"], case["amount"])


def _read_transfer(text: list[str]) -> Case:
    words = lines.Words(text, rows={"account": 2, "order": 3})
    debit, credit, amount = words.columns("order")
    return {
        "debit": _narrow(debit, np.int32),
        "credit": _narrow(credit, np.int32),
        "amount": amount,
        **_accounts(words),
    }


def _tell_ledger(case: Case) -> list[str]:
    text = ["two_alive 1"] if case.get(TWO_ALIVE) else []
    text += [f"ttl_ms {case['ttl_ms']}", *lines.told("account", case["balance"], case["guarded"])]
    for number, batch in enumerate(case["batches"]):
        rows = zip(*(batch[name].tolist() for name in _FIELDS), strict=True)
        told = zip(batch["op"].tolist(), rows, strict=True)
        text += ["batch"] * (number > 0)
        text += [" ".join([_OPS[op], *map(str, row)]) for op, row in told]
    return text


def _read_ledger(text: list[str]) -> Case:
    widths = dict.fromkeys(_OPS, len(_FIELDS))
    words = lines.Words(text, ("ttl_ms", "two_alive"), {"account": 2, "batch": 0, **widths})
    batches: list[list[list[int]]] = [[]]
    for word, values in words.rows:
        if word == "batch":
            batches.append([])
        elif word in _OPS:
            batches[-1].append([_OPS.index(word), *values])
    names = ["op", *_FIELDS]
    case = {
        **_accounts(words),
        "ttl_ms": words.number("ttl_ms"),
        "batches": [
            request_batch({name: [row[place] for row in rows] for place, name in enumerate(names)})
            for rows in batches
        ],
    }
    return case | ({TWO_ALIVE: True} if words.number("two_alive", 0) else {})


def _tell_recover(case: Case) -> list[str]:
    text = [f"snapshot {case['snapshot']}", *lines.told("account", case["balance"])]
    text += lines.told("ask", case["retried"])
    data, at = case["journal"].tobytes(), 0
    while at < len(data):
        end = end_of_frame(data, at)
        if end:
            text.append("frame {} {}".format(*struct.unpack_from("<qq", data, at + 8)))
            text += [f"leg {account} {amount}" for account, amount in legs_of(data, at, end)]
        else:
            later = range(at + 8, len(data), 8)
            end = next((place for place in later if end_of_frame(data, place)), len(data))
            text += _tell_bad(data[at:end])
        at = end
    return text


def _tell_bad(data: bytes) -> list[str]:
    """Bytes that are no good frame: a header, whole legs, and what is left."""
    text, at = [], 0
    if len(data) >= 24:
        text, at = ["header {} {} {} {}".format(*struct.unpack_from("<IIqq", data))], 24
        at = len(data) - (len(data) - 24) % 16
        text += [f"leg {account} {amount}" for account, amount in legs_of(data, 0, at)]
    return [*text, *(f"byte {value}" for value in data[at:])]


def _read_recover(text: list[str]) -> Case:
    widths = {"account": 1, "ask": 1, "frame": 2, "leg": 2, "header": 4, "byte": 1}
    words = lines.Words(text, ("snapshot",), widths)
    data = bytearray()
    good: tuple[int, int] | None = None
    legs: list[tuple[int, int]] = []
    for word, values in [*words.rows, ("", [])]:
        if word == "leg" and good:
            legs.append((values[0], values[1]))
            continue
        if good:
            data += frame(*good, legs)
            good, legs = None, []
        if word == "frame":
            good = values[0], values[1]
        elif word == "leg":
            data += struct.pack("<qq", *values)
        elif word in ("header", "byte"):
            data += _packed(word, values)
    return {
        "journal": np.frombuffer(bytes(data), np.uint8),
        "snapshot": words.number("snapshot"),
        "retried": words.columns("ask")[0],
        "balance": words.columns("account")[0],
    }


def _packed(word: str, values: list[int]) -> bytes:
    try:
        return struct.pack("<IIqq" if word == "header" else "<B", *values)
    except struct.error:
        told = " ".join([word, *map(str, values)])
        raise ValueError(f"{told!r} has a number that does not fit its bytes") from None


def _accounts(words: lines.Words) -> Case:
    balance, guarded = words.columns("account")
    return {"balance": balance, "guarded": _narrow(guarded, np.uint8)}


def _narrow(column: np.ndarray, dtype: type) -> np.ndarray:
    ends = np.iinfo(dtype)
    if len(column) and not ends.min <= column.min() <= column.max() <= ends.max:
        raise ValueError(f"a number is not within {ends.min} to {ends.max}")
    return column.astype(dtype)


TEXTS = {
    "transfer": CaseText(_tell_transfer, _read_transfer),
    "Ledger": CaseText(_tell_ledger, _read_ledger),
    "recover": CaseText(_tell_recover, _read_recover),
}
