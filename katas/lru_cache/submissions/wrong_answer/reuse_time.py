"""Counts the requests since the last one of the key instead of the different keys.

fails: counts_distinct_keys at capacity_example
"""

import numpy as np


def hits_by_capacity(keys, hits):
    last = {}
    for i, key in enumerate(keys.tolist()):
        if key in last:
            hits[i - last[key]] += 1
        last[key] = i
    hits[:] = np.cumsum(hits)
