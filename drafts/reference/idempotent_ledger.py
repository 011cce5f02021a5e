"""idempotent-ledger: the memory is asked early, and nothing is looked at before it is needed.

transfer  Two account rows an order, at places nobody can foresee; but the orders lie there, so the
          rows are asked for some orders ahead, and their misses overlap.
          Cost: O(n), two cache lines an order.

Ledger    Saved answers are written one behind the other into a log, a line of 64 bytes each with
          the whole request: comparing is exact. An index of eight bytes a slot (half a hash and the
          number of the log row) finds them; it stays small enough for the caches, and a new key
          costs a write at the end of the log instead of a miss in a large table. Rows of the log
          are in the order of their first request, so what is too old is its beginning: it is
          dropped when the log is full, and the index is written anew from it.

          An account is half a line: balance, what is held, when the first of its holds may end, and
          a list of its holds. A hold that has expired only matters when it decides: holds can only
          make an account seem poorer than it is, so they are gone through before a refusal, and
          only if the first of them may be over. No clock, queue or heap is kept.

          Everything a request will touch is asked for 16 requests ahead, and what depends on that
          (the hold of a payment, the log row of a retry) 8 ahead.
          Cost: O(1) a request, about three cache lines; a refusal O(holds of the account) if a hold
          of it has ended since the last one.

recover   One pass. The checksum takes eight bytes a step with eight tables (Kounavis and Berry,
          "A systematic approach to building high performance, software-based, CRC generators",
          ISCC 2005). Accounts are asked for some frames ahead, on the word of headers that are not
          verified yet: a wrong one costs a useless read, no more. Of the keys only those that
          clients ask for are kept, in a small table that every frame looks into.
          Cost: O(bytes of the journal).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numba import njit, types
from numba.core import cgutils
from numba.extending import intrinsic

_TRANSFER, _AUTHORIZE, _CAPTURE, _VOID, _REFUND = range(5)
_OK, _INVALID, _NOT_ENOUGH, _UNKNOWN = 200, 400, 402, 404
_CONFLICT, _EXPIRED, _TOO_LARGE, _MISMATCH = 409, 410, 413, 422
_LOWEST, _HIGHEST = -(2**63), 2**63 - 1
_FAR, _NEAR, _RING, _ROOM = 16, 8, 32, 1 << 19

_Arrays = tuple[np.ndarray, ...]


def _prefetch_code(typing: Any, array: Any, index: Any) -> Any:
    """Ask for the cache line of array[index] and go on; numba has no other way to say it."""
    ir = vars(cgutils)["ir"]  # llvmlite's, by way of numba

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        data = context.make_array(signature.args[0])(context, builder, arguments[0]).data
        line = builder.bitcast(builder.gep(data, [arguments[1]]), cgutils.voidptr_t)
        number = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [cgutils.voidptr_t, number, number, number])
        prefetch = builder.module.declare_intrinsic("llvm.prefetch", [cgutils.voidptr_t], kind)
        builder.call(prefetch, [line, number(0), number(3), number(1)])
        return context.get_dummy_value()

    return types.void(array, types.intp), generate


_prefetch: Any = intrinsic(_prefetch_code)
# A call that hands on arrays counts references to them, which took half of the time. Here small
# functions become part of the loop, and the loop allocates nothing and counts nothing.
_Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]
_UNCOUNTED: dict[str, Any] = {"cache": True, "_nrt": False}
_inlined: _Decorator = njit(cache=True, inline="always")
_uncounted: _Decorator = njit(**_UNCOUNTED)


def transfer(orders: Any, guarded: np.ndarray, balance: np.ndarray, status: np.ndarray) -> None:
    """Play the orders one by one on `balance`, and say how each went."""
    _transfer(orders.debit, orders.credit, orders.amount, guarded, balance, status)


@njit(cache=True)
def _transfer(
    debit: np.ndarray,
    credit: np.ndarray,
    amount: np.ndarray,
    guarded: np.ndarray,
    balance: np.ndarray,
    status: np.ndarray,
) -> None:
    n_accounts = len(balance)
    for i in range(len(amount)):
        if i + _FAR < len(amount):
            # an address that is no account's is only asked for, never read
            _prefetch(balance, debit[i + _FAR])
            _prefetch(guarded, debit[i + _FAR])
            _prefetch(balance, credit[i + _FAR])
        payer, payee, money = np.int64(debit[i]), np.int64(credit[i]), amount[i]
        if money <= 0 or payer == payee or not _both(payer, payee, n_accounts):
            status[i] = _INVALID
        elif guarded[payer] and balance[payer] < money:
            status[i] = _NOT_ENOUGH
        elif balance[payer] < _LOWEST + money or balance[payee] > _HIGHEST - money:
            status[i] = _TOO_LARGE
        else:
            balance[payer] -= money
            balance[payee] += money
            status[i] = _OK


@_inlined
def _both(one: Any, other: Any, n_accounts: Any) -> Any:
    return 0 <= one < n_accounts and 0 <= other < n_accounts


# An account is a row of four numbers: balance, held, when its first hold may end, and the number of
# its latest hold (0: none) times two, plus one if it is guarded. Rows lie in one flat array.
_BALANCE, _HELD, _DUE, _LATEST, _ACCOUNT = range(5)

# A hold is a row of eight; hold 0 is none.
_AMOUNT, _DEADLINE, _PAYER, _PAYEE, _CAPTURED, _REFUNDED, _STATE, _OLDER, _HOLD = range(9)
_PENDING, _RESOLVED, _VOIDED, _GONE = range(4)

# A saved answer is a row of eight; the last two numbers are made of smaller ones.
_KEY, _FIRST, _MONEY, _REF, _TIMEOUT, _RESULT, _SIDES, _REST, _SAVED = range(9)

# Counters of a ledger.
_N_SAVED, _N_HOLDS, _LAST_ID = range(3)


class Ledger:
    """Accounts, holds, and the saved answers with their index.

    What grows does so between two runs of the kernel: it stops before a request that may not fit,
    and goes on there in larger arrays.
    """

    def __init__(self, balance: np.ndarray, guarded: np.ndarray, ttl_ms: int) -> None:
        self._accounts = _lines(len(balance) * _ACCOUNT)
        rows = self._accounts.reshape(-1, _ACCOUNT)
        rows[:, _BALANCE] = balance
        rows[:, _HELD] = 0
        rows[:, _DUE] = _HIGHEST
        rows[:, _LATEST] = guarded != 0
        # room that is not touched costs nothing, and growing late costs one batch a lot
        self._holds = _lines(_ROOM // 2 * _HOLD)
        self._hold_of = np.zeros(_ROOM, np.int32)  # by id; 0: no authorization
        self._log = _lines(_ROOM * _SAVED)
        self._index = _zeros(2 * _ROOM)
        self._counters = np.zeros(3, np.int64)
        self._counters[_N_HOLDS] = 1
        _write_index(self._log, 0, self._index)  # compiled here, so that no batch waits for it
        self._hashes = np.zeros(_RING, np.int64)
        self._ttl_ms = ttl_ms

    def apply(
        self, requests: Any, status: np.ndarray, result_id: np.ndarray, replayed: np.ndarray
    ) -> None:
        """Serve the requests of a batch in order."""
        outcome = status, result_id, replayed
        done = 0
        while True:
            state = self._accounts, self._holds, self._hold_of, self._counters
            saved = self._log, self._index, self._hashes, self._ttl_ms
            done = _serve(tuple(requests), outcome, state, saved, done)
            if done == len(status):
                return
            self._grow(int(requests.t_ms[done]))

    def _grow(self, t_ms: int) -> None:
        counters = self._counters
        if counters[_N_HOLDS] * _HOLD == len(self._holds):
            self._holds = _longer(self._holds)
        if counters[_LAST_ID] + 1 == len(self._hold_of):
            self._hold_of = np.concatenate([self._hold_of, np.zeros_like(self._hold_of)])
        if counters[_N_SAVED] * _SAVED == len(self._log):
            first = np.searchsorted(self._log[_FIRST::_SAVED], t_ms - self._ttl_ms, side="right")
            live = self._log[first * _SAVED :]
            room = len(self._log)
            while room < 2 * len(live):
                room *= 2
            self._log = _lines(room)
            self._log[: len(live)] = live
            counters[_N_SAVED] = len(live) // _SAVED
            self._index = _zeros(2 * room // _SAVED)
            _write_index(self._log, counters[_N_SAVED], self._index)


def _lines(n: int) -> np.ndarray:
    """n numbers, int64, whatever they are, from the beginning of a cache line on.

    numpy asks for huge pages where it does not clear: far fewer faults and address look-ups.
    """
    flat = np.empty(n + 8, np.int64)
    skip = -flat.ctypes.data % 64 // 8
    return flat[skip : skip + n]


def _zeros(n: int) -> np.ndarray:
    """n zeros, int64, cleared by hand, for the same reason."""
    flat = _lines(n)
    flat.fill(0)
    return flat


def _longer(rows: np.ndarray) -> np.ndarray:
    """Twice as many rows."""
    longer = _lines(2 * len(rows))
    longer[: len(rows)] = rows
    return longer


@_inlined
def _hash(key: Any, merchant: Any) -> Any:
    """31 bits of hash, so that half an int64 holds them; the upper ones choose the slot."""
    mixed = np.uint64(key) ^ (np.uint64(merchant) * np.uint64(0x9E3779B97F4A7C15))
    mixed = (mixed ^ (mixed >> np.uint64(32))) * np.uint64(0xD6E8FEB86659FD93)
    mixed = (mixed ^ (mixed >> np.uint64(32))) * np.uint64(0xD6E8FEB86659FD93)
    return np.int64(mixed >> np.uint64(33))


@njit(cache=True)
def _shift(index: np.ndarray) -> int:
    """How far to shift a hash for a slot of the index."""
    shift = 31
    while (1 << (31 - shift)) < len(index):
        shift -= 1
    return shift


@njit(cache=True)
def _write_index(log: np.ndarray, n: Any, index: np.ndarray) -> None:
    """Find every row of the log again; the later of two rows of one key stands for it."""
    shift = _shift(index)
    for row in range(n):
        merchant = log[row * _SAVED + _REST] & 0xFFFFFFFF
        hashed = _hash(log[row * _SAVED + _KEY], merchant)
        slot, _ = _find(log, index, hashed >> shift, hashed, log[row * _SAVED + _KEY], merchant)
        index[slot] = hashed << 32 | (row + 1)


@_inlined
def _find(
    log: np.ndarray, index: np.ndarray, slot: Any, hashed: Any, key: Any, merchant: Any
) -> tuple[int, int]:
    """The slot of a key and where its row begins; a free slot and -1 where there is none."""
    while index[slot] != 0:
        if index[slot] >> 32 == hashed:
            row = ((index[slot] & 0xFFFFFFFF) - 1) * _SAVED
            if log[row + _KEY] == key and log[row + _REST] & 0xFFFFFFFF == merchant:
                return slot, row
        slot = (slot + 1) & (len(index) - 1)
    return slot, -1


@_uncounted
def _serve(columns: Any, outcome: Any, state: Any, saved: Any, i: Any) -> Any:
    """The requests from number `i` on; where it stopped: at the end, or at something full.

    Arrays are taken out of their tuples once: a tuple of arrays costs more to hand on than a
    request to serve. A hash is made once and kept for the rounds until its request is served.
    """
    t_ms, merchant, key, op, debit, credit, amount, ref, timeout_ms = columns
    status, result_id, replayed = outcome
    accounts, holds, hold_of, counters = state
    log, index, hashes, ttl_ms = saved
    shift, n_accounts = _shift(index), len(accounts) // _ACCOUNT
    far = i
    while i < len(t_ms):
        if (
            counters[_N_SAVED] * _SAVED == len(log)
            or counters[_N_HOLDS] * _HOLD == len(holds)
            or counters[_LAST_ID] + 1 == len(hold_of)
        ):
            break
        while far < min(i + _FAR + 1, len(t_ms)):
            # a number that is no account's is only asked for, never read
            hashes[far & (_RING - 1)] = _hash(key[far], np.int64(np.uint32(merchant[far])))
            _prefetch(index, hashes[far & (_RING - 1)] >> shift)
            if op[far] <= _AUTHORIZE:
                _prefetch(accounts, np.int64(debit[far]) * _ACCOUNT)
                _prefetch(accounts, np.int64(credit[far]) * _ACCOUNT)
            else:
                _prefetch(hold_of, ref[far])
            far += 1
        if i + _NEAR < len(t_ms):
            near = i + _NEAR
            hashed = hashes[near & (_RING - 1)]
            entry = index[hashed >> shift]
            if entry >> 32 == hashed:
                _prefetch(log, ((entry & 0xFFFFFFFF) - 1) * _SAVED)
            if op[near] > _AUTHORIZE and 0 < ref[near] < len(hold_of):
                _prefetch(holds, np.int64(hold_of[ref[near]]) * _HOLD)
        sides = np.int64(debit[i]), np.int64(credit[i])
        rest = amount[i], ref[i], timeout_ms[i]
        request = (t_ms[i], np.int64(op[i]), *sides, *rest)
        code, result, again = 0, 0, False
        if not _is_valid(request, n_accounts):
            code = _INVALID
        elif key[i] == 0:
            code = _execute(request, accounts, holds, hold_of, counters)
            result = counters[_LAST_ID] if code == _OK else 0
        else:
            who = np.int64(np.uint32(merchant[i]))
            hashed = hashes[i & (_RING - 1)]
            slot, row = _find(log, index, hashed >> shift, hashed, key[i], who)
            if row >= 0 and t_ms[i] - log[row + _FIRST] < ttl_ms:
                again = _is_same(log, row, request)
                code = log[row + _REST] >> 40 if again else _MISMATCH
                result = log[row + _RESULT] if again else 0
            else:
                code = _execute(request, accounts, holds, hold_of, counters)
                result = counters[_LAST_ID] if code == _OK else 0
                index[slot] = hashed << 32 | (counters[_N_SAVED] + 1)
                row = counters[_N_SAVED] * _SAVED
                log[row + _KEY] = key[i]
                log[row + _RESULT] = result
                log[row + _REST] = code << 40 | request[1] << 32 | who
                _save(log, row, request)
                counters[_N_SAVED] += 1
        status[i] = code
        result_id[i] = result
        replayed[i] = again
        i += 1
    return i


@_inlined
def _save(log: np.ndarray, row: Any, request: Any) -> None:
    t_ms, _, debit, credit, amount, ref, timeout_ms = request
    log[row + _FIRST] = t_ms
    log[row + _MONEY] = amount
    log[row + _REF] = ref
    log[row + _TIMEOUT] = timeout_ms
    log[row + _SIDES] = debit << 32 | (credit & 0xFFFFFFFF)


@_inlined
def _is_same(log: np.ndarray, row: Any, request: Any) -> Any:
    """Whether the saved request asked for exactly this."""
    _, op, debit, credit, amount, ref, timeout_ms = request
    return (
        log[row + _MONEY] == amount
        and log[row + _REF] == ref
        and log[row + _TIMEOUT] == timeout_ms
        and log[row + _SIDES] == debit << 32 | (credit & 0xFFFFFFFF)
        and (log[row + _REST] >> 32) & 0xFF == op
    )


@_inlined
def _is_valid(request: Any, n_accounts: Any) -> Any:
    """Whether it is a request at all."""
    _, op, debit, credit, amount, _, timeout_ms = request
    if op == _VOID:
        return True
    if amount <= 0:
        return False
    if op > _AUTHORIZE:
        return True
    if debit == credit or not _both(debit, credit, n_accounts):
        return False
    return op == _TRANSFER or timeout_ms >= 0


@_inlined
def _execute(request: Any, accounts: Any, holds: Any, hold_of: Any, counters: Any) -> Any:
    """Do it and count it, or say why not."""
    t_ms, op, debit, credit, amount, ref, timeout_ms = request
    if op == _TRANSFER:
        status = _move(accounts, holds, debit, credit, amount, t_ms)
    elif op == _AUTHORIZE:
        status = _can_give(accounts, holds, debit, amount, t_ms)
        if status == _OK:
            hold_of[counters[_LAST_ID] + 1] = counters[_N_HOLDS]
            deadline = t_ms + timeout_ms if timeout_ms > 0 else _HIGHEST
            _hold(accounts, holds, counters[_N_HOLDS], debit, credit, amount, deadline)
            counters[_N_HOLDS] += 1
    else:
        hold: Any = 0
        if 0 < ref <= counters[_LAST_ID]:
            hold = np.int64(hold_of[ref])
        if hold == 0:
            return _UNKNOWN
        status = _settle(accounts, holds, hold * _HOLD, op, amount, t_ms)
    if status == _OK:
        counters[_LAST_ID] += 1
    return status


@_inlined
def _can_give(accounts: Any, holds: Any, payer: Any, amount: Any, t_ms: Any) -> Any:
    """Whether an account can give so much; holds that are over are found before it is refused."""
    row = payer * _ACCOUNT
    floor = 0 if accounts[row + _LATEST] & 1 else _LOWEST
    if accounts[row + _BALANCE] - accounts[row + _HELD] < floor + amount:
        if t_ms >= accounts[row + _DUE]:
            _let_go(accounts, holds, row, t_ms)
        if accounts[row + _BALANCE] - accounts[row + _HELD] < floor + amount:
            return _NOT_ENOUGH if floor == 0 else _TOO_LARGE
    return _OK


@_uncounted
def _let_go(accounts: Any, holds: Any, row: Any, t_ms: Any) -> None:
    """End the holds of an account whose time has come, and unlink those that are settled."""
    due = _HIGHEST
    newer, hold = 0, accounts[row + _LATEST] >> 1
    while hold != 0:
        at = hold * _HOLD
        older = holds[at + _OLDER]
        if holds[at + _STATE] == _PENDING and t_ms >= holds[at + _DEADLINE]:
            holds[at + _STATE] = _GONE
            accounts[row + _HELD] -= holds[at + _AMOUNT]
        if holds[at + _STATE] == _PENDING:
            due = min(due, holds[at + _DEADLINE])
            newer = hold
        elif newer == 0:
            accounts[row + _LATEST] = older << 1 | (accounts[row + _LATEST] & 1)
        else:
            holds[newer * _HOLD + _OLDER] = older
        hold = older
    accounts[row + _DUE] = due


@_inlined
def _move(accounts: Any, holds: Any, payer: Any, payee: Any, amount: Any, t_ms: Any) -> Any:
    """Move money if both sides allow it."""
    status = _can_give(accounts, holds, payer, amount, t_ms)
    if status == _OK:
        if accounts[payee * _ACCOUNT + _BALANCE] > _HIGHEST - amount:
            return _TOO_LARGE
        accounts[payer * _ACCOUNT + _BALANCE] -= amount
        accounts[payee * _ACCOUNT + _BALANCE] += amount
    return status


@_inlined
def _hold(
    accounts: Any, holds: Any, number: Any, payer: Any, payee: Any, amount: Any, deadline: Any
) -> None:
    """Put the money of an authorization aside."""
    row, at = payer * _ACCOUNT, number * _HOLD
    holds[at + _AMOUNT] = amount
    holds[at + _DEADLINE] = deadline
    holds[at + _PAYER] = payer
    holds[at + _PAYEE] = payee
    holds[at + _CAPTURED] = holds[at + _REFUNDED] = 0
    holds[at + _STATE] = _PENDING
    holds[at + _OLDER] = accounts[row + _LATEST] >> 1
    accounts[row + _HELD] += amount
    accounts[row + _DUE] = min(accounts[row + _DUE], deadline)
    accounts[row + _LATEST] = number << 1 | (accounts[row + _LATEST] & 1)


@_inlined
def _settle(accounts: Any, holds: Any, at: Any, op: Any, amount: Any, t_ms: Any) -> Any:
    """Capture, void or refund an authorization."""
    payer, payee, state = holds[at + _PAYER], holds[at + _PAYEE], holds[at + _STATE]
    if state == _GONE or (state == _PENDING and t_ms >= holds[at + _DEADLINE]):
        return _EXPIRED
    if state != (_RESOLVED if op == _REFUND else _PENDING):
        return _CONFLICT
    if op == _REFUND:
        if amount > holds[at + _CAPTURED] - holds[at + _REFUNDED]:
            return _NOT_ENOUGH
        status = _move(accounts, holds, payee, payer, amount, t_ms)
        if status == _OK:
            holds[at + _REFUNDED] += amount
        return status
    if op == _CAPTURE:
        if amount > holds[at + _AMOUNT]:
            return _NOT_ENOUGH
        if accounts[payee * _ACCOUNT + _BALANCE] > _HIGHEST - amount:
            return _TOO_LARGE
        accounts[payer * _ACCOUNT + _BALANCE] -= amount
        accounts[payee * _ACCOUNT + _BALANCE] += amount
        holds[at + _CAPTURED] = amount
    accounts[payer * _ACCOUNT + _HELD] -= holds[at + _AMOUNT]
    holds[at + _STATE] = _RESOLVED if op == _CAPTURE else _VOIDED
    return _OK


def recover(
    journal: np.ndarray,
    snapshot: int,
    retried: np.ndarray,
    balance: np.ndarray,
    result: np.ndarray,
    last: np.ndarray,
) -> None:
    """Bring `balance` up to the last whole frame, and say which requests were served."""
    words = journal[: len(journal) // 8 * 8].view(np.int64)
    bits = max(4, int(len(retried) * 4).bit_length())
    table = np.zeros((1 << bits, 2), np.int64)
    last[0] = _recover(words, snapshot, _wanted(retried, table), table, balance)
    _look_up(retried, table, result)


def _crc_tables() -> np.ndarray:
    """Place 256 * j + b: what the byte b does to a checksum with j more bytes behind it."""
    tables = np.zeros((8, 256), np.uint32)
    values = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        values = np.where(values & 1, values >> 1 ^ np.uint32(0xEDB88320), values >> 1)
    tables[0] = values
    for j in range(1, 8):
        before = tables[j - 1]
        tables[j] = before >> np.uint32(8) ^ tables[0][before & np.uint32(255)]
    return tables.reshape(-1)


_CRC = _crc_tables()


@njit(cache=True)
def _crc32(words: np.ndarray, first: Any, end: Any) -> Any:
    """The CRC-32 of these words without the first four bytes."""
    byte = np.uint32(255)
    crc = np.uint32(words[first] >> 32) ^ np.uint32(0xFFFFFFFF)
    crc = (
        _CRC[768 + (crc & byte)]
        ^ _CRC[512 + (crc >> np.uint32(8) & byte)]
        ^ _CRC[256 + (crc >> np.uint32(16) & byte)]
        ^ _CRC[crc >> np.uint32(24)]
    )
    for place in range(first + 1, end):
        low = crc ^ np.uint32(words[place])
        high = np.uint32(words[place] >> 32)
        crc = (
            _CRC[1792 + (low & byte)]
            ^ _CRC[1536 + (low >> np.uint32(8) & byte)]
            ^ _CRC[1280 + (low >> np.uint32(16) & byte)]
            ^ _CRC[1024 + (low >> np.uint32(24))]
            ^ _CRC[768 + (high & byte)]
            ^ _CRC[512 + (high >> np.uint32(8) & byte)]
            ^ _CRC[256 + (high >> np.uint32(16) & byte)]
            ^ _CRC[high >> np.uint32(24)]
        )
    return crc ^ np.uint32(0xFFFFFFFF)


@njit(cache=True)
def _slot(key: Any, table: np.ndarray) -> Any:
    """Where a key is in the table, or where it would be."""
    mask = len(table) - 1
    slot = _hash(key, 0) & mask
    while table[slot, 0] != key and table[slot, 0] != 0:
        slot = (slot + 1) & mask
    return slot


@njit(cache=True)
def _wanted(retried: np.ndarray, table: np.ndarray) -> int:
    """Put the keys that clients ask for into the table; how many there are."""
    for key in retried:
        table[_slot(key, table), 0] = key
    return len(retried)


@njit(cache=True)
def _look_up(retried: np.ndarray, table: np.ndarray, result: np.ndarray) -> None:
    for i in range(len(retried)):
        result[i] = table[_slot(retried[i], table), 1]


@njit(cache=True)
def _recover(words: Any, snapshot: Any, n_wanted: Any, table: Any, balance: Any) -> int:
    """Frame by frame until one is not whole; the sequence of the last one that is."""
    at = ahead = sequence = 0
    n = len(words)
    while at + 3 <= n:
        n_legs = words[at] >> 32 & 0xFFFFFFFF
        end = at + 3 + 2 * n_legs
        if ahead < n:
            ahead = _ask_for_legs(words, ahead, max(at + 64, end), balance)
        if end > n or words[at + 1] != sequence + 1:
            break
        if _crc32(words, at, end) != np.uint32(words[at] & 0xFFFFFFFF):
            break
        sequence += 1
        if n_wanted > 0 and words[at + 2] != 0:
            slot = _slot(words[at + 2], table)
            if table[slot, 0] != 0:
                table[slot, 1] = sequence
        if sequence > snapshot:
            for leg in range(at + 3, end, 2):
                balance[words[leg]] += words[leg + 1]
        at = end
    return sequence


@njit(cache=True)
def _ask_for_legs(words: Any, ahead: Any, until: Any, balance: Any) -> Any:
    """Ask for the accounts of the frames up to a place; what is no account is not read."""
    while ahead < until and ahead + 3 <= len(words):
        end = ahead + 3 + 2 * (words[ahead] >> 32 & 0xFFFFFFFF)
        for leg in range(ahead + 3, min(end, ahead + 9, len(words)), 2):
            _prefetch(balance, words[leg])
        ahead = end
    return ahead
