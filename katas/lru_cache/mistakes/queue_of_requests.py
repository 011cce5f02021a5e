"""Every request goes into a queue, and nothing is taken out on a hit. When a place is needed,
requests that were not the last of their key are thrown away until one was.
"""

from collections import deque


def replay(keys, capacity, hit):
    if capacity < 0:
        raise ValueError("negative capacity")
    if capacity == 0:
        return
    requests, last = deque(), {}
    for i, key in enumerate(keys.tolist()):
        if key in last:
            hit[i] = 1
        elif len(last) == capacity:
            used, oldest = requests.popleft()
            while last.get(oldest) != used:
                used, oldest = requests.popleft()
            del last[oldest]
        last[key] = i
        requests.append((i, key))
