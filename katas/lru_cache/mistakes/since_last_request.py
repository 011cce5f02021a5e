"""A request needs as many places as there are different keys in the trace from the last request of
its key on.
"""

import numpy as np


def hits_by_capacity(keys, hits):
    last = {}
    keys = keys.tolist()
    for i, key in enumerate(keys):
        if key in last:
            hits[len(set(keys[last[key] : i]))] += 1
        last[key] = i
    hits[:] = np.cumsum(hits)
