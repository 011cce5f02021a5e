"""The ring as two sorted lists and a bisection a key; a placement as a list of slots, copied before
each change so that it can be taken back.

reaches: lookup none
reaches: replicas none
reaches: bounded none
reaches: placement none
reaches: rolling-replacement none
reaches: jump none
"""

from bisect import bisect_left

GOLDEN, WORD = 0x9E3779B97F4A7C15, 2**64 - 1
LOOKUP, ADD, REMOVE = range(3)
SLOT_BITS = 16


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
        self.nodes = sorted(node.tolist()) or [0]
        self.slots = [self.nodes[i % len(self.nodes)] for i in range(1 << SLOT_BITS)]
        self.changes = []

    def apply(self, batch, owner):
        for i, (kind, arg) in enumerate(zip(batch.kind.tolist(), batch.arg.tolist(), strict=True)):
            if kind == LOOKUP:
                owner[i] = self.slots[mix64(arg) >> 64 - SLOT_BITS]
            elif (arg in self.nodes) == (kind == REMOVE):
                self.change(kind, arg)

    def change(self, kind, node):
        if self.changes and self.changes[-1][:2] == (ADD + REMOVE - kind, node):
            _, _, self.slots, self.nodes = self.changes.pop()
            return
        self.changes.append((kind, node, self.slots[:], self.nodes[:]))
        if kind == REMOVE:
            self.nodes = [each for each in self.nodes if each != node] or [0]
            for slot, heir in zip(*self.dealt(node), strict=True):
                self.slots[slot] = heir
        else:
            self.nodes = [each for each in self.nodes if each] + [node]
            self.take(node)

    def owned(self):
        owned = {node: [] for node in self.nodes}
        for slot, node in enumerate(self.slots):
            owned.setdefault(node, []).append(slot)
        return owned

    def dealt(self, node):
        owned = self.owned()
        free = owned.pop(node)
        even = -(-len(self.slots) // len(self.nodes))
        heirs = [each for each in self.nodes for _ in range(even - len(owned[each]))]
        return free, heirs[: len(free)]

    def take(self, node):
        owned = self.owned()
        even = len(self.slots) // len(self.nodes)
        for giver, slots in owned.items():
            spare = max(0, len(slots) - even) if giver else len(slots)
            for slot in slots[:spare] if giver != node else ():
                if len(owned[node]) < even:
                    self.slots[slot] = node
                    owned[node].append(slot)


def jump(keys, buckets, bucket):
    for i in range(len(keys)):
        key, b, j = int(keys[i]), -1, 0
        while j < buckets:
            b = j
            key = (key * 2862933555777941757 + 1) & WORD
            j = int((b + 1) * (2.0**31 / ((key >> 33) + 1)))
        bucket[i] = b + 1
