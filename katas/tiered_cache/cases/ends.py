"""Events at the ends of what the contract allows, for both levels that replay them: no latencies
here, so that they keep to the level expiry too.
"""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng

from .events import GET, WRITE, from_columns
from .keys import different_keys, joined_alike

LAST_US = 2**60
MINUTE_US = 60_000_000


def exact(rows: list[tuple[int, int, int, int]], **system: int) -> Case:
    """A case from rows (t_us, node, key, op), at just these times, in the order of time."""
    rows = sorted(rows, key=lambda row: row[0])
    t_us, node, key, op = np.array(rows, np.int64).reshape(-1, 4).T
    sizes = {"n_nodes": 4, "n_keys": 100}
    return from_columns(t_us, node, key, op, **sizes, system=system)


def no_events(rng: Rng) -> Case:
    """Nothing happens."""
    return exact([])


def one_get(rng: Rng) -> Case:
    """A single event, in the last moment, at the last node, for the last key."""
    return exact([(LAST_US, 63, 199_999, GET)], n_nodes=64, n_keys=200_000)


def one_of_everything(rng: Rng) -> Case:
    """One of everything, a place in each tier, and lives of a microsecond, from the first on."""
    steps = rng.permutation([0, 0, 1, 1, 1, 2])
    rows = [(t, 0, 0, GET) for t in [0, *np.cumsum(steps).tolist()]]
    rows += [(4, 0, 0, WRITE), (4, 0, 0, GET), (4, 0, 0, GET)]
    ones = {"n_nodes": 1, "n_keys": 1, "edge_capacity": 1, "regional_capacity": 1}
    return exact(rows, edge_ttl_us=1, regional_ttl_us=1, **ones)


def nothing_lives(rng: Rng) -> Case:
    """Copies that are dead from the moment they are filled: everything comes from the origin."""
    key, other = different_keys(rng, 2)
    rows = [(t, 0, key, GET) for t in (0, 0, 7, 8)] + [(9, 1, key, GET), (9, 0, other, GET)]
    return exact(rows, edge_ttl_us=0, regional_ttl_us=0)


def nothing_lives_at_the_edge(rng: Rng) -> Case:
    """The same at the edges only; the regional tier answers."""
    key = int(rng.integers(0, 100))
    rows = [(t, 0, key, GET) for t in (0, 0, 7, 8)] + [(8, 1, key, GET), (99, 1, key, GET)]
    return exact(rows, edge_ttl_us=0, regional_ttl_us=99)


def nothing_lives_in_the_region(rng: Rng) -> Case:
    """The same in the regional tier only: each edge asks the origin for itself."""
    key = int(rng.integers(0, 100))
    rows = [(t, node, key, GET) for node in (0, 1) for t in (0, 0, 7, 8, 99)]
    return exact(rows, edge_ttl_us=99, regional_ttl_us=0)


