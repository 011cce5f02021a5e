"""Long histories: what a page needs lies behind more than 2^16 of whatever could be counted.

Some thousand posts, lists, requests or deleted ids would be enough for a page, if it were not for
one at the far end. Little is asked, so that those who read everything pass in time.
"""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng

from ..feeds import NO_LIMIT, TODAY, Asked, many_requests

MANY = 70_000
_WRAPS = 2**16


def _lists_of_one(ids: np.ndarray, count: int) -> Case:
    """`count` authors; the first ones have written a post each, the others nothing."""
    return {"start": np.minimum(np.arange(count + 1), len(ids)), "id": ids}


def many_authors(rng: Rng) -> Case:
    """Of 140,000 authors half are asked for; those with the newest posts come first, and last.

    Who is not asked has as new ones, and a number that ends in the same 16 bits.
    """
    ids = TODAY + rng.permutation(2 * MANY)
    ends = np.array([0, 5, 2**15, _WRAPS - 1, _WRAPS, _WRAPS + 7, MANY - 1])
    authors = rng.permutation(2 * MANY)[:MANY]
    asked = np.isin(np.arange(2 * MANY), authors)
    wrapped = (authors[ends] + _WRAPS) % (2 * MANY)
    ids[wrapped[~asked[wrapped]]] += 2**22
    ids[authors[ends]] += 2**21
    case = {**_lists_of_one(ids, 2 * MANY), "authors": authors.astype(np.int32), "k": 12}
    return case


def two_long_lists(rng: Rng) -> Case:
    """A list of 70,000 posts, another that begins 2^16 places behind it, and what is newest."""
    ids = TODAY + np.cumsum(rng.integers(1, 9, MANY))[::-1]
    first = ids[3 :: MANY // 6][:5]
    rest = np.setdiff1d(ids, first)[::-1]
    rows = [first, rest[rest < first[0]][:_WRAPS], rest[rest > first[0]], ids[:0]]
    rows.append(np.array([ids[0] + 1, ids[0] - 2**30]))
    start = np.concatenate([[0], np.cumsum([len(row) for row in rows])])
    authors = rng.permutation(len(rows)).astype(np.int32)
    return {"start": start, "id": np.concatenate(rows), "authors": authors, "k": 1_000}


def long_purge(rng: Rng) -> Case:
    """70,000 posts deleted in a row, with some left above and below; and as many to read past."""
    ids = np.cumsum(rng.integers(1, 9, MANY + 8)) + TODAY
    whole = ids + (ids[-1] - ids[0]) + 9
    lists = [ids, whole, whole[[2, 5, -1]], ids[[1, 7, -2]]]
    below = int(whole[6])
    asked: list[Asked] = [
        ([0], 0, NO_LIMIT),
        ([0, 3], 0, int(ids[int(rng.integers(100, MANY))])),
        ([3, 0, 2], int(ids[2]), int(ids[-1])),
        ([2, 1], 0, below),
        ([1, 0], int(whole[3]) - 1, below),
        ([1], int(whole[-3]), NO_LIMIT),
        ([2, 3, 1, 0], 0, NO_LIMIT),
    ]
    return many_requests(lists, asked, ids[4:-4], 6)


def one_post_in_all_lists(rng: Rng) -> Case:
    """70,000 lists begin with the same post, which takes one place; the rest is below.

    One author is asked for as often, and two whose numbers end in the same 16 bits.
    """
    own = rng.permutation(MANY) + 5
    goal = 2 * MANY + int(rng.integers(1, 99))
    rows = np.stack([np.full(MANY, goal), own], axis=1)
    one = int(rng.integers(1, MANY - _WRAPS))
    everybody = np.argsort(own)[rng.permutation(MANY - 4)]
    newest = np.argsort(own)[MANY - 4 :]
    authors = [
        np.concatenate([newest[:2], everybody, newest[2:]]),
        np.full(MANY, one),
        np.array([one, one + _WRAPS]),
    ]
    authors.append(authors[-1][1:])
    return {
        "start": 2 * np.arange(MANY + 1),
        "id": rows.reshape(-1),
        "begin": np.cumsum([0, *map(len, authors)]),
        "author": np.concatenate(authors).astype(np.int32),
        "after": np.zeros(4, np.int64),
        "upto": np.full(4, NO_LIMIT),
        "deleted": np.array([int(own.max()) - 1, goal + 1]),
        "k": 4,
    }


def same_post_far_apart(rng: Rng) -> Case:
    """Posts of the first list stand in the last one too, with 70,000 others between the two."""
    ids = np.arange(1, MANY + 1) * 3 + TODAY
    few = ids[-40:]
    rows = [few, *np.split(ids[:-40][::-1], [9, 80, 40_000]), few[::2]]
    order = np.arange(len(rows))
    asked: list[Asked] = [(order, 0, NO_LIMIT), (order[::-1], 0, int(ids[-4]))]
    return many_requests(rows, asked, few[[-2, -5, -6, -30]], 45)


def many_deleted(rng: Rng) -> Case:
    """What is deleted here lies among 100,000 ids that are nowhere, on each side.

    So many fill a table of 2^24 bits so far that some of 24,000 posts meet one of them there.
    """
    ids = np.cumsum(rng.integers(10, 99, 60)) + 2**40
    gone = rng.choice(ids, 30, replace=False)
    nowhere = np.unique(rng.integers(1, 2**39, 100_000))
    pages = 2**41 + np.unique(rng.integers(0, 2**41, 24_100))[:24_000].reshape(24, 1_000)
    lists = [ids[::2], ids[1::2], ids[10:30], *pages]
    asked: list[Asked] = [([0, 1, 2], 0, NO_LIMIT), ([2, 1], 0, int(gone[0])), ([0, 0], 0, 2**41)]
    asked += [([3 + i], 0, NO_LIMIT) for i in rng.permutation(24)]
    deleted = np.unique(np.concatenate([nowhere, gone, nowhere + 2**43]))
    return many_requests(lists, asked, deleted, 1_000)


def full_pages(rng: Rng) -> Case:
    """300 pages of 1,000 posts: as short as 24 bits, some of one page would be the same."""
    ids = np.unique(rng.integers(1, NO_LIMIT, 300_100))[:300_000].reshape(300, 1_000)
    lists = [*ids, ids[:, 7]]
    asked: list[Asked] = [([i], 0, NO_LIMIT) for i in rng.permutation(301)[:290]]
    return many_requests(lists, [*asked, ([300, 4], 0, NO_LIMIT)], ids[3:6, 0], 1_000)


def many_before(rng: Rng) -> Case:
    """70,000 requests, nearly all to a quiet author; the last ones are like the first, or not."""
    n_requests, ids = MANY, np.cumsum(rng.integers(1, 99, 40))
    case = many_requests([ids[::2], ids[1::2], []], [], ids[[7, 30, 38]], 2)
    places = np.array([0, 1, 2**15, _WRAPS - 1, _WRAPS, _WRAPS + 1, n_requests - 2, n_requests - 1])
    count = np.ones(n_requests, np.int64)
    count[places] = 2
    begin = np.append(0, np.cumsum(count))
    author = np.full(begin[-1], 2, np.int32)
    author[begin[places]], author[begin[places] + 1] = 1, 0
    after, upto = np.zeros(n_requests, np.int64), np.full(n_requests, NO_LIMIT)
    upto[places[1::2]] = ids[rng.permutation(40)[:4]]
    after[places[5]] = ids[-5]
    return case | {
        "begin": begin,
        "author": author,
        "after": after,
        "upto": upto,
    }
