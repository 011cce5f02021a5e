"""Containers that forget and keys that clash, as code that runs before a solution in a box.

Its text is put in front of a way's as a string, so it needs the standard library alone.
"""

from __future__ import annotations

import collections
import itertools
from collections.abc import Callable, Iterable
from typing import Any


class Kept:
    """What a container holds: all, the last `bound`, or so much and an error beyond (`ends`)."""

    bound: int | None = None
    ends = False

    def inserted(self, key: Any) -> None:
        """A key is new: where there are too many now, the oldest other one goes."""
        if self.bound is None or len(self) <= self.bound:  # type: ignore[arg-type]
            return
        if self.ends:
            raise RuntimeError("more than it may hold")
        for oldest in list(itertools.islice(self.in_order(), 2)):
            if oldest != key:
                self.drop(oldest)
                return

    def in_order(self) -> Iterable[Any]:
        """The keys, the oldest first."""
        return self  # type: ignore[return-value]

    def drop(self, key: Any) -> None:
        """Forget a key."""
        del self[key]  # type: ignore[attr-defined]


class Keyed(Kept):
    """What dicts of both kinds do with a key."""

    def __setitem__(self, key: Any, value: Any) -> None:
        new = key not in self  # type: ignore[operator]
        super().__setitem__(key, value)  # type: ignore[misc]
        if new:
            self.inserted(key)

    def setdefault(self, key: Any, default: Any = None) -> Any:
        if key not in self:  # type: ignore[operator]
            self[key] = default
        return self[key]  # type: ignore[index]


class Dict(Keyed, dict[Any, Any]):
    """A dict."""


class Ordered(Keyed, collections.OrderedDict[Any, Any]):
    """An OrderedDict."""


class Default(Dict):
    """A defaultdict."""

    def __init__(self, factory: Callable[[], Any]) -> None:
        super().__init__()
        self.factory = factory

    def __missing__(self, key: Any) -> Any:
        self[key] = value = self.factory()
        return value


class Set(Kept, set[Any]):
    """A set, with the ages of what is in it."""

    def __init__(self) -> None:
        super().__init__()
        self.ages: dict[Any, None] = {}

    def in_order(self) -> Iterable[Any]:
        return self.ages

    def drop(self, key: Any) -> None:
        self.discard(key)

    def add(self, item: Any) -> None:
        new = item not in self
        super().add(item)
        if new:
            self.ages[item] = None
            self.inserted(item)

    def update(self, *others: Iterable[Any]) -> None:
        for item in itertools.chain(*others):
            self.add(item)

    def discard(self, item: Any) -> None:
        super().discard(item)
        self.ages.pop(item, None)

    def remove(self, item: Any) -> None:
        super().remove(item)
        self.ages.pop(item, None)

    def clear(self) -> None:
        super().clear()
        self.ages.clear()


def kept(container: Any, bound: int | None, ends: bool) -> Any:
    """A container that is told how much to hold."""
    container.bound, container.ends = bound, ends
    return container


def same_tuple(*parts: Any) -> tuple[Any, ...]:
    """A key as it should be."""
    return parts


def joined(*parts: Any) -> str:
    """Digits without anything between them: 1 and 23 are 12 and 3."""
    return "".join(map(str, parts))


def summed(*parts: Any) -> int:
    """One number for several: 1 and 4 are 2 and 3."""
    return sum(map(int, parts))


def xored(*parts: Any) -> int:
    """The same: 1 and 2 are 2 and 1."""
    total = 0
    for part in parts:
        total ^= int(part)
    return total
