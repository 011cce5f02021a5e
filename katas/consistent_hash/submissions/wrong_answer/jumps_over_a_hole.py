"""Jumps, and lets the last bucket step into the place of the one that left.

fails: only_the_leavers_keys_move at first_node_leaves
"""

LOOKUP, ADD, REMOVE = range(3)


def mix64(number):
    number &= 2**64 - 1
    number = (number ^ number >> 30) * 0xBF58476D1CE4E5B9 & 2**64 - 1
    number = (number ^ number >> 27) * 0x94D049BB133111EB & 2**64 - 1
    return number ^ number >> 31


class Placement:
    def __init__(self, node):
        self.nodes = node.tolist()

    def apply(self, batch, owner):
        for i, (kind, arg) in enumerate(zip(batch.kind.tolist(), batch.arg.tolist(), strict=True)):
            if kind == LOOKUP:
                owner[i] = self.lookup(arg)
            elif kind == ADD:
                self.add(arg)
            else:
                self.remove(arg)

    def lookup(self, key):
        key, b, j = mix64(key), 0, 0
        while j < len(self.nodes):
            b = j
            key = key * 2862933555777941757 + 1 & 2**64 - 1
            j = int((b + 1) * (2.0**31 / ((key >> 33) + 1)))
        return self.nodes[b] if self.nodes else 0

    def add(self, node):
        if node not in self.nodes:
            self.nodes.append(node)

    def remove(self, node):
        if node in self.nodes:
            last = self.nodes.pop()
            if last != node:
                self.nodes[self.nodes.index(node)] = last
