"""Replays every capacity first in, first out: hits do not refresh.

fails: as_a_replay_would at capacity_example
"""

from collections import deque


def hits_by_capacity(keys, hits):
    for capacity in range(1, len(hits)):
        queue, cached = deque(), set()
        for key in keys.tolist():
            if key in cached:
                hits[capacity] += 1
                continue
            if len(queue) == capacity:
                cached.remove(queue.popleft())
            queue.append(key)
            cached.add(key)
        if len(cached) < capacity:  # everything fits from here on
            hits[capacity:] = hits[capacity]
            break
