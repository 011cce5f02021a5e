"""Cases of the level many-lists: a thousand lists a request, and lists of thousands."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng, Workload

from ..feeds import NO_LIMIT, TODAY, Asked, dealt, ids_of, many_requests
from . import shapes

__all__ = ["many_short_lists", "long_lists", "many_at_random"]


def many_short_lists(rng: Rng) -> Case:
    """Hundreds of lists of a few posts, some of them none, and a page of a dozen."""
    lists = dealt(rng, ids_of(rng, 900, TODAY), 400)
    asked = [(rng.permutation(400)[:n], 0, NO_LIMIT) for n in (400, 300, 130)]
    return many_requests(lists, asked, [], 12)


def long_lists(rng: Rng) -> Case:
    """A few lists of up to 3,200 posts, read from the middle."""
    ids = ids_of(rng, 9_000, TODAY)
    lists = [ids[a::4][-3_200:] for a in range(4)] + [ids[:5]]
    gone = rng.choice(ids, 900, replace=False)
    places = [2_000, *rng.integers(0, 9_000, 6).tolist()]
    asked = [(rng.permutation(5), 0, int(ids[place])) for place in places]
    return many_requests(lists, [*asked, (np.arange(5), int(ids[-40]), NO_LIMIT)], gone, 60)


def many_at_random(rng: Rng) -> Case:
    """Everything at once: long and short lists, repeated and deleted posts, any cursors."""
    ids = ids_of(rng, 1_500, TODAY)
    lists = [rng.choice(ids, int(n), replace=False) for n in rng.geometric(0.05, 200) - 1]
    asked: list[Asked] = []
    for _ in range(25):
        after, upto = (int(post) for post in rng.choice(ids, 2))
        size = int(rng.integers(0, 250))
        cursors = [(0, NO_LIMIT), (after, NO_LIMIT), (0, upto), (after, upto)][int(rng.integers(4))]
        asked.append((rng.integers(0, 200, size), *cursors))
    return many_requests(
        lists, asked, rng.choice(ids, 300, replace=False), int(rng.integers(1, 40))
    )


def _make_thousand(rng: Rng) -> Case:
    """1,000 requests with 1,000 follows each, to 5,000 authors of up to 3,200 posts."""
    return shapes.make_follows(rng, 5_000, 200, np.full(1_000, 1_000), k=50, depth=0.05)


def _make_long_pages(rng: Rng) -> Case:
    """The same with 200 requests, for pages of 800."""
    return shapes.make_follows(rng, 5_000, 200, np.full(200, 1_000), k=800, depth=0.05)


WORKLOADS = {
    "thousand_follows": Workload(_make_thousand, shapes.pages, "pages", shapes.vary_follows),
    "long_pages": Workload(_make_long_pages, shapes.pages, "pages", shapes.vary_follows),
}
