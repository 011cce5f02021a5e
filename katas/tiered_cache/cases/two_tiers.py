"""Requests for the level two-tiers, from none to a million."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng, Workload
from katas import traces

from .keys import different_keys, joined_alike, shuffled

__all__ = [
    "worked_example",
    "edges_are_apart",
    "edge_recency",
    "edge_hits_stay_at_the_edge",
    "regional_recency",
    "edge_of_one",
    "no_edges",
    "no_regional_tier",
    "no_tiers",
    "negative_edge",
    "negative_regional",
    "loop_too_long",
    "no_requests",
    "last_node_and_key",
    "random_requests",
    "one_request",
    "one_node_one_key",
    "as_many_as_there_is_room",
    "joined_requests",
    "refused_with_nothing_asked",
    "two_negative_ones",
    "keys_all_over",
    "negative_edge_beyond_bits",
    "negative_regional_beyond_bits",
    "nowhere_but_at_the_edges",
    "one_node",
    "dealt_once",
    "dealt_again",
]
DEPTH = ("many_others_at_the_edge", "many_others_in_the_region", "many_evicted", "many_edge_hits")
MANY = 70_000
"""More than 2^16."""


def _case(
    node: object, key: object, edge: int, regional: int, n_nodes: int = 0, n_keys: int = 0
) -> Case:
    nodes, keys = np.array(node, np.int16), np.array(key, np.int32)
    return {
        "node": nodes,
        "key": keys,
        "n_nodes": n_nodes or int(nodes.max(initial=0)) + 1,
        "n_keys": n_keys or int(keys.max(initial=0)) + 1,
        "edge_capacity": int(edge),
        "regional_capacity": int(regional),
    }


def worked_example(rng: Rng) -> Case:
    """The example of the starter, with other names."""
    a, b, c = different_keys(rng, 3)
    first, second = rng.permutation(2)
    nodes = np.array([first, first, second, first, first, first, second])
    return _case(nodes, [a, b, a, c, a, b, a], 2, 3, n_nodes=2)


def edges_are_apart(rng: Rng) -> Case:
    """Each of seven edges asks for the same keys, one after the other: no edge knows another's."""
    n_nodes, keys = 7, different_keys(rng, 5)
    nodes = np.repeat(rng.permutation(n_nodes), 10)
    return _case(nodes, np.tile(keys, 2 * n_nodes), 5, 5, n_nodes)


def edge_recency(rng: Rng) -> Case:
    """An edge's keys are asked for again in another order, then one newcomer comes, then all."""
    keys = np.array(different_keys(rng, 7))
    residents, newcomer = keys[:6], keys[6:]
    refreshed = np.concatenate([residents[1:][rng.permutation(5)], residents[:1]])
    order = np.concatenate([residents, refreshed, newcomer, refreshed[::-1]])
    return _case(np.full(len(order), int(rng.integers(0, 3))), order, 6, 50, n_nodes=3)


def edge_hits_stay_at_the_edge(rng: Rng) -> Case:
    """A key lives on edge hits alone while others pass the regional tier: there it must go.

    Then another edge asks for it.
    """
    loved, *others = different_keys(rng, 9)
    nodes, keys = [0], [loved]
    for other in others:
        nodes += [1, 0]
        keys += [other, loved]
    return _case([*nodes, 2], [*keys, loved], 2, 4, n_nodes=3)


def regional_recency(rng: Rng) -> Case:
    """A regional hit makes its key the last to go there: others ask for it from new edges."""
    loved, *others = different_keys(rng, 8)
    nodes, keys = [0], [loved]
    for turn, other in enumerate(others):
        nodes += [0, 1 + turn % 5]
        keys += [other, loved]
    return _case([*nodes, 6, 6], [*keys, loved, others[0]], 1, 3, n_nodes=7)


def edge_of_one(rng: Rng) -> Case:
    """One place at every edge: only a key asked for twice in a row, at one edge, hits there."""
    return _case(rng.integers(0, 3, 120), rng.integers(0, 4, 120), 1, 2, 3, 4)


def no_edges(rng: Rng) -> Case:
    """Edges without a place: the regional tier sees every request."""
    return _case(rng.integers(0, 4, 80), rng.integers(0, 6, 80), 0, 4, 4, 6)


def no_regional_tier(rng: Rng) -> Case:
    """What an edge has not comes from the origin."""
    return _case(rng.integers(0, 4, 80), rng.integers(0, 6, 80), 3, 0, 4, 6)


