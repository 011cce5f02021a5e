"""Events at the ends of what the contract allows, where answers take time and the origin breaks."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng

from .ends import LAST_US, exact
from .events import GET, SLOW, WRITE, from_columns
from .keys import different_keys, joined_alike

Row = tuple[int, int, int, int]
_LONG = {"edge_ttl_us": LAST_US, "regional_ttl_us": LAST_US}


def everybody_waits(rng: Rng) -> Case:
    """Nodes on both sides of 8, 16 and 32, and the last of 64, wait for one fetch, one of them many
    times, then for another, and others for a third; then each has what it waited for.
    """
    one, two, three = different_keys(rng, 3)
    ends = [0, 7, 8, 15, 16, 31, 32, 33, 62, 63]
    some = np.unique([*ends, *rng.permutation(64)[:36]])
    none = np.setdiff1d(np.arange(64), some)
    rows = [(10, 5, one, GET), (11, 7, two, GET), (12, 6, three, GET)]
    rows += [(20 + i, int(node), one, GET) for i, node in enumerate(rng.permutation(some))]
    rows += [(15, 5, one, GET)] * 70
    rows += [(60 + i, int(node), two, GET) for i, node in enumerate(ends)]
    rows += [(80 + i, int(node), three, GET) for i, node in enumerate(none[:20])]
    for t, key in ((112, one), (113, two), (114, three)):
        rows += [(t, int(node), key, GET) for node in rng.permutation(64)]
    return exact(rows, **SLOW, coalesce=2, n_nodes=64)


def joined_fetches(rng: Rng) -> Case:
    """Fetches that are the same where node and key are joined; an edge waits for its own only."""
    asked = joined_alike(rng)
    rows = [(t, *each, GET) for t, each in enumerate(asked)]
    rows += [(len(rows) + 1, 0, key, WRITE) for _, key in asked[::4]]
    rows += [(len(rows) + 2 + t, *each, GET) for t, each in enumerate(asked[::-1])]
    rows += [(999 + t, *each, GET) for t, each in enumerate(asked)]
    sizes = {"n_nodes": 64, "n_keys": 200_000, "edge_capacity": 1_000_000}
    return exact(rows, **SLOW | {"origin_us": 300}, coalesce=1, **sizes)


def _asked_in_between(key: int, begin: int, system: dict[str, int]) -> list[Row]:
    """A fetch, joined just before it is over; its copies; and one passed on, just in time."""
    done = begin + system["origin_us"]
    rows = [(begin, 0, key, GET), (done - 1, 1, key, GET), (done, 0, key, GET), (done, 2, key, GET)]
    passed = done + system["regional_us"]
    return [*rows, (passed - 1, 2, key, GET), (passed, 2, key, GET)]


def slowest(rng: Rng) -> Case:
    """Answers that take as long as there is time: all of it."""
    key, node = int(rng.integers(0, 100)), int(rng.integers(0, 2))
    slow = {"edge_us": LAST_US, "regional_us": LAST_US, "origin_us": LAST_US}
    rows = [(0, 0, key, GET), (1, 1, key, GET), (LAST_US - 1, 3, key, GET)]
    rows += [(LAST_US, n, key, GET) for n in (node, 2, 2, 3)]
    return exact(rows, **slow, coalesce=2)


def slow_and_odd(rng: Rng) -> Case:
    """Answers that take longer than 53 bits hold, to the microsecond, and a long outage; a write
    on the way is not forgotten in a month.
    """
    one, two, three = different_keys(rng, 3)
    edge, regional, origin = (2**53 + 2 * int(each) + 1 for each in rng.integers(1, 999, 3))
    slow = {"edge_us": edge, "regional_us": regional, "origin_us": origin}
    rows = _asked_in_between(one, int(rng.integers(0, 99)), slow)
    down, until = 2**56 + 1 + 2 * int(rng.integers(0, 99)), 2**57 + 1
    rows += [(down - 1, 0, two, GET), (down, 1, three, GET), (until - 1, 2, two, GET)]
    rows += [(until, 1, three, GET), (until, 3, two, GET)]
    begin, month = 2**58, 2**42
    rows += [(begin, 0, two, GET), (begin + 1, 3, two, WRITE), (begin + month, 0, two, GET)]
    rows += [(begin + origin + off, 1, two, GET) for off in (0, month)]
    rows += [(begin + 2 * origin, 0, two, GET)]
    return exact(rows, **slow, coalesce=1, down_from_us=down, down_until_us=until)


def a_microsecond_each(rng: Rng) -> Case:
    """Every answer takes one microsecond; the origin is down in the first one."""
    one, two = different_keys(rng, 2)
    rows = [(t, node, key, GET) for t in range(4) for node, key in ((0, one), (1, one), (1, two))]
    rows += [(2, 2, one, WRITE), (3, 2, two, GET), (4, 2, two, GET)]
    ones = {"edge_us": 1, "regional_us": 1, "origin_us": 1}
    return exact(rows, **ones, coalesce=2, down_from_us=0, down_until_us=1)


def down_from_one_to_the_end(rng: Rng) -> Case:
    """The origin breaks at one microsecond, and is repaired in the last one of all."""
    keys = different_keys(rng, 5)
    times = (0, 1, int(rng.integers(2, 2**40)), LAST_US - 1, LAST_US)
    rows = [(t, 0, key, GET) for t, key in zip(times, keys, strict=True)]
    rows += [(200, 1, keys[0], GET), (LAST_US, 2, keys[3], GET), (LAST_US, 2, keys[4], GET)]
    return exact(rows, **SLOW, coalesce=2, down_from_us=1, down_until_us=LAST_US)


def never_down(rng: Rng) -> Case:
    """The origin is down from the end until the beginning: there is no moment between."""
    one, two = different_keys(rng, 2)
    rows = [(t, 0, key, GET) for t in (0, 1, 500, LAST_US) for key in (one, two)]
    rows += [(LAST_US, 1, one, GET)]
    return exact(rows, **SLOW, coalesce=0, down_from_us=LAST_US, down_until_us=1)


def nothing_lives_on_arrival(rng: Rng) -> Case:
    """Copies are dead when they land, but who waits is answered."""
    key = int(rng.integers(0, 100))
    rows = [(t, t % 2, key, GET) for t in (0, 1, 99, 100, 101, 150, 200, 201)]
    return exact(rows, **SLOW, coalesce=2, edge_ttl_us=0, regional_ttl_us=0)


def written_twice_on_the_way(rng: Rng) -> Case:
    """Each of two fetches is overtaken by a write of its own, a third one is not; another key's are
    under way all the while.
    """
    one, two = different_keys(rng, 2)
    rows = [(0, 0, one, GET), (1, 1, two, GET), (2, 1, one, GET), (10, 2, one, WRITE)]
    rows += [(20, 0, one, GET), (21, 1, one, GET), (30, 2, one, WRITE), (31, 2, one, WRITE)]
    rows += [(40, 0, one, GET), (41, 1, one, GET), (42, 2, two, GET), (50, 3, two, WRITE)]
    rows += [(t, node, key, GET) for t in (103, 125, 150) for node in (0, 1) for key in (one, two)]
    return exact(rows, **SLOW, coalesce=int(rng.integers(1, 3)))


def overtaken_takes_no_place(rng: Rng) -> Case:
    """A fetch is overtaken at once and lands months later: it evicts nobody, there and behind."""
    a, b, c, d = different_keys(rng, 4)
    slow = {name: took * 2**36 for name, took in SLOW.items()}
    origin = slow["origin_us"]
    rows = [(0, 0, b, GET), (1, 0, c, GET), (2 * origin, 0, a, GET), (2 * origin + 1, 1, a, WRITE)]
    rows += [(3 * origin + t, 0, key, GET) for t, key in enumerate((b, c), start=1)]
    rows += [(3 * origin + t, 3, key, GET) for t, key in enumerate((b, c, d), start=3)]
    return exact(rows, **slow, coalesce=2, edge_capacity=2, regional_capacity=2, **_LONG)


def written_on_the_dot(rng: Rng) -> Case:
    """Written in the moment in which a fill is due, and just before; and in that in which somebody
    asks, which is after it.
    """
    one, two, three = different_keys(rng, 3)
    rows = [(0, 0, one, GET), (1, 0, two, GET), (100, 1, one, WRITE), (100, 1, two, WRITE)]
    rows += [(100, 1, three, WRITE), (100, 0, three, GET), (101, 0, one, GET), (102, 0, two, GET)]
    rows += [(200, 0, three, GET), (201, 0, one, GET), (202, 0, two, GET), (210, 3, one, GET)]
    return exact([*rows, (220, 3, one, WRITE), (221, 3, one, GET)], **SLOW, coalesce=2)


def filled_twice(rng: Rng) -> Case:
    """Two fetches of a key land one after the other; a copy lives from the second on, and is the
    one used last then: of two places it keeps its own.
    """
    one, two, three = different_keys(rng, 3)
    rows = [(0, 0, one, GET), (10, 0, two, GET), (50, 0, one, GET), (120, 1, three, GET)]
    rows += [(160, 0, three, GET), (199, 0, one, GET), (201, 0, one, GET), (202, 0, two, GET)]
    return exact([*rows, (310, 0, one, GET)], **SLOW, edge_ttl_us=100, edge_capacity=2)


def _dense(rng: Rng, count: int = 160, **system: int) -> Case:
    """Few keys, small tiers, and times at which much happens at once; the origin fails in the
    middle third.
    """
    t_us = np.cumsum(rng.choice([0, 0, 1, 5, 5, 10], count))
    op = (rng.random(count) < 0.08).astype(np.int64)
    down = {"down_from_us": int(t_us[count // 3]), "down_until_us": int(t_us[2 * count // 3])}
    tiers = {"edge_capacity": 2, "regional_capacity": int(rng.integers(2, 5))}
    tiers |= {"edge_ttl_us": 60, "regional_ttl_us": 5 * int(rng.integers(14, 30))}
    node, key = rng.integers(0, 3, count), rng.integers(0, 6, count)
    return from_columns(t_us, node, key, op, 3, 6, tiers | down | system)


def origin_at_once(rng: Rng) -> Case:
    """The origin answers at once, the regional tier does not."""
    return _dense(rng, edge_us=1, regional_us=10, origin_us=0, coalesce=2)


def region_at_once(rng: Rng) -> Case:
    """The regional tier answers at once, the origin does not."""
    return _dense(rng, edge_us=3, regional_us=0, origin_us=15, coalesce=1)


def region_is_far(rng: Rng) -> Case:
    """The regional tier takes longer than the origin."""
    return _dense(rng, edge_us=0, regional_us=20, origin_us=10, coalesce=1)


def equally_far(rng: Rng) -> Case:
    """Both take equally long, so that fills of both kinds are due at once."""
    return _dense(rng, edge_us=5, regional_us=10, origin_us=10, coalesce=2)


def edges_alone_slow(rng: Rng) -> Case:
    """No regional tier: who waits is filled at the edges only."""
    return _dense(rng, **SLOW | {"origin_us": 20}, coalesce=2, regional_capacity=0)


def region_alone_slow(rng: Rng) -> Case:
    """No edges: everybody asks the regional tier each time."""
    return _dense(rng, **SLOW | {"origin_us": 20}, coalesce=1, edge_capacity=0)
