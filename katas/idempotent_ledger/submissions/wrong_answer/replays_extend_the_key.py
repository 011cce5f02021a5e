"""Give a key another day with every replay, as a cache does that expires what is not used.

fails: keys_die_on_time at asked_every_hour
"""

from __future__ import annotations

OK, INVALID, NOT_ENOUGH, TOO_LARGE, MISMATCH = 200, 400, 402, 413, 422
LOWEST, HIGHEST = -(2**63), 2**63 - 1


class Ledger:
    def __init__(self, balance, guarded, ttl_ms):
        self.balance = balance.tolist()
        self.guarded = guarded.tolist()
        self.ttl_ms = ttl_ms
        self.saved = {}
        self.last_id = 0

    def apply(self, requests, status, result_id, replayed):
        columns = (column.tolist() for column in requests)
        for i, (t_ms, merchant, key, *request) in enumerate(zip(*columns, strict=True)):
            answer = self.serve(t_ms, merchant, key, request)
            status[i], result_id[i], replayed[i] = answer

    def serve(self, t_ms, merchant, key, request):
        if not self.is_valid(*request[1:4]):
            return INVALID, 0, 0
        name = merchant, key
        if key and name in self.saved:
            first_ms, first, status, number = self.saved[name]
            if t_ms < first_ms + self.ttl_ms:
                if first != request:
                    return MISMATCH, 0, 0
                self.saved[name] = t_ms, first, status, number
                return status, number, 1
        status = self.transfer(*request[1:4])
        number = 0
        if status == OK:
            self.last_id += 1
            number = self.last_id
        self.saved[name] = t_ms, request, status, number
        return status, number, 0

    def is_valid(self, debit, credit, amount):
        n = len(self.balance)
        return amount > 0 and debit != credit and 0 <= debit < n and 0 <= credit < n

    def transfer(self, debit, credit, amount):
        left = self.balance[debit] - amount
        if self.guarded[debit] and left < 0:
            return NOT_ENOUGH
        if left < LOWEST or self.balance[credit] + amount > HIGHEST:
            return TOO_LARGE
        self.balance[debit] -= amount
        self.balance[credit] += amount
        return OK
