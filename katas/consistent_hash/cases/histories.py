"""Cases of the level placement: what is undone, and what looks alike."""

from __future__ import annotations

import numpy as np

from harness.kata import TWO_ALIVE, Case, Rng

from .fleets import MAX_ID, alike_ids, alike_keys
from .script import NODES_MAX, Script, begin


def two_left_and_came_back(rng: Rng) -> Case:
    """Two nodes leave, one after the other or at once, and come back, the last one first."""
    script = begin(rng, 8, 500).look_all().play(~3, ~5).cut().play(5, 3).cut()
    script.remove(6, 1).look_all().cut().add(1, 6).look_all()
    return script.remove(0, 2, 4).look_all().add(4, 2, 0).look_all().case()


def undone_again_and_again(rng: Rng) -> Case:
    """The same node leaves and comes back, another one comes and leaves, over and over; below them
    is a change that is undone at last.
    """
    script = begin(rng, 7, 500).look_all().play(~4)
    for _ in range(3):
        script.play(~2).cut().play(2, 9, ~9)
    return script.remove(2).add(2).add(9).remove(9).look_all().cut().play(4).case()


def twenty_come_and_leave(rng: Rng) -> Case:
    """20 nodes come to 6, and leave in reverse order: at each step keys are where they were."""
    changes = range(6, 26)
    script = begin(rng, 6, 200)
    return script.look_all().play(*changes).cut().undo(*changes).case()


def twenty_leave_and_come_back(rng: Rng) -> Case:
    """20 of 24 nodes leave, and come back in reverse order, some with newcomers in between."""
    changes = [~each for each in rng.permutation(24)[:20].tolist()]
    changes[10:10] = [25, 26]
    return begin(rng, 24, 250).look_all().play(*changes).cut().undo(*changes).case()


def undone_in_another_order(rng: Rng) -> Case:
    """Two leave, and the first is the first to come back: keys may lie elsewhere, and move by the
    rules. What is undone afterwards is undone all the same.
    """
    script = begin(rng, 24, 1_000).look_all().play(~3, ~5).cut().play(3, 5)
    return script.play(~7, 30).cut().undo(~7, 30).undo(3, 5).case()


def idle_in_between(rng: Rng) -> Case:
    """Between a change and its undoing those come who are there, and leave who are not."""
    script = begin(rng, 8, 600).look_all().remove(5).add(3).remove(5).remove(20).look_all()
    script.cut().add(2).add(5).add(5).remove(20).look_all().add(20).add(20).look_all().cut()
    return script.remove(19).remove(20).remove(20).look_all().case()


def two_alive(rng: Rng) -> Case:
    """Another placement of the same nodes is alive, and gets each batch first."""
    script = begin(rng, 8, 800).look_all().cut().play(9).cut().play(10).cut().undo(9, 10)
    script.cut().play(~5).cut().play(~3, 9).cut()
    script.undo(~3, 9).undo(~5).cut().play(~0).look_all()
    return {**script.case(), TWO_ALIVE: True}


def ids_alike(rng: Rng) -> Case:
    """The lowest and the highest id, neighbours, and ids that agree in their lowest bits, leave and
    come back.
    """
    alike = alike_ids(rng)
    count = len(alike)
    others = 10 + rng.permutation(200)[:count]
    changes = [~each for each in rng.permutation(count).tolist()]
    script = begin(rng, 2 * count, 400, np.concatenate([alike, others, [2, 3]])).look_all()
    script.play(*changes).cut().undo(*changes)
    return script.play(~0, ~1, 0, 1, 2 * count, 2 * count + 1).case()


def keys_alike(rng: Rng) -> Case:
    """Keys that agree in most of their bits, or are the ids of nodes; some of them side by side."""
    ids = np.array([1, 5, MAX_ID, 2**16, 2**24], np.int32)
    asked = np.concatenate([alike_keys(rng), ids[:3].astype(np.uint64)])
    keys, numbers = np.unique(asked, return_inverse=True)
    script = Script(rng, 3, keys, ids).look(numbers).play(~0, 3).look(numbers).cut()
    return script.play(4, ~2).look(numbers).undo(~0, 3, 4, ~2).look(numbers).case()


def nobody_at_first(rng: Rng) -> Case:
    """A fleet that begins with nobody: some ask in vain, nodes come, all leave, others come; there
    are batches of nothing, of one lookup, of one change.
    """
    names = np.append(rng.permutation(np.arange(1, 13)), MAX_ID)
    script = begin(rng, 0, 200, names).cut().look_all().remove(3).look_all().cut().cut()
    script.play(12, 0, ~0, ~12).cut().play(1, ~1).add(1).cut().look(np.zeros(1, np.int64)).cut()
    script.play(2).add(*range(3, 6)).look_all().cut().remove(5, 4, 3)
    return script.look_all().cut().play(~2, ~1).case()


def one_at_first(rng: Rng) -> Case:
    """A fleet of one, whose only node leaves, comes back, gets company, and leaves for good."""
    script = begin(rng, 1, 200).look_all().play(~0, 0).cut().play(1).undo(1).play(1, ~0)
    return script.undo(1, ~0).cut().play(~0, 2).case()


def bytes_and_words(rng: Rng) -> Case:
    """Fleets grow and shrink past 32, 64 and 256 nodes."""
    around = int(rng.choice([32, 64]))
    few = begin(rng, around - 2, 900).look_all().play(*range(around - 1, around + 3))
    if rng.random() < 0.5:
        return few.undo(*range(around - 1, around + 3)).play(~0).case()
    many = begin(rng, 254, 1_500).look_all().play(255, 256, 257, 258).cut()
    return many.undo(255, 256, 257, 258).play(~0, ~1).case()


def a_thousand_nodes(rng: Rng) -> Case:
    """As many nodes as there may be; the first and the last leave, and one comes back."""
    script = begin(rng, NODES_MAX, 2_000).look_all().remove(0, NODES_MAX - 1, 500).look_all()
    return script.add(500).look_all().case()
