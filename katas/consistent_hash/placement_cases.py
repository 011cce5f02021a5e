"""Streams of lookups and changes for the levels placement and rolling-replacement.

A case also says which key each lookup asks for, by number (`_key`; -1 for a change), and how many
keys there are (`_keys`): checks remember keys by their numbers. Nodes come and go while the same
keys are asked for again and again, in another order, so that every move is seen.
"""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Workload
from katas import traces

from .rings import Rng, any_keys, node_ids

LOOKUP, ADD, REMOVE = range(3)


class Script:
    """A stream told step by step: lookups of the keys by their numbers, changes, ends of batches.

    Nodes are told by number: 0 ... nodes - 1 are there from the beginning, higher ones are new.
    """

    def __init__(self, rng: Rng, nodes: int, keys: np.ndarray) -> None:
        self.rng, self.keys = rng, keys
        self.names = node_ids(rng, 2 * nodes + 20)
        self.start = self.names[:nodes]
        self.parts: list[tuple[np.ndarray, ...]] = []
        self.batches: list[Case] = []

    def look(self, numbers: np.ndarray) -> Script:
        """Lookups of these keys."""
        self.parts.append(
            (np.zeros(len(numbers), np.uint8), self.keys[numbers], numbers.astype(np.int32))
        )
        return self

    def look_all(self) -> Script:
        """Every key once, in an order of its own."""
        return self.look(self.rng.permutation(len(self.keys)))

    def add(self, *nodes: int) -> Script:
        return self._change(ADD, nodes)

    def remove(self, *nodes: int) -> Script:
        return self._change(REMOVE, nodes)

    def _change(self, kind: int, nodes: tuple[int, ...]) -> Script:
        kinds = np.full(len(nodes), kind, np.uint8)
        args = self.names[list(nodes)].astype(np.uint64)
        self.parts.append((kinds, args, np.full(len(nodes), -1, np.int32)))
        return self

    def cut(self) -> Script:
        """End the batch."""
        columns = zip(*self.parts, strict=True) if self.parts else ((), (), ())
        types = (np.uint8, np.uint64, np.int32)
        joined = [
            np.concatenate([*parts, np.zeros(0, dtype)]).astype(dtype)
            for parts, dtype in zip(columns, types, strict=True)
        ]
        self.batches.append(dict(zip(("kind", "arg", "_key"), joined, strict=True)))
        self.parts = []
        return self

    def case(self) -> Case:
        """The whole stream."""
        if self.parts:
            self.cut()
        return {"node": self.start.copy(), "batches": self.batches, "_keys": len(self.keys)}


def _script(rng: Rng, nodes: int, keys: int = 3_000) -> Script:
    return Script(rng, nodes, np.unique(any_keys(rng, keys)))


def quiet_fleet(rng: Rng) -> Case:
    """Nothing changes, and keys keep their owners, within a batch and from batch to batch."""
    script = _script(rng, 7, 500).look_all().look_all().cut().look_all().cut()
    return script.cut().look_all().case()


def even_shares(rng: Rng) -> Case:
    """40,000 keys on 40 nodes: everybody gets about a thousand."""
    return _script(rng, 40, 40_000).look_all().case()


def structured_keys(rng: Rng) -> Case:
    """Keys that count up, count in large steps, or differ in their highest bits only."""
    steps = [1, 2 ** int(rng.integers(8, 33)), 1000, 2**49]
    offset = int(rng.integers(0, 2**20))
    keys = [np.arange(10_000, dtype=np.uint64) * np.uint64(step) for step in steps]
    numbers = np.unique(np.concatenate(keys) + np.uint64(offset))
    return Script(rng, 32, numbers).look_all().case()


def first_node_leaves(rng: Rng) -> Case:
    """The node that was listed first goes."""
    return _script(rng, 10).look_all().remove(0).look_all().case()


def middle_node_leaves(rng: Rng) -> Case:
    """A node in the middle goes: those after it are not renumbered."""
    gone = int(rng.integers(3, 8))
    return _script(rng, 11).look_all().remove(gone).look_all().case()


def last_node_leaves(rng: Rng) -> Case:
    """The node that was listed last goes."""
    return _script(rng, 10).look_all().remove(9).look_all().case()


def node_comes(rng: Rng) -> Case:
    """Somebody new gets a share from everybody, in the middle of a batch."""
    script = _script(rng, 24, 24_000).look_all().add(30).look_all().cut().add(31).look_all()
    return script.case()


def same_keys_again(rng: Rng) -> Case:
    """The same requests in the same order, batch by batch, and nodes leave in between."""
    script = _script(rng, 8, 2_000)
    numbers = rng.permutation(len(script.keys))
    script.remove(20).look(numbers).cut()
    for gone in (2, 5, 0):
        script.remove(gone).look(numbers).cut()
    return script.case()


def left_and_came_back(rng: Rng) -> Case:
    """A node leaves and comes back: everything is where it was. Then one comes that is new."""
    node = int(rng.integers(0, 24))
    script = _script(rng, 24, 12_000).look_all().remove(node).look_all().add(node).look_all()
    return script.add(30).look_all().case()


def came_and_left(rng: Rng) -> Case:
    """A node comes and leaves: everything is where it was."""
    return _script(rng, 9).look_all().add(15).look_all().remove(15).look_all().case()


