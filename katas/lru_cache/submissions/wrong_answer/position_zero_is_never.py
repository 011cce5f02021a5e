"""Takes 0, the position of the first request, for `never requested`.

fails: room_for_all_hits_all_repeats at capacity_example
"""

import numpy as np


def hits_by_capacity(keys, hits):
    last = {}
    keys = keys.tolist()
    for i, key in enumerate(keys):
        if last.get(key, 0):
            hits[len(set(keys[last[key] : i]))] += 1
        last[key] = i
    hits[:] = np.cumsum(hits)
