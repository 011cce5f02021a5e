"""The loops of the plain version, compiled: arrays for accounts and payments, one hash table.

A slot of the table holds the whole saved answer. A heap of deadlines ends holds on time. The
checksum goes byte by byte.

reaches: transfer silver
reaches: keys silver
reaches: payments silver
reaches: recover silver
reaches: storm silver
"""

from __future__ import annotations

import numpy as np
from numba import njit

TRANSFER, AUTHORIZE, CAPTURE, VOID, REFUND = range(5)
OK, INVALID, NOT_ENOUGH, UNKNOWN = 200, 400, 402, 404
CONFLICT, EXPIRED, TOO_LARGE, MISMATCH = 409, 410, 413, 422
LOWEST, HIGHEST = -(2**63), 2**63 - 1
PENDING, CAPTURED, VOIDED, ENDED = range(1, 5)
LAST_ID, SAVED, HEAP = range(3)


def transfer(orders, guarded, balance, status):
    play(orders.debit, orders.credit, orders.amount, guarded, balance, status)


@njit(cache=True)
def play(debit, credit, amount, guarded, balance, status):
    for i in range(len(status)):
        payer, payee, money = debit[i], credit[i], amount[i]
        if (
            money <= 0
            or payer == payee
            or not (0 <= payer < len(balance))
            or not (0 <= payee < len(balance))
        ):
            status[i] = INVALID
        elif guarded[payer] and balance[payer] < money:
            status[i] = NOT_ENOUGH
        elif balance[payer] < LOWEST + money or balance[payee] > HIGHEST - money:
            status[i] = TOO_LARGE
        else:
            balance[payer] -= money
            balance[payee] += money
            status[i] = OK


class Ledger:
    def __init__(self, balance, guarded, ttl_ms):
        self.balance = balance.copy()
        self.held = np.zeros_like(balance)
        self.guarded = guarded.copy()
        self.ttl_ms = ttl_ms
        # by id: debit, credit, amount, deadline, captured, state
        self.payments = np.zeros((1024, 6), np.int64)
        self.heap = np.zeros((1024, 2), np.int64)
        # key, merchant, first time, status, id, then the request; status 0: free
        self.table = np.zeros((1024, 11), np.int64)
        self.counters = np.zeros(3, np.int64)
        move_rows(self.table, self.table)  # compiled here, so that no batch waits for it

    def apply(self, requests, status, result_id, replayed):
        for first in range(0, len(status), 16_384):
            part = slice(first, min(first + 16_384, len(status)))
            self.make_room(part.stop - first)
            columns = np.stack([column[part].astype(np.int64) for column in requests], axis=1)
            answers = np.zeros((len(columns), 3), np.int64)
            books = self.balance, self.held, self.guarded
            state = self.payments, self.heap, self.counters
            serve(columns, answers, books, state, self.table, self.ttl_ms)
            status[part], result_id[part], replayed[part] = answers.T

    def make_room(self, n):
        while self.counters[LAST_ID] + n >= len(self.payments):
            self.payments = np.concatenate([self.payments, np.zeros_like(self.payments)])
        while self.counters[HEAP] + n >= len(self.heap):
            self.heap = np.concatenate([self.heap, np.zeros_like(self.heap)])
        if 2 * (self.counters[SAVED] + n) > len(self.table):
            size = len(self.table)
            while 4 * (self.counters[SAVED] + n) > size:
                size *= 2
            larger = np.zeros((size, 11), np.int64)
            move_rows(self.table, larger)
            self.table = larger


@njit(cache=True)
def find(table, key, merchant):
    mask = len(table) - 1
    mixed = np.uint64(key) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(merchant)
    mixed = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
    slot = np.int64(mixed >> np.uint64(32)) & mask
    while table[slot, 3] != 0 and (table[slot, 0] != key or table[slot, 1] != merchant):
        slot = (slot + 1) & mask
    return slot


@njit(cache=True)
def move_rows(table, larger):
    for row in range(len(table)):
        if table[row, 3] != 0:
            larger[find(larger, table[row, 0], table[row, 1])] = table[row]


@njit(cache=True)
def serve(columns, answers, books, state, table, ttl_ms):
    counters = state[2]
    for i in range(len(columns)):
        row, answer = columns[i], answers[i]
        t_ms, merchant, key = row[0], row[1], row[2]
        request = row[3:]
        end_holds(books, state, t_ms)
        if not is_valid(request, len(books[0])):
            answer[0] = INVALID
            continue
        slot = find(table, key, merchant) if key != 0 else -1
        if key != 0 and table[slot, 3] != 0 and t_ms < table[slot, 2] + ttl_ms:
            same = True
            for j in range(6):
                same &= table[slot, 5 + j] == request[j]
            answer[0] = table[slot, 3] if same else MISMATCH
            answer[1] = table[slot, 4] if same else 0
            answer[2] = same
            continue
        answer[0] = execute(t_ms, request, books, state)
        if answer[0] == OK:
            counters[LAST_ID] += 1
            answer[1] = counters[LAST_ID]
        if key != 0:
            counters[SAVED] += table[slot, 3] == 0
            saved = table[slot]
            saved[0], saved[1], saved[2] = key, merchant, t_ms
            saved[3], saved[4] = answer[0], answer[1]
            saved[5:] = request


