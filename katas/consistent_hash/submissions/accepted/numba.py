"""The bisection compiled, with tables in front of it; and AnchorHash, which needs three numbers a
node and no slots.

reaches: lookup silver
reaches: replicas silver
reaches: bounded silver
reaches: placement silver
reaches: rolling-replacement gold
reaches: jump silver
"""

import numpy as np
from numba import njit

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
FIRST, SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
LOOKUP, ADD, REMOVE = range(3)
NODES_MAX = 1_000


@njit(cache=True)
def mix(number):
    z = number + GOLDEN
    z = (z ^ (z >> np.uint64(30))) * FIRST
    z = (z ^ (z >> np.uint64(27))) * SECOND
    return z ^ (z >> np.uint64(31))


@njit(cache=True)
def points_of(node, vnodes, shift):
    total = vnodes.sum()
    points, owner = np.empty(total, np.uint64), np.empty(total, np.int32)
    at = 0
    for i in range(len(node)):
        for j in range(vnodes[i]):
            points[at] = mix(np.uint64(node[i]) << np.uint64(32) | np.uint64(j)) >> shift
            owner[at] = node[i]
            at += 1
    return points, owner


def ring_of(fleet):
    order = np.argsort(fleet.node)
    points, owner = points_of(fleet.node[order], fleet.vnodes[order], np.uint64(64 - fleet.bits))
    order = np.argsort(points, kind="stable")
    points, owner = points[order], owner[order]
    coarse = np.uint64(max(0, fleet.bits - len(points).bit_length()))
    edges = np.arange(1 << fleet.bits - int(coarse), dtype=np.uint64) << coarse
    return points, owner, np.searchsorted(points, edges), coarse


@njit(cache=True)
def place_of(points, first, coarse, place):
    at = first[place >> coarse]
    while at < len(points) and points[at] < place:
        at += 1
    return at if at < len(points) else 0


def lookup(fleet, keys, owner):
    if len(np.unique(fleet.node)) < len(fleet.node) or (fleet.vnodes < 0).any():
        raise ValueError("a node is listed twice, or has a negative number of vnodes")
    if not fleet.vnodes.any():
        raise ValueError("no node has a vnode")
    points, nodes, first, coarse = ring_of(fleet)
    look_up(points, nodes, first, coarse, np.uint64(64 - fleet.bits), keys, owner)


@njit(cache=True)
def look_up(points, nodes, first, coarse, shift, keys, owner):
    for i in range(len(keys)):
        owner[i] = nodes[place_of(points, first, coarse, mix(keys[i]) >> shift)]


def replicas(fleet, keys, owners):
    points, nodes, first, coarse = ring_of(fleet)
    wanted = min(owners.shape[1], np.count_nonzero(fleet.vnodes))
    copy(points, nodes, first, coarse, np.uint64(64 - fleet.bits), keys, wanted, owners)


@njit(cache=True)
def copy(points, nodes, first, coarse, shift, keys, wanted, owners):
    for i in range(len(keys)):
        at = place_of(points, first, coarse, mix(keys[i]) >> shift)
        filled = 0
        while filled < wanted:
            new = True
            for j in range(filled):
                new &= owners[i, j] != nodes[at]
            if new:
                owners[i, filled] = nodes[at]
                filled += 1
            at = at + 1 if at + 1 < len(nodes) else 0


def bounded(fleet, keys, numerator, denominator, owner):
    points, nodes, first, coarse = ring_of(fleet)
    names, rank = np.unique(nodes, return_inverse=True)
    room = np.full(len(names), -(-numerator * len(keys) // (denominator * len(names))))
    shift = np.uint64(64 - fleet.bits)
    take(points, rank, names, first, coarse, shift, keys, room, owner)


@njit(cache=True)
def take(points, rank, names, first, coarse, shift, keys, room, owner):
    for i in range(len(keys)):
        at = place_of(points, first, coarse, mix(keys[i]) >> shift)
        while room[rank[at]] == 0:
            at = at + 1 if at + 1 < len(rank) else 0
        room[rank[at]] -= 1
        owner[i] = names[rank[at]]


class Placement:
    """Buckets 0 ... capacity - 1, of which `count` work. `gone[b]` is how many worked after b was
    removed, 0 for a working one; `heir` and `order` are K and W of the paper, `where` its L.
    Lookups read 12 bytes a bucket: 12 KB. There is room for as many nodes as may ever come, which
    a small fleet pays for with a jump or two more a key.
    """

    def __init__(self, node):
        self.room(NODES_MAX)
        self.bucket_of = {}
        for each in sorted(node.tolist()):
            self.add(each)

    def room(self, capacity):
        self.gone = np.zeros(capacity, np.int32)
        self.heir, self.order, self.where = (np.arange(capacity, dtype=np.int32) for _ in range(3))
        self.names = np.zeros(capacity, np.int32)
        self.count, self.removed = capacity, []
        for bucket in range(capacity - 1, -1, -1):
            self.remove_bucket(bucket)

    def remove_bucket(self, bucket):
        self.removed.append(bucket)
        self.count -= 1
        last = self.order[self.count]
        self.gone[bucket] = self.count or -1
        self.order[self.where[bucket]] = self.heir[bucket] = last
        self.where[last] = self.where[bucket]

    def add(self, node):
        bucket = self.removed.pop()
        self.gone[bucket] = 0
        self.where[self.order[self.count]] = self.count
        self.order[self.where[bucket]] = self.heir[bucket] = bucket
        self.count += 1
        self.names[bucket], self.bucket_of[node] = node, bucket

    def apply(self, batch, owner):
        start = 0
        for end in (*np.flatnonzero(batch.kind).tolist(), len(owner)):
            if self.count:
                keys, found = batch.arg[start:end], owner[start:end]
                anchored(keys, self.gone, self.heir, self.names, found)
            if end < len(owner):
                node = int(batch.arg[end])
                there = node in self.bucket_of
                if batch.kind[end] == ADD and not there:
                    self.add(node)
                elif batch.kind[end] == REMOVE and there:
                    self.remove_bucket(self.bucket_of.pop(node))
            start = end + 1


@njit(cache=True)
def anchored(keys, gone, heir, names, owner):
    bits, capacity = np.uint64(32), np.uint64(len(gone))
    for i in range(len(keys)):
        state = mix(keys[i])
        bucket = np.int64(((state >> bits) * capacity) >> bits)
        while gone[bucket] != 0:
            below = max(0, gone[bucket])
            state = mix(state)
            other = np.int64(((state >> bits) * np.uint64(below)) >> bits)
            while gone[other] >= below if gone[other] > 0 else False:
                other = heir[other]
            bucket = other
        owner[i] = names[bucket]


def jump(keys, buckets, bucket):
    jump_all(keys, buckets, bucket)


@njit(cache=True)
def jump_all(keys, buckets, bucket):
    for i in range(len(keys)):
        key, b, j = keys[i], 0, 0
        while j < buckets:
            b = j
            key = key * np.uint64(2862933555777941757) + np.uint64(1)
            divisor = np.float64(np.int64((key >> np.uint64(33)) + np.uint64(1)))
            j = np.int64((b + 1) * (2147483648.0 / divisor))
        bucket[i] = b + 1
