"""CLOCK passed off as LRU: one bit a key says that it was used, not when.

fails: hits_refresh at refresh_order
"""


def replay(keys, capacity, hit):
    if capacity < 0:
        raise ValueError("negative capacity")
    if capacity == 0:
        return
    ring, used, hand = [], {}, 0
    for i, key in enumerate(keys.tolist()):
        if key in used:
            hit[i] = 1
            used[key] = True
        elif len(ring) < capacity:
            ring.append(key)
            used[key] = False
        else:
            while used[ring[hand]]:
                used[ring[hand]] = False
                hand = (hand + 1) % capacity
            del used[ring[hand]]
            ring[hand] = key
            used[key] = False
            hand = (hand + 1) % capacity
