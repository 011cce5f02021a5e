"""The sentinel of the list is counted as a cached key, so one place stays empty.

fails: keeps_recent_keys at worked_example
"""

from collections import OrderedDict

SENTINEL = object()


def replay(keys, capacity, hit):
    if capacity < 0:
        raise ValueError("negative capacity")
    if capacity == 0:
        return
    cache = OrderedDict({SENTINEL: None})
    for i, key in enumerate(keys.tolist()):
        if key in cache:
            hit[i] = 1
        cache[key] = None
        cache.move_to_end(key)
        while len(cache) > capacity:
            cache.move_to_end(SENTINEL)
            cache.popitem(last=False)
