"""All keys on a stack, the most recently used on top: a request needs as many places as its key has
depth, and hits in every cache that is at least so large.

fails: time_limit at million
"""

import numpy as np


def hits_by_capacity(keys, hits):
    stack, seen = [], set()  # the top of the stack is the end of the list
    for key in keys.tolist():
        if key in seen:
            depth = len(stack) - stack.index(key)
            hits[depth] += 1
            stack.remove(key)
        seen.add(key)
        stack.append(key)
    hits[:] = np.cumsum(hits)
