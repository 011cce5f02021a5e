"""LRU on a line of time instead of a linked list, and a policy that follows the better memory.

replay. Write the requests on a line. What an LRU cache of C keys holds is then the last request of
each of the C keys nearest to the end: a set of *positions*, one bit each. A request is a hit if the
bit at the previous position of its key is still set. That bit is cleared, for it is no longer the
last request of its key; and a miss in a full cache clears the lowest set bit, for that is the least
recently used key. The previous position comes from a hash table that never deletes, so the two
halves are straight loops that the processor can overlap, where list surgery would wait for one load
after the other. One pass, O(n) for every capacity; 9 to 19 bytes a distinct key (2 to 4 a request
if that is more) and one bit a request. Marking last requests on the line of time is how Bennett and
Kruskal count stack distances ("LRU stack processing", IBM Journal of Research and Development
1975); the question here is smaller: not how deep a key lies, but deeper than C or not. Floor: one
load and one store a request in a table of that size, which overlap freely, took 0.9 ns where all of
this took 8 (a million requests, AMD EPYC with 1 MB of second-level cache). Three quarters of it is
the table, whose branches cannot be predicted: is the slot taken, is it this key.

LRU. The same line of time, and a table of nodes: key, value and the position of the last use, in
half a cache line. A hit is one such line, a bit cleared (the bits stay in the second-level cache)
and a slot written at the end of a log. The oldest key is the lowest set bit, and the log at that
position names its slot. Slots are asked for some operations ahead, so that their misses overlap.
When the line is full, the live positions move to its beginning, fewer than one for seven uses. O(1)
an operation; 64 to 128 bytes a key (of two to four slots), and half of that for the log.

hits_by_capacity. How deep a key lies (Mattson, Gecsei, Slutz, Traiger, IBM Systems Journal 1970)
is the number of live bits behind its previous position. Counting bits before a position takes a
population count and three running counts, of 64, 2,048 and 65,536 positions; and clearing a bit
lowers the running counts after it, of which 32 are one or two vector instructions. So there are no
branches and no log n, where a Fenwick tree has two dependent walks. O(n) for n up to two million,
O(n + n * n / 2**21) vector operations beyond; bits, counts and table as in replay.

step. Frequencies with exponential fading, as in LRFU (Lee et al., IEEE Transactions on Computers
2001), at two half-lives. See `step`.
"""

from typing import Any

import numpy as np
from numba import extending, njit, types
from numba.core import cgutils

ZERO, ONE = np.uint64(0), np.uint64(1)
LOW_HALF, HALF = np.uint64(0xFFFFFFFF), np.uint64(32)
WORD_BITS, BIT_OF = np.uint64(6), np.uint64(63)
ALL_LIVE = np.uint64(0xFFFFFFFFFFFFFFFF)
SPREAD = np.uint64(0x9E3779B97F4A7C15)  # 2**64 / golden ratio, odd: multiplying by it loses no key
ROW_BITS, LANE_OF = np.uint64(5), np.uint64(31)
FOUR, USED = np.uint64(4), np.uint64(2)  # words of a node; where it keeps its last use
GET, PUT, DELETE, PEEK = range(4)
FIRST_SLOTS, AHEAD = 256, 16
BLOCK = 4096  # previous positions of one block stay in the first-level cache
ir = vars(cgutils)["ir"]  # llvmlite's, by way of numba
intrinsic: Any = extending.intrinsic  # takes its first parameter away, which no type says


@intrinsic
def _ones(typing, word):
    """How many bits of a word are set."""

    def generate(context, builder, signature, arguments):
        return builder.ctpop(arguments[0])

    return types.uint64(types.uint64), generate


@intrinsic
def _lowest(typing, word):
    """The number of the lowest set bit of a word that is not zero."""

    def generate(context, builder, signature, arguments):
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 1))

    return types.uint64(types.uint64), generate


