"""A queue of all requests with lazy deletion that takes any entry of a cached key for its latest.

fails: hits_refresh at worked_example
"""

from collections import deque


def replay(keys, capacity, hit):
    if capacity < 0:
        raise ValueError("negative capacity")
    if capacity == 0:
        return
    requests, cached = deque(), set()
    for i, key in enumerate(keys.tolist()):
        if key in cached:
            hit[i] = 1
        elif len(cached) == capacity:
            oldest = requests.popleft()
            while oldest not in cached:
                oldest = requests.popleft()
            cached.remove(oldest)
        cached.add(key)
        requests.append(key)
