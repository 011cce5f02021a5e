"""idempotent-ledger: move money once, however often it is asked for and wherever the power fails.

Level `transfer` asks for the function, levels `keys`, `payments` and `storm` for the class, level
`recover` for the other function. What still raises NotImplementedError counts as not started.
Arrays you are given are read-only (copy the balances that `Ledger` gets); `balance` of `transfer`
and `recover` arrives filled and is changed in place; other arrays to fill arrive zeroed, and
nothing is returned. With numba write @njit(cache=True) and leave the signature out: explicit ones
do not match read-only arrays.

Money is counted in int64. A guarded account never goes below 0, and does not begin there; others
may. There are 0 to 1,048,576 accounts, A. Status:

    200 OK          done
    400 INVALID     no request at all: see below
    402 NOT_ENOUGH  money, or what is left of an authorization or a capture
    404 UNKNOWN     `ref` is not the id of an authorization
    409 CONFLICT    the payment is not in the state for it
    410 EXPIRED     the hold ended before it was captured or voided
    413 TOO_LARGE   a sum would leave int64: what the payer has less what is held, or all that the
                    payee has, held or not; the payer is looked at first
    422 MISMATCH    the key is known, and the request another
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

TRANSFER, AUTHORIZE, CAPTURE, VOID, REFUND = range(5)
OK, INVALID, NOT_ENOUGH, UNKNOWN = 200, 400, 402, 404
CONFLICT, EXPIRED, TOO_LARGE, MISMATCH = 409, 410, 413, 422


class Orders(NamedTuple):
    """Order i moves amount[i] from account debit[i] to account credit[i]; up to 10,000,000."""

    debit: np.ndarray  # int32[n]
    credit: np.ndarray  # int32[n]
    amount: np.ndarray  # int64[n]


class Requests(NamedTuple):
    """Requests in the order in which they arrive, up to 1,000,000 in a batch.

    What an operation does not use may hold anything, and is ignored, except where two requests are
    compared. Holds end within int64.
    """

    t_ms: np.ndarray  # int64[n], 0 to 2^62: when it arrives; never goes back, nor between batches
    merchant: np.ndarray  # int32[n]: who asks
    key: np.ndarray  # int64[n]: the merchant's idempotency key, 0 for none
    op: np.ndarray  # uint8[n], 0 to 4: TRANSFER, AUTHORIZE, CAPTURE, VOID or REFUND
    debit: np.ndarray  # int32[n]: who pays (TRANSFER, AUTHORIZE)
    credit: np.ndarray  # int32[n]: who gets it (TRANSFER, AUTHORIZE)
    amount: np.ndarray  # int64[n]: how much (all but VOID)
    ref: np.ndarray  # int64[n]: the id of an authorization, any merchant's (CAPTURE, VOID, REFUND)
    timeout_ms: np.ndarray  # int64[n]: how long the hold lasts, 0 for ever (AUTHORIZE)


def transfer(orders: Orders, guarded: np.ndarray, balance: np.ndarray, status: np.ndarray) -> None:
    """Play the orders one after the other, and say of each how it went.

    guarded   uint8[A], 1 where the account must not go below 0
    balance   int64[A], what the accounts have; to be changed in place
    status    int16[n], to fill: 400 if amount <= 0, both sides are the same, or one is not in
              0..A-1; 402 if the payer is guarded and has less; 413 if a balance would leave int64,
              the payer's or the payee's; else 200, and the money has moved

    >>> sides = np.array([[0, 0, 2, 0], [1, 1, 0, 1]], np.int32)
    >>> orders = Orders(sides[0], sides[1], np.array([70, 70, 50, 70]))
    >>> balance, status = np.array([100, 0, 0]), np.zeros(4, np.int16)
    >>> transfer(orders, np.array([1, 1, 0], np.uint8), balance, status)
    >>> status.tolist(), balance.tolist()
    ([200, 402, 200, 200], [10, 140, -50])
    """
    raise NotImplementedError


class Ledger:
    """Serves requests; the same request with the same key is served once.

    In this order: (1) 400, which is never saved: amount <= 0 (all but VOID); both sides the same or
    one not in 0..A-1 (TRANSFER, AUTHORIZE); timeout_ms < 0 (AUTHORIZE). (2) A key the merchant used
    less than ttl_ms ago: if all of op, debit, credit, amount, ref and timeout_ms are as they were
    then, used or not, the saved status and id again, and replayed = 1; else 422. Nothing else
    happens. (3) The request is served, and the outcome is saved with its time, whatever it is. Keys
    that are ttl_ms old count as new.

    A hold ends at t_ms + timeout_ms, before anything that arrives in that millisecond.

    >>> ledger = Ledger(np.array([100, 0]), np.array([1, 1], np.uint8), 1000)
    >>> hold = dict(op=AUTHORIZE, debit=0, credit=1, amount=80, timeout_ms=500)
    >>> asked = [dict(t_ms=0, key=1, **hold), dict(t_ms=9, key=2, debit=0, credit=1, amount=30)]
    >>> asked += [dict(t_ms=9, key=1, **hold), dict(t_ms=10, key=1, **hold | {"amount": 81})]
    >>> asked += [dict(t_ms=499, key=3, op=CAPTURE, ref=1, amount=60)]
    >>> asked += [dict(t_ms=500, key=2, debit=0, credit=1, amount=30)]
    >>> asked += [dict(t_ms=500, key=4, debit=0, credit=1, amount=30)]
    >>> types = [np.int64, np.int32, np.int64, np.uint8, np.int32, np.int32] + [np.int64] * 3
    >>> columns = zip(Requests._fields, types)
    >>> batch = [np.array([row.get(name, 0) for row in asked], dtype) for name, dtype in columns]
    >>> status, result_id = np.zeros(7, np.int16), np.zeros(7, np.int64)
    >>> replayed = np.zeros(7, np.uint8)
    >>> ledger.apply(Requests(*batch), status, result_id, replayed)
    >>> status.tolist()
    [200, 402, 200, 422, 200, 402, 200]
    >>> result_id.tolist(), replayed.tolist()
    ([1, 0, 1, 0, 2, 0, 3], [0, 0, 1, 0, 0, 1, 0])
    """

    def __init__(self, balance: np.ndarray, guarded: np.ndarray, ttl_ms: int) -> None:
        """Accounts 0..A-1 with what they have, int64[A], and whether they are guarded, uint8[A].

        ttl_ms is 0 to 2^61.
        """
        raise NotImplementedError

    def apply(
        self,
        requests: Requests,
        status: np.ndarray,
        result_id: np.ndarray,
        replayed: np.ndarray,
    ) -> None:
        """Serve a batch: status int16[n], result_id int64[n], replayed uint8[n].

        result_id counts what was done with 200, over all batches: 1, 2, 3... Elsewhere it is 0.
        Called for one batch after the other on the same object. Replace it when you want to see
        more than one request at a time.
        """
        columns = (part.tolist() for part in requests)
        for i, (t_ms, merchant, key, *request) in enumerate(zip(*columns, strict=True)):
            answer = self.serve(t_ms, merchant, key, *request)
            status[i], result_id[i], replayed[i] = answer

    def serve(
        self,
        t_ms: int,
        merchant: int,
        key: int,
        op: int,
        debit: int,
        credit: int,
        amount: int,
        ref: int,
        timeout_ms: int,
    ) -> tuple[int, int, int]:
        """Status, id and whether it is a replay.

        Let holds end whose time has come; then check it, look its key up, do it, and save that.
        For the level `keys` only transfers are asked for, and nothing is held.
        """
        raise NotImplementedError

    def transfer(self, debit: int, credit: int, amount: int) -> int:
        """Move money, as the function `transfer` does; what is held is not there to be moved."""
        raise NotImplementedError

    def authorize(self, debit: int, credit: int, amount: int, t_ms: int, timeout_ms: int) -> int:
        """Hold money of `debit` for `credit`: 402 and 413 as if it were moved, for the payer only.

        The id of this effect is what `ref` names from now on.
        """
        raise NotImplementedError

    def capture(self, ref: int, amount: int) -> int:
        """Move amount of what is held, and let go of all the rest.

        404, 410 and 409 (captured or voided already); 402 if it is more than was held; 413. After
        402 and 413 the hold is as it was.
        """
        raise NotImplementedError

    def void(self, ref: int) -> int:
        """Let go of what is held. 404, 410, 409 as for `capture`."""
        raise NotImplementedError

    def refund(self, ref: int, amount: int) -> int:
        """Move captured money back, perhaps in several parts: a transfer from `credit` to `debit`.

        404 and 410; 409 if it is not captured; 402 if all refunds come to more than was captured,
        or the payee does not have it any more; 413.
        """
        raise NotImplementedError


def recover(
    journal: np.ndarray,
    snapshot: int,
    retried: np.ndarray,
    balance: np.ndarray,
    result: np.ndarray,
    last: np.ndarray,
) -> None:
    """Read back what was written before the crash: the journal up to its first bad frame.

    journal   uint8[J], up to 100,000,000 bytes, frames without gaps; little-endian, a frame being
                  uint32  zlib.crc32 of all that follows in this frame
                  uint32  number of legs, perhaps 0
                  int64   sequence: 1, 2, 3...
                  int64   key of the request, 0 for none; no other is in two good frames
                  and for each leg an int64 account and an int64 amount, to be added to it
    snapshot  int, 0 or more: the frames up to this sequence are in `balance` already; it may be
              beyond the last frame
    retried   int64[K], up to 1,000,000 keys that clients ask for again, none of them 0, some twice
    balance   int64[A], to be changed in place
    result    int64[K], to fill: the sequence of the frame with this key; 0 where there is none
    last      int64[1], to fill: the sequence of the last good frame; 0 where there is none

    A frame is good if all of it is there, its checksum is right and its sequence is one more than
    that of the frame before (the first one's is 1, whatever the snapshot). From the first bad frame
    on nothing counts, though it may look right. Accounts of good frames exist; balances stay
    within int64, leg by leg.

    >>> import struct, zlib
    >>> def frame(sequence, key, *legs):
    ...     rest = struct.pack("<Iqq", len(legs), sequence, key)
    ...     rest += b"".join(struct.pack("<qq", account, amount) for account, amount in legs)
    ...     return struct.pack("<I", zlib.crc32(rest)) + rest
    >>> file = frame(1, 77, (0, -30), (1, 30)) + frame(2, 88, (0, -5), (1, 5))[:-1]
    >>> balance, result, last = np.array([100, 0]), np.zeros(2, np.int64), np.zeros(1, np.int64)
    >>> recover(np.frombuffer(file, np.uint8), 0, np.array([88, 77]), balance, result, last)
    >>> balance.tolist(), result.tolist(), last.tolist()
    ([70, 30], [0, 1], [1])
    """
    raise NotImplementedError
