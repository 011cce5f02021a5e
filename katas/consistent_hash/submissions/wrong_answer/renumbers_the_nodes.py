"""Divides by the number of nodes; whoever comes after the one that left gets another number.

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
        self.nodes = sorted(node.tolist())

    def apply(self, batch, owner):
        for i, (kind, arg) in enumerate(zip(batch.kind.tolist(), batch.arg.tolist(), strict=True)):
            if kind == LOOKUP:
                owner[i] = self.lookup(arg)
            elif kind == ADD:
                self.add(arg)
            else:
                self.remove(arg)

    def lookup(self, key):
        return self.nodes[mix64(key) % len(self.nodes)] if self.nodes else 0

    def add(self, node):
        self.nodes = sorted({*self.nodes, node})

    def remove(self, node):
        self.nodes = [each for each in self.nodes if each != node]
