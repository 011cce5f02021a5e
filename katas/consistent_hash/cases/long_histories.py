"""Cases of the level placement in which what matters is older than anything one would keep."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng

from .fleets import MANY, any_keys
from .script import BATCHES_MAX, CHANGES_MAX, NODES_MAX, Script, begin


def many_keys_between(rng: Rng) -> Case:
    """66,000 keys are asked for before the first ones come again, where they were; then nodes
    leave, as many keys come in between, and the nodes come back.
    """
    script = Script(rng, 6, any_keys(rng, MANY))
    first = np.arange(1_000)
    script.look(np.arange(MANY)).look(first).cut().remove(2, 4).look(np.arange(MANY)).look(first)
    return script.add(9).look(first).cut().remove(9).look(first).add(4, 2).look(first).case()


def many_requests_of_one(rng: Rng) -> Case:
    """One key is asked for 66,000 times, before and after a change; then the others again."""
    script = begin(rng, 6, 1_000).look_all().remove(3).look_all()
    script.look(np.zeros(MANY, np.int32)).look_all().cut().look(np.zeros(MANY, np.int32))
    return script.add(3).look_all().case()


def many_idle_changes(rng: Rng) -> Case:
    """Two nodes leave; 66,000 times somebody leaves who never was there, each with an id of his
    own, and some come who are there; then the two come back.
    """
    names = np.append(np.arange(1, 9), 100 + rng.permutation(MANY))
    script = begin(rng, 8, 1_000, names).look_all().play(~3, ~5)
    script.remove(*range(8, 8 + MANY)).look_all().cut().add(*np.resize([1, 2, 7, 0], 300).tolist())
    return script.look_all().play(5, 3).case()


def as_many_changes_as_may_be(rng: Rng) -> Case:
    """200 nodes become 700, then one leaves and another comes in its place, time after time; and
    all of that is taken back, change by change.
    """
    start, most, pairs = 200, 700, CHANGES_MAX // 4 - 251
    script = Script(rng, start, any_keys(rng, 400), np.arange(1, most + pairs + 1))
    changes, there = [*range(start, most)], [*range(most)]
    for new in range(most, most + pairs):
        changes += [~there.pop(int(rng.integers(0, len(there) - 1))), new]
        there.append(new)
    script.look_all()
    for number, each in enumerate([*changes, *(~each for each in reversed(changes))]):
        (script.add if each >= 0 else script.remove)(max(each, ~each))
        if number % 100 == 99:
            script.look_all()
    return script.look_all().cut().case()


def grows_from_nothing(rng: Rng) -> Case:
    """300 nodes come where nobody was, and leave in reverse; nobody is left."""
    script = Script(rng, 0, any_keys(rng, 2_000), np.arange(1, 301))
    stops = (0, 1, 2, 31, 32, 33, 63, 64, 127, 128, 254, 255, 256, 299)
    for node in range(300):
        script.add(node)
        if node in stops:
            script.look_all()
    script.cut()
    for node in reversed(range(300)):
        script.remove(node)
        if node - 1 in stops:
            script.look_all()
    return script.look_all().case()


def even_among_a_thousand(rng: Rng) -> Case:
    """The last of a thousand nodes come and some leave, and all have even shares."""
    script = Script(rng, NODES_MAX - 4, any_keys(rng, 115_000))
    script.add(*range(NODES_MAX - 4, NODES_MAX)).look_all().cut().remove(0)
    return script.look(np.arange(10_000)).case()


def many_batches(rng: Rng) -> Case:
    """As many batches as there may be, of a lookup or two, and a change now and then."""
    script = begin(rng, 6, 60).look_all()
    for number in range(BATCHES_MAX - 2):
        script.cut().look(rng.integers(0, len(script.keys), 1 + number % 2))
        if number % 60 == 50:
            script.remove(number // 60)
    return script.cut().add(*reversed(range((BATCHES_MAX - 2 - 51) // 60 + 1))).look_all().case()
