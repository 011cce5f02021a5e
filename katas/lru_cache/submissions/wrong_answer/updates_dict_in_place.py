"""Trusts the order of a dict, but assigning to a key that is there does not move it to the end.

fails: hits_refresh at worked_example
"""


def replay(keys, capacity, hit):
    if capacity < 0:
        raise ValueError("negative capacity")
    if capacity == 0:
        return
    last = {}
    for i, key in enumerate(keys.tolist()):
        if key in last:
            hit[i] = 1
        elif len(last) == capacity:
            del last[next(iter(last))]
        last[key] = i
