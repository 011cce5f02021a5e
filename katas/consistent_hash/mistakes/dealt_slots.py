"""Every key has one of 32,768 slots for ever, and a list says who owns each. A node that leaves
deals its slots to whoever has fewest; one that comes gets those of the last that left, or takes
from whoever has most. A change that undoes the one before it puts the slots back.
"""

from collections import defaultdict
from heapq import heapify, heapreplace

LOOKUP, ADD, REMOVE = range(3)
SLOTS = 1 << 15


def mix64(number):
    number &= 2**64 - 1
    number = (number ^ number >> 30) * 0xBF58476D1CE4E5B9 & 2**64 - 1
    number = (number ^ number >> 27) * 0x94D049BB133111EB & 2**64 - 1
    return number ^ number >> 31


class Placement:
    def __init__(self, node):
        self.nodes = dict.fromkeys(sorted(node.tolist()))
        self.slots, self.owned = [0] * SLOTS, defaultdict(set, {0: {*range(SLOTS)}})
        self.changes, self.vacant = [], []
        self.give(self.dealt(self.nodes))

    def apply(self, batch, owner):
        for i, (kind, arg) in enumerate(zip(batch.kind.tolist(), batch.arg.tolist(), strict=True)):
            if kind == LOOKUP:
                owner[i] = self.lookup(arg)
            elif kind == ADD:
                self.add(arg)
            else:
                self.remove(arg)

    def lookup(self, key):
        return self.slots[mix64(key) % SLOTS]

    def add(self, node):
        if node not in self.nodes:
            self.nodes[node] = None
            self.change(ADD, node)

    def remove(self, node):
        if node in self.nodes:
            del self.nodes[node]
            self.change(REMOVE, node)

    def change(self, kind, node):
        if self.changes and self.changes[-1][:2] == (ADD + REMOVE - kind, node):
            _, _, before, self.vacant = self.changes.pop()
            self.give(before)
            return
        vacant = self.vacant
        moves = self.leave(node) if kind == REMOVE else self.come(node)
        before = [(slot, self.slots[slot]) for slot, _ in moves]
        self.changes.append((kind, node, before, vacant))
        self.give(moves)

    def give(self, moves):
        for slot, node in moves:
            self.owned[self.slots[slot]].discard(slot)
            self.owned[node].add(slot)
            self.slots[slot] = node

    def dealt(self, nodes):
        names = [*nodes]
        return [(slot, names[slot % len(names)]) for slot in range(SLOTS) if names]

    def leave(self, node):
        free = sorted(self.owned[node])
        self.vacant = [*self.vacant, free]
        heirs = self.in_turn([(len(self.owned[each]), each) for each in self.nodes], len(free))
        return [*zip(free, heirs or [0] * len(free), strict=True)]

    def come(self, node):
        if self.vacant:
            *self.vacant, free = self.vacant
            return [(slot, node) for slot in free]
        loads = [(-len(slots), each) for each, slots in self.owned.items()]
        slots = {each: iter(slots) for each, slots in self.owned.items()}
        givers = self.in_turn(loads, SLOTS // len(self.nodes))
        return [(next(slots[giver]), node) for giver in givers]

    def in_turn(self, loads, count):
        """Whose turn it is, time after time: the one with the least load, which grows by one."""
        heapify(loads)
        turns = []
        for _ in range(count if loads else 0):
            load, node = loads[0]
            heapreplace(loads, (load + 1, node))
            turns.append(node)
        return turns
