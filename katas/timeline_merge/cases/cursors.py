"""Cases of the level cursors: a small one for each thing that goes wrong."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng, Workload

from ..feeds import NO_LIMIT, close_ids, dealt, ids_of, many_requests
from . import shapes
from .again import (
    requests_once,
    requests_other_authors,
    requests_other_cursors,
    requests_other_deleted,
    requests_other_lists,
    requests_other_places,
    requests_other_posts,
)
from .depth import (
    full_pages,
    long_purge,
    many_before,
    many_deleted,
    one_post_in_all_lists,
    same_post_far_apart,
)
from .ends import (
    deleted_in_a_row,
    every_cursor,
    every_cursor_deleted,
    largest_pages,
    look_alike_ids,
    look_alike_requests,
    no_places,
    nobody_asked,
    nobody_there,
    nothing_written,
    one_is_deleted,
    one_of_each,
    one_reader,
    page_just_full,
    pages_of_one,
    same_lists,
)

__all__ = [
    "cursors_example",
    "no_cursors",
    "upto_is_a_post",
    "after_is_a_post",
    "nothing_between",
    "heads_above_upto",
    "page_after_page",
    "nobody_asks",
    "passed_on",
    "author_twice",
    "same_follows",
    "upto_is_deleted",
    "deleted_posts",
    "deleted_heads",
    "equal_heads",
    "large_ids",
    "sizes_of_pages",
    "deleted_in_a_row",
    "same_lists",
    "every_cursor",
    "every_cursor_deleted",
    "look_alike_ids",
    "look_alike_requests",
    "page_just_full",
    "pages_of_one",
    "largest_pages",
    "nobody_there",
    "nobody_asked",
    "nothing_written",
    "no_places",
    "one_of_each",
    "one_is_deleted",
    "one_reader",
    "requests_once",
    "requests_other_posts",
    "requests_other_lists",
    "requests_other_deleted",
    "requests_other_cursors",
    "requests_other_authors",
    "requests_other_places",
]
_LONG = (
    long_purge,
    one_post_in_all_lists,
    same_post_far_apart,
    many_deleted,
    full_pages,
    many_before,
)
DEPTH = tuple(make.__name__ for make in _LONG)


def cursors_example(rng: Rng) -> Case:
    """The example of the starter."""
    lists = [[109, 104, 101], [], [108, 107, 104, 102]]
    asked = [([0, 1, 2], 0, NO_LIMIT), ([0, 1, 2], 0, 103), ([2], 104, 110)]
    return many_requests(lists, asked, [107], 3)


def no_cursors(rng: Rng) -> Case:
    """Several readers open their timelines."""
    lists = dealt(rng, ids_of(rng, 300), 20)
    asked = [(rng.permutation(20)[: int(rng.integers(1, 15))], 0, NO_LIMIT) for _ in range(6)]
    return many_requests(lists, asked, [], 25)


def upto_is_a_post(rng: Rng) -> Case:
    """The newest post that is asked for is the limit itself."""
    ids = ids_of(rng, 120)
    asked = [(np.arange(8), 0, int(upto)) for upto in rng.choice(ids[20:], 5, replace=False)]
    return many_requests(dealt(rng, ids, 8), asked, [], 10)


def after_is_a_post(rng: Rng) -> Case:
    """The last post that was seen is not asked for again."""
    ids = ids_of(rng, 120)
    asked = [(np.arange(8), int(after), NO_LIMIT) for after in rng.choice(ids[-9:], 5)]
    return many_requests(dealt(rng, ids, 8), asked, [], 10)


def nothing_between(rng: Rng) -> Case:
    """Cursors that meet, cross, or lie above or below everything."""
    ids = ids_of(rng, 80)
    low, high = int(ids[20]), int(ids[60])
    pairs = [(low, low), (high, low), (high + 1, low - 1), (int(ids[-1]), NO_LIMIT)]
    pairs += [(0, int(ids[0]) - 1), (0, 0), (NO_LIMIT, NO_LIMIT), (low, high)]
    return many_requests(dealt(rng, ids, 6), [(np.arange(6), *pair) for pair in pairs], [], 30)


def heads_above_upto(rng: Rng) -> Case:
    """The lists with the newest posts have none below the limit that is new enough."""
    old, middle, new = np.split(ids_of(rng, 240), 3)
    lists = [*np.hstack([new.reshape(40, 2), old.reshape(40, 2)]), *middle.reshape(40, 2)]
    asked = [(rng.permutation(80), 0, int(middle[-1])), (rng.permutation(80), 0, int(middle[40]))]
    return many_requests(lists, asked, [], 12)


def page_after_page(rng: Rng) -> Case:
    """A reader goes on and on, each page from below the last post of the one before."""
    ids = ids_of(rng, 160)
    limits = [NO_LIMIT, *(ids[::-1][9:160:10] - 1).tolist()]
    asked = [(np.arange(9), 0, int(limit)) for limit in limits]
    return many_requests(dealt(rng, ids, 9), [asked[i] for i in rng.permutation(17)], [], 10)


def nobody_asks(rng: Rng) -> Case:
    """There are authors, and no requests."""
    return many_requests([ids_of(rng, 30), []], [], [], 5)


def passed_on(rng: Rng) -> Case:
    """The same posts in several lists, of which no two need be neighbours."""
    ids = ids_of(rng, 60)
    lists = [rng.choice(ids, int(rng.integers(20, 40)), replace=False) for _ in range(6)]
    asked = [(rng.permutation(6)[:n], 0, NO_LIMIT) for n in (6, 5, 4)]
    return many_requests(lists, asked, [], 20)


def author_twice(rng: Rng) -> Case:
    """An author stands twice in a request, or ten times."""
    lists = dealt(rng, ids_of(rng, 90), 6)
    asked = [([0, 1, 2, 1, 3], 0, NO_LIMIT), ([4] * 10 + [5], 0, NO_LIMIT)]
    return many_requests(lists, asked, [], 25)


def same_follows(rng: Rng) -> Case:
    """Three readers follow the same authors, and each gets the page."""
    lists = dealt(rng, ids_of(rng, 70), 5)
    return many_requests(lists, [(np.arange(5), 0, NO_LIMIT)] * 3, [], 15)


def upto_is_deleted(rng: Rng) -> Case:
    """The limit itself is deleted, or the post that was seen last, and the page is full."""
    ids = ids_of(rng, 150)
    gone = rng.permutation(ids[30:-30])[:8]
    asked = [(rng.permutation(9), 0, int(post)) for post in gone[:6]]
    asked += [(rng.permutation(9), int(post), NO_LIMIT) for post in gone[6:]]
    return many_requests(dealt(rng, ids, 9), asked, gone, 12)


def deleted_posts(rng: Rng) -> Case:
    """Some of the posts are deleted, and so are ids above and below all."""
    ids = ids_of(rng, 200)
    gone = np.concatenate([rng.choice(ids[-60:], 20, replace=False), rng.choice(ids[:140], 10)])
    asked = [(rng.permutation(12), 0, NO_LIMIT), (rng.permutation(12)[:8], 0, int(ids[-30]))]
    return many_requests(dealt(rng, ids, 12), asked, np.unique([*gone, int(ids[-1]) + 5]), 30)


def deleted_heads(rng: Rng) -> Case:
    """The newest posts of the lists that look newest are all deleted."""
    old, middle, new = np.split(ids_of(rng, 360), 3)
    lists = [*np.hstack([new.reshape(30, 4), old.reshape(30, 4)]), *middle.reshape(30, 4)]
    asked = [(rng.permutation(60), 0, NO_LIMIT), (rng.permutation(60), int(old[50]), NO_LIMIT)]
    return many_requests(lists, asked, new, int(rng.integers(8, 25)))


def equal_heads(rng: Rng) -> Case:
    """More lists than the page has places begin with one post; what else is due is elsewhere."""
    old, new = np.split(ids_of(rng, 200), 2)
    shared, beyond = int(new[-1]) + 3, int(new[-1]) + 9
    lists = [np.array([shared, int(post)]) for post in old[:60]]
    lists += [np.array([post]) for post in new[:30]]
    lists[5] = np.array([beyond, shared, int(old[5])])
    return many_requests(
        lists, [(rng.permutation(90), 0, NO_LIMIT)] * 2, [], int(rng.integers(15, 30))
    )


def large_ids(rng: Rng) -> Case:
    """Ids of 61 bits, next to each other, and so the limits and the deleted."""
    ids = close_ids(rng, 150)
    asked = [(np.arange(10), 0, int(ids[-20])), (np.arange(10), int(ids[-15]), NO_LIMIT)]
    return many_requests(dealt(rng, ids, 10), asked, ids[[40, 80, 125, 127, 140]], 20)


def sizes_of_pages(rng: Rng) -> Case:
    """Pages from one post to more than there are."""
    ids = ids_of(rng, 700)
    k = int(rng.choice([1, 2, 48, 49, 64, 65, 300, 800]))
    asked = [(rng.permutation(150), 0, NO_LIMIT), (rng.permutation(150)[:90], 0, int(ids[500]))]
    return many_requests(dealt(rng, ids, 150), asked, rng.choice(ids, 10, replace=False), k)


def _make_paging(rng: Rng) -> Case:
    """1,000 requests to 8,000 authors; how many one follows is lognormal, 100 in the mean."""
    wanted = rng.lognormal(0.0, 1.0, 1_000)
    follows = np.maximum(1, wanted * (100 / wanted.mean())).astype(np.int64)
    return shapes.make_follows(rng, 8_000, 100, follows, k=50, depth=0.1)


WORKLOADS = {
    "paging": Workload(_make_paging, shapes.pages, "pages", shapes.vary_follows),
}
