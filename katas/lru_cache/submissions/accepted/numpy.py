"""One stable sort finds each key's previous request; a window over last requests does the rest.

reaches: replay bronze
"""

import numpy as np


def replay(keys, capacity, hit):
    if capacity < 0:
        raise ValueError("negative capacity")
    if capacity == 0:
        return
    order = np.argsort(keys, kind="stable")
    same = keys[order[1:]] == keys[order[:-1]]
    previous = np.full(len(keys), -1)
    previous[order[1:][same]] = order[:-1][same]

    last = bytearray(len(keys) + 1)  # last[t] = 1: request t is cached and its key's latest
    answer = bytearray(len(keys))
    room, oldest = capacity, 0
    for t, p in enumerate(previous.tolist()):
        if last[p]:  # p = -1 reads the spare byte at the end, which stays 0
            last[p] = 0
            answer[t] = 1
        elif room:
            room -= 1
        else:
            oldest = last.find(1, oldest)
            last[oldest] = 0
        last[t] = 1
    hit[:] = np.frombuffer(answer, np.uint8)
