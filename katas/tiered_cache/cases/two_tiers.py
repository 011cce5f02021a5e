"""Requests for the level two-tiers, from none to a million."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng, Workload
from katas import traces

from .keys import different_keys, shuffled

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
]


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
    """Every edge asks for the same keys, one edge after the other: no edge knows another's."""
    n_nodes, keys = int(rng.integers(3, 9)), different_keys(rng, 5)
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


N_REQUESTS, N_NODES, N_KEYS = 1_000_000, 8, 1_000_000


def _eight_edges(rng: Rng) -> Case:
    """A million requests at eight edges, Zipf over a million keys. Made anew for every call."""
    keys = shuffled(rng, traces.zipf_ranks(rng, N_REQUESTS, N_KEYS), N_KEYS)
    nodes = rng.integers(0, N_NODES, N_REQUESTS, np.int16)
    return _case(nodes, keys, 10_000, 50_000, N_NODES, N_KEYS)


WORKLOADS = {"eight_edges": Workload(_eight_edges, lambda case: len(case["key"]), "requests")}
