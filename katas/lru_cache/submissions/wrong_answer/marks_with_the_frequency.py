"""Keeps the number of uses with each key and writes that down instead of a 1.

fails: answers_0_or_1 at worked_example
"""

from collections import OrderedDict


def replay(keys, capacity, hit):
    if capacity < 0:
        raise ValueError("negative capacity")
    uses = OrderedDict()
    for i, key in enumerate(keys.tolist()):
        if key in uses:
            hit[i] = min(uses[key], 255)
            uses[key] += 1
            uses.move_to_end(key)
        elif capacity > 0:
            if len(uses) == capacity:
                uses.popitem(last=False)
            uses[key] = 1
