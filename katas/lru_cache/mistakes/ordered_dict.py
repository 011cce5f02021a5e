"""An ordered dictionary, the least recently used key first: a hit moves its key to the end, and a
miss in a full cache drops what stands in front.
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
        elif capacity > 0:
            if len(cache) == capacity:
                cache.popitem(last=False)
            cache[key] = None
