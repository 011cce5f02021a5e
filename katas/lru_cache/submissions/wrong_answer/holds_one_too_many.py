"""Evicts once the cache is over capacity before the insertion, so it holds capacity + 1 keys.

fails: evicts_least_recent at worked_example
"""

from collections import OrderedDict


def replay(keys, capacity, hit):
    if capacity < 0:
        raise ValueError("negative capacity")
    if capacity == 0:
        return
    cache = OrderedDict()
    for i, key in enumerate(keys.tolist()):
        if key in cache:
            hit[i] = 1
            cache.move_to_end(key)
            continue
        if len(cache) > capacity:
            cache.popitem(last=False)
        cache[key] = None
