"""Evicts the smallest time stamp, but the clock ticks every sixteen requests: ties go by arrival.

fails: hits_refresh at worked_example
"""


def replay(keys, capacity, hit):
    if capacity < 0:
        raise ValueError("negative capacity")
    if capacity == 0:
        return
    used_at = {}
    for i, key in enumerate(keys.tolist()):
        if key in used_at:
            hit[i] = 1
        elif len(used_at) == capacity:
            del used_at[min(used_at, key=used_at.get)]
        used_at[key] = i // 16
