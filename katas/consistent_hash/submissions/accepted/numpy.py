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
SLOT_BITS = 15
ROUNDS = 50
NODES_FEW = 2_000


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
    for _ in range(ROUNDS):
        node = nodes[ahead[open_rows] % len(nodes)]
        new = (rows[open_rows] != node[:, None]).all(axis=1)
        rows[open_rows[new], filled[open_rows[new]]] = node[new]
        filled[open_rows[new]] += 1
        ahead[open_rows] += 1
        open_rows = open_rows[filled[open_rows] < wanted]
        if not len(open_rows):
            break
    if len(open_rows):
        rows = walked_back(nodes, owners.shape[1])
    owners[:] = rows[places_of(points, keys, fleet.bits)]


def walked_back(nodes, r):
    """All rows, where some walk is long: each is the row of the next point behind its own node."""
    rows, row, around = [None] * len(nodes), (), nodes.tolist()
    for at in (*range(len(nodes) - 1, -1, -1),) * 2:
        row = (around[at], *[each for each in row if each != around[at]])[:r]
        rows[at] = row
    return np.array([each + (0,) * (r - len(each)) for each in rows], np.int32)


def bounded(fleet, keys, numerator, denominator, owner):
    points, nodes = ring_of(fleet)
    names, rank = np.unique(nodes, return_inverse=True)
    cap = -(-numerator * len(keys) // (denominator * len(names)))
    room = np.full(len(names), cap)
    place = places_of(points, keys, fleet.bits)
    if len(names) > NODES_FEW:  # somebody is full in no time
        owner[:] = names[one_by_one(rank.tolist(), place.tolist(), room.tolist())]
        return
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


def one_by_one(rank, place, room):
    following, found = [*range(1, len(rank)), 0], []
    for at in place:
        passed = []
        while not room[rank[at]]:
            passed.append(at)
            at = following[at]
        for each in passed:
            following[each] = at
        room[rank[at]] -= 1
        found.append(rank[at])
    return np.array(found, np.int64)


class Placement:
    def __init__(self, node):
        self.nodes = set(node.tolist())
        names = np.sort(node) if len(node) else np.zeros(1, np.int32)
        self.slots = np.resize(names, 1 << SLOT_BITS)
        self.held = dict(
            zip(
                names.tolist(),
                np.bincount(np.arange(1 << SLOT_BITS) % len(names)).tolist(),
                strict=True,
            )
        )
        self.vacant, self.journal = [], []

    def apply(self, batch, owner):
        places = mixed(batch.arg) >> np.uint64(64 - SLOT_BITS)
        start = 0
        for end in (*np.flatnonzero(batch.kind).tolist(), len(places)):
            if start < end:
                part = places[start:end].view(np.int64)
                np.take(self.slots, part, out=owner[start:end], mode="clip")
            if end < len(places):
                self.change(int(batch.kind[end]), int(batch.arg[end]))
            start = end + 1

    def change(self, kind, node):
        if (node in self.nodes) == (kind == ADD):
            return
        self.nodes ^= {node}
        if self.journal and self.journal[-1][:2] == (ADD + REMOVE - kind, node):
            _, _, slots, before, filled = self.journal.pop()
            self.give(slots, before)
            if kind == ADD:
                self.vacant.pop()
            elif filled:
                self.vacant.append(slots)
            return
        filled = kind == ADD and bool(self.vacant)
        if filled:
            slots, heirs = self.vacant.pop(), np.int32(node)
        else:
            slots, heirs = self.leave(node) if kind == REMOVE else self.come(node)
        self.journal.append((kind, node, slots, self.slots[slots], filled))
        self.give(slots, np.broadcast_to(heirs, len(slots)))

    def give(self, slots, heirs):
        for names, sign in ((self.slots[slots], -1), (heirs, 1)):
            for name, count in zip(*np.unique(names, return_counts=True), strict=True):
                self.held[int(name)] = self.held.get(int(name), 0) + sign * int(count)
        self.slots[slots] = heirs

    def counted(self):
        names = np.array(sorted(self.nodes), np.int32)
        return names, np.array([self.held.get(name, 0) for name in names.tolist()])

    def leave(self, node):
        slots = np.flatnonzero(self.slots == node)
        self.vacant.append(slots)
        if not self.nodes:
            return slots, np.int32(0)
        names, count = self.counted()
        even = -(-len(self.slots) // len(names))
        return slots, np.repeat(names, np.maximum(0, even - count))[: len(slots)]

    def come(self, node):
        share = len(self.slots) // len(self.nodes)
        if len(self.nodes) == 1:
            return np.arange(share), np.int32(node)
        found, left = [], share
        for name, spare in zip(*(each.tolist() for each in self.counted()), strict=True):
            spare = min(left, spare - share)
            if spare > 0:
                found.append(np.flatnonzero(self.slots == name)[:spare])
                left -= spare
        return np.concatenate(found), np.int32(node)


def jump(keys, buckets, bucket):
    active, state = np.arange(len(keys)), keys.copy()
    j = np.zeros(len(keys))
    while len(active):
        bucket[active] = j + 1
        state = state * np.uint64(2862933555777941757) + np.uint64(1)
        j = np.floor((j + 1) * (2.0**31 / ((state >> np.uint64(33)) + np.uint64(1))))
        still = j < buckets
        active, state, j = active[still], state[still], j[still]
