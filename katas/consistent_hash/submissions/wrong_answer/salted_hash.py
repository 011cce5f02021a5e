"""Hashes with the interpreter, whose salt is another one in each process.

fails: as_the_ring_says at worked_example
"""

from bisect import bisect_left


def lookup(fleet, keys, owner):
    ring = sorted(
        (hash(f"{node}-{j}") % 2**64, node)
        for node, vnodes in zip(fleet.node.tolist(), fleet.vnodes.tolist(), strict=True)
        for j in range(vnodes)
    )
    for i, key in enumerate(keys.tolist()):
        owner[i] = ring[bisect_left(ring, (hash(str(key)) % 2**64, 0)) % len(ring)][1]
