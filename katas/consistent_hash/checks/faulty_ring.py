"""The ring with one fault: a common mistake is recognised by making it.

Where an answer is wrong in just the way in which this ring is wrong, the sentence names the fault.
"""

from __future__ import annotations

import numpy as np

from harness.kata import Case

from ..rings import mixed


class FaultyRing:
    """The ring of a case with the fault, or none: points, owners, and where each key lands."""

    def __init__(self, case: Case, fault: str = "") -> None:
        self.fault, self.bits = fault, case["bits"]
        node, vnodes = case["node"].astype(np.int64), case["vnodes"].astype(np.int64)
        if fault == "one point a node":
            vnodes = np.minimum(vnodes, 1)
        if fault == "drained have a point":
            vnodes = np.maximum(vnodes, 1)
        if fault == "all weigh the same":
            vnodes = np.where(vnodes > 0, vnodes.max(initial=0), 0)
        owner = np.repeat(node, vnodes)
        number = np.arange(len(owner)) - np.repeat(np.cumsum(vnodes) - vnodes, vnodes)
        points = self._points(owner, number + (fault == "vnodes from 1"))
        self.points, self.owner = self._in_order(points, owner)
        self.around: list[int] = self.owner.tolist()
        self.place = self._places(case["keys"])

    def _points(self, owner: np.ndarray, number: np.ndarray) -> np.ndarray:
        high = np.zeros_like(owner) if self.fault == "ids lost" else owner << 32
        names: np.ndarray = (high | number).astype(np.uint64)
        if self.fault == "points unmixed":
            names >>= np.uint64(64 - self.bits)
            return names
        return self._kept(names)

    def _kept(self, numbers: np.ndarray) -> np.ndarray:
        if self.fault == "no constant":
            numbers = numbers - np.uint64(0x9E3779B97F4A7C15)
        hashes = mixed(numbers)
        if self.fault == "low bits":
            hashes &= np.uint64(2**self.bits - 1)
        elif self.fault != "all bits":
            hashes >>= np.uint64(64 - self.bits)
        return hashes

    def _in_order(self, points: np.ndarray, owner: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        if self.fault in ("ties as listed", "ties from the end"):
            step = 1 if self.fault == "ties as listed" else -1
            order = np.argsort(points[::step], kind="stable")
            return points[::step][order], owner[::step][order]
        ties = -owner if self.fault == "higher id wins" else owner
        order = np.lexsort((ties, points))
        return points[order], owner[order]

    def _places(self, keys: np.ndarray) -> np.ndarray:
        if self.fault == "keys unmixed":
            hashes = keys >> np.uint64(64 - self.bits)
        else:
            hashes = self._kept(keys)
        place: np.ndarray = np.searchsorted(self.points, hashes)
        if self.fault == "own point passed":
            place = np.searchsorted(self.points, hashes, "right")
        self.behind = place == len(self.points)
        if self.fault == "last instead of first":
            place = np.minimum(place, len(self.points) - 1)
        if self.fault == "point before":
            place = place - 1
        place %= max(1, len(self.points))
        return place

    def owners(self) -> np.ndarray:
        """The owner of each key."""
        if not len(self.points):
            return np.zeros(len(self.place), np.int64)
        found: np.ndarray = self.owner[self.place]
        if self.fault == "nobody at the end":
            found[self.behind] = 0
        return found

    def walk(self, i: int) -> list[int]:
        """Nodes in the order in which key i meets their points, with repetitions."""
        place = int(self.place[i])
        if self.fault == "anticlockwise":
            return self.around[place::-1] + self.around[:place:-1]
        return self.around[place:] + self.around[:place]


def lookup(case: Case, fault: str = "") -> np.ndarray:
    """The answer of `lookup` on a ring with the fault."""
    return FaultyRing(case, fault).owners()


def replicas(case: Case, fault: str = "") -> np.ndarray:
    """The answer of `replicas` on a ring with the fault."""
    ring, r = FaultyRing(case, fault), case["r"]
    rows = np.zeros((len(case["keys"]), r), np.int64)
    for i, row in enumerate(rows):
        walk = ring.walk(i)
        met = list(dict.fromkeys(walk))[:r]
        row[: len(met)] = met
    return rows


def cap_of(case: Case, fault: str = "") -> int:
    """The most keys of a node."""
    live = int((case["vnodes"] > 0).sum())
    nodes = len(case["node"]) if fault == "drained count" else live
    top, bottom = case["numerator"] * len(case["keys"]), case["denominator"] * nodes
    return int(-(-top // bottom))


def bounded(case: Case, fault: str = "") -> np.ndarray:
    """The answer of `bounded` with the fault; a key for which there is no room gets 0."""
    ring, cap, n = FaultyRing(case, fault), cap_of(case, fault), len(case["keys"])
    load: dict[int, int] = dict.fromkeys(ring.owner.tolist(), 0)
    owner = np.zeros(n, np.int64)
    order: list[int] = list(range(n))
    if fault == "keys sorted":
        order = np.argsort(ring.place, kind="stable").tolist()
    if fault == "keys reversed":
        order.reverse()
    for i in order:
        walk = list(dict.fromkeys(ring.walk(i)))
        if fault == "overflow to the emptiest" and load[walk[0]] >= cap:
            owner[i] = min(load, key=load.__getitem__)
        else:
            owner[i] = next((each for each in walk if load[each] < cap), 0)
        if owner[i]:
            load[int(owner[i])] += 1
    return owner
