"""The cache is a list, the newest first: every request searches and shifts thousands of keys.

fails: time_limit at small_cache
"""


def replay(keys, capacity, hit):
    if capacity < 0:
        raise ValueError("negative capacity")
    cache = []
    for i, key in enumerate(keys.tolist()):
        if key in cache:
            cache.remove(key)
            hit[i] = 1
        elif len(cache) == capacity:
            if capacity == 0:
                continue
            cache.pop()
        cache.insert(0, key)
