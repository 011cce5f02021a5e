"""The ring as two sorted lists and a bisection a key; a placement as a list of slots, and a list of
slots for each node: what comes last is given away first, and taken back first.

reaches: lookup none
reaches: replicas none
reaches: bounded none
reaches: placement none
reaches: rolling-replacement none
reaches: jump none
"""

from bisect import bisect_left
from heapq import heapify, heapreplace

GOLDEN, WORD = 0x9E3779B97F4A7C15, 2**64 - 1
LOOKUP, ADD, REMOVE = range(3)
SLOT_BITS = 15


def mix64(number):
    number &= WORD
    number = (number ^ number >> 30) * 0xBF58476D1CE4E5B9 & WORD
    number = (number ^ number >> 27) * 0x94D049BB133111EB & WORD
    return number ^ number >> 31


def ring_of(fleet):
    ring = []
    for node, vnodes in zip(fleet.node.tolist(), fleet.vnodes.tolist(), strict=True):
        for j in range(vnodes):
            ring.append((mix64((node << 32 | j) + GOLDEN) >> 64 - fleet.bits, node))
    ring.sort()
    return [point for point, _ in ring], [node for _, node in ring]


def place_of(points, key, bits):
    place = bisect_left(points, mix64(key + GOLDEN) >> 64 - bits)
    return place if place < len(points) else 0


def lookup(fleet, keys, owner):
    if len(set(fleet.node.tolist())) < len(fleet.node) or min(fleet.vnodes, default=0) < 0:
        raise ValueError("a node is listed twice, or has a negative number of vnodes")
    points, nodes = ring_of(fleet)
    if not points:
        raise ValueError("no node has a vnode")
    for i, key in enumerate(keys):
        owner[i] = nodes[place_of(points, int(key), fleet.bits)]


def replicas(fleet, keys, owners):
    points, nodes = ring_of(fleet)
    wanted = min(owners.shape[1], len(set(nodes)))
    for i, key in enumerate(keys):
        place = place_of(points, int(key), fleet.bits)
        found = []
        while len(found) < wanted:
            if nodes[place] not in found:
                found.append(nodes[place])
            place = (place + 1) % len(nodes)
        owners[i, :wanted] = found


def bounded(fleet, keys, numerator, denominator, owner):
    points, nodes = ring_of(fleet)
    load = dict.fromkeys(nodes, 0)
    cap = -(-numerator * len(keys) // (denominator * len(load)))
    for i, key in enumerate(keys):
        place = place_of(points, int(key), fleet.bits)
        while load[nodes[place]] == cap:
            place = (place + 1) % len(nodes)
        owner[i] = nodes[place]
        load[nodes[place]] += 1


class Placement:
    def __init__(self, node):
        names = sorted(node.tolist()) or [0]
        self.slots = [names[i % len(names)] for i in range(1 << SLOT_BITS)]
        self.owned = {name: [] for name in names}
        for slot, name in enumerate(self.slots):
            self.owned[name].append(slot)
        self.changes = []

    def apply(self, batch, owner):
        for i, (kind, arg) in enumerate(zip(batch.kind.tolist(), batch.arg.tolist(), strict=True)):
            if kind == LOOKUP:
                owner[i] = self.slots[mix64(arg) >> 64 - SLOT_BITS]
            elif (arg in self.owned) == (kind == REMOVE):
                self.change(kind, arg)

    def change(self, kind, node):
        if self.changes and self.changes[-1][:2] == (ADD + REMOVE - kind, node):
            _, _, slots, givers = self.changes.pop()
            self.take_back(kind, node, slots, givers)
        elif kind == REMOVE:
            slots = self.owned.pop(node)
            self.owned = self.owned or {0: []}
            for slot, heir in zip(slots, self.next_ones(len(slots), 1), strict=True):
                self.owned[heir].append(slot)
                self.slots[slot] = heir
            self.changes.append((kind, node, slots, None))
        else:
            share = len(self.slots) // (len(self.owned) + (0 not in self.owned))
            givers = self.next_ones(share, -1)
            slots = [self.owned[giver].pop() for giver in givers]
            self.owned.pop(0, None)
            self.owned[node] = slots
            for slot in slots:
                self.slots[slot] = node
            self.changes.append((kind, node, slots[:], givers))

    def take_back(self, kind, node, slots, givers):
        if kind == ADD:
            for slot in reversed(slots):
                self.owned[self.slots[slot]].pop()
                self.slots[slot] = node
            self.owned.pop(0, None)
            self.owned[node] = slots
        else:
            del self.owned[node]
            for slot, giver in zip(reversed(slots), reversed(givers), strict=True):
                self.owned.setdefault(giver, []).append(slot)
                self.slots[slot] = giver

    def next_ones(self, count, step):
        """Who gets a slot, or gives one, time after time: who has fewest, or most."""
        loads = [(step * len(slots), name) for name, slots in self.owned.items()]
        heapify(loads)
        found = []
        for _ in range(count):
            load, name = loads[0]
            heapreplace(loads, (load + 1, name))
            found.append(name)
        return found


def jump(keys, buckets, bucket):
    for i in range(len(keys)):
        key, b, j = int(keys[i]), -1, 0
        while j < buckets:
            b = j
            key = (key * 2862933555777941757 + 1) & WORD
            j = int((b + 1) * (2.0**31 / ((key >> 33) + 1)))
        bucket[i] = b + 1
