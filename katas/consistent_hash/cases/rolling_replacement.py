"""Cases of the level rolling-replacement."""

from __future__ import annotations

from harness.kata import Case, Rng, Workload
from katas import traces

from ..streams import events_of
from .fleets import any_keys
from .script import Script, begin

__all__ = [
    "one_replacement",
    "overlapping_replacements",
    "small_rollout",
]

WAVES = (1, 1, 1, 1, 2, 2, 4)
"""How many nodes are down at a time: twelve in all, a quarter of 48."""


def one_replacement(rng: Rng) -> Case:
    """One node is replaced by a spare."""
    node = int(rng.integers(0, 24))
    script = begin(rng, 24, 2_600).look_all().remove(node).look_all().add(30).look_all()
    return script.case()


def overlapping_replacements(rng: Rng) -> Case:
    """Two nodes are down before the first spare comes, and another leaves before the second."""
    script = begin(rng, 24, 2_600).look_all().remove(3, 7).look_all().add(30).look_all()
    script.remove(9).look_all().add(31).look_all().add(32).look_all()
    return script.case()


def small_rollout(rng: Rng) -> Case:
    """The incident with 32 nodes and 2,000 keys."""
    return _rollout(rng, 32, 2_000, 400, 3)


def _rollout(rng: Rng, nodes: int, keys: int, gap: int, between: int) -> Case:
    """Nodes restart wave by wave; each is replaced by an empty spare after a gap."""
    script = Script(rng, nodes, any_keys(rng, keys))
    gaps = 4 * between + len(WAVES) * (1 + between)
    asked = iter(traces.zipf_ranks(rng, gaps * gap, keys, 0.8).reshape(gaps, gap))

    def traffic(parts: int) -> None:
        for _ in range(parts):
            script.look(next(asked))
        script.cut()

    traffic(4 * between)
    doomed = iter(rng.permutation(nodes).tolist())
    spare = iter(range(nodes, 2 * nodes))
    for wave in WAVES:
        script.remove(*(next(doomed) for _ in range(min(wave, nodes // 4))))
        traffic(1)
        script.add(*(next(spare) for _ in range(min(wave, nodes // 4))))
        traffic(between)
    return script.case()


def _full_size(rng: Rng) -> Case:
    """48 nodes, 100,000 keys, twelve replacements."""
    return _rollout(rng, 48, 100_000, 5_000, 6)


WORKLOADS = {"rollout": Workload(_full_size, events_of, "requests")}
