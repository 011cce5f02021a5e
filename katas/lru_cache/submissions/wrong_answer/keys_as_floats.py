"""Lets numpy turn the keys into float64 on the way, which merges neighbours above 2**53.

fails: first_requests_miss at extreme_keys
"""

from collections import OrderedDict

import numpy as np


def replay(keys, capacity, hit):
    if capacity < 0:
        raise ValueError("negative capacity")
    if capacity == 0:
        return
    requests = np.column_stack([keys, np.arange(len(keys)) / 1000.0])  # key, time in seconds
    cache = OrderedDict()
    for i, (key, time_s) in enumerate(requests.tolist()):
        if key in cache:
            hit[i] = 1
            cache.move_to_end(key)
        elif len(cache) == capacity:
            cache.popitem(last=False)
        cache[key] = time_s
