"""An LRU cache that makes a mistake on purpose."""

from __future__ import annotations

from collections import OrderedDict

from ..operations import DELETE, GET, PEEK, PUT


class FaultyCache:
    """An LRU cache with the faults in `faults`; with none it is right."""

    def __init__(self, capacity: int, *faults: str) -> None:
        self.faults = faults
        self.capacity = capacity + ("one too many" in faults) - ("one too few" in faults)
        self.held: OrderedDict[int, int] = OrderedDict()
        self.lost_places = 0

    def apply(self, op: int, key: int, value: int) -> tuple[int, int]:
        """`found` and `answer` of one operation."""
        there, old = key in self.held, self.held.get(key, 0)
        if op in (GET, PEEK) and old == 0 and "zero is absent" in self.faults:
            there = False
        if op == PUT:
            self._put(key, value, there)
        elif op == DELETE:
            if there and "delete keeps the key" not in self.faults:
                del self.held[key]
                self.lost_places += "delete keeps the place" in self.faults
        elif there:
            gets_refresh = "get leaves the order" not in self.faults
            if gets_refresh if op == GET else "peek refreshes" in self.faults:
                self.held.move_to_end(key)
        elif op == GET and "get stores" in self.faults:
            self._put(key, 0, False)
        return int(there), old if op in (GET, PEEK) else 0

    def _put(self, key: int, value: int, there: bool) -> None:
        room = self.capacity - self.lost_places
        if not there or "update evicts" in self.faults:
            while self.held and len(self.held) >= room:
                self.held.popitem(last=False)
        if there and key in self.held and "update keeps the value" in self.faults:
            value = self.held[key]
        if room > 0:
            same = there and self.held.get(key) == value
            self.held[key] = value
            if "put leaves the order" not in self.faults and not (
                same and "same value changes nothing" in self.faults
            ):
                self.held.move_to_end(key)
