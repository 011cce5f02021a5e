"""Cases of the level placement."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng, Workload

from ..streams import events_of
from .fleets import LAST_PLACE, any_keys
from .histories import (
    a_thousand_nodes,
    bytes_and_words,
    idle_in_between,
    ids_alike,
    keys_alike,
    nobody_at_first,
    one_at_first,
    twenty_come_and_leave,
    twenty_leave_and_come_back,
    two_alive,
    two_left_and_came_back,
    undone_again_and_again,
    undone_in_another_order,
)
from .long_histories import (
    as_many_changes_as_may_be as as_many_changes_as_may_be,
)
from .long_histories import (
    even_among_a_thousand as even_among_a_thousand,
)
from .long_histories import (
    grows_from_nothing as grows_from_nothing,
)
from .long_histories import (
    many_batches as many_batches,
)
from .long_histories import (
    many_idle_changes as many_idle_changes,
)
from .long_histories import (
    many_keys_between as many_keys_between,
)
from .long_histories import (
    many_requests_of_one as many_requests_of_one,
)
from .script import Script, begin

__all__ = [
    "quiet_fleet",
    "even_shares",
    "structured_keys",
    "first_node_leaves",
    "middle_node_leaves",
    "last_node_leaves",
    "node_comes",
    "same_keys_again",
    "left_and_came_back",
    "came_and_left",
    "undone_in_reverse",
    "idle_changes",
    "nobody_left",
    "half_the_fleet_leaves",
    "fleet_doubles",
    "random_changes",
    "two_left_and_came_back",
    "undone_again_and_again",
    "twenty_come_and_leave",
    "twenty_leave_and_come_back",
    "undone_in_another_order",
    "idle_in_between",
    "two_alive",
    "ids_alike",
    "keys_alike",
    "nobody_at_first",
    "one_at_first",
    "bytes_and_words",
    "a_thousand_nodes",
]
DEPTH = (
    "many_keys_between",
    "many_requests_of_one",
    "many_idle_changes",
    "as_many_changes_as_may_be",
    "grows_from_nothing",
    "even_among_a_thousand",
    "many_batches",
)


def quiet_fleet(rng: Rng) -> Case:
    """Nothing changes, and keys keep their owners, within a batch and from batch to batch."""
    script = begin(rng, 7, 500).look_all().look_all().cut().look_all().cut()
    return script.cut().look_all().case()


def even_shares(rng: Rng) -> Case:
    """30,000 keys on 100 nodes: everybody gets about 300."""
    return begin(rng, 100, 30_000).look_all().case()


def structured_keys(rng: Rng) -> Case:
    """Keys that count up, count in large steps, differ in their highest bits only, or end where
    numbers end.
    """
    steps = [1, 2 ** int(rng.integers(8, 33)), 1000, 2**49]
    offset = int(rng.integers(0, 2**20))
    keys = [np.arange(3_000, dtype=np.uint64) * np.uint64(step) for step in steps]
    last = np.uint64(LAST_PLACE - int(rng.integers(0, 2**20))) - np.arange(3_000, dtype=np.uint64)
    numbers = np.unique(np.concatenate([np.concatenate(keys) + np.uint64(offset), last]))
    return Script(rng, 20, numbers).look_all().case()


def first_node_leaves(rng: Rng) -> Case:
    """The node that was listed first goes."""
    return begin(rng, 10).look_all().remove(0).look_all().case()


def middle_node_leaves(rng: Rng) -> Case:
    """A node in the middle goes: those after it are not renumbered."""
    gone = int(rng.integers(3, 8))
    return begin(rng, 11).look_all().remove(gone).look_all().case()


def last_node_leaves(rng: Rng) -> Case:
    """The node that was listed last goes."""
    return begin(rng, 10).look_all().remove(9).look_all().case()


def node_comes(rng: Rng) -> Case:
    """Somebody new gets a share from everybody, in the middle of a batch."""
    script = begin(rng, 24, 6_000).look_all().add(30).look_all().cut().add(31).look_all()
    return script.case()


def same_keys_again(rng: Rng) -> Case:
    """The same requests in the same order, batch by batch, and nodes leave in between."""
    script = begin(rng, 8, 900)
    numbers = rng.permutation(len(script.keys))
    script.remove(20).look(numbers).cut()
    for gone in (2, 5, 0):
        script.remove(gone).look(numbers).cut()
    return script.case()


def left_and_came_back(rng: Rng) -> Case:
    """A node leaves and comes back: everything is where it was. Then one comes that is new."""
    node = int(rng.integers(0, 24))
    script = begin(rng, 24, 4_800).look_all().remove(node).look_all().add(node).look_all()
    return script.add(30).look_all().case()


def came_and_left(rng: Rng) -> Case:
    """A node comes and leaves: everything is where it was."""
    return begin(rng, 9).look_all().add(15).look_all().remove(15).look_all().case()


def undone_in_reverse(rng: Rng) -> Case:
    """Changes are taken back one after the other, the last one first.

    The node that leaves and comes back in between is neither the last by id nor the last in the
    list. So in a list of the nodes it stands elsewhere afterwards, and what is dealt in the order
    of that list, and not taken back, is dealt to others.
    """
    script = begin(rng, 9)
    lowest = np.argsort(script.start)[:4]
    b = int(rng.choice(lowest[lowest < 7]))
    a = (b + int(rng.integers(1, 9))) % 9
    script.look_all().remove(a).look_all().add(15).look_all().cut()
    script.remove(b).look_all().add(b).look_all().remove(15).look_all().cut()
    return script.add(a).look_all().case()


def idle_changes(rng: Rng) -> Case:
    """Who is there already comes, and who is not there leaves: nothing happens."""
    script = begin(rng, 8, 2_000).look_all().add(3).remove(12).look_all().cut()
    return script.remove(5).remove(5).look_all().add(5).add(5).look_all().case()


def nobody_left(rng: Rng) -> Case:
    """All nodes leave one by one, then some come back: without nodes the owner is 0."""
    script = begin(rng, 3, 300).look_all().remove(1).look_all().remove(2).look_all()
    script.remove(0).look_all().cut().look_all().add(9).look_all().add(1).look_all()
    return script.case()


def half_the_fleet_leaves(rng: Rng) -> Case:
    """20 of 40 nodes leave, and what they had is spread over all others."""
    script = begin(rng, 40, 6_000).look_all().cut()
    return script.remove(*rng.permutation(40)[:20].tolist()).look_all().case()


def fleet_doubles(rng: Rng) -> Case:
    """24 nodes become 48, all of them with even shares."""
    return begin(rng, 24, 10_000).look_all().add(*range(24, 48)).look_all().case()


def random_changes(rng: Rng) -> Case:
    """Nodes come and go at random, some of them at once."""
    script = begin(rng, 24, 3_000).look_all()
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
    """Two million lookups of a million keys a batch. In its first half a node leaves and comes
    back, another leaves and is replaced, somebody comes who is there; the second half is quiet.
    """
    script = Script(rng, nodes, any_keys(rng, 1_000_000))
    there = [*range(nodes)]
    for batch in range(BATCHES):
        back, gone = (there.pop(int(rng.integers(0, len(there)))) for _ in range(2))
        for change in ((~back,), (back, there[0]), (~gone,), (nodes + batch,)):
            script.look(rng.integers(0, 1_000_000, PER_BATCH // 8 - len(change), np.int32))
            for each in change:
                (script.add if each >= 0 else script.remove)(max(each, ~each))
        there += [back, nodes + batch]
        script.look(rng.integers(0, 1_000_000, PER_BATCH // 2, np.int32)).cut()
    return script.as_played()


def _workload(nodes: int) -> Workload:
    """Sixteen million events in eight batches."""
    return Workload(lambda rng: _make_steady(rng, nodes), events_of, "events")


WORKLOADS: dict[str, Workload] = {
    "steady_hundred": _workload(100),
    "steady_thousand": _workload(1_000),
}