@intrinsic
def _prefetch(typing, array, index):
    """Ask for the cache line of array[index] and go on; numba has no other way to say it."""

    def generate(context, builder, signature, arguments):
        data = context.make_array(signature.args[0])(context, builder, arguments[0]).data
        line = builder.bitcast(builder.gep(data, [arguments[1]]), cgutils.voidptr_t)
        number = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [cgutils.voidptr_t, number, number, number])
        prefetch = builder.module.declare_intrinsic("llvm.prefetch", [cgutils.voidptr_t], kind)
        builder.call(prefetch, [line, number(0), number(3), number(1)])
        return context.get_dummy_value()

    return types.void(array, types.uint64), generate


LANES = 32


@intrinsic
def _lower_after(typing, array, start, lane):
    """Subtract 1 from array[start + lane + 1 : start + 32], all 32 at once, without a branch."""

    def generate(context, builder, signature, arguments):
        number = ir.IntType(signature.args[0].dtype.bitwidth)
        row_type = ir.VectorType(number, LANES)
        undefined = ir.Constant(row_type, ir.Undefined)
        zero = ir.Constant(ir.IntType(32), 0)
        data = context.make_array(signature.args[0])(context, builder, arguments[0]).data
        place = builder.bitcast(builder.gep(data, [arguments[1]]), row_type.as_pointer())
        row = builder.load(place, align=number.width // 8)
        one = builder.insert_element(undefined, builder.trunc(arguments[2], number), zero)
        zeros = ir.Constant(ir.VectorType(ir.IntType(32), LANES), [0] * LANES)
        everywhere = builder.shuffle_vector(one, undefined, zeros)
        lanes = ir.Constant(row_type, list(range(LANES)))
        after = builder.sext(builder.icmp_signed(">", lanes, everywhere), row_type)
        builder.store(builder.add(row, after), place, align=number.width // 8)
        return context.get_dummy_value()

    return types.void(array, types.uint64, types.uint64), generate


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
    new, last = 0, len(keys) - 1
    for i in range(start, len(keys)):
        key = keys[i]
        _prefetch(table, (np.uint64(keys[min(i + AHEAD, last)]) * SPREAD) >> shift)
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


class LRU:
    """A table of nodes (key, value, position of the last use) and the line of time.

    `nodes` holds four words a node, the third 0 where the slot is empty. `log` says which slot was
    used at each position, `live` which of these uses are the last of their keys. `counts`: keys
    held, the next position, the first word of `live` that may hold a set bit. Everything doubles
    when half of the slots are taken.
    """

    def __init__(self, capacity):
        self.capacity = capacity
        self.nodes = np.zeros(4 * FIRST_SLOTS, np.int64)
        self.log = np.zeros(4 * FIRST_SLOTS, np.int32)
        self.live = np.full(len(self.log) // 64, ALL_LIVE)
        self.live[0] -= ONE
        self.counts = np.array([0, 1, 0])

    def apply(self, batch, found, answer):
        """Play a batch: `found` (uint8[n]) and, for gets and peeks, `answer` (int64[n])."""
        if self.capacity < 1:
            return
        done = _play(self._state(), self.capacity, batch, 0, found, answer)
        while done < len(batch.op):
            self._grow()
            done = _play(self._state(), self.capacity, batch, done, found, answer)

    def _state(self):
        return self.nodes, self.log, self.live, self.counts

    def _grow(self):
        log, live = self.log, self.live
        self.log = np.concatenate([log, np.zeros_like(log)])
        self.live = np.concatenate([live, np.full(len(live), ALL_LIVE)])
        nodes = np.zeros(2 * len(self.nodes), np.int64)
        _move_nodes(self.nodes, nodes, self.log)
        self.nodes = nodes


@njit(cache=True)
def _move_nodes(nodes, larger, log):
    """Put every node into the larger table, and its new slot into the log."""
    shift, mask = _shift(larger[::4]), np.uint64(len(larger) // 4 - 1)
    for old in range(0, len(nodes), 4):
        if nodes[old + 2] != 0:
            slot = (np.uint64(nodes[old]) * SPREAD) >> shift
            while larger[slot * FOUR + USED] != 0:
                slot = (slot + ONE) & mask
            _copy_node(nodes, np.uint64(old) // FOUR, larger, slot)
            log[nodes[old + 2]] = slot


@njit(cache=True)
def _copy_node(nodes, slot, other, target):
    for part in range(3):
        other[target * FOUR + np.uint64(part)] = nodes[slot * FOUR + np.uint64(part)]


@njit(cache=True)
def _remove(nodes, log, slot, shift, mask):
    """Empty a slot and move later nodes of its chain up, so that no probe ends too early."""
    gap = slot
    while True:
        slot = (slot + ONE) & mask
        if nodes[slot * FOUR + USED] == 0:
            break
        home = (np.uint64(nodes[slot * FOUR]) * SPREAD) >> shift
        if ((slot - home) & mask) >= ((slot - gap) & mask):
            _copy_node(nodes, slot, nodes, gap)
            log[nodes[gap * FOUR + USED]] = gap
            gap = slot
    nodes[gap * FOUR + USED] = 0


@njit(cache=True)
def _renumber(nodes, log, live, counts):
    """Move the live positions, in their order, to the beginning of the line."""
    position = 1
    for word in range(len(live)):
        left = live[word]
        while left != ZERO:
            slot = log[64 * word + np.int64(_lowest(left))]
            left &= left - ONE
            log[position] = slot
            nodes[4 * np.int64(slot) + 2] = position
            position += 1
        live[word] = ALL_LIVE
    live[0] = ALL_LIVE - ONE
    counts[1], counts[2] = position, 0


@njit(cache=True)
def _evict(nodes, log, live, counts, shift, mask):
    """Remove the node of the lowest live position."""
    first = counts[2]
    while live[first] == ZERO:
        first += 1
    word = live[first]
    live[first] = word & (word - ONE)
    counts[2] = first
    _remove(nodes, log, np.uint64(log[64 * first + np.int64(_lowest(word))]), shift, mask)


@njit(cache=True)
def _play(state, capacity, batch, start, found, answer):
    """Operations from `start` on; returns where it stopped: at the end, or before a put for which
    the table may be too small.
    """
    nodes, log, live, counts = state
    ops, keys, values = batch
    n = len(ops)
    slots = len(nodes) // 4
    shift, mask = _shift(nodes[::4]), np.uint64(slots - 1)
    for i in range(start, n):
        op, key = ops[i], keys[i]
        if (2 * counts[0] >= slots) & (op == PUT):
            return i
        if counts[1] == len(log):
            _renumber(nodes, log, live, counts)
        if i + AHEAD < n:
            _prefetch(nodes, ((np.uint64(keys[i + AHEAD]) * SPREAD) >> shift) * FOUR)
        slot = (np.uint64(key) * SPREAD) >> shift
        while (nodes[slot * FOUR + USED] != 0) & (nodes[slot * FOUR] != key):
            slot = (slot + ONE) & mask
        used = np.uint64(nodes[slot * FOUR + USED])
        if used != ZERO:
            found[i] = 1
            if (op == GET) | (op == PEEK):
                answer[i] = nodes[slot * FOUR + ONE]
            if op == PEEK:
                continue
            live[used >> WORD_BITS] &= ~(ONE << (used & BIT_OF))
            if op == DELETE:
                counts[0] -= 1
                _remove(nodes, log, slot, shift, mask)
                continue
        elif op != PUT:
            continue
        elif counts[0] < capacity:
            counts[0] += 1
        else:
            _evict(nodes, log, live, counts, shift, mask)
            slot = (np.uint64(key) * SPREAD) >> shift  # nodes may have moved
            while nodes[slot * FOUR + USED] != 0:
                slot = (slot + ONE) & mask
        if op == PUT:
            nodes[slot * FOUR], nodes[slot * FOUR + ONE] = key, values[i]
        nodes[slot * FOUR + USED] = counts[1]
        log[counts[1]] = slot
        counts[1] += 1
    return n


def hits_by_capacity(keys, hits):
    """Fill `hits` (int64[n+1]) with the hits of LRU caches of 0, 1, ... n places.

    One pass that works out how many places each request needs, and a running sum.
    """
    _count_needed(keys, hits)
    np.cumsum(hits, out=hits)


@njit(cache=True)
def _count_needed(keys, count):
    """Add up in `count` how many requests need 1, 2, ... n places; those that never hit are left
    out.
    """
    n = len(keys)
    slots = 16
    while slots < n // 4:
        slots *= 2
    table = np.zeros(slots, np.uint64)
    live = np.zeros((n // 65536 // LANES + 1) * LANES * 1024, np.uint64)
    in_block = np.zeros(len(live), np.uint16)
    in_field = np.zeros(len(live) // LANES, np.uint16)
    in_line = np.zeros(len(live) // LANES // LANES, np.int32)
    sums = in_block, in_field, in_line
    previous = np.empty(BLOCK, np.uint32)
    distinct = 0
    for start in range(0, n, BLOCK):
        stop = min(start + BLOCK, n)
        while 8 * (distinct + stop - start) > 7 * len(table):
            table = _twice(keys, table)
        new = _look_up(keys[:stop], start, table, previous)
        _needed(previous[: stop - start], start + 1, distinct, live, sums, count)
        distinct += new
    count[0] = 0


@njit(cache=True)
def _needed(previous, position, distinct, live, sums, count):
    """One block of requests, the first at `position`; `distinct` keys came before.

    sums[0][w] counts the live bits before word w in its block of 32 words, sums[1][b] those before
    block b in its field of 32 blocks, sums[2][f] those before field f. A first request is counted
    at 0 and changes no sum: lane 31 has nothing after it.
    """
    in_block, in_field, in_line = sums
    for i in range(len(previous)):
        now = np.uint64(position + i)
        if now & BIT_OF == ZERO:
            _open_word(np.int64(now >> WORD_BITS), live, sums)
        before = np.uint64(previous[i])
        repeat = np.uint64(before != ZERO)
        word = before >> WORD_BITS
        block = word >> ROW_BITS
        field = block >> ROW_BITS
        bit = ONE << (before & BIT_OF)
        older = _ones(live[word] & (bit - ONE)) + np.uint64(in_block[word])
        older += np.uint64(in_field[block]) + np.uint64(in_line[field])
        count[(np.uint64(distinct) - older) * repeat] += 1
        distinct += np.int64(ONE - repeat)
        live[word] &= ~(bit * repeat)
        live[now >> WORD_BITS] |= ONE << (now & BIT_OF)
        last_lane = LANE_OF * (ONE - repeat)
        _lower_after(in_block, word & ~LANE_OF, word & LANE_OF | last_lane)
        _lower_after(in_field, block & ~LANE_OF, block & LANE_OF | last_lane)
        _lower_after(in_line, field & ~LANE_OF, field & LANE_OF | last_lane)
        for later in range((np.int64(field) | 31) + 1, len(in_line)):
            in_line[later] -= np.int32(repeat)


@njit(cache=True)
def _open_word(word, live, sums):
    """Bring the sums up to a word in which no bit is set yet."""
    in_block, in_field, in_line = sums
    total = np.int64(in_block[word - 1]) + np.int64(_ones(live[word - 1]))
    block = word // LANES
    if word % LANES:
        in_block[word] = total
        return
    total += np.int64(in_field[block - 1])
    in_block[word] = 0
    if block % LANES:
        in_field[block] = total
        return
    in_field[block] = 0
    in_line[block // LANES] = in_line[block // LANES - 1] + total


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
