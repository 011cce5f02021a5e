"""Cases of the level newest: one page of one request."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng, Workload

from ..feeds import TODAY, close_ids, dealt, ids_of, one_request
from . import shapes
from .again import (
    page_once,
    page_other_authors,
    page_other_lists,
    page_other_places,
    page_other_posts,
)
from .depth import many_authors, two_long_lists
from .ends_of_one import (
    first_and_last,
    heads_fill_the_page,
    ids_at_the_ends,
    largest_page,
    look_alike_posts,
    lower_bits_rise,
    no_authors,
    nobody_followed,
    nobody_wrote,
    one_author_alone,
    page_full,
    page_of_one,
    page_one_over,
    page_one_short,
    page_without_places,
    single_post,
    two_of_the_last_list,
)

__all__ = [
    "worked_example",
    "ten_lists",
    "one_list",
    "quiet_authors",
    "nothing_to_show",
    "busy_author",
    "snowflake_ids",
    "page_sizes",
    "ids_at_the_ends",
    "look_alike_posts",
    "lower_bits_rise",
    "heads_fill_the_page",
    "two_of_the_last_list",
    "page_full",
    "page_one_short",
    "page_one_over",
    "page_of_one",
    "largest_page",
    "first_and_last",
    "no_authors",
    "nobody_wrote",
    "nobody_followed",
    "page_without_places",
    "single_post",
    "one_author_alone",
    "page_once",
    "page_other_posts",
    "page_other_lists",
    "page_other_authors",
    "page_other_places",
]
DEPTH = tuple(make.__name__ for make in (many_authors, two_long_lists))


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
    """Only quiet authors are asked for, the first and the last of all among them."""
    return one_request([[], ids_of(rng, 20), [], []], [3, 0, 2], 5)


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


def _make_public(rng: Rng) -> Case:
    """The 800 newest posts of 100,000 of 150,000 authors; one in a thousand writes just now."""
    n_authors = 150_000
    length = rng.geometric(1 / 8, n_authors) - 1
    span = np.where(rng.random(n_authors) < 0.001, 0.001, 1.0)
    return _vary_public(rng, {"k": 800, "_length": length, "_span": span})


def _vary_public(rng: Rng, case: Case) -> Case:
    """Other posts of other authors; only the sizes stay."""
    n_authors = len(case["_length"])
    order = rng.permutation(n_authors)
    start, id = shapes.posts_of(rng, case["_length"][order], rng.permutation(case["_span"]), 0.0)
    authors = rng.permutation(n_authors).astype(np.int32)[:100_000]
    return case | {"start": start, "id": id, "authors": authors}


def _looks(case: Case) -> int:
    return len(case["authors"])


WORKLOADS = {"public_timeline": Workload(_make_public, _looks, "lists", _vary_public)}
