"""Takes the number of other keys in between for the places that are needed: one too few.

fails: starts_at_capacity_zero at capacity_example
"""

import numpy as np


def hits_by_capacity(keys, hits):
    stack = []
    for key in keys.tolist():
        if key in stack:
            hits[stack.index(key)] += 1
            stack.remove(key)
        stack.insert(0, key)
    hits[:] = np.cumsum(hits)
