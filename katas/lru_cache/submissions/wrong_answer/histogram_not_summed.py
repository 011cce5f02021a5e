"""Fills in how many requests need exactly c places and never adds them up.

fails: more_room_never_hurts at capacity_example
"""


def hits_by_capacity(keys, hits):
    stack = []
    for key in keys.tolist():
        if key in stack:
            hits[stack.index(key) + 1] += 1
            stack.remove(key)
        stack.insert(0, key)
