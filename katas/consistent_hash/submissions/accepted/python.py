"""Everything hashed by numpy, everything decided by lists: the ring is searched by a table of its
upper bits, a node that leaves is replaced by the next that comes, slot for slot.

reaches: lookup none
reaches: replicas none
reaches: bounded none
reaches: placement bronze
reaches: rolling-replacement gold
reaches: jump none
"""

from itertools import islice

import numpy as np

GOLDEN, WORD = 0x9E3779B97F4A7C15, 2**64 - 1
LOOKUP, ADD, REMOVE = range(3)
SLOT_BITS = 15


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
        self.owned = {
            name: set(range(i, len(self.slots), len(names))) for i, name in enumerate(names)
        }
        self.vacant, self.journal = [], []

    def apply(self, batch, owner):
        places = (mixed(batch.arg) >> np.uint64(64 - SLOT_BITS)).tolist()
        slots, start = self.slots, 0
        for end in (*np.flatnonzero(batch.kind).tolist(), len(places)):
            owner[start:end] = [slots[place] for place in places[start:end]]
            if end < len(places):
                self.change(int(batch.kind[end]), int(batch.arg[end]))
            start = end + 1

    def change(self, kind, node):
        if (node in self.nodes) == (kind == ADD):
            return
        self.nodes ^= {node}
        if self.journal and self.journal[-1][:2] == (ADD + REMOVE - kind, node):
            _, _, moves, filled = self.journal.pop()
            self.give(moves)
            if kind == ADD:
                self.vacant.pop()
            elif filled:
                self.vacant.append(filled)
            return
        filled = None
        if kind == REMOVE:
            moves = self.leave(node)
        elif self.vacant:
            filled = self.vacant.pop()
            moves = [(slot, node) for slot in filled]
        else:
            moves = self.come(node)
        self.journal.append((kind, node, [(slot, self.slots[slot]) for slot, _ in moves], filled))
        self.give(moves)

    def give(self, moves):
        for slot, heir in moves:
            self.owned[self.slots[slot]].remove(slot)
            self.owned.setdefault(heir, set()).add(slot)
            self.slots[slot] = heir

    def leave(self, node):
        mine = sorted(self.owned[node])
        self.vacant.append(mine)
        even = -(-len(self.slots) // max(1, len(self.nodes)))
        lacking = [(heir, even - len(self.owned[heir])) for heir in sorted(self.nodes)]
        heirs = [heir for heir, lacks in lacking for _ in range(lacks)] or [0] * len(mine)
        return [*zip(mine, heirs, strict=False)]

    def come(self, node):
        share = len(self.slots) // len(self.nodes)
        moves = []
        for name, slots in self.owned.items():
            spare = len(slots) - share if name else len(slots)
            if spare > 0:
                moves += [(slot, node) for slot in islice(slots, spare)]
        return moves[:share]


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
