"""Do what the words say, a request at a time: a record for each account, payment and saved answer.

Every request first ends the holds whose time has come, from a heap of deadlines.

reaches: transfer none
reaches: keys none
reaches: payments none
reaches: recover none
reaches: storm none
"""

from __future__ import annotations

import heapq
import zlib

TRANSFER, AUTHORIZE, CAPTURE, VOID, REFUND = range(5)
OK, INVALID, NOT_ENOUGH, UNKNOWN = 200, 400, 402, 404
CONFLICT, EXPIRED, TOO_LARGE, MISMATCH = 409, 410, 413, 422
LOWEST, HIGHEST = -(2**63), 2**63 - 1


def transfer(orders, guarded, balance, status):
    for i in range(len(status)):
        debit, credit = int(orders.debit[i]), int(orders.credit[i])
        amount = int(orders.amount[i])
        n = len(balance)
        if amount <= 0 or debit == credit or not (0 <= debit < n and 0 <= credit < n):
            status[i] = INVALID
        elif guarded[debit] and int(balance[debit]) < amount:
            status[i] = NOT_ENOUGH
        elif int(balance[debit]) - amount < LOWEST or int(balance[credit]) + amount > HIGHEST:
            status[i] = TOO_LARGE
        else:
            balance[debit] -= amount
            balance[credit] += amount
            status[i] = OK


class Ledger:
    def __init__(self, balance, guarded, ttl_ms):
        self.accounts = [
            {"balance": money, "held": 0, "guarded": guard}
            for money, guard in zip(balance.tolist(), guarded.tolist(), strict=True)
        ]
        self.ttl_ms = ttl_ms
        self.payments = {}
        self.saved = {}
        self.deadlines = []
        self.last_id = 0

    def apply(self, requests, status, result_id, replayed):
        for i in range(len(status)):
            request = {name: int(getattr(requests, name)[i]) for name in requests._fields}
            self.end_holds(request["t_ms"])
            answer = self.serve(request)
            status[i], result_id[i], replayed[i] = answer

    def end_holds(self, t_ms):
        while self.deadlines and self.deadlines[0][0] <= t_ms:
            _, number = heapq.heappop(self.deadlines)
            payment = self.payments[number]
            if payment["state"] == "pending":
                payment["state"] = "expired"
                self.accounts[payment["debit"]]["held"] -= payment["amount"]

    def serve(self, request):
        if not self.is_valid(request):
            return INVALID, 0, 0
        name = request["merchant"], request["key"]
        asked = {field: request[field] for field in request if field not in ("t_ms", "merchant")}
        known = self.saved.get(name) if request["key"] else None
        if known and request["t_ms"] < known["t_ms"] + self.ttl_ms:
            if known["asked"] != asked:
                return MISMATCH, 0, 0
            return known["status"], known["result_id"], 1
        status = self.execute(request)
        result_id = 0
        if status == OK:
            self.last_id += 1
            result_id = self.last_id
        if request["key"]:
            self.saved[name] = {
                "t_ms": request["t_ms"],
                "asked": asked,
                "status": status,
                "result_id": result_id,
            }
        return status, result_id, 0

    def is_valid(self, request):
        op = request["op"]
        if op != VOID and request["amount"] <= 0:
            return False
        if op in (TRANSFER, AUTHORIZE):
            sides = request["debit"], request["credit"]
            if sides[0] == sides[1] or not all(0 <= side < len(self.accounts) for side in sides):
                return False
        return op != AUTHORIZE or request["timeout_ms"] >= 0

    def execute(self, request):
        op, amount = request["op"], request["amount"]
        if op == TRANSFER:
            return self.move(request["debit"], request["credit"], amount)
        if op == AUTHORIZE:
            return self.authorize(request)
        payment = self.payments.get(request["ref"])
        if payment is None:
            return UNKNOWN
        if payment["state"] == "expired":
            return EXPIRED
        if op == REFUND:
            return self.refund(payment, amount)
        if payment["state"] != "pending":
            return CONFLICT
        return self.resolve(payment, amount if op == CAPTURE else 0)

    def can_give(self, account, amount):
        left = account["balance"] - account["held"] - amount
        if account["guarded"] and left < 0:
            return NOT_ENOUGH
        return TOO_LARGE if left < LOWEST else OK

    def move(self, debit, credit, amount):
        payer, payee = self.accounts[debit], self.accounts[credit]
        status = self.can_give(payer, amount)
        if status == OK and payee["balance"] + amount > HIGHEST:
            status = TOO_LARGE
        if status == OK:
            payer["balance"] -= amount
            payee["balance"] += amount
        return status

    def authorize(self, request):
        payer = self.accounts[request["debit"]]
        status = self.can_give(payer, request["amount"])
        if status == OK:
            payer["held"] += request["amount"]
            number = self.last_id + 1
            self.payments[number] = request | {"state": "pending", "captured": 0, "refunded": 0}
            if request["timeout_ms"]:
                deadline = request["t_ms"] + request["timeout_ms"]
                heapq.heappush(self.deadlines, (deadline, number))
        return status

    def resolve(self, payment, captured):
        payer, payee = self.accounts[payment["debit"]], self.accounts[payment["credit"]]
        if captured > payment["amount"]:
            return NOT_ENOUGH
        if payee["balance"] + captured > HIGHEST:
            return TOO_LARGE
        payer["held"] -= payment["amount"]
        payer["balance"] -= captured
        payee["balance"] += captured
        payment["captured"] = captured
        payment["state"] = "captured" if captured else "voided"
        return OK

    def refund(self, payment, amount):
        if payment["state"] != "captured":
            return CONFLICT
        if payment["refunded"] + amount > payment["captured"]:
            return NOT_ENOUGH
        status = self.move(payment["credit"], payment["debit"], amount)
        if status == OK:
            payment["refunded"] += amount
        return status


def recover(journal, snapshot, retried, balance, result, last):
    data, served = bytes(journal), {}
    at = 0
    while at + 24 <= len(data):
        checksum = int.from_bytes(data[at : at + 4], "little")
        n_legs = int.from_bytes(data[at + 4 : at + 8], "little")
        sequence = int.from_bytes(data[at + 8 : at + 16], "little", signed=True)
        key = int.from_bytes(data[at + 16 : at + 24], "little", signed=True)
        end = at + 24 + 16 * n_legs
        if end > len(data) or zlib.crc32(data[at + 4 : end]) != checksum or sequence != last[0] + 1:
            return finish(retried, served, result)
        for leg in range(at + 24, end, 16):
            account = int.from_bytes(data[leg : leg + 8], "little", signed=True)
            amount = int.from_bytes(data[leg + 8 : leg + 16], "little", signed=True)
            if sequence > snapshot:
                balance[account] += amount
        served[key] = sequence
        last[0] = sequence
        at = end
    finish(retried, served, result)


def finish(retried, served, result):
    for i, key in enumerate(retried):
        result[i] = served.get(int(key), 0)
