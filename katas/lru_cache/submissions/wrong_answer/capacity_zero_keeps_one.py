"""Evicts before it inserts, and with capacity 0 there is nothing to evict: one key gets in.

fails: evicts_least_recent at capacity_zero
"""

from collections import OrderedDict


def replay(keys, capacity, hit):
    if capacity < 0:
        raise ValueError("negative capacity")
    cache = OrderedDict()
    for i, key in enumerate(keys.tolist()):
        if key in cache:
            hit[i] = 1
            cache.move_to_end(key)
        else:
            if cache and len(cache) >= capacity:
                cache.popitem(last=False)
            cache[key] = None
