"""Exact LRU replay without a linked list, and a policy that follows the better of two memories.

Replay. Write the requests on a line. What an LRU cache of C keys holds is then the last request of
each of the C keys nearest to the end: a set of *positions*, one bit each. A request is a hit if the
bit at the previous position of its key is still set. That bit is cleared, for it is no longer the
last request of its key; and a miss in a full cache clears the lowest set bit, for that is the least
recently used key. The previous position comes from a hash table that never deletes, so the two
halves are straight loops that the processor can overlap, where list surgery would wait for one load
after the other. One pass, O(n) for every capacity; 9 to 19 bytes a distinct key (2 to 4 a request
if that is more) and one bit a request. Marking last requests on the line of time is how Bennett and
Kruskal count stack distances ("LRU stack processing", IBM Journal of Research and Development
1975); the question here is smaller: not how deep a key lies, but deeper than C or not.

Policy. Frequencies with exponential fading, as in LRFU (Lee et al., IEEE Transactions on Computers
2001), at two half-lives. See `step`.
"""

import numpy as np
from numba import njit

ZERO, ONE = np.uint64(0), np.uint64(1)
LOW_HALF, HALF = np.uint64(0xFFFFFFFF), np.uint64(32)
WORD_BITS, BIT_OF = np.uint64(6), np.uint64(63)
ALL_LIVE = np.uint64(0xFFFFFFFFFFFFFFFF)
SPREAD = np.uint64(0x9E3779B97F4A7C15)  # 2**64 / golden ratio, odd: multiplying by it loses no key
BLOCK = 4096  # previous positions of one block stay in the first-level cache


def replay(keys, capacity, hit):
    """Mark in `hit` (uint8[n]) which of `keys` (int64[n]) an LRU cache of `capacity` keys answers.

    O(n) time, the same for every capacity. ValueError for a negative capacity. n < 2**32.
    """
    if capacity < 0:
        raise ValueError(f"the capacity must not be negative, got {capacity}")
    if capacity > 0:
        _replay(keys, capacity, hit)


