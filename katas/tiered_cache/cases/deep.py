"""Long histories for the levels that replay events: what matters is older than 2^16 of anything."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng

from .events import GET, SLOW, WRITE, from_columns

MANY = 70_000
"""More than 2^16."""


class Story:
    """Events in the making: each `add` goes on a microsecond later, or a given time later."""

    def __init__(self) -> None:
        self.parts: list[np.ndarray] = []
        self.now = 0

    def add(self, node: int | np.ndarray, keys: np.ndarray, op: int = GET, after: int = 1) -> None:
        """An event a microsecond, for each of the keys."""
        t_us = self.now + after + np.arange(len(keys))
        columns = (t_us, np.broadcast_to(node, len(keys)), keys, np.full(len(keys), op))
        self.parts.append(np.array(columns, np.int64))
        self.now = int(t_us[-1])

    def case(self, **system: int) -> Case:
        """All that was added, at tiers with room for everything, unless `system` says otherwise."""
        columns = np.concatenate(self.parts, axis=1)
        room = {"edge_capacity": 200_000, "regional_capacity": 200_000}
        t_us, node, key, op = columns
        return from_columns(t_us, node, key, op, 4, 80_000, room | system)


def _dealt(rng: Rng) -> tuple[np.ndarray, np.ndarray]:
    """A few keys, and more than 2^16 others."""
    first, others = np.split(rng.permutation(MANY + 8), [8])
    return first, others


def many_others_between(rng: Rng) -> Case:
    """Some are stored, some written; more than 2^16 others come; then all are asked for again, up
    to the moment of their death. An edge has no room for two of them, the regional tier has.
    """
    first, others = _dealt(rng)
    story = Story()
    story.add(0, first)
    story.add(1, first[4:])
    story.add(3, first[6:], WRITE)
    story.add(0, others)
    story.add(0, first)
    story.add(1, first)
    begin = int(story.parts[0][0, 4])
    story.add(1, first[4:6], after=begin + 2 * MANY - story.now)
    story.add(0, first[:2])
    return story.case(edge_capacity=MANY + 6, edge_ttl_us=2 * MANY)


def many_writes_between(rng: Rng) -> Case:
    """A key is written once; then more than 2^16 others, and one of them again and again."""
    first, others = _dealt(rng)
    story = Story()
    for node in (0, 1):
        story.add(node, first)
    story.add(2, first[:4], WRITE)
    story.add(2, others[: MANY // 2].repeat(2), WRITE)
    story.add(2, others, WRITE)
    story.add(2, first[4].repeat(9), WRITE)
    for node in (0, 1, 0):
        story.add(node, first)
    return story.case()


def many_gets_of_one(rng: Rng) -> Case:
    """One key is asked for more than 2^16 times at an edge; it dies all the same, and others have
    waited there and elsewhere since before it came.
    """
    first, _ = _dealt(rng)
    story = Story()
    story.add(0, first[:3])
    story.add(1, first[1:4])
    story.add(0, first[0].repeat(MANY))
    for node in (0, 1, 2):
        story.add(node, first[[4, 0, 1, 2, 3]])
    return story.case(edge_capacity=3, regional_capacity=4, edge_ttl_us=MANY, regional_ttl_us=MANY)


def many_uses(rng: Rng) -> Case:
    """Copies are used more than 2^16 times, at an edge and in the regional tier; then it matters
    which of them was used last.
    """
    first, _ = _dealt(rng)
    a, b, c, d, e = (first[i : i + 1] for i in range(5))
    story = Story()
    for node, keys in ((0, first[:2]), (1, first[:3])):
        story.add(node, np.tile(keys, MANY // len(keys) + 1)[:MANY])
    story.add(0, np.concatenate([a, b, a, d, a, b, a]))
    story.add(2, np.concatenate([a, c]))
    story.add(3, np.concatenate([e, first[5:7], c, a, b]))
    return story.case(edge_capacity=2, regional_capacity=4)


def many_dead(rng: Rng) -> Case:
    """More than 2^16 copies die of age and keep their places: one after another has to go."""
    first, others = _dealt(rng)
    story = Story()
    story.add(0, first[:4])
    story.add(0, others)
    story.add(0, first[4:6], after=MANY)
    story.add(0, first[:4])
    story.add(0, others[:4])
    story.add(0, first)
    return story.case(edge_capacity=MANY + 4, regional_capacity=9, edge_ttl_us=MANY)


def many_passing(rng: Rng) -> Case:
    """More than 2^16 keys pass small tiers, and the first of them come back."""
    first, others = _dealt(rng)
    story = Story()
    story.add(0, first)
    story.add(rng.integers(0, 3, MANY), others)
    for node in (0, 1):
        story.add(node, first)
    story.add(0, first[::-1])
    return story.case(edge_capacity=5, regional_capacity=8)


def many_under_way(rng: Rng) -> Case:
    """More than 2^16 fetches are under way at once, and the first of them are joined, two of them
    written on the way; another is the last to land.
    """
    first, others = _dealt(rng)
    story = Story()
    story.add(0, first)
    story.add(3, first[:2], WRITE)
    story.add(0, others)
    story.add(1, first)
    story.add(3, first[2:3], WRITE)
    story.add(0, first[[0, 2]])
    story.add(0, first, after=2 * MANY)
    story.add(2, first)
    return story.case(origin_us=2 * MANY, regional_us=9, edge_us=1, coalesce=2)


def many_joined(rng: Rng) -> Case:
    """One fetch is joined more than 2^16 times, while others that began before it are under way."""
    first, _ = _dealt(rng)
    story = Story()
    story.add(0, first[:3])
    story.add(rng.integers(0, 3, MANY), first[0].repeat(MANY))
    story.add(3, first[:2])
    story.add(3, first[2:3], WRITE)
    story.add(2, first[:3])
    for node in (0, 1, 2, 3):
        story.add(node, first[:3], after=MANY)
    return story.case(origin_us=2 * MANY, regional_us=9, edge_us=1, coalesce=2)


def many_errors(rng: Rng) -> Case:
    """More than 2^16 fetches fail, alone or joined; what was stored before is still there."""
    first, others = _dealt(rng)
    story = Story()
    story.add(0, first[:4])
    down = story.now + 200
    story.add(1, others, after=201)
    story.add(1, others[-200:])
    until = story.now
    story.add(0, first[:4])
    story.add(2, first)
    story.add(1, others[:9])
    story.add(1, others[:9], after=500)
    return story.case(**SLOW, coalesce=1, down_from_us=down, down_until_us=until)


def many_copies_on_their_way(rng: Rng) -> Case:
    """More than 2^16 copies of the regional tier are on their way to an edge at once."""
    first, others = _dealt(rng)
    story = Story()
    story.add(0, first)
    story.add(0, others)
    story.add(1, first, after=500)
    story.add(1, others)
    story.add(3, first[:3], WRITE)
    story.add(1, first[3:5])
    story.add(1, first, after=3 * MANY)
    story.add(1, first)
    return story.case(
        edge_us=1, regional_us=2 * MANY, origin_us=100, coalesce=int(rng.integers(0, 3))
    )
