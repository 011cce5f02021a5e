"""Everything hashed by numpy, everything decided by lists: the ring is searched by a table of its
upper bits, a node that leaves is replaced by the next that comes, slot for slot.

reaches: lookup none
reaches: replicas none
reaches: bounded none
reaches: placement bronze
reaches: rolling-replacement gold
reaches: jump none
"""

import numpy as np

GOLDEN, WORD = 0x9E3779B97F4A7C15, 2**64 - 1
LOOKUP, ADD, REMOVE = range(3)
SLOT_BITS = 16


def mixed(numbers):
    z = numbers + np.uint64(GOLDEN)
    z = (z ^ z >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ z >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
    return z ^ z >> np.uint64(31)


class Ring:
    def __init__(self, fleet):
        names = [
            node << 32 | j
            for node, vnodes in zip(fleet.node.tolist(), fleet.vnodes.tolist(), strict=True)
            for j in range(vnodes)
        ]
        self.shift = np.uint64(64 - fleet.bits)
        points = (mixed(np.array(names, np.uint64)) >> self.shift).tolist()
        ring = sorted(zip(points, [name >> 32 for name in names], strict=True))
        self.points = [point for point, _ in ring] + [1 << 64]
        self.nodes = [node for _, node in ring] + [ring[0][1]] if ring else []
        self.coarse = max(0, fleet.bits - len(ring).bit_length())
        self.first, place = [], 0
        for bucket in range(1 << fleet.bits - self.coarse):
            while self.points[place] < bucket << self.coarse:
                place += 1
            self.first.append(place)

    def places(self, keys):
        points, first, coarse = self.points, self.first, self.coarse
        found = []
        for place in (mixed(keys) >> self.shift).tolist():
            at = first[place >> coarse]
            while points[at] < place:
                at += 1
            found.append(at)
        return found


def lookup(fleet, keys, owner):
    if len(set(fleet.node.tolist())) < len(fleet.node) or min(fleet.vnodes, default=0) < 0:
        raise ValueError("a node is listed twice, or has a negative number of vnodes")
    if not sum(fleet.vnodes.tolist()):
        raise ValueError("no node has a vnode")
    ring = Ring(fleet)
    nodes = ring.nodes
    owner[:] = [nodes[place] for place in ring.places(keys)]


def replicas(fleet, keys, owners):
    ring = Ring(fleet)
    total, r = len(ring.nodes) - 1, owners.shape[1]
    rows, row = [()] * (total + 1), ()
    for step in range(2 * total - 1, -1, -1):
        node = ring.nodes[step % total]
        row = (node, *[each for each in row if each != node])[:r]
        rows[step % total] = row + (0,) * (r - len(row))
    rows[total] = rows[0]
    if len(keys):
        owners[:] = [rows[place] for place in ring.places(keys)]


def bounded(fleet, keys, numerator, denominator, owner):
    ring = Ring(fleet)
    nodes, total = ring.nodes, len(ring.nodes) - 1
    room = dict.fromkeys(nodes, -(-numerator * len(keys) // (denominator * len(set(nodes)))))
    following = [*range(1, total), 0, 1 % total]
    found = []
    for place in ring.places(keys):
        passed = []
        while not room[nodes[place]]:
            passed.append(place)
            place = following[place]
        for each in passed:
            following[each] = place
        room[nodes[place]] -= 1
        found.append(nodes[place])
    owner[:] = found


class Placement:
    def __init__(self, node):
        self.nodes = set(node.tolist())
        names = sorted(self.nodes) or [0]
        self.slots = [names[i % len(names)] for i in range(1 << SLOT_BITS)]
        self.vacant, self.journal = [], []

    def apply(self, batch, owner):
        places = (mixed(batch.arg) >> np.uint64(64 - SLOT_BITS)).tolist()
        start = 0
        for end in (*np.flatnonzero(batch.kind).tolist(), len(places)):
            slots = self.slots
            owner[start:end] = [slots[place] for place in places[start:end]]
            if end < len(places):
                self.change(int(batch.kind[end]), int(batch.arg[end]))
            start = end + 1

    def change(self, kind, node):
        if (node in self.nodes) == (kind == ADD):
            return
        self.nodes ^= {node}
        if self.journal and self.journal[-1][:2] == (ADD + REMOVE - kind, node):
            _, _, slots, heirs, self.vacant = self.journal.pop()
        else:
            slots, heirs = self.leave(node) if kind == REMOVE else self.come(node)
        for slot, heir in zip(slots, heirs, strict=True):
            self.slots[slot] = heir

    def leave(self, node):
        count = dict.fromkeys(sorted(self.nodes), 0)
        mine = []
        for slot, owner in enumerate(self.slots):
            if owner == node:
                mine.append(slot)
            else:
                count[owner] += 1
        even = -(-len(self.slots) // max(1, len(count)))
        heirs = [heir for heir, held in count.items() for _ in range(even - held)] or [0] * len(
            mine
        )
        self.remember(REMOVE, node, mine)
        self.vacant = [*self.vacant, mine]
        return mine, heirs[: len(mine)]

    def come(self, node):
        if self.vacant:
            slots = self.vacant[-1]
            self.remember(ADD, node, slots)
            self.vacant = self.vacant[:-1]
            return slots, [node] * len(slots)
        owned = {}
        for slot, owner in enumerate(self.slots):
            owned.setdefault(owner, []).append(slot)
        share = len(self.slots) // len(self.nodes)
        slots = [slot for held in owned.values() for slot in held[share:]][:share]
        self.remember(ADD, node, slots)
        return slots, [node] * len(slots)

    def remember(self, kind, node, slots):
        before = [self.slots[slot] for slot in slots]
        self.journal.append((kind, node, slots, before, self.vacant))


def jump(keys, buckets, bucket):
    found = []
    for key in keys.tolist():
        b = j = 0
        while j < buckets:
            b = j
            key = key * 2862933555777941757 + 1 & WORD
            j = int((b + 1) * (2147483648.0 / ((key >> 33) + 1)))
        found.append(b + 1)
    bucket[:] = found
