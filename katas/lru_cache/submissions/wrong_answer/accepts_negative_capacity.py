"""Takes a negative capacity for an empty cache.

fails: refuses_negative_capacity at negative_capacity
"""

from collections import OrderedDict


def replay(keys, capacity, hit):
    cache = OrderedDict()
    for i, key in enumerate(keys.tolist()):
        if key in cache:
            hit[i] = 1
            cache.move_to_end(key)
        elif capacity > 0:
            if len(cache) == capacity:
                cache.popitem(last=False)
            cache[key] = None
