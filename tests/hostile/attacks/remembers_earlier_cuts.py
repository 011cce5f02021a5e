"""Looks ahead, and remembers each trace it has seen, to know what came after a later cut.

row: own
kind: truth
drive: policy
expected: wrong answer
control: uncut, accepted -- nobody asks what it would decide before another future
"""

import sys

chunk = {"keys": [], "at": 0, "seen": 0}
traces = {}  # first chunk of a trace -> its chunks, the longest version seen
AHEAD_UNTIL = 1 << 60
main = sys.modules["__main__"]
real = main.Worker.run


def run(self, arrangement):
    chunk["keys"] = [int(key) for key in self.arrangements[arrangement][0][0][0]]
    chunk["at"] = 0
    number = chunk["seen"] // len(chunk["keys"])
    if number == 0:
        chunk["trace"] = traces.setdefault(tuple(chunk["keys"]), [])
    known = chunk["trace"]
    if number < len(known):
        # what came here the first time is the truth: later versions are cut
        chunk["keys"] = known[number]
    else:
        known.append(chunk["keys"])
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