def no_tiers(rng: Rng) -> Case:
    """Nobody keeps anything."""
    return _case(rng.integers(0, 2, 12), np.repeat(rng.integers(0, 3, 6), 2), 0, 0, 2, 3)


def negative_edge(rng: Rng) -> Case:
    """ValueError, and nothing is answered."""
    return _case([0, 1, 0], different_keys(rng, 3), -int(rng.integers(1, 5)), 4, 2)


def negative_regional(rng: Rng) -> Case:
    """The same behind the edges."""
    return _case([0, 1, 0], different_keys(rng, 3), 4, -int(rng.integers(1, 5)), 2)


def loop_too_long(rng: Rng) -> Case:
    """A loop of one key more than an edge holds, then one more than the regional tier holds."""
    edge = int(rng.integers(2, 5))
    regional = edge + int(rng.integers(2, 6))
    loops = [np.tile(different_keys(rng, size + 1), 4) for size in (edge, regional)]
    keys = np.concatenate([*loops, np.tile(loops[1][:regional], 3)])
    return _case(np.zeros(len(keys)), keys, edge, regional)


def no_requests(rng: Rng) -> Case:
    """An empty trace."""
    return _case([], [], int(rng.integers(0, 4)), int(rng.integers(0, 4)), 2, 5)


def last_node_and_key(rng: Rng) -> Case:
    """Sixty-four edges; the first and the last of everything, and keys that stay unknown."""
    n_nodes, n_keys = 64, int(rng.integers(500, 900))
    nodes = np.concatenate([[63, 0, 63, 0], rng.integers(0, 64, 60), [63, 0]])
    keys = np.concatenate([[n_keys - 1, 0, 0, n_keys - 1], rng.integers(0, n_keys, 60)])
    return _case(nodes, [*keys, n_keys - 1, 0], 3, 40, n_nodes, n_keys)


def random_requests(rng: Rng) -> Case:
    """Some hundred of the usual kind."""
    n_nodes = int(rng.integers(2, 7))
    keys = rng.permutation(120)[traces.zipf_ranks(rng, 600, 120)]
    sizes = int(rng.integers(3, 12)), int(rng.integers(10, 40))
    return _case(rng.integers(0, n_nodes, 600), keys, *sizes, n_nodes, 120)


def one_request(rng: Rng) -> Case:
    """A single request, for one key of the most there may be."""
    return _case([int(rng.integers(0, 64))], [999_999], 3, 3, 64, 1_000_000)


def one_node_one_key(rng: Rng) -> Case:
    """There is one of everything, and it is asked for again and again."""
    asked = [0] * int(rng.integers(3, 9))
    return _case(asked, asked, 1, 1)


def as_many_as_there_is_room(rng: Rng) -> Case:
    """At an edge, and in the regional tier, a key is asked for again after as many others as leave
    it its place, and another after one more.
    """
    edge, regional = int(rng.integers(1, 5)), int(rng.integers(6, 9))
    at_edge, in_region = np.split(rng.permutation(100)[: edge + 1 + regional + 1], [edge + 1])
    keys = [*at_edge[:-1], *at_edge, *at_edge]
    nodes = [0] * len(keys) + [1] * regional + [2, 3, 4, 5]
    keys += [*in_region[:-1], in_region[0], in_region[1], in_region[-1], in_region[2]]
    return _case(nodes, keys, edge, regional, n_keys=100)


def joined_requests(rng: Rng) -> Case:
    """Requests that are the same where node and key are joined, in 24 bits too; all tiers have room
    for all.
    """
    one = int(rng.integers(100, 1_000))
    in_24_bits = [(one % 9, one + 17_000_000 - 2**24), (one % 9 + 17, one)]
    node, key = zip(*joined_alike(rng), *in_24_bits, strict=True)
    sizes = 1_000_000, 1_000_000, 64, 1_000_000
    return _case([*node, *node, *node[::-1]], [*key, *key, *key], *sizes)


def refused_with_nothing_asked(rng: Rng) -> Case:
    """The most negative capacities, and no requests: ValueError all the same."""
    return _case([], [], -(2**63), -(2**63), 2, 5)


def two_negative_ones(rng: Rng) -> Case:
    """Both capacities are negative; their lowest 8, 16 and 32 bits are not."""
    edge, regional = (2**54 * int(each) - 1 for each in rng.integers(1, 99, 2))
    return _case([0, 1, 0], different_keys(rng, 3), -edge, -regional, 2)


