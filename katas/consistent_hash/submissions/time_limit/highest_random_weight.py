"""Asks every node what the key is worth to it: even, steady, without tables; 1,000 times the work.

fails: time_limit at steady_hundred
"""

import numpy as np

GOLDEN = np.uint64(0x9E3779B97F4A7C15)


def mixed(numbers):
    z = numbers + GOLDEN
    z = (z ^ z >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ z >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
    return z ^ z >> np.uint64(31)


LOOKUP, ADD, REMOVE = range(3)


class Placement:
    def __init__(self, node):
        self.nodes = set(node.tolist())

    def apply(self, batch, owner):
        start = 0
        for end in (*np.flatnonzero(batch.kind).tolist(), len(owner)):
            self.look(batch.arg[start:end], owner[start:end])
            if end < len(owner):
                change = self.nodes.add if batch.kind[end] == ADD else self.nodes.discard
                change(int(batch.arg[end]))
            start = end + 1

    def look(self, keys, owner):
        best = np.zeros(len(keys), np.uint64)
        for node in sorted(self.nodes):
            worth = mixed(keys ^ mixed(np.array([node], np.uint64)))
            np.copyto(owner, node, where=worth >= best)
            np.maximum(best, worth, out=best)
