"""First in, first out: a hit leaves the queue as it is.

fails: hits_refresh at worked_example
"""

from collections import deque


def replay(keys, capacity, hit):
    if capacity < 0:
        raise ValueError("negative capacity")
    queue, cached = deque(), set()
    for i, key in enumerate(keys.tolist()):
        if key in cached:
            hit[i] = 1
        elif capacity > 0:
            if len(queue) == capacity:
                cached.remove(queue.popleft())
            queue.append(key)
            cached.add(key)
