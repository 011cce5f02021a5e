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

          All room is taken and touched when the ledger opens, as TigerBeetle does ("all memory
          must be statically allocated at startup", docs/TIGER_STYLE.md): a page that is touched
          first while a client waits costs more than its request. There is room for two saved
          answers an account; what outgrows its room is doubled, which is O(1) a request on the
          whole, and a pause for one of them.

          An account is half a line: balance, what is held, when the first of its holds may end, and
          a list of its holds. A hold that has expired only matters when it decides: holds can only
          make an account seem poorer than it is, so they are gone through before a refusal, and
          only if the first of them may be over. No clock, queue or heap is kept.

          What a request touches hangs together: the reference of a capture names a hold, and the
          hold names two accounts. Each link is asked for in a round of its own: 24 requests ahead
          the slot, the accounts or the number of the hold, 16 ahead the saved answer or the hold
          itself, 8 ahead the accounts of that hold. By then the link before has arrived.
          Cost: O(1) a request, about three cache lines, five for a capture; a refusal O(holds of
          the account) if a hold of it has ended since the last one.

recover   A block of frames at a time, which stays in the nearest cache: first all are checked, and
          the accounts of the good ones are asked for; then their keys are noted, then their legs
          added. Three short loops overlap better than one long one, in which every surprise costs
          all that was begun. The checksum takes sixteen bytes a step with sixteen tables (Kounavis
          and Berry, "A systematic approach to building high performance, software-based, CRC
          generators", ISCC 2005), and a frame is four bytes and a number of sixteens. Of the keys
          only those that clients ask for are kept; a mark for each of their hashes keeps the
          others away from that table (Bloom, "Space/time trade-offs in hash coding with allowable
          errors", CACM 1970, with one hash).
          Cost: O(bytes of the journal).

Targets   Ten times the best version with dictionaries is far exceeded (the brief has the table).
          Three times the memory that must be touched (LIMIT in check.py) is met by `transfer` and
          by transfers with keys, at about twice. Payments and the storm stand at about three times:
          a capture touches five lines where three are reckoned, and each surprise about what a
          request is costs some nanoseconds. `recover` misses it, at about seven times: its time is
          the checksums, which are reckoned as free; zlib alone takes three times the memory's time
          for these bytes. Instructions that multiply without carry would halve that, and not every
          processor has them.
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
_FAR, _NEAR, _SOON, _RING = 24, 16, 8, 64
_ROOM, _BLOCK, _MARK_BITS = 1 << 10, 32, 18


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

# A call that hands on arrays counts references to them, which took half of the time. Here loops
# allocate nothing and count nothing; what they call is compiled into them and nowhere else.
_Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]
_UNCOUNTED: dict[str, Any] = {"_nrt": False, "cache": True}
_INLINED: dict[str, Any] = {
    "_nrt": False,
    "forceinline": True,
    "no_cpython_wrapper": True,
    "no_cfunc_wrapper": True,
}
_uncounted: _Decorator = njit(**_UNCOUNTED)
_inlined: _Decorator = njit(**_INLINED)


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
        room = _ROOM
        while room < 2 * len(balance):
            room *= 2
        self._holds = _zeros(room // 2 * _HOLD)
        self._hold_of = np.full(room, 0, np.int32)  # by id; 0: no authorization
        self._log = _zeros(room * _SAVED)
        self._index = _zeros(2 * room)
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

    A hash is made once and kept for the rounds until its request is served.
    """
    accounts, holds, hold_of, counters = state
    log, index, hashes, _ = saved
    n, far, shift = len(columns[0]), i, _shift(index)
    while i < n:
        if (
            counters[_N_SAVED] * _SAVED == len(log)
            or counters[_N_HOLDS] * _HOLD == len(holds)
            or counters[_LAST_ID] + 1 == len(hold_of)
        ):
            break
        while far < min(i + _FAR + 1, n):
            hashes[far & (_RING - 1)] = _ask_far(far, columns, index, shift, accounts, hold_of)
            far += 1
        if i + _NEAR < n:
            hashed = hashes[(i + _NEAR) & (_RING - 1)]
            _ask_near(i + _NEAR, columns, hashed, index, shift, log, hold_of, holds)
        if i + _SOON < n:
            _ask_soon(i + _SOON, columns, accounts, hold_of, holds)
        _answer(i, columns, outcome, state, saved, shift)
        i += 1
    return i


@_inlined
def _ask_far(i: Any, columns: Any, index: Any, shift: Any, accounts: Any, hold_of: Any) -> Any:
    """Ask for what the request itself names; what is no account is asked for and never read."""
    _, merchant, key, op, debit, credit, _, ref, _ = columns
    hashed = _hash(key[i], np.int64(np.uint32(merchant[i])))
    _prefetch(index, hashed >> shift)
    if op[i] <= _AUTHORIZE:
        _prefetch(accounts, np.int64(debit[i]) * _ACCOUNT)
        _prefetch(accounts, np.int64(credit[i]) * _ACCOUNT)
    else:
        _prefetch(hold_of, ref[i])
    return hashed


@_inlined
def _ask_near(
    i: Any,
    columns: Any,
    hashed: Any,
    index: Any,
    shift: Any,
    log: Any,
    hold_of: Any,
    holds: Any,
) -> None:
    """Ask for the saved answer of what may be a retry, and for the hold that is referred to."""
    op, ref = columns[3][i], columns[7][i]
    entry = index[hashed >> shift]
    if entry >> 32 == hashed:
        _prefetch(log, ((entry & 0xFFFFFFFF) - 1) * _SAVED)
    if op > _AUTHORIZE and 0 < ref < len(hold_of):
        _prefetch(holds, np.int64(hold_of[ref]) * _HOLD)


@_inlined
def _ask_soon(i: Any, columns: Any, accounts: Any, hold_of: Any, holds: Any) -> None:
    """Ask for the accounts of that hold, or for a hold of the payer that may be over."""
    t_ms, op, debit, ref = columns[0][i], columns[3][i], np.int64(columns[4][i]), columns[7][i]
    if op <= _AUTHORIZE:
        row = debit * _ACCOUNT
        if 0 <= row < len(accounts) and t_ms >= accounts[row + _DUE]:
            _prefetch(holds, (accounts[row + _LATEST] >> 1) * _HOLD)
    elif 0 < ref < len(hold_of) and hold_of[ref] != 0:
        at = np.int64(hold_of[ref]) * _HOLD
        _prefetch(accounts, holds[at + _PAYER] * _ACCOUNT)
        _prefetch(accounts, holds[at + _PAYEE] * _ACCOUNT)


@_inlined
def _answer(i: Any, columns: Any, outcome: Any, state: Any, saved: Any, shift: Any) -> None:
    """Check the request, look its key up, do it, save what came of it."""
    t_ms, merchant, key, op, debit, credit, amount, ref, timeout_ms = columns
    status, result_id, replayed = outcome
    accounts, holds, hold_of, counters = state
    log, index, hashes, ttl_ms = saved
    sides = np.int64(debit[i]), np.int64(credit[i])
    request = (t_ms[i], np.int64(op[i]), *sides, amount[i], ref[i], timeout_ms[i])
    if not _is_valid(request, len(accounts) // _ACCOUNT):
        status[i] = _INVALID
        return
    slot, hashed, who = 0, hashes[i & (_RING - 1)], np.int64(np.uint32(merchant[i]))
    if key[i] != 0:
        slot, row = _find(log, index, hashed >> shift, hashed, key[i], who)
        if row >= 0 and t_ms[i] - log[row + _FIRST] < ttl_ms:
            same = _is_same(log, row, request)
            status[i] = log[row + _REST] >> 40 if same else _MISMATCH
            result_id[i] = log[row + _RESULT] if same else 0
            replayed[i] = same
            return
    code = _execute(request, accounts, holds, hold_of, counters)
    result = counters[_LAST_ID] if code == _OK else 0
    status[i] = code
    result_id[i] = result
    if key[i] != 0:
        index[slot] = hashed << 32 | (counters[_N_SAVED] + 1)
        row = counters[_N_SAVED] * _SAVED
        log[row + _KEY] = key[i]
        log[row + _RESULT] = result
        log[row + _REST] = code << 40 | request[1] << 32 | who
        _save(log, row, request)
        counters[_N_SAVED] += 1


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
    table, marks = np.zeros((1 << bits, 2), np.int64), np.zeros(1 << _MARK_BITS, np.uint8)
    _want(retried, table, marks)
    last[0] = _recover(words, snapshot, table, marks, balance, _CRC)
    _look_up(retried, table, result)


def _crc_tables() -> np.ndarray:
    """Place 256 * j + b: what the byte b does to a checksum with j more bytes behind it."""
    tables = np.zeros((16, 256), np.uint32)
    values = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        values = np.where(values & 1, values >> 1 ^ np.uint32(0xEDB88320), values >> 1)
    tables[0] = values
    for j in range(1, 16):
        before = tables[j - 1]
        tables[j] = before >> np.uint32(8) ^ tables[0][before & np.uint32(255)]
    return tables.reshape(-1)


_CRC = _crc_tables()


@_inlined
def _crc_of_4(tables: np.ndarray, four: Any, behind: Any) -> Any:
    """What four bytes do to a checksum with so many bytes behind them."""
    byte, place = np.uint32(255), 256 * behind
    return (
        tables[place + 768 + (four & byte)]
        ^ tables[place + 512 + (four >> np.uint32(8) & byte)]
        ^ tables[place + 256 + (four >> np.uint32(16) & byte)]
        ^ tables[place + (four >> np.uint32(24))]
    )


@_inlined
def _crc32(tables: np.ndarray, words: np.ndarray, first: Any, end: Any) -> Any:
    """The CRC-32 of these words without the first four bytes: an odd number of words.

    Four bytes, and then two words a step: only four of a step's sixteen bytes wait for the step
    before.
    """
    crc = _crc_of_4(tables, np.uint32(words[first] >> 32) ^ np.uint32(0xFFFFFFFF), 0)
    for place in range(first + 1, end, 2):
        one, two = words[place], words[place + 1]
        rest = _crc_of_4(tables, np.uint32(one >> 32), 8)
        rest ^= _crc_of_4(tables, np.uint32(two), 4)
        rest ^= _crc_of_4(tables, np.uint32(two >> 32), 0)
        crc = _crc_of_4(tables, crc ^ np.uint32(one), 12) ^ rest
    return crc ^ np.uint32(0xFFFFFFFF)


@_inlined
def _mark(key: Any) -> Any:
    return _hash(key, 0) >> (31 - _MARK_BITS)


@_inlined
def _slot(key: Any, table: np.ndarray) -> Any:
    """Where a key is in the table, or where it would be."""
    mask = len(table) - 1
    slot = _hash(key, 0) & mask
    while table[slot, 0] != key and table[slot, 0] != 0:
        slot = (slot + 1) & mask
    return slot


@_uncounted
def _want(retried: np.ndarray, table: np.ndarray, marks: np.ndarray) -> None:
    """Put the keys that clients ask for into the table, and mark their hashes."""
    for key in retried:
        table[_slot(key, table), 0] = key
        marks[_mark(key)] = 1


@_uncounted
def _look_up(retried: np.ndarray, table: np.ndarray, result: np.ndarray) -> None:
    for i in range(len(retried)):
        result[i] = table[_slot(retried[i], table), 1]


@_uncounted
def _recover(
    words: Any, snapshot: Any, table: Any, marks: Any, balance: Any, tables: np.ndarray
) -> Any:
    """Block by block until a frame is not good; the sequence of the last one that is."""
    at = sequence = 0
    while True:
        begin, before = at, sequence
        at, sequence = _check(words, begin, before, balance, tables)
        _note_keys(words, begin, at, before, table, marks)
        _add_legs(words, begin, at, snapshot - before, balance)
        if sequence < before + _BLOCK:
            return sequence


@_inlined
def _check(words: Any, at: Any, sequence: Any, balance: Any, tables: np.ndarray) -> Any:
    """Where the good frames of a block end, and the sequence of the last; asks for accounts."""
    last = sequence + _BLOCK
    while sequence < last and at + 3 <= len(words):
        end = at + 3 + 2 * (words[at] >> 32 & 0xFFFFFFFF)
        if end > len(words) or words[at + 1] != sequence + 1:
            break
        if _crc32(tables, words, at, end) != np.uint32(words[at] & 0xFFFFFFFF):
            break
        for leg in range(at + 3, end, 2):
            _prefetch(balance, words[leg])
        sequence += 1
        at = end
    return at, sequence


@_inlined
def _note_keys(
    words: Any, at: Any, end: Any, sequence: Any, table: np.ndarray, marks: np.ndarray
) -> None:
    while at < end:
        sequence += 1
        key = words[at + 2]
        if marks[_mark(key)] and key != 0:
            slot = _slot(key, table)
            if table[slot, 0] != 0:
                table[slot, 1] = sequence
        at += 3 + 2 * (words[at] >> 32 & 0xFFFFFFFF)


@_inlined
def _add_legs(words: Any, at: Any, end: Any, n_known: Any, balance: Any) -> None:
    """Add all legs but those of the first frames, which the snapshot knows."""
    while at < end:
        following = at + 3 + 2 * (words[at] >> 32 & 0xFFFFFFFF)
        if n_known <= 0:
            for leg in range(at + 3, following, 2):
                balance[words[leg]] += words[leg + 1]
        n_known -= 1
        at = following