@njit(cache=True)
def is_valid(request, n_accounts):
    op, debit, credit, amount = request[0], request[1], request[2], request[3]
    if op != VOID and amount <= 0:
        return False
    if op > AUTHORIZE:
        return True
    if debit == credit or debit < 0 or debit >= n_accounts or credit < 0 or credit >= n_accounts:
        return False
    return op == TRANSFER or request[5] >= 0


@njit(cache=True)
def execute(t_ms, request, books, state):
    op, debit, credit, amount = request[0], request[1], request[2], request[3]
    payments, heap, counters = state
    if op == TRANSFER:
        return move(books, debit, credit, amount)
    if op == AUTHORIZE:
        status = can_give(books, debit, amount)
        if status == OK:
            number = counters[LAST_ID] + 1
            payment = payments[number]
            payment[0], payment[1], payment[2] = debit, credit, amount
            payment[5] = PENDING
            books[1][debit] += amount
            if request[5] > 0:
                push(heap, counters, t_ms + request[5], number)
        return status
    ref = request[4]
    if ref <= 0 or ref > counters[LAST_ID] or payments[ref, 5] == 0:
        return UNKNOWN
    payment = payments[ref]
    if payment[5] == ENDED:
        return EXPIRED
    if payment[5] != (CAPTURED if op == REFUND else PENDING):
        return CONFLICT
    if op == REFUND:
        return refund(books, payment, amount)
    return resolve(books, payment, amount if op == CAPTURE else 0)


@njit(cache=True)
def can_give(books, account, amount):
    left = books[0][account] - books[1][account]
    if books[2][account]:
        return OK if left >= amount else NOT_ENOUGH
    return OK if left >= LOWEST + amount else TOO_LARGE


@njit(cache=True)
def move(books, debit, credit, amount):
    status = can_give(books, debit, amount)
    if status != OK:
        return status
    if books[0][credit] > HIGHEST - amount:
        return TOO_LARGE
    books[0][debit] -= amount
    books[0][credit] += amount
    return OK


@njit(cache=True)
def resolve(books, payment, captured):
    debit, credit, amount = payment[0], payment[1], payment[2]
    if captured > amount:
        return NOT_ENOUGH
    if books[0][credit] > HIGHEST - captured:
        return TOO_LARGE
    books[1][debit] -= amount
    books[0][debit] -= captured
    books[0][credit] += captured
    payment[4] = captured
    payment[5] = CAPTURED if captured else VOIDED
    return OK


@njit(cache=True)
def refund(books, payment, amount):
    if amount > payment[4]:
        return NOT_ENOUGH
    status = move(books, payment[1], payment[0], amount)
    if status == OK:
        payment[4] -= amount
    return status


@njit(cache=True)
def end_holds(books, state, t_ms):
    payments, heap, counters = state
    while counters[HEAP] > 0 and heap[0, 0] <= t_ms:
        payment = payments[heap[0, 1]]
        if payment[5] == PENDING:
            payment[5] = ENDED
            books[1][payment[0]] -= payment[2]
        counters[HEAP] -= 1
        last, number = heap[counters[HEAP], 0], heap[counters[HEAP], 1]
        place, child = 0, 1
        while child < counters[HEAP]:
            if child + 1 < counters[HEAP] and heap[child + 1, 0] < heap[child, 0]:
                child += 1
            if heap[child, 0] >= last:
                break
            heap[place, 0], heap[place, 1] = heap[child, 0], heap[child, 1]
            place, child = child, 2 * child + 1
        heap[place, 0], heap[place, 1] = last, number


@njit(cache=True)
def push(heap, counters, deadline, number):
    place = counters[HEAP]
    counters[HEAP] += 1
    while place > 0 and heap[(place - 1) // 2, 0] > deadline:
        parent = (place - 1) // 2
        heap[place, 0], heap[place, 1] = heap[parent, 0], heap[parent, 1]
        place = parent
    heap[place, 0], heap[place, 1] = deadline, number


def recover(journal, snapshot, retried, balance, result, last):
    wanted, place = np.unique(retried, return_inverse=True)
    found = np.zeros(len(wanted), np.int64)
    words = journal[: len(journal) // 8 * 8].view(np.int64)
    last[0] = read_frames(words, journal, snapshot, wanted, found, balance, TABLE)
    result[:] = found[place]


def byte_table():
    values = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        values = np.where(values & 1, values >> 1 ^ np.uint32(0xEDB88320), values >> 1)
    return values


TABLE = byte_table()


@njit(cache=True)
def read_frames(words, journal, snapshot, wanted, found, balance, table):
    at = sequence = 0
    while at + 3 <= len(words):
        end = at + 3 + 2 * (words[at] >> 32 & 0xFFFFFFFF)
        if end > len(words) or words[at + 1] != sequence + 1:
            break
        crc = np.uint32(0xFFFFFFFF)
        for byte in journal[8 * at + 4 : 8 * end]:
            crc = np.uint32(table[(crc ^ byte) & 255] ^ crc >> np.uint32(8))
        if crc ^ np.uint32(0xFFFFFFFF) != np.uint32(words[at] & 0xFFFFFFFF):
            break
        sequence += 1
        place = np.searchsorted(wanted, words[at + 2])
        if place < len(wanted) and wanted[place] == words[at + 2]:
            found[place] = sequence
        if sequence > snapshot:
            for leg in range(at + 3, end, 2):
                balance[words[leg]] += words[leg + 1]
        at = end
    return sequence