@njit(cache=True)
def _replay(keys, capacity, hit):
    n = len(keys)
    slots = 16
    while slots < n // 4:  # for traces that repeat themselves; grown for the others
        slots *= 2
    table = np.zeros(slots, np.uint64)
    live = np.full(n // 64 + 2, ALL_LIVE)  # position 0 means "never requested" and is not live
    live[0] = ALL_LIVE - ONE
    previous = np.empty(BLOCK, np.uint32)
    window = np.array([capacity, 0])  # places still free, first word of `live` that is not zero
    used = 0
    for start in range(0, n, BLOCK):
        stop = min(start + BLOCK, n)
        while 8 * (used + stop - start) > 7 * len(table):
            table = _twice(keys, table)
        used += _look_up(keys[:stop], start, table, previous)
        _slide(previous[: stop - start], hit[start:stop], live, window)
    return used


@njit(cache=True)
def _shift(table):
    """How far to shift a 64-bit hash so that its top bits number the slots of the table."""
    shift = 64
    while (1 << (64 - shift)) < len(table):
        shift -= 1
    return np.uint64(shift)


@njit(cache=True)
def _look_up(keys, start, table, previous):
    """Previous position of each key from `start` on, 0 for none; how many keys were new.

    A slot is one word: half a hash above, the key's last position (from 1) below, 0 if empty. The
    top bits of the hash choose the slot and its lower half is kept, so a false match is rare; but
    it is possible, so the key itself is compared, at its last position. Linear probing; nothing is
    ever deleted.
    """
    shift, mask = _shift(table), np.uint64(len(table) - 1)
    new = 0
    for i in range(start, len(keys)):
        key = keys[i]
        hashed = np.uint64(key) * SPREAD
        tag = hashed << HALF
        slot = hashed >> shift
        entry = table[slot]
        while True:
            # `&` and not `and`: one branch to predict instead of two
            while (entry != ZERO) & ((entry ^ tag) >> HALF != ZERO):
                slot = (slot + ONE) & mask
                entry = table[slot]
            if entry == ZERO or keys[(entry & LOW_HALF) - ONE] == key:
                break
            slot = (slot + ONE) & mask
            entry = table[slot]
        table[slot] = tag | np.uint64(i + 1)
        new += entry == ZERO
        previous[i - start] = entry & LOW_HALF
    return new


@njit(cache=True)
def _twice(keys, table):
    """The table with twice the slots. Its keys differ, so none is compared."""
    larger = np.zeros(2 * len(table), np.uint64)
    shift, mask = _shift(larger), np.uint64(len(larger) - 1)
    for entry in table:
        if entry != ZERO:
            slot = (np.uint64(keys[(entry & LOW_HALF) - ONE]) * SPREAD) >> shift
            while larger[slot] != ZERO:
                slot = (slot + ONE) & mask
            larger[slot] = entry
    return larger


@njit(cache=True)
def _slide(previous, hit, live, window):
    """One block through the window of live positions. No branch depends on whether a request hits.

    Bits of positions to come are set from the beginning. That is safe: the lowest set bit is never
    one of them, because the newest request is always live.
    """
    free, first = window[0], window[1]
    for i in range(len(previous)):
        position = np.uint64(previous[i])
        word = live[position >> WORD_BITS]
        present = (word >> (position & BIT_OF)) & ONE
        live[position >> WORD_BITS] = word & ~(ONE << (position & BIT_OF))
        hit[i] = present
        miss = ONE - present
        full = np.uint64(free == 0)
        free -= np.int64(miss & (ONE - full))
        # word & (word - 1) clears the lowest set bit, word & (word - 0) changes nothing
        word = live[first]
        word &= word - (miss & full)
        live[first] = word
        if word == ZERO:
            while live[first] == ZERO:
                first += 1
    window[0], window[1] = free, first


HALF_LIFE_CAPACITIES = 2.0  # half-life of the short memory, in requests per place of the cache
CREDIT_CAPACITIES = 4.0  # how long a trial's hits count, in the same unit
TOO_LARGE, SHRINK = 1e150, 1e-150


def init(capacity, n_keys, seed):
    """Two trial caches and the real one, for keys 0..n_keys-1; `capacity` is at least 1.

    Every row of `place`, `heap` and `bound` is a cache: rows 0 and 1 the trials, row 2 the real
    one. `heap` holds the resident keys, `bound` a lower bound of each one's score, `place` a key's
    index in the heap or -1. The policy draws no lots, so the seed goes unused. 40 bytes a key and
    48 bytes a place.
    """
    scores = np.zeros((2, n_keys))
    worth = np.ones(2)
    growth = np.array([2.0 ** (1.0 / (HALF_LIFE_CAPACITIES * capacity)), 1.0])
    place = np.full((3, n_keys), -1, np.int64)
    heap = np.zeros((3, capacity), np.int64)
    bound = np.zeros((3, capacity))
    credit = np.zeros(2)
    stored_leader = np.zeros(2, np.int64)
    return scores, worth, growth, place, heap, bound, credit, stored_leader


def step(state, key):
    """Victim, -1 or -2 for one request. O(log capacity) on average.

    Score = requests so far, each worth half as much after one half-life. (Instead of fading all
    scores, a request is worth ever more.) A newcomer is judged by its score *before* this request
    and must beat the resident with the lowest score, else it is bypassed: a key seen once evicts
    nobody, and in a loop longer than the cache, where all keys are equal, the residents stay and
    hit.

    No half-life suits every trace. So two trial caches without data run beside the real one, one
    with a short memory and one that forgets nothing, and the real one uses the scores of the trial
    that hits more.
    """
    scores, worth, growth, place, heap, bound, credit, stored_leader = state
    choice = -1
    stored, leader = stored_leader[0], stored_leader[1]
    if stored < heap.shape[1]:
        if place[2, key] < 0:
            # a bound of 0 is true of every score, and equal bounds are in heap order
            heap[:, stored] = key
            place[:, key] = stored
            stored_leader[0] = stored + 1
    else:
        for trial in range(2):
            credit[trial] *= 1.0 - 1.0 / (CREDIT_CAPACITIES * heap.shape[1])
            if place[trial, key] >= 0:
                credit[trial] += 1.0
            else:
                _admit(scores[trial], place[trial], heap[trial], bound[trial], key)
        if place[2, key] < 0:
            choice = _admit(scores[leader], place[2], heap[2], bound[2], key)
        if credit[1 - leader] > credit[leader]:
            stored_leader[1] = 1 - leader
            bound[2] = 0.0
    for trial in range(2):
        scores[trial, key] += worth[trial]
        worth[trial] *= growth[trial]
        if worth[trial] > TOO_LARGE:
            _shrink(trial, scores, worth, bound, stored_leader)
    return choice


@njit(cache=True)
def _admit(score, place, heap, bound, key):
    """Put the key in the place of the lowest score, if its own is higher: the victim, or -2.

    Scores only grow, and a hit does not touch the heap: its bounds may be too low. So the top is
    corrected and sinks until the top is true.
    """
    while bound[0] != score[heap[0]]:
        _sink(place, heap, bound, heap[0], score[heap[0]])
    victim = heap[0]
    if score[key] <= bound[0]:
        return -2
    place[victim] = -1
    _sink(place, heap, bound, key, score[key])
    return victim


@njit(cache=True)
def _sink(place, heap, bound, key, value):
    """Put the key with its bound at the top of the heap and let it sink to where it belongs."""
    i, child = 0, 1
    while child < len(heap):
        if child + 1 < len(heap) and bound[child + 1] < bound[child]:
            child += 1
        if bound[child] >= value:
            break
        heap[i], bound[i] = heap[child], bound[child]
        place[heap[i]] = i
        i, child = child, 2 * child + 1
    heap[i], bound[i] = key, value
    place[key] = i


@njit(cache=True)
def _shrink(trial, scores, worth, bound, stored_leader):
    """Scale one trial's scores down before they overflow; only their order matters."""
    scores[trial] *= SHRINK
    bound[trial] *= SHRINK
    worth[trial] *= SHRINK
    if stored_leader[1] == trial:
        bound[2] *= SHRINK
