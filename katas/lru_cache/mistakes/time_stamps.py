"""No order is kept: each key has the time of its last use, and the smallest is searched for when a
place is needed.
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
        used_at[key] = i
