"""Small cases of the level newest: one page."""

from __future__ import annotations

import numpy as np

from harness.kata import Case

from .feeds import TODAY, Rng, close_ids, dealt, ids_of, one_request


def worked_example(rng: Rng) -> Case:
    """The example of the starter."""
    return one_request([[109, 104, 101], [], [108, 107, 102]], [2, 1, 0], 4)


def ten_lists(rng: Rng) -> Case:
    """Seven of ten authors, in any order, with more posts than the page takes."""
    lists = dealt(rng, ids_of(rng, 300), 10)
    return one_request(lists, rng.permutation(10)[:7], int(rng.integers(20, 45)))


def one_list(rng: Rng) -> Case:
    """One author alone, with fewer posts than the page has places."""
    ids = ids_of(rng, 45)
    return one_request([ids[a::3] for a in range(3)], [int(rng.integers(3))], 17)


def quiet_authors(rng: Rng) -> Case:
    """Authors without posts, whose list begins where that of a busy stranger does."""
    old, new = np.split(ids_of(rng, 60), 2)
    none = old[:0]
    lists = [old[:15], none, new, none, none, old[15:]]
    return one_request(lists, rng.permutation([0, 1, 5]), int(rng.integers(10, 40)))


def nothing_to_show(rng: Rng) -> Case:
    """No authors, only quiet ones (the last of all among them), a page without places."""
    kind, ids = int(rng.integers(3)), ids_of(rng, 20)
    if kind == 0:
        return one_request([ids, []], [], 5)
    if kind == 1:
        return one_request([[], ids, [], []], [3, 0, 2], 5)
    return one_request([ids, []], [0, 1], 0)


def busy_author(rng: Rng) -> Case:
    """One author has written the whole page, since the others did."""
    old, new = np.split(ids_of(rng, 240), 2)
    lists = dealt(rng, old, 60)
    lists[7] = new
    return one_request(lists, rng.permutation(60), int(rng.integers(40, 50)))


def snowflake_ids(rng: Rng) -> Case:
    """Ids of 61 bits, next to each other."""
    return one_request(dealt(rng, close_ids(rng, 200), 12), rng.permutation(12), 60)


def page_sizes(rng: Rng) -> Case:
    """Pages from one post to more than there are."""
    lists = dealt(rng, ids_of(rng, 900, TODAY), 200)
    k = int(rng.choice([1, 2, 24, 25, 26, 63, 64, 65, 200, 850, 1_000]))
    return one_request(lists, rng.permutation(200), k)
