"""Request by request: holds end whose time has come, the request is checked, its key looked up, and
only then it is served and its outcome saved. What is held is counted beside the balance, and a
payment is a record with its state; all that may end are looked at whenever one does, which is
right, and too slow for a day of payments.

fails: time_limit at payment_day
"""

TRANSFER, AUTHORIZE, CAPTURE, VOID, REFUND = range(5)
OK, INVALID, NOT_ENOUGH, UNKNOWN = 200, 400, 402, 404
CONFLICT, EXPIRED, TOO_LARGE, MISMATCH = 409, 410, 413, 422
LOWEST, HIGHEST = -(2**63), 2**63 - 1


class Ledger:
    def __init__(self, balance, guarded, ttl_ms):
        self.balance = balance.tolist()
        self.guarded = guarded.tolist()
        self.held = [0] * len(self.balance)
        self.ttl_ms = ttl_ms
        self.saved = {}
        self.payments = {}
        self.pending, self.due_ms = [], HIGHEST
        self.last_id = 0

    def apply(self, requests, status, result_id, replayed):
        columns = (column.tolist() for column in requests)
        for i, (t_ms, merchant, key, *request) in enumerate(zip(*columns, strict=True)):
            self.end_holds(t_ms)
            answer = self.serve(t_ms, (merchant, key), request)
            status[i], result_id[i], replayed[i] = answer

    def end_holds(self, t_ms):
        if t_ms < self.due_ms:
            return
        for payment in self.pending:
            if payment["state"] == "pending" and t_ms >= payment["deadline_ms"]:
                payment["state"] = "expired"
                self.held[payment["debit"]] -= payment["held"]
        self.pending = [each for each in self.pending if each["state"] == "pending"]
        self.due_ms = min((each["deadline_ms"] for each in self.pending), default=HIGHEST)

    def serve(self, t_ms, name, request):
        if not self.is_valid(*request):
            return INVALID, 0, 0
        if name[1] and name in self.saved:
            first_ms, first, status, number = self.saved[name]
            if t_ms < first_ms + self.ttl_ms:
                return (status, number, 1) if first == request else (MISMATCH, 0, 0)
        status = self.execute(t_ms, *request)
        self.last_id += status == OK
        number = self.last_id if status == OK else 0
        self.saved[name] = t_ms, request, status, number
        return status, number, 0

    def is_valid(self, op, debit, credit, amount, ref, timeout_ms):
        if op == VOID:
            return True
        n = len(self.balance)
        if op <= AUTHORIZE and (debit == credit or not (0 <= debit < n and 0 <= credit < n)):
            return False
        return amount > 0 and (op != AUTHORIZE or timeout_ms >= 0)

    def execute(self, t_ms, op, debit, credit, amount, ref, timeout_ms):
        if op == TRANSFER:
            return self.move(debit, credit, amount)
        if op == AUTHORIZE:
            deadline_ms = t_ms + timeout_ms if timeout_ms else HIGHEST
            return self.authorize(debit, credit, amount, deadline_ms)
        payment = self.payments.get(ref)
        if payment is None:
            return UNKNOWN
        if payment["state"] == "expired":
            return EXPIRED
        if op == CAPTURE:
            return self.capture(payment, amount)
        if op == VOID:
            return self.void(payment)
        return self.refund(payment, amount)

    def can_give(self, account, amount):
        left = self.balance[account] - self.held[account] - amount
        if self.guarded[account] and left < 0:
            return NOT_ENOUGH
        return TOO_LARGE if left < LOWEST else OK

    def move(self, debit, credit, amount):
        status = self.can_give(debit, amount)
        if status == OK and self.balance[credit] + amount > HIGHEST:
            status = TOO_LARGE
        if status == OK:
            self.balance[debit] -= amount
            self.balance[credit] += amount
        return status

    def authorize(self, debit, credit, amount, deadline_ms):
        status = self.can_give(debit, amount)
        if status == OK:
            self.held[debit] += amount
            self.payments[self.last_id + 1] = {
                "debit": debit,
                "credit": credit,
                "held": amount,
                "deadline_ms": deadline_ms,
                "state": "pending",
                "left": 0,
            }
            if deadline_ms < HIGHEST:
                self.pending.append(self.payments[self.last_id + 1])
                self.due_ms = min(self.due_ms, deadline_ms)
        return status

    def capture(self, payment, amount):
        if payment["state"] != "pending":
            return CONFLICT
        if amount > payment["held"]:
            return NOT_ENOUGH
        if self.balance[payment["credit"]] + amount > HIGHEST:
            return TOO_LARGE
        self.held[payment["debit"]] -= payment["held"]
        self.balance[payment["debit"]] -= amount
        self.balance[payment["credit"]] += amount
        payment["state"], payment["left"] = "captured", amount
        return OK

    def void(self, payment):
        if payment["state"] != "pending":
            return CONFLICT
        self.held[payment["debit"]] -= payment["held"]
        payment["state"] = "voided"
        return OK

    def refund(self, payment, amount):
        if payment["state"] != "captured":
            return CONFLICT
        if amount > payment["left"]:
            return NOT_ENOUGH
        status = self.move(payment["credit"], payment["debit"], amount)
        if status == OK:
            payment["left"] -= amount
        return status
