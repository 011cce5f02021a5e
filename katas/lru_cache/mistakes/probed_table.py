"""A hash table of one's own: a key lies in the first free slot from its home on, and stays there.
What an eviction takes away is the mark of the key's last request, so that no probe ends too early.
"""


def replay(keys, capacity, hit):
    if capacity < 0:
        raise ValueError("negative capacity")
    if capacity == 0:
        return
    n = len(keys)
    slots = 1 << max(16, (2 * n).bit_length())
    table = [None] * slots  # the key in each slot
    last = [0] * slots  # its latest request
    alive = [True] * n  # is request i the latest of its key, and cached?
    size, oldest = 0, 0
    for i, key in enumerate(keys.tolist()):
        slot = key % slots
        while table[slot] not in (key, None):
            slot = (slot + 1) % slots
        if table[slot] == key and alive[last[slot]]:
            hit[i] = 1
            alive[last[slot]] = False
        elif size < capacity:
            size += 1
        else:
            while not alive[oldest]:
                oldest += 1
            alive[oldest] = False
        table[slot] = key
        last[slot] = i
