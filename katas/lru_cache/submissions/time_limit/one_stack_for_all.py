"""All keys in a list, the most recent first: a key's place is the answer, the search the cost.

fails: time_limit at million
"""

import numpy as np


def hits_by_capacity(keys, hits):
    stack, seen = [], set()
    for key in keys.tolist():
        if key in seen:
            place = stack.index(key)
            hits[place + 1] += 1
            del stack[place]
        seen.add(key)
        stack.insert(0, key)
    np.cumsum(hits, out=hits)