def undone_in_reverse(rng: Rng) -> Case:
    """Changes are taken back one after the other, the last one first.

    The node that leaves and comes back in between is neither the last by id nor the last in the
    list. So in a list of the nodes it stands elsewhere afterwards, and what is dealt in the order
    of that list, and not taken back, is dealt to others.
    """
    script = _script(rng, 9)
    lowest = np.argsort(script.start)[:4]
    b = int(rng.choice(lowest[lowest < 7]))
    a = (b + int(rng.integers(1, 9))) % 9
    script.look_all().remove(a).look_all().add(15).look_all().cut()
    script.remove(b).look_all().add(b).look_all().remove(15).look_all().cut()
    return script.add(a).look_all().case()


def idle_changes(rng: Rng) -> Case:
    """Who is there already comes, and who is not there leaves: nothing happens."""
    script = _script(rng, 8, 8_000).look_all().add(3).remove(12).look_all().cut()
    return script.remove(5).remove(5).look_all().add(5).add(5).look_all().case()


def nobody_left(rng: Rng) -> Case:
    """All nodes leave one by one, then some come back: without nodes the owner is 0."""
    script = _script(rng, 3, 300).look_all().remove(1).look_all().remove(2).look_all()
    script.remove(0).look_all().cut().look_all().add(9).look_all().add(1).look_all()
    return script.case()


def half_the_fleet_leaves(rng: Rng) -> Case:
    """20 of 40 nodes leave, and what they had is spread over all others."""
    script = _script(rng, 40, 30_000).look_all().cut()
    return script.remove(*rng.permutation(40)[:20].tolist()).look_all().case()


def fleet_doubles(rng: Rng) -> Case:
    """24 nodes become 48, all of them with even shares."""
    return _script(rng, 24, 48_000).look_all().add(*range(24, 48)).look_all().case()


def random_changes(rng: Rng) -> Case:
    """Nodes come and go at random, some of them at once."""
    script = _script(rng, 24, 12_000).look_all()
    live = set(range(24))
    for _ in range(12):
        node = int(rng.integers(0, 40))
        (script.remove if node in live else script.add)(node)
        live ^= {node}
        if rng.random() < 0.7:
            script.look_all()
        if rng.random() < 0.3:
            script.cut()
    return script.look_all().case()


BATCHES, PER_BATCH = 8, 2_000_000


def _make_steady(rng: Rng, nodes: int) -> Case:
    """Two million lookups of a million keys a batch, and in each batch four changes."""
    script = Script(rng, nodes, any_keys(rng, 1_000_000))
    gone: list[int] = []
    for _ in range(BATCHES):
        for n in range(4):
            numbers = rng.integers(0, 1_000_000, PER_BATCH // 4 - 1, np.int32)
            script.look(numbers)
            if n % 2 == 0:
                gone.append(int(rng.choice(np.setdiff1d(np.arange(nodes), gone))))
                script.remove(gone[-1])
            elif n == 1:
                script.add(gone.pop())
            else:
                script.add(nodes + len(script.batches))
        script.cut()
    return script.case()


def _events(case: Case) -> int:
    return sum(len(batch["kind"]) for batch in case["batches"])


def steady_workload(nodes: int) -> Workload:
    """Sixteen million events in eight batches."""
    return Workload(lambda rng: _make_steady(rng, nodes), _events, "events")


WAVES = (1, 1, 1, 1, 2, 2, 4)
"""How many nodes are down at a time: twelve in all, a quarter of 48."""


def _rollout(rng: Rng, nodes: int, keys: int, gap: int, between: int) -> Case:
    """Nodes restart wave by wave; each is replaced by an empty spare after a gap.

    `_trouble`: the first event of the first wave.
    """
    script = Script(rng, nodes, any_keys(rng, keys))
    gaps = 4 * between + len(WAVES) * (1 + between)
    asked = iter(traces.zipf_ranks(rng, gaps * gap, keys, 0.8).reshape(gaps, gap))

    def traffic(parts: int) -> None:
        for _ in range(parts):
            script.look(next(asked))
        script.cut()

    traffic(4 * between)
    trouble = _events({"batches": script.batches})
    doomed = iter(rng.permutation(nodes).tolist())
    spare = iter(range(nodes, 2 * nodes))
    for wave in WAVES:
        script.remove(*(next(doomed) for _ in range(min(wave, nodes // 4))))
        traffic(1)
        script.add(*(next(spare) for _ in range(min(wave, nodes // 4))))
        traffic(between)
    return {**script.case(), "_trouble": (trouble,)}


def one_replacement(rng: Rng) -> Case:
    """One node is replaced by a spare."""
    node = int(rng.integers(0, 24))
    script = _script(rng, 24, 12_000).look_all().remove(node).look_all().add(30).look_all()
    return {**script.case(), "_trouble": (12_000,)}


def overlapping_replacements(rng: Rng) -> Case:
    """Two nodes are down before the first spare comes, and another leaves before the second."""
    script = _script(rng, 24, 12_000).look_all().remove(3, 7).look_all().add(30).look_all()
    script.remove(9).look_all().add(31).look_all().add(32).look_all()
    return {**script.case(), "_trouble": (12_000,)}


def small_rollout(rng: Rng) -> Case:
    """The incident with 24 nodes and 2,000 keys."""
    return _rollout(rng, 32, 2_000, 400, 3)


def rollout_workload() -> Workload:
    """48 nodes, 100,000 keys, twelve replacements."""
    return Workload(lambda rng: _rollout(rng, 48, 100_000, 5_000, 6), _events, "requests")