def late_clock(rng: Rng) -> Case:
    """Copies live one and five minutes, on clocks that pass what 31, 32 and 53 bits hold and end
    in the last moment there is; and four are as old as nothing below 2^16 and 2^32 tells.
    """
    edge, regional = MINUTE_US + 8 * int(rng.integers(1, 99)) + 2, 5 * MINUTE_US + 2
    ends = [2**31, 2**32, 2**53]
    begins = [0, *(end - 2 * int(rng.integers(1, edge // 2 - 9)) for end in ends), 2**55 + 1]
    begins += [2**31 - MINUTE_US - 1, LAST_US - regional]
    keys = different_keys(rng, len(begins))
    asked = [0, 1, edge - 1, edge, regional - 1, regional]
    rows = [
        (begin + after, turn % 3, key, GET)
        for turn, (begin, key) in enumerate(zip(begins, keys, strict=True))
        for after in asked
    ]
    alike = [2**54 + after for after in (0, 2**8, 2**16, 2**24, 2**32)]
    return exact([*rows, *((t, 3, keys[0], GET) for t in alike)], **_ttls(edge, regional))


def long_lives(rng: Rng) -> Case:
    """Lives that no half float, no float and no 32 bits hold, to the microsecond; and a write that
    is not forgotten in a month.
    """
    edge, regional = (2**53 + 2 * int(each) + 1 for each in np.sort(rng.integers(1, 999, 2)))
    rows = []
    for turn, key in enumerate(different_keys(rng, 3)):
        begin = turn * 2**54 + int(rng.integers(0, 2**20))
        asked = (0, 2**32, edge - 1, edge, 2 * edge - 1)
        rows += [(begin + after, turn, key, GET) for after in asked]
        rows += [(begin + regional - 1, 3, key, GET), (begin + regional, (turn + 1) % 3, key, GET)]
    written, kept = different_keys(rng, 5)[3:]
    begin, month = 2**57, 2**42
    rows += [(begin, 0, key, GET) for key in (written, kept)] + [(begin + 1, 1, written, WRITE)]
    rows += [(begin + month, node, key, GET) for node in (0, 2) for key in (written, kept)]
    return exact(rows, **_ttls(edge, regional))


def longest_lives(rng: Rng) -> Case:
    """What is stored in the first moment dies in the last one, in both tiers."""
    one, two = different_keys(rng, 2)
    later = int(rng.integers(1, 99))
    rows = [(0, 0, one, GET), (later, 1, two, GET)]
    rows += [
        (t, node, key, GET) for t in (LAST_US - 1, LAST_US) for node, key in ((0, one), (2, one))
    ]
    return exact([*rows, (LAST_US, 1, two, GET)], **_ttls(LAST_US, LAST_US))


def _ttls(edge: int, regional: int) -> dict[str, int]:
    return {"edge_ttl_us": edge, "regional_ttl_us": regional}


def joined_events(rng: Rng) -> Case:
    """Nodes and keys that are the same where they are joined; then some keys are written."""
    asked = joined_alike(rng)
    written = [key for _, key in asked[::3]]
    rows = [(t, *each, GET) for t, each in enumerate([*asked, *asked])]
    rows += [(len(rows), 0, key, WRITE) for key in written]
    rows += [(2 * len(asked) + 1 + t, *each, GET) for t, each in enumerate([*asked[::-1], *asked])]
    sizes = {"n_nodes": 64, "n_keys": 200_000}
    return exact(rows, **sizes, edge_capacity=1_000_000, regional_capacity=1_000_000)


def all_at_once(rng: Rng) -> Case:
    """Everything in one microsecond: writes of several keys, some twice, and then the gets."""
    keys = different_keys(rng, 4)
    rows = [(5, int(node), keys[i % 4], GET) for i, node in enumerate(rng.integers(0, 3, 12))]
    rows += [(9, i, keys[i % 2], WRITE) for i in (0, 1, 2)]
    rows += [(9, i % 3, keys[int(k)], GET) for i, k in enumerate(rng.integers(0, 4, 40))]
    return exact(rows, edge_capacity=2, regional_capacity=3)


def written_again(rng: Rng) -> Case:
    """A key is written when its copies are dead already, and in the moment in which they die; a
    copy that has been filled since is alive.
    """
    one, two = different_keys(rng, 2)
    edge = int(rng.integers(20, 50))
    rows = [(t, node, key, GET) for t in (0, 1) for node in (0, 1) for key in (one, two)]
    rows += [(10, 2, one, WRITE), (11, 3, one, WRITE), (12, 0, one, GET), (13, 0, one, GET)]
    rows += [(edge, 2, two, WRITE), (edge, 0, two, GET), (edge + 1, 0, two, GET)]
    rows += [(11 + edge, 0, one, GET), (12 + edge, 0, one, GET), (13 + edge, 1, one, GET)]
    rows += [(14 + edge, 1, one, WRITE), (14 + edge, 1, one, WRITE), (15 + edge, 0, one, GET)]
    return exact([*rows, (15 + edge, 0, two, GET)], **_ttls(edge, 3 * edge))


def edges_alone(rng: Rng) -> Case:
    """No regional tier."""
    return _alone(rng, edge_capacity=2, regional_capacity=0)


def region_alone(rng: Rng) -> Case:
    """No edges."""
    return _alone(rng, edge_capacity=0, regional_capacity=2)


def no_tiers_at_all(rng: Rng) -> Case:
    """Neither, and one node: everything comes from the origin."""
    keys = rng.choice(different_keys(rng, 2), 20).tolist()
    rows = [(i // 2, 0, key, GET) for i, key in enumerate([keys[0], *keys])]
    return exact(rows, n_nodes=1, edge_capacity=0, regional_capacity=0)


def _alone(rng: Rng, **capacities: int) -> Case:
    keys = rng.choice(different_keys(rng, 3), 40).tolist()
    rows = [(i // 2, i % 2, key, GET) for i, key in enumerate(keys)]
    rows += [(10, 0, keys[0], WRITE), (30, 0, keys[1], GET), (30, 0, keys[1], GET)]
    return exact(rows, **_ttls(9, 14), **capacities)


def one_node_alone(rng: Rng) -> Case:
    """A single edge, of a single place: what it asks the region for again is the newest there."""
    a, b, *others = different_keys(rng, 6)
    keys = [a, b, *others[:2], a, *others[2:], a, b, others[0]]
    rows = [(t, 0, key, GET) for t, key in enumerate(keys)]
    return exact(rows, n_nodes=1, edge_capacity=1, regional_capacity=4)


def replayed_once(rng: Rng) -> Case:
    """The same system and the same few events each time, in an order that leaves hits."""
    return exact([(t, 0, key, GET) for t, key in enumerate((0, 1, 0, 1, 2))], edge_capacity=2)


def replayed_again(rng: Rng) -> Case:
    """As many of each once more, in another order: what was before is forgotten."""
    return exact([(t, 0, key, GET) for t, key in enumerate((1, 1, 0, 0, 2))], edge_capacity=2)