def keys_all_over(rng: Rng) -> Case:
    """Keys from everywhere, each asked for twice; `n_keys` is 1 in its lowest 16 bits."""
    n_keys = 15 * 2**16 + 1
    keys = np.append(rng.choice(n_keys - 1, 300, replace=False), n_keys - 1)
    return _case(np.zeros(602), keys.repeat(2), 1, 2, 1, n_keys)


def negative_edge_beyond_bits(rng: Rng) -> Case:
    """One capacity is negative, and positive in its lowest 8, 16 and 32 bits."""
    edge = 2**54 * int(rng.integers(1, 99)) - 1
    return _case([0, 1, 0], different_keys(rng, 3), -edge, 4, 2)


def negative_regional_beyond_bits(rng: Rng) -> Case:
    """The same behind the edges."""
    regional = 2**54 * int(rng.integers(1, 99)) - 1
    return _case([0, 1, 0], different_keys(rng, 3), 4, -regional, 2)


def nowhere_but_at_the_edges(rng: Rng) -> Case:
    """No regional tier, and edges with room for all but one key."""
    edge = int(rng.integers(2, 6))
    return _case(np.repeat([0, 1, 0], 4 * edge), rng.integers(0, edge + 1, 12 * edge), edge, 0)


def one_node(rng: Rng) -> Case:
    """A single edge, of a single place: what it asks the region for again is the newest there."""
    a, b, *others = different_keys(rng, 6)
    return _case(np.zeros(10), [a, b, *others[:2], a, *others[2:], a, b, others[0]], 1, 4)


def dealt_once(rng: Rng) -> Case:
    """The same sizes and the same few requests each time, in an order that leaves hits."""
    return _case(np.zeros(5), [0, 1, 0, 1, 2], 2, 2, 2, 9)


def dealt_again(rng: Rng) -> Case:
    """As many of each once more, in another order: what was before is forgotten."""
    return _case(np.zeros(5), [1, 1, 0, 0, 2], 2, 2, 2, 9)


def many_others_at_the_edge(rng: Rng) -> Case:
    """Some keys come back after more than 2^16 others; there is room for them, but not for all."""
    first, others = np.split(rng.permutation(MANY + 20), [10])
    newcomers = others[-10:]
    keys = np.concatenate([first, others[:-10], first[:5], newcomers[:5], first])
    edge, regional = MANY + 10, int(rng.integers(3, 9))
    return _case(np.append(np.zeros(len(keys)), [1] * 5), [*keys, *first[:5]], edge, regional)


def many_others_in_the_region(rng: Rng) -> Case:
    """The same behind small edges; and other nodes come and ask for the oldest."""
    first, others = np.split(rng.permutation(MANY + 20), [10])
    keys = np.concatenate([first, others[:-10], first[:5], others[-5:], first, first])
    nodes = np.append(rng.integers(0, 3, len(keys) - 25), np.repeat([3, 3, 4, 5], [5, 5, 10, 5]))
    return _case(nodes, keys, 2, MANY + 10)


def many_evicted(rng: Rng) -> Case:
    """More than 2^16 keys pass small tiers; the first of them come back, and nobody has them."""
    keys = rng.permutation(MANY)
    nodes = rng.integers(0, 3, MANY)
    return _case([*nodes, *nodes[:9], *nodes[:9]], [*keys, *keys[:9], *keys[:9]], 5, 9)


def many_edge_hits(rng: Rng) -> Case:
    """One key is asked for more than 2^16 times in a row; others have waited since before that, and
    then it matters who was used last.
    """
    loved, *others = different_keys(rng, 6)
    rest = np.array([(1, other) for other in others] + [(0, others[0])])
    back = np.array([(1, other) for other in others] + [(0, others[0]), (2, loved), (2, others[0])])
    back = np.append(back, [(0, others[1]), (0, others[0]), (0, loved), (0, others[1])], axis=0)
    hits = np.column_stack([np.zeros(MANY, np.int64), np.full(MANY, loved)])
    nodes, keys = np.concatenate([rest, hits, back]).T
    return _case(nodes, keys, 2, 5)


N_REQUESTS, N_NODES, N_KEYS = 1_000_000, 8, 1_000_000


def _eight_edges(rng: Rng) -> Case:
    """A million requests at eight edges, Zipf over a million keys. Made anew for every call."""
    keys = shuffled(rng, traces.zipf_ranks(rng, N_REQUESTS, N_KEYS), N_KEYS)
    nodes = rng.integers(0, N_NODES, N_REQUESTS, np.int16)
    return _case(nodes, keys, 10_000, 50_000, N_NODES, N_KEYS)


WORKLOADS = {"eight_edges": Workload(_eight_edges, lambda case: len(case["key"]), "requests")}
