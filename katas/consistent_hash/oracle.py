"""The ring as a sorted list and a bisection, a placement as one list of places. Slow and right."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from typing import Any

import numpy as np

WRAP = 2**64
GOLDEN = 0x9E3779B97F4A7C15
LOOKUP, ADD, REMOVE = range(3)
SLOT_BITS = 15


def mix64(number: int) -> int:
    """The finaliser of SplitMix64, which moves every bit of a number to all places."""
    number %= WRAP
    number = (number ^ number >> 30) * 0xBF58476D1CE4E5B9 % WRAP
    number = (number ^ number >> 27) * 0x94D049BB133111EB % WRAP
    return number ^ number >> 31


def hashed(number: int, bits: int) -> int:
    """The top `bits` bits of the hash of a number."""
    return mix64(number + GOLDEN) >> (64 - bits)


def ring_of(fleet: Any) -> list[tuple[int, int]]:
    """(point, node) of every vnode, in the order of the ring. Equal points: lower node first."""
    nodes, vnodes = fleet.node.tolist(), fleet.vnodes.tolist()
    return sorted(
        (hashed(node << 32 | j, fleet.bits), node)
        for node, count in zip(nodes, vnodes, strict=True)
        for j in range(count)
    )


def places_of(ring: list[tuple[int, int]], fleet: Any, keys: np.ndarray) -> list[int]:
    """The place in the ring of the first point at or after each key."""
    hashes = [hashed(key, fleet.bits) for key in keys.tolist()]
    return [bisect_left(ring, (each, 0)) % len(ring) for each in hashes]


def lookup(fleet: Any, keys: np.ndarray, owner: np.ndarray) -> None:
    """The node of the first point at or after the key. O((P + n) log P)."""
    nodes, vnodes = fleet.node.tolist(), fleet.vnodes.tolist()
    if len(set(nodes)) < len(nodes) or min(vnodes, default=0) < 0 or sum(vnodes) == 0:
        raise ValueError("a node twice, a negative number of vnodes, or nobody to own a key")
    ring = ring_of(fleet)
    owner[:] = [ring[place][1] for place in places_of(ring, fleet, keys)]


def replicas(fleet: Any, keys: np.ndarray, owners: np.ndarray) -> None:
    """Walk on from the first point, and take every node that was not met. O(n * P) at worst."""
    ring = ring_of(fleet)
    for row, place in zip(owners, places_of(ring, fleet, keys), strict=True):
        met: list[int] = []
        for step in range(len(ring)):
            node = ring[(place + step) % len(ring)][1]
            if node not in met and len(met) < len(row):
                met.append(node)
            elif len(met) == len(row):
                break
        row[: len(met)] = met


def bounded(
    fleet: Any, keys: np.ndarray, numerator: int, denominator: int, owner: np.ndarray
) -> None:
    """Walk on from the first point to a node that has room. O(n * P) at worst."""
    ring = ring_of(fleet)
    load = {node: 0 for _, node in ring}
    cap = -(-numerator * len(keys) // (denominator * len(load)))
    for i, place in enumerate(places_of(ring, fleet, keys)):
        while load[ring[place][1]] == cap:
            place = (place + 1) % len(ring)
        owner[i] = ring[place][1]
        load[ring[place][1]] += 1


class Placement:
    """Every key has one of 32,768 slots, and every slot is owned by one node.

    A node that leaves gives its slots to those who have less than an even share. One that comes
    takes the slots of the last one that left and was not replaced, or from those who have more
    than an even share. What undoes the change before it puts the slots back.
    """

    def __init__(self, node: np.ndarray) -> None:
        """Slots are dealt in the order of the ids."""
        self.nodes = sorted(node.tolist())
        self.slots = [
            self.nodes[i % len(self.nodes)] if self.nodes else 0 for i in range(1 << SLOT_BITS)
        ]
        self.changes: list[tuple[int, int, list[int], list[list[int]]]] = []
        self.vacant: list[list[int]] = []

    def apply(self, batch: Any, owner: np.ndarray) -> None:
        """One event after the other."""
        for i, (kind, arg) in enumerate(zip(batch.kind.tolist(), batch.arg.tolist(), strict=True)):
            if kind == LOOKUP:
                owner[i] = self.slots[hashed(arg, SLOT_BITS)]
            elif (arg in self.nodes) == (kind == REMOVE):
                self._change(kind, arg)

    def _change(self, kind: int, node: int) -> None:
        (self.nodes.append if kind == ADD else self.nodes.remove)(node)
        if self.changes and self.changes[-1][:2] == (ADD + REMOVE - kind, node):
            self.slots, self.vacant = self.changes.pop()[2:]
            return
        self.changes.append((kind, node, self.slots[:], self.vacant[:]))
        held = Counter(self.slots)
        count = {each: held[each] for each in sorted(self.nodes)}
        if kind == REMOVE:
            self._leave(node, count)
        elif self.vacant:
            for slot in self.vacant.pop():
                self.slots[slot] = node
        else:
            self._join(node, count)

    def _leave(self, node: int, count: dict[int, int]) -> None:
        mine = [slot for slot, owner in enumerate(self.slots) if owner == node]
        self.vacant.append(mine)
        even = -(-len(self.slots) // max(1, len(count)))
        heirs = (each for each in count for _ in range(even - count[each]))
        for slot in mine:
            self.slots[slot] = next(heirs, 0)

    def _join(self, node: int, count: dict[int, int]) -> None:
        even = len(self.slots) // len(count)
        held = Counter(self.slots)
        for slot, owner in enumerate(self.slots):
            if held[owner] > even * (owner in count) and held[node] < even:
                self.slots[slot] = node
                held[owner] -= 1
                held[node] += 1


def jump(keys: np.ndarray, buckets: int, bucket: np.ndarray) -> None:
    """Lamping and Veach's loop. O(n log buckets)."""
    for i, key in enumerate(keys.tolist()):
        b, j = -1, 0
        while j < buckets:
            b = j
            key = (key * 2862933555777941757 + 1) % WRAP
            j = int((b + 1) * (2.0**31 / ((key >> 33) + 1)))
        bucket[i] = b + 1
