"""Events for the level coalescing while the origin is down: fetches that fail."""

from __future__ import annotations

from harness.kata import Case, Rng

from .events import GET, SLOW, WRITE, case_of
from .keys import different_keys


def error_deletes_nothing(rng: Rng) -> Case:
    """Two edges hold a copy; a third asks, is refused by the origin, and the two still hold it.

    The regional copy has made room for another key in the meantime.
    """
    key, other = different_keys(rng, 2)
    rows = [(0, 0, key, GET), (10, 1, key, GET), (150, 3, other, GET)]
    rows += [(400, 2, key, GET), (450, 0, key, GET), (501, 0, key, GET), (502, 1, key, GET)]
    rows += [(503, 3, other, GET)]
    down = {"down_from_us": 390, "down_until_us": 480}
    return case_of(rows, regional_capacity=1, coalesce=2, **SLOW, **down)


def error_ends_the_fetch(rng: Rng) -> Case:
    """After the error the next request fetches: nobody holds the lock any more."""
    key, late = int(rng.integers(0, 100)), int(rng.integers(0, 3))
    rows = [
        (50, 0, key, GET),
        (60, 0, key, GET),
        (150 + late, 0, key, GET),
        (151 + late, 1, key, GET),
    ]
    rows += [(160, 0, key, GET), (260, 0, key, GET)]
    down = {"down_from_us": 40, "down_until_us": 120}
    return case_of(rows, coalesce=int(rng.integers(1, 3)), **SLOW, **down)


def error_keeps_the_dead(rng: Rng) -> Case:
    """A fetch for a dead copy fails: the copy stays dead, and keeps its place and its rank.

    Two places. At node 0 the dead copy is the newer one, at node 1 the older one. Then c lands.
    """
    a, b, c, d = different_keys(rng, 4)
    rows = [(0, 0, b, GET), (1, 0, a, GET), (2, 1, d, GET), (3, 1, b, GET)]
    rows += [(200, 2, a, WRITE), (200, 2, d, WRITE), (300, 0, a, GET), (301, 1, d, GET)]
    rows += [(410, 0, c, GET), (411, 1, c, GET), (520, 0, b, GET), (521, 1, b, GET)]
    down = {"down_from_us": 290, "down_until_us": 390}
    return case_of(rows, edge_capacity=2, **SLOW, **down)


def error_keeps_the_regions_dead(rng: Rng) -> Case:
    """The same in the regional tier, of two places, where several wait for the fetch that fails."""
    a, b, c = different_keys(rng, 3)
    rows = [(0, 0, b, GET), (1, 0, a, GET), (200, 2, a, WRITE), (300, 0, a, GET), (301, 1, a, GET)]
    rows += [(410, 0, c, GET), (520, 3, b, GET), (640, 3, c, GET), (641, 2, b, GET)]
    down = {"down_from_us": 290, "down_until_us": 390}
    return case_of(rows, regional_capacity=2, coalesce=2, **SLOW, **down)


def joined_a_failing_fetch(rng: Rng) -> Case:
    """Who waits for a fetch that fails, fails with it, even if the origin is up again."""
    key = int(rng.integers(0, 100))
    rows = [(50, 0, key, GET), (60, 1, key, GET), (130, 0, key, GET), (149, 1, key, GET)]
    rows += [(150, 1, key, GET), (250, 2, key, GET), (261, 2, key, GET)]
    down = {"down_from_us": 50, "down_until_us": 70}
    return case_of(rows, coalesce=2, **SLOW, **down)


def bounds_of_the_outage(rng: Rng) -> Case:
    """What starts at `down_from_us` fails, what starts at `down_until_us` does not."""
    keys = different_keys(rng, 5)
    start, length = int(rng.integers(5, 50)), int(rng.integers(3, 30))
    times = (start - 1, start, start + length - 1, start + length, start + length + 1)
    rows = [(t, 0, key, GET) for t, key in zip(times, keys, strict=True)]
    rows += [(400, 0, key, GET) for key in keys]
    down = {"down_from_us": start, "down_until_us": start + length}
    return case_of(rows, coalesce=int(rng.integers(0, 3)), **SLOW, **down)


def written_while_failing(rng: Rng) -> Case:
    """A write takes a failing fetch off the list too: who asks later starts another."""
    key = int(rng.integers(0, 100))
    rows = [(50, 0, key, GET), (60, 1, key, GET), (80, 0, key, WRITE), (90, 0, key, GET)]
    rows += [(95, 1, key, GET), (150, 2, key, GET), (190, 0, key, GET), (191, 1, key, GET)]
    down = {"down_from_us": 50, "down_until_us": 70}
    return case_of(rows, coalesce=2, **SLOW, **down)
