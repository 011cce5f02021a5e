"""Every key has one of 4,096 slots for ever, and a list says who owns each. A node that leaves
deals its slots to whoever has fewest; one that comes gets those of the last that left, or takes
from whoever has most. A change that undoes the one before it puts the slots back.
"""

LOOKUP, ADD, REMOVE = range(3)
SLOTS = 1 << 12


def mix64(number):
    number &= 2**64 - 1
    number = (number ^ number >> 30) * 0xBF58476D1CE4E5B9 & 2**64 - 1
    number = (number ^ number >> 27) * 0x94D049BB133111EB & 2**64 - 1
    return number ^ number >> 31


class Placement:
    def __init__(self, node):
        self.nodes = sorted(node.tolist())
        self.slots = [self.nodes[i % len(self.nodes)] for i in range(SLOTS)]
        self.changes, self.vacant = [], []

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
            self.nodes.append(node)
            self.change(ADD, node)

    def remove(self, node):
        if node in self.nodes:
            self.nodes.remove(node)
            self.change(REMOVE, node)

    def change(self, kind, node):
        if self.changes and self.changes[-1][:2] == (ADD + REMOVE - kind, node):
            _, _, self.slots, self.vacant = self.changes.pop()
            return
        self.changes.append((kind, node, self.slots[:], self.vacant[:]))
        if kind == REMOVE:
            self.leave(node)
        else:
            self.come(node)

    def leave(self, node):
        free = [slot for slot in range(SLOTS) if self.slots[slot] == node]
        self.vacant.append(free)
        count = {each: self.slots.count(each) for each in self.nodes}
        for slot in free:
            heir = min(count, key=count.get, default=0)
            self.slots[slot] = heir
            count[heir] = count.get(heir, 0) + 1

    def come(self, node):
        if self.vacant:
            for slot in self.vacant.pop():
                self.slots[slot] = node
            return
        owned = {}
        for slot, owner in enumerate(self.slots):
            owned.setdefault(owner, []).append(slot)
        for _ in range(SLOTS // len(self.nodes)):
            giver = max(owned, key=lambda each: len(owned[each]))
            self.slots[owned[giver].pop()] = node
