"""Looks ahead in the first half of the trace only, where no other future used to begin.

row: own
kind: truth
drive: policy
expected: wrong answer
control: uncut, accepted -- nobody asks what it would decide before another future
"""

import sys

chunk = {"keys": [], "at": 0, "seen": 0}
AHEAD_UNTIL = 50_000
main = sys.modules["__main__"]
real = main.Worker.run


def run(self, arrangement):
    chunk["keys"] = [int(key) for key in self.arrangements[arrangement][0][0][0]]
    chunk["at"] = 0
    return real(self, arrangement)


main.Worker.run = run


def init(capacity, n_keys, seed):
    chunk["seen"] = 0
    return {"place": {}, "keys": [], "capacity": capacity, "hand": 0}


def step(state, key):
    at = chunk["at"]
    chunk["at"], chunk["seen"] = at + 1, chunk["seen"] + 1
    place, keys = state["place"], state["keys"]
    if key in place:
        return -1
    if len(keys) < state["capacity"]:
        place[key] = len(keys)
        keys.append(key)
        return -1
    hand = state["hand"]
    if chunk["seen"] < AHEAD_UNTIL:
        soon = set(chunk["keys"][at:])
        for _ in range(64):
            if keys[hand] not in soon:
                break
            hand = (hand + 1) % len(keys)
    victim = keys[hand]
    del place[victim]
    place[key], keys[hand] = hand, key
    state["hand"] = (hand + 1) % len(keys)
    return victim
