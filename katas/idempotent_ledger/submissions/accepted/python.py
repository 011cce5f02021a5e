"""Plain Python at its best: columns as lists, views of single numbers, one dictionary of saved
answers whose entries are tuples, holds that end only when an account would be refused, and no
garbage collector, which took two thirds of the time.

reaches: transfer bronze
reaches: keys bronze
reaches: payments bronze
reaches: recover bronze
reaches: storm bronze
"""

from __future__ import annotations

import gc
import struct
import zlib

TRANSFER, AUTHORIZE, CAPTURE, VOID, REFUND = range(5)
OK, INVALID, NOT_ENOUGH, UNKNOWN = 200, 400, 402, 404
CONFLICT, EXPIRED, TOO_LARGE, MISMATCH = 409, 410, 413, 422
LOWEST, HIGHEST = -(2**63), 2**63 - 1
PENDING, CAPTURED, VOIDED = range(3)


def transfer(orders, guarded, balance, status):
    money, guards, answers = memoryview(balance), memoryview(guarded), memoryview(status)
    n_accounts = len(money)
    columns = (column.tolist() for column in orders)
    for i, (debit, credit, amount) in enumerate(zip(*columns, strict=True)):
        if (
            amount <= 0
            or debit == credit
            or not (0 <= debit < n_accounts and 0 <= credit < n_accounts)
        ):
            answers[i] = INVALID
            continue
        left = money[debit] - amount
        if left < 0 and (guards[debit] or left < LOWEST):
            answers[i] = NOT_ENOUGH if guards[debit] else TOO_LARGE
            continue
        there = money[credit] + amount
        if there > HIGHEST:
            answers[i] = TOO_LARGE
        else:
            money[debit] = left
            money[credit] = there
            answers[i] = OK


class Ledger:
    def __init__(self, balance, guarded, ttl_ms):
        self.free = balance.tolist()
        self.floor = [0 if guard else LOWEST for guard in guarded.tolist()]
        self.total = list(self.free)
        self.ttl_ms = ttl_ms
        self.saved = {}
        self.payments = {}
        self.holds = {}
        self.last_id = 0
        gc.disable()  # nothing here makes cycles, and it would look through a million tuples

    def apply(self, requests, status, result_id, replayed):
        saved, ttl_ms, n_accounts = self.saved, self.ttl_ms, len(self.free)
        known, execute = saved.get, self.execute
        answers = []
        say = answers.append
        columns = [column.tolist() for column in requests]
        names = zip(columns[1], columns[2], strict=True)
        asked = zip(*columns[3:], strict=True)
        for t_ms, name, request in zip(columns[0], names, asked, strict=True):
            op, debit, credit, amount, _, timeout_ms = request
            if amount <= 0 and op != VOID:
                say((INVALID, 0, 0))
                continue
            if op <= AUTHORIZE and (
                debit == credit
                or not (0 <= debit < n_accounts and 0 <= credit < n_accounts)
                or (timeout_ms < 0 and op)
            ):
                say((INVALID, 0, 0))
                continue
            if name[1]:
                first = known(name)
                if first and t_ms < first[0]:
                    say(first[2] if first[1] == request else (MISMATCH, 0, 0))
                    continue
            code = execute(t_ms, *request)
            number = 0
            if code == OK:
                self.last_id = number = self.last_id + 1
            say((code, number, 0))
            if name[1]:
                saved[name] = t_ms + ttl_ms, request, (code, number, 1)
        status[:], result_id[:], replayed[:] = zip(*answers, strict=True) if answers else ((),) * 3

    def execute(self, t_ms, op, debit, credit, amount, ref, timeout_ms):
        if op == TRANSFER:
            return self.move(t_ms, debit, credit, amount)
        if op == AUTHORIZE:
            return self.authorize(t_ms, debit, credit, amount, timeout_ms)
        payment = self.payments.get(ref)
        if payment is None:
            return UNKNOWN
        debit, credit, held, deadline, state, captured = payment
        if state == PENDING and t_ms >= deadline:
            return EXPIRED
        if op == REFUND:
            if state != CAPTURED:
                return CONFLICT
            if amount > captured:
                return NOT_ENOUGH
            code = self.move(t_ms, credit, debit, amount)
            if code == OK:
                payment[5] -= amount
            return code
        if state != PENDING:
            return CONFLICT
        if op == CAPTURE:
            if amount > held:
                return NOT_ENOUGH
            if self.total[credit] + amount > HIGHEST:
                return TOO_LARGE
            self.free[credit] += amount
            self.total[credit] += amount
            self.total[debit] -= amount
            held -= amount
        self.free[debit] += held
        payment[4], payment[5] = (CAPTURED, amount) if op == CAPTURE else (VOIDED, 0)
        return OK

    def can_give(self, t_ms, account, amount):
        if self.free[account] - amount < self.floor[account]:
            self.end_holds(t_ms, account)
            if self.free[account] - amount < self.floor[account]:
                return TOO_LARGE if self.floor[account] else NOT_ENOUGH
        return OK

    def end_holds(self, t_ms, account):
        holds = self.holds.get(account)
        if holds:
            for payment in holds:
                if payment[4] == PENDING and t_ms >= payment[3]:
                    self.free[account] += payment[2]
            alive = [each for each in holds if each[4] == PENDING and t_ms < each[3]]
            self.holds[account] = alive

    def move(self, t_ms, debit, credit, amount):
        code = self.can_give(t_ms, debit, amount)
        if code != OK:
            return code
        if self.total[credit] + amount > HIGHEST:
            return TOO_LARGE
        self.free[debit] -= amount
        self.total[debit] -= amount
        self.free[credit] += amount
        self.total[credit] += amount
        return OK

    def authorize(self, t_ms, debit, credit, amount, timeout_ms):
        code = self.can_give(t_ms, debit, amount)
        if code == OK:
            deadline = t_ms + timeout_ms if timeout_ms else HIGHEST
            payment = [debit, credit, amount, deadline, PENDING, 0]
            self.payments[self.last_id + 1] = payment
            self.holds.setdefault(debit, []).append(payment)
            self.free[debit] -= amount
        return code


def recover(journal, snapshot, retried, balance, result, last):
    data = memoryview(journal)
    money, served = balance.tolist(), {}
    header, legs_of = struct.Struct("<IIqq").unpack_from, struct.Struct("<qq").iter_unpack
    crc32, size = zlib.crc32, len(data)
    at = done = 0
    while at + 24 <= size:
        checksum, n_legs, sequence, key = header(data, at)
        end = at + 24 + 16 * n_legs
        if sequence != done + 1 or end > size or crc32(data[at + 4 : end]) != checksum:
            break
        if sequence > snapshot:
            for account, amount in legs_of(data[at + 24 : end]):
                money[account] += amount
        served[key] = done = sequence
        at = end
    balance[:] = money
    result[:] = [served.get(key, 0) for key in retried.tolist()]
    last[0] = done
