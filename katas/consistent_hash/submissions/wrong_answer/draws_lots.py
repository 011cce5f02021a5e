"""Draws a node for each request, which is even and nothing else.

fails: same_key_same_owner at quiet_fleet
"""

from random import Random

LOOKUP, ADD, REMOVE = range(3)


class Placement:
    def __init__(self, node):
        self.nodes = sorted(node.tolist())
        self.lots = Random(1)

    def apply(self, batch, owner):
        for i, (kind, arg) in enumerate(zip(batch.kind.tolist(), batch.arg.tolist(), strict=True)):
            if kind == LOOKUP:
                owner[i] = self.lookup(arg)
            elif kind == ADD:
                self.add(arg)
            else:
                self.remove(arg)

    def lookup(self, key):
        return self.lots.choice(self.nodes) if self.nodes else 0

    def add(self, node):
        self.nodes = sorted({*self.nodes, node})

    def remove(self, node):
        self.nodes = [each for each in self.nodes if each != node]
