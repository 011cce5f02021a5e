"""Treats a cache of no places like one of one place.

fails: no_places_no_hits at capacity_example
"""

import numpy as np


def hits_by_capacity(keys, hits):
    stack = []
    for key in keys.tolist():
        if key in stack:
            hits[stack.index(key) + 1] += 1
            stack.remove(key)
        stack.insert(0, key)
    hits[:] = np.cumsum(hits)
    hits[0] = hits[min(1, len(keys))]
