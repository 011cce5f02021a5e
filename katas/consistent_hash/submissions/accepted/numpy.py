"""A binary search for all keys at once; copies, room and jumps in rounds, and slots in an array.

reaches: lookup bronze
reaches: replicas bronze
reaches: bounded bronze
reaches: placement silver
reaches: rolling-replacement gold
reaches: jump bronze
"""

import numpy as np

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
LOOKUP, ADD, REMOVE = range(3)
SLOT_BITS = 16


def mixed(numbers):
    z = numbers + GOLDEN
    z ^= z >> np.uint64(30)
    z *= np.uint64(0xBF58476D1CE4E5B9)
    z ^= z >> np.uint64(27)
    z *= np.uint64(0x94D049BB133111EB)
    z ^= z >> np.uint64(31)
    return z


def ring_of(fleet):
    order = np.argsort(fleet.node)
    node, vnodes = fleet.node[order], fleet.vnodes[order]
    owner = np.repeat(node, vnodes)
    number = np.arange(len(owner)) - np.repeat(np.cumsum(vnodes) - vnodes, vnodes)
    points = mixed(owner.astype(np.uint64) << np.uint64(32) | number.astype(np.uint64))
    points >>= np.uint64(64 - fleet.bits)
    order = np.argsort(points, kind="stable")
    return points[order], owner[order]


def places_of(points, keys, bits):
    place = np.searchsorted(points, mixed(keys) >> np.uint64(64 - bits))
    place[place == len(points)] = 0
    return place


def lookup(fleet, keys, owner):
    if len(np.unique(fleet.node)) < len(fleet.node) or (fleet.vnodes < 0).any():
        raise ValueError("a node is listed twice, or has a negative number of vnodes")
    points, nodes = ring_of(fleet)
    if not len(points):
        raise ValueError("no node has a vnode")
    owner[:] = nodes[places_of(points, keys, fleet.bits)]


def replicas(fleet, keys, owners):
    points, nodes = ring_of(fleet)
    rows = np.zeros((len(nodes), owners.shape[1]), np.int32)
    ahead, open_rows = np.arange(len(nodes)), np.arange(len(nodes))
    filled = np.zeros(len(nodes), np.int64)
    wanted = min(owners.shape[1], len(np.unique(nodes)))
    while len(open_rows):
        node = nodes[ahead[open_rows] % len(nodes)]
        new = (rows[open_rows] != node[:, None]).all(axis=1)
        rows[open_rows[new], filled[open_rows[new]]] = node[new]
        filled[open_rows[new]] += 1
        ahead[open_rows] += 1
        open_rows = open_rows[filled[open_rows] < wanted]
    owners[:] = rows[places_of(points, keys, fleet.bits)]


def bounded(fleet, keys, numerator, denominator, owner):
    points, nodes = ring_of(fleet)
    names, rank = np.unique(nodes, return_inverse=True)
    cap = -(-numerator * len(keys) // (denominator * len(names)))
    room = np.full(len(names), cap)
    place = places_of(points, keys, fleet.bits)
    following = np.arange(1, len(nodes) + 1) % len(nodes)
    start = 0
    while start < len(keys):
        end = min(len(keys), start + max(16, int(room[room > 0].min()) * len(names) // 2))
        wanted = rank[place[start:end]]
        over = np.flatnonzero(np.bincount(wanted, minlength=len(names)) > room)
        for each in over:  # the part ends with the first key that finds no room
            refused = np.flatnonzero(wanted == each)[room[each] :]
            wanted = wanted[: refused[0]] if len(refused) else wanted
        room -= np.bincount(wanted, minlength=len(names))
        owner[start : start + len(wanted)] = names[wanted]
        start += len(wanted)
        full = room == 0
        if full.any() and start < len(keys):
            free = np.flatnonzero(~full[rank])
            closed = np.flatnonzero(full[rank])
            following[closed] = free[np.searchsorted(free, closed) % len(free)]
            stuck = full[rank[place[start:]]]
            place[start:][stuck] = following[place[start:][stuck]]


class Placement:
    def __init__(self, node):
        self.nodes = set(node.tolist())
        names = np.sort(node) if len(node) else np.zeros(1, np.int32)
        self.slots = np.resize(names, 1 << SLOT_BITS)
        self.vacant, self.journal = [], []

    def apply(self, batch, owner):
        places = mixed(batch.arg) >> np.uint64(64 - SLOT_BITS)
        start = 0
        for end in (*np.flatnonzero(batch.kind).tolist(), len(places)):
            np.take(self.slots, places[start:end].view(np.int64), out=owner[start:end], mode="clip")
            if end < len(places):
                self.change(int(batch.kind[end]), int(batch.arg[end]))
            start = end + 1

    def change(self, kind, node):
        if (node in self.nodes) == (kind == ADD):
            return
        self.nodes ^= {node}
        if self.journal and self.journal[-1][:2] == (ADD + REMOVE - kind, node):
            _, _, slots, before, self.vacant = self.journal.pop()
            self.slots[slots] = before
            return
        vacant = self.vacant
        slots, heirs = self.leave(node) if kind == REMOVE else self.come(node)
        self.journal.append((kind, node, slots, self.slots[slots], vacant))
        self.slots[slots] = heirs

    def counted(self):
        names = np.array(sorted(self.nodes), np.int32)
        rank = np.searchsorted(names, self.slots)
        rank[(rank == len(names)) | (names[rank % max(1, len(names))] != self.slots)] = len(names)
        return names, rank, np.bincount(rank, minlength=len(names) + 1)[:-1]

    def leave(self, node):
        slots = np.flatnonzero(self.slots == node)
        self.vacant = [*self.vacant, slots]
        if not self.nodes:
            return slots, 0
        names, _, count = self.counted()
        even = -(-len(self.slots) // len(names))
        return slots, np.repeat(names, even - count)[: len(slots)]

    def come(self, node):
        if self.vacant:
            *self.vacant, slots = self.vacant
            return slots, node
        share = len(self.slots) // len(self.nodes)
        if len(self.nodes) == 1:
            return np.arange(share), node
        _, rank, count = self.counted()
        order = np.argsort(rank, kind="stable")
        ends = np.cumsum(count)
        within = np.arange(len(order)) - np.repeat(ends - count, count)
        return order[within >= share][:share], node


def jump(keys, buckets, bucket):
    active, state = np.arange(len(keys)), keys.copy()
    j = np.zeros(len(keys))
    while len(active):
        bucket[active] = j + 1
        state = state * np.uint64(2862933555777941757) + np.uint64(1)
        j = np.floor((j + 1) * (2.0**31 / ((state >> np.uint64(33)) + np.uint64(1))))
        still = j < buckets
        active, state, j = active[still], state[still], j[still]
