"""A ring whose points are looked up by their place, a table of slots, and jumps in step.

lookup. Points of a ring are hashes, so they lie evenly: cut the ring into twice as many equal
buckets as there are points, and a key's bucket, the top bits of its hash, nearly tells the owner.
Most buckets hold no point (one owner), or one (an owner before and one after it, and some bits of
the point between them): both fit into 32 bits for up to 4,094 nodes, so that all that 160,000
points have to say is 2 MB. A key costs a hash and one read, whose neighbours are a hundred other
reads in flight: each step of the way is a loop of its own over a block of keys. Buckets of two or
more points, one in 25, and keys that agree with all kept bits of a point are looked up once more in
the sorted points. So the arcs are exact. The points are sorted by the same buckets: count, scatter,
put the few in each bucket in order. O(n + P), 4 bytes a bucket and 12 a point. That hashes need no
binary search is interpolation search (Peterson, IBM Journal of Research and Development 1957) with
the last step written down; the ring is Karger et al., STOC 1997.

replicas. The first r nodes from a point on are its owner and then those of the next point, without
the owner: one pass backwards makes a table of P rows. A key copies a row. O(P r + n r).

bounded. A node that is full stays full, so the points of full nodes are skipped for ever: each
points to a later one and paths are halved (union-find; Tarjan and van Leeuwen, JACM 1984). Keys
wait for each other, but their places on the ring do not: those are found first, in blocks.
The cap is that of Mirrokni, Thorup, Zadimoghaddam, "Consistent hashing with bounded loads", 2016.

Placement. At least 64 slots a node, of which each node owns as many as any other, or one more: the
fixed partitions of Dynamo (DeCandia et al., SOSP 2007, strategy 3). A lookup is a hash and one
read of a table of 4 bytes a slot: 32 KB for 100 nodes, 256 KB for 1,000. Who leaves gives slot by
slot to whoever has fewest. Who comes takes the slots of the last one that left and was not
replaced, wherever they are now: what was vacant is filled, and nobody else moves anything (the
stack of AnchorHash, Mendelson et al., IEEE/ACM Transactions on Networking 2021). Where nothing is
vacant, it takes slots from whoever has most. A change is O(slots).

jump. Lamping and Veach, "A fast, minimal memory, consistent hash algorithm", 2014. The division
takes longer than all else, and jumps of one key wait for each other; so a block of keys jumps
together, and those that have arrived leave the block. O(n log buckets).

Distances from jump-consistent-hash in C, the fastest library that answers where a key belongs, at
100 and 1,000 nodes (one process, two cores of an AMD EPYC, 2026-11-28): the ring 17 and 14 times as
fast (aims 15 and 8; far aims 25 and 15: missed, a key is a hash and one read that no cache of the
second level holds), placement 54 and 45 (35 and 32), jump 6.6 (1.5; far aim 4). AnchorHash, which
is the rung `numba` and needs three numbers a node, 12 and 21 times (14 and 22: just missed, each
step of a key waits for the one before).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
FIRST_FACTOR, SECOND_FACTOR = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
S27, S30, S31, S32 = np.uint64(27), np.uint64(30), np.uint64(31), np.uint64(32)
S63, S64 = np.uint64(63), np.uint64(64)
ZERO, ONE = np.uint64(0), np.uint64(1)
LOW_31, LOW_32, SEVERAL = np.uint64(2**31 - 1), np.uint64(2**32 - 1), np.uint64(2**31)
BLOCK = 1024  # keys whose hashes, entries and places fit into the first-level cache
NODES_PACKED_MAX = 4094  # twelve bits a node leave eight for the point between two owners
LOOKUP, ADD, REMOVE = range(3)
SLOTS_MIN, SLOTS_A_NODE = 4096, 64
JUMP_FACTOR, S33, TWO_31 = np.uint64(2862933555777941757), np.uint64(33), 2.0**31


@njit(cache=True)
def _mix(number):
    z = number + GOLDEN
    z = (z ^ (z >> S30)) * FIRST_FACTOR
    z = (z ^ (z >> S27)) * SECOND_FACTOR
    return z ^ (z >> S31)


class _Ring:
    """Sorted points and the rank of their owner's id among all; buckets by the top bits.

    `first[b]` counts the points before bucket b. `rank` has one entry more than there are points,
    the first again. Fewer hash bits are as many upper bits, and zeros behind them (`mask`).
    """

    def __init__(self, fleet: Any) -> None:
        order = np.argsort(fleet.node)
        self.nodes = fleet.node[order]
        vnodes = fleet.vnodes[order]
        self.mask = np.uint64(2**64 - 2 ** (64 - fleet.bits))
        self.bits = max(6, int(2 * vnodes.sum() - 1).bit_length())
        self.points, self.rank, self.first = _sorted(self.nodes, vnodes, self.mask, self.bits)


@njit(cache=True)
def _sorted(nodes, vnodes, mask, bits):
    """Points by buckets. Nodes come in the order of their ids, so equal points do too."""
    shift, total = np.uint64(64 - bits), 0
    for count in vnodes:
        total += count
    unsorted = np.empty(total, np.uint64)
    first = np.zeros((1 << bits) + 1, np.int32)
    at = 0
    for i in range(len(nodes)):
        for j in range(vnodes[i]):
            point = _mix(np.uint64(nodes[i]) << S32 | np.uint64(j)) & mask
            unsorted[at] = point
            first[(point >> shift) + ONE] += 1
            at += 1
    free = np.zeros(len(first), np.int32)
    for b in range(1, len(first)):
        first[b] += first[b - 1]
        free[b] = first[b]
    points, rank = np.empty(total, np.uint64), np.empty(total + 1, np.int32)
    at = 0
    for i in range(len(nodes)):
        for _ in range(vnodes[i]):
            point = unsorted[at]
            at += 1
            place = free[point >> shift]
            free[point >> shift] = place + 1
            while place > first[point >> shift] and points[place - 1] > point:
                points[place], rank[place] = points[place - 1], rank[place - 1]
                place -= 1
            points[place], rank[place] = point, i
    rank[total] = rank[0]
    return points, rank, first


def lookup(fleet: Any, keys: np.ndarray, owner: np.ndarray) -> None:
    """Fill owner (int32[n]) with the node of the first point at or after each key.

    ValueError where a node is listed twice, has a negative number of vnodes, or none has any.
    """
    vnodes = fleet.vnodes
    if len(np.unique(fleet.node)) < len(vnodes) or (vnodes < 0).any() or not vnodes.any():
        raise ValueError("a node twice, a negative number of vnodes, or nobody to own a key")
    ring = _Ring(fleet)
    if len(ring.nodes) > NODES_PACKED_MAX:
        place = np.empty(len(keys), np.int32)
        _find(ring.points, ring.first, _places(ring.points, ring.first), ring.mask, keys, place)
        np.take(ring.nodes[ring.rank], place, out=owner)
        return
    width = len(ring.nodes).bit_length()
    node_of = np.zeros(1 << width, np.int32)
    node_of[: len(ring.nodes)] = ring.nodes
    table = _owners(ring.points, ring.rank, ring.first, width)
    sorted_points = ring.points, ring.rank, ring.first
    _look_up(sorted_points, table, node_of, ring.mask, keys, owner)


@njit(cache=True)
def _bits(buckets):
    """log2 of a number of buckets."""
    bits = 0
    while (1 << bits) < buckets:
        bits += 1
    return bits


@njit(cache=True)
def _owners(points, rank, first, width):
    """For each bucket: bits of its one point, the owner up to it, the owner behind it.

    Where it has several points both owners are the largest number, which is no node's.
    """
    table = np.empty(len(first) - 1, np.uint32)
    up, down = np.uint64(_bits(len(table))), np.uint64(32 + 2 * width)
    nobody = np.int64((1 << width) - 1)
    for b in range(len(table)):
        start, count = first[b], first[b + 1] - first[b]
        before, behind, point = np.int64(rank[start]), np.int64(rank[start]), np.int64(0)
        if count == 1:
            behind, point = np.int64(rank[start + 1]), np.int64((points[start] << up) >> down)
        elif count > 1:
            before, behind = nobody, nobody
        table[b] = np.uint32(point << (2 * width) | before << width | behind)
    return table


@njit(cache=True)
def _look_up(sorted_points, table, node_of, mask, keys, owner):
    """Blocks of keys. `above` is 1 if the key is behind the point, `equal` if that is not known:
    then the answer is nobody, node 0, and the key is searched for.
    """
    points, rank, first = sorted_points
    bits, width = _bits(len(table)), _bits(len(node_of))
    shift, up, down = np.uint64(64 - bits), np.uint64(bits), np.uint64(32 + 2 * width)
    one, two, nobody = np.uint64(width), np.uint64(2 * width), np.uint64(len(node_of) - 1)
    hashes, entries = np.empty(BLOCK, np.uint64), np.empty(BLOCK, np.uint64)
    left = np.empty(BLOCK, np.int64)
    for start in range(0, len(keys), BLOCK):
        count = min(BLOCK, len(keys) - start)
        for i in range(count):
            hashes[i] = _mix(keys[start + i]) & mask
        for i in range(count):
            entries[i] = table[hashes[i] >> shift]
        for i in range(count):
            entry = entries[i]
            difference = (entry >> two) - ((hashes[i] << up) >> down)
            above = difference >> S63
            equal = ((difference - ONE) >> S63) - above
            entries[i] = ((entry >> (one - one * above)) | (ZERO - equal)) & nobody
        for i in range(count):
            owner[start + i] = node_of[entries[i]]
        unknown = 0
        for i in range(count):
            left[unknown] = i
            unknown += owner[start + i] == 0
        for k in range(unknown):
            i = left[k]
            bucket = hashes[i] >> shift
            place, end = first[bucket], first[bucket + ONE]
            while place < end and points[place] < hashes[i]:
                place += 1
            owner[start + i] = node_of[rank[place]]


@njit(cache=True)
def _places(points, first):
    """For each bucket: 32 bits of its one point, 1 bit if it has several, and `first` again."""
    table = np.empty(len(first) - 1, np.uint64)
    up = np.uint64(_bits(len(table)))
    for b in range(len(table)):
        start, count = first[b], first[b + 1] - first[b]
        point = (points[start] << up) >> S32 if count == 1 else LOW_32
        table[b] = point << S32 | np.uint64(start) | (SEVERAL if count > 1 else ZERO)
    return table


@njit(cache=True)
def _find(points, first, table, mask, keys, place):
    """The place of the first point at or after each key; len(points) behind the last."""
    bits = _bits(len(table))
    shift, up = np.uint64(64 - bits), np.uint64(bits)
    hashes, entries = np.empty(BLOCK, np.uint64), np.empty(BLOCK, np.uint64)
    left = np.empty(BLOCK, np.int64)
    for start in range(0, len(keys), BLOCK):
        count = min(BLOCK, len(keys) - start)
        for i in range(count):
            hashes[i] = _mix(keys[start + i]) & mask
        for i in range(count):
            entries[i] = table[hashes[i] >> shift]
        for i in range(count):
            difference = (entries[i] >> S32) - ((hashes[i] << up) >> S32)
            above = difference >> S63
            place[start + i] = (entries[i] & LOW_31) + above
            equal = ((difference - ONE) >> S63) - above
            entries[i] = (entries[i] >> S31) & ONE | equal
        unknown = 0
        for i in range(count):
            left[unknown] = i
            unknown += entries[i] != ZERO
        for k in range(unknown):
            i = left[k]
            bucket = hashes[i] >> shift
            found, end = first[bucket], first[bucket + ONE]
            while found < end and points[found] < hashes[i]:
                found += 1
            place[start + i] = found


def replicas(fleet: Any, keys: np.ndarray, owners: np.ndarray) -> None:
    """Fill each row of owners (int32[n, r]) with the next r different nodes; 0 where there are
    fewer.
    """
    ring = _Ring(fleet)
    rows = _rows(ring.nodes, ring.rank, owners.shape[1])
    place = np.empty(min(len(keys), 16 * BLOCK), np.int32)
    table = _places(ring.points, ring.first)
    for start in range(0, len(keys), len(place) or 1):
        part = keys[start : start + len(place)]
        _find(ring.points, ring.first, table, ring.mask, part, place[: len(part)])
        _copy_rows(rows, place[: len(part)], owners[start : start + len(part)])


@njit(cache=True)
def _rows(nodes, rank, r):
    """The first r nodes from each point on, backwards and twice around, so that the end knows the
    beginning.
    """
    total = len(rank) - 1
    rows, row = np.zeros((total + 1, r), np.int32), np.zeros(r, np.int32)
    for step in range(2 * total, -1, -1):
        at = step if step <= total else step - total
        node = nodes[rank[at]]
        last = 0
        while last < r - 1 and row[last] != node:
            last += 1
        for i in range(last, 0, -1):
            row[i] = row[i - 1]
        row[0] = node
        for i in range(r):
            rows[at, i] = row[i]
    return rows


@njit(cache=True)
def _copy_rows(rows, place, owners):
    r = owners.shape[1]
    if r == 3:  # the usual number of copies, without an inner loop
        for i in range(len(place)):
            owners[i, 0] = rows[place[i], 0]
            owners[i, 1] = rows[place[i], 1]
            owners[i, 2] = rows[place[i], 2]
        return
    for i in range(len(place)):
        for j in range(r):
            owners[i, j] = rows[place[i], j]


def bounded(
    fleet: Any, keys: np.ndarray, numerator: int, denominator: int, owner: np.ndarray
) -> None:
    """Fill owner (int32[n]): key by key, the first node at or after it that has room."""
    ring = _Ring(fleet)
    live = int(np.count_nonzero(fleet.vnodes))
    room = np.full(len(ring.nodes), -(-numerator * len(keys) // (denominator * live)))
    following = np.arange(1, len(ring.rank) + 1, dtype=np.int32)
    following[-2:] = 0, 1 % (len(ring.rank) - 1)  # the last place is the first again
    table = _places(ring.points, ring.first)
    place = np.empty(min(len(keys), 16 * BLOCK), np.int32)
    for start in range(0, len(keys), len(place) or 1):
        part = keys[start : start + len(place)]
        _find(ring.points, ring.first, table, ring.mask, part, place[: len(part)])
        taken = owner[start : start + len(part)]
        _take_room(ring.nodes, ring.rank, following, room, place[: len(part)], taken)


@njit(cache=True)
def _take_room(nodes, rank, following, room, place, owner):
    """Points of full nodes are skipped, and each skip shortens the next one."""
    for i in range(len(place)):
        at = place[i]
        while room[rank[at]] == 0:
            beyond = following[at]
            if room[rank[beyond]] == 0:
                beyond = following[beyond]
                following[at] = beyond
            at = beyond
        node = rank[at]
        room[node] -= 1
        owner[i] = nodes[node]


class Placement:
    """Slots and their owners (`table`, int32), and how to take changes back.

    `vacant` holds the slots of those who left and were not replaced, the last one at the end;
    `journal` the changes that were not undone. Slots are numbered as of the size of the table when
    they were written down: each is two after it has doubled.
    """

    def __init__(self, node: np.ndarray) -> None:
        self.live = {int(each) for each in node}
        size = SLOTS_MIN
        while size < SLOTS_A_NODE * len(self.live):
            size *= 2
        nodes = np.sort(node) if len(node) else np.zeros(1, np.int32)
        self.table = np.zeros(size, np.int32)
        self.held = {0: size}
        self._move(np.arange(size), np.resize(nodes, size))
        self.vacant: list[tuple[int, np.ndarray]] = []
        self.journal: list[tuple[int, int, int, np.ndarray, np.ndarray, Any]] = []

    def apply(self, batch: Any, owner: np.ndarray) -> None:
        """Play events in order; lookups between two changes are one loop."""
        start = 0
        while start < len(owner):
            end = _next_change(batch.kind, start)
            if start < end:
                _read_slots(self.table, batch.arg[start:end], owner[start:end])
            if end < len(owner):
                self._change(int(batch.kind[end]), int(batch.arg[end]))
            start = end + 1

    def _change(self, kind: int, node: int) -> None:
        if (node in self.live) == (kind == ADD):
            return
        if self.journal and self.journal[-1][:2] == (ADD + REMOVE - kind, node):
            self.live ^= {node}
            if kind == ADD:
                self.vacant.pop()
            self._undo(*self.journal.pop()[2:])
            return
        filled = None
        if kind == REMOVE:
            self.live.remove(node)
            slots = np.flatnonzero(self.table == node)
            self.vacant.append((len(self.table), slots))
            heirs = _dealt(sorted(self.live), self.held, len(slots))
        else:
            self.live.add(node)
            if len(self.table) < SLOTS_A_NODE * len(self.live):
                self.table = np.repeat(self.table, 2)
                self.held = {each: 2 * count for each, count in self.held.items()}
            if self.vacant:
                filled = self.vacant.pop()
                slots = self._now(*filled)
            else:
                slots = self._taken(len(self.table) // len(self.live))
            heirs = np.full(len(slots), node, np.int32)
        entry = kind, node, len(self.table), slots, self.table[slots], filled
        self.journal.append(entry)
        self._move(slots, heirs)

    def _taken(self, share: int) -> np.ndarray:
        """So many slots, each from whoever has most."""
        owners = np.array(sorted(each for each, count in self.held.items() if count), np.int32)
        count = np.array([self.held[each] for each in owners.tolist()])
        gives = np.zeros(len(owners), np.int64)
        for _ in range(share):
            giver = count.argmax()
            gives[giver] += 1
            count[giver] -= 1
        slots: np.ndarray = _slots_of(np.searchsorted(owners, self.table), gives, share)
        return slots

    def _move(self, slots: np.ndarray, heirs: np.ndarray) -> None:
        """Give slots away, and keep count."""
        for owners, sign in ((self.table[slots], -1), (heirs, 1)):
            nodes, count = np.unique(owners, return_counts=True)
            for node, number in zip(nodes.tolist(), count.tolist(), strict=True):
                self.held[node] = self.held.get(node, 0) + sign * number
        self.table[slots] = heirs

    def _undo(self, size: int, slots: np.ndarray, before: np.ndarray, filled: Any) -> None:
        now = self._now(size, slots)
        self._move(now, np.repeat(before, len(now) // max(1, len(slots))))
        if filled is not None:
            self.vacant.append(filled)

    def _now(self, size: int, slots: np.ndarray) -> np.ndarray:
        factor = len(self.table) // size
        return (slots[:, None] * factor + np.arange(factor)).reshape(-1)


@njit(cache=True)
def _next_change(kind, start):
    """The first event from `start` on that is no lookup."""
    while start < len(kind):
        end = min(start + BLOCK, len(kind))
        found = np.uint8(0)
        for i in range(start, end):
            found |= kind[i]
        if found != 0:
            while kind[start] == LOOKUP:
                start += 1
            return start
        start = end
    return len(kind)


@njit(cache=True)
def _read_slots(table, keys, owner):
    shift = S64 - np.uint64(_bits(len(table)))
    for i in range(len(keys)):
        owner[i] = table[_mix(keys[i]) >> shift]


def _dealt(nodes: list[int], held: dict[int, int], slots: int) -> np.ndarray:
    """So many slots dealt to whoever has fewest: the heirs in turn."""
    heirs = np.zeros(slots, np.int32)
    count = np.array([held.get(node, 0) for node in nodes])
    for i in range(slots if nodes else 0):
        heir = count.argmin()
        heirs[i] = nodes[heir]
        count[heir] += 1
    return heirs


@njit(cache=True)
def _slots_of(rank, gives, share):
    """The first slots of each owner, as many as it gives."""
    slots = np.empty(share, np.int64)
    found = 0
    for slot in range(len(rank)):
        if gives[rank[slot]] > 0:
            gives[rank[slot]] -= 1
            slots[found] = slot
            found += 1
    return slots


def jump(keys: np.ndarray, buckets: int, bucket: np.ndarray) -> None:
    """Fill bucket (int32[n]) with 1 ... buckets: Lamping and Veach's bucket of each key, plus 1."""
    _jump(keys, np.float64(buckets), bucket)


@njit(cache=True)
def _jump(keys, buckets, bucket):
    """Numbers of buckets are floats below 2**53, so they are exact, and so is their floor."""
    state, number = np.empty(BLOCK, np.uint64), np.empty(BLOCK, np.int64)
    now, then = np.empty(BLOCK, np.float64), np.empty(BLOCK, np.float64)
    for start in range(0, len(keys), BLOCK):
        count = min(BLOCK, len(keys) - start)
        for i in range(count):
            state[i], number[i], now[i] = keys[start + i], start + i, 0.0
        while count > 0:
            for i in range(count):
                state[i] = state[i] * JUMP_FACTOR + ONE
                divisor = np.float64(np.int64((state[i] >> S33) + ONE))
                then[i] = np.floor((now[i] + 1.0) * (TWO_31 / divisor))
            still = 0
            for i in range(count):
                bucket[number[i]] = np.int32(now[i]) + np.int32(1)
                state[still], number[still], now[still] = state[i], number[i], then[i]
                still += then[i] < buckets
            count = still
