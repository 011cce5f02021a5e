"""All keys on a stack, the most recently used on top: a request needs as many places as its key has
depth, and hits in every cache that is at least so large.

fails: time_limit at million
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
