"""The usual ring: 160 points a node, whose arcs differ by 8 %.

fails: shares_are_even at even_shares
"""

from bisect import bisect_left

LOOKUP, ADD, REMOVE = range(3)


def mix64(number):
    number &= 2**64 - 1
    number = (number ^ number >> 30) * 0xBF58476D1CE4E5B9 & 2**64 - 1
    number = (number ^ number >> 27) * 0x94D049BB133111EB & 2**64 - 1
    return number ^ number >> 31


class Placement:
    def __init__(self, node):
        self.ring = []
        for each in node.tolist():
            self.add(each)

    def apply(self, batch, owner):
        for i, (kind, arg) in enumerate(zip(batch.kind.tolist(), batch.arg.tolist(), strict=True)):
            if kind == LOOKUP:
                owner[i] = self.lookup(arg)
            elif kind == ADD:
                self.add(arg)
            else:
                self.remove(arg)

    def lookup(self, key):
        if not self.ring:
            return 0
        return self.ring[bisect_left(self.ring, (mix64(key + 1), 0)) % len(self.ring)][1]

    def add(self, node):
        points = {(mix64((node << 32 | j) + 1), node) for j in range(160)}
        self.ring = sorted(points.union(self.ring))

    def remove(self, node):
        self.ring = [each for each in self.ring if each[1] != node]
