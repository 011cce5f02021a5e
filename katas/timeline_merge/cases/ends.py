"""Small cases of newest_many at the ends of what may come: ids, cursors, sizes, look-alikes."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng

from ..feeds import ENDS, NO_LIMIT, TODAY, Asked, alike, dealt, ids_of, many_requests


def deleted_in_a_row(rng: Rng) -> Case:
    """More posts deleted in a row than anybody looks at for a page: 11, and up to 1,500.

    Each list is a block of time. Two posts are above the row in it, and one is below.
    """
    lists, gone = [np.arange(1, 31)], [np.arange(19, 30)]
    asked: list[Asked] = [([0], 0, NO_LIMIT)]
    for a, row in enumerate((64, int(rng.integers(70, 300)), 1_500), start=1):
        ids = ids_of(rng, row + 3, int(lists[-1][-1]))
        lists.append(ids)
        gone.append(ids[1:-2])
        inside = int(ids[int(rng.integers(2, row))])
        asked += [([a], 0, NO_LIMIT), ([a], 0, int(ids[-3])), ([a - 1, a], 0, inside)]
        asked += [([a], int(ids[0]) - 1, int(ids[-3])), ([a], int(ids[0]), NO_LIMIT)]
    asked.append((rng.permutation(4), 0, NO_LIMIT))
    return many_requests(lists, asked, np.concatenate(gone), 2)


def same_lists(rng: Rng) -> Case:
    """A dozen lists hold the same posts, and so all their heads, also that which is deleted."""
    ids = ids_of(rng, 90)
    lists = [ids[20:70]] * 12 + [ids[:40], ids[60:]]
    many = np.insert(rng.permutation(np.repeat(np.arange(14), 9)), 40, np.full(70, 3))
    asked: list[Asked] = [(many, 0, NO_LIMIT), (many, 0, int(ids[69])), (many, 0, int(ids[45]))]
    asked += [([4] * 70, int(ids[30]), NO_LIMIT), (np.arange(12), int(ids[66]), int(ids[68]))]
    return many_requests(lists, asked, ids[[20, 44, 45, 67, 69, 89]], 45)


def _every_cursor(rng: Rng, gone: np.ndarray) -> Case:
    """Limits on each of the ids at the ends of types, one below and one above."""
    lists = [ENDS[::2], ENDS[1::2], ENDS[::3], ENDS[:0]]
    cursors = np.unique(np.concatenate([[0], ENDS - 1, ENDS, ENDS[:-1] + 1]))
    authors = [[0, 1], [1, 0, 2, 1], [2, 3], [1], [0, 2, 3]]
    asked: list[Asked] = [
        (authors[int(rng.integers(len(authors)))], int(after), int(upto))
        for upto in cursors
        for after in rng.permutation(cursors[cursors <= upto])[:12]
    ]
    asked += [([0, 1], int(cursors[i]), int(cursors[i])) for i in range(len(cursors))]
    asked += [([0, 1], 0, NO_LIMIT), ([0, 1], NO_LIMIT - 2, NO_LIMIT), ([0, 1], 0, 3)]
    return many_requests(lists, [asked[i] for i in rng.permutation(len(asked))], gone, 2)


def every_cursor(rng: Rng) -> Case:
    """Cursors on, below and above ids at the ends of what types hold."""
    inner = ENDS[2:-2]
    return _every_cursor(rng, rng.choice(inner, int(rng.integers(2, 6)), replace=False))


def every_cursor_deleted(rng: Rng) -> Case:
    """The same, and the first and the last of all ids are deleted."""
    inner = ENDS[1:-1]
    return _every_cursor(rng, np.append(rng.choice(inner, 3, replace=False), [1, NO_LIMIT]))


def look_alike_ids(rng: Rng) -> Case:
    """Ids that agree in what is left of them where somebody cuts, folds or rounds: one of two is
    deleted, or both are shown.
    """
    one, other = alike(rng, 120)
    lists = [one, other, np.concatenate([one[:60], other[60:]])]
    gone = np.concatenate([one[0:120:4], other[1:120:4]])
    asked: list[Asked] = [([0, 1], 0, NO_LIMIT), ([1, 0, 2], 0, NO_LIMIT), ([2], 0, NO_LIMIT)]
    asked += [([0, 1], 0, int(post)) for post in other[:40:3]]
    asked += [([0, 1], int(post), NO_LIMIT) for post in one[:40:3]]
    return many_requests(lists, asked, gone, 240)


_JOINED = (10, 100, 1_000, 2**8, 2**10, 2**16, 10**6, 2**20, 10**9, 2**31, 2**32)


def look_alike_requests(rng: Rng) -> Case:
    """Requests that have the same names run together, the same sums, or all but one number.

    Author a has written the posts 1,000,000 * a + 1 and so on; who is asked for changes the page.
    """
    offset = int(rng.integers(1, 50))
    written = np.array([1, 2, 3, 7, 11, 12, 19, 90, 950])
    lists = [offset + 10**6 * (a + 1) + written for a in range(130)]
    close = [0, 2, 4, 6, 10, 12, 13, 21, 30, 111, 123, *_JOINED, *(each + 4 for each in _JOINED)]
    lists.append(np.unique([1, 5, 8, *close[1:], *(np.array(close) + 1)]))
    groups = [[1, 12], [11, 2], [1, 1, 7], [112], [1, 4], [2, 3], [0, 5], [5], [0, 1, 4], [3, 6]]
    groups += [
        [7, 8, 9],
        [7, 10, 9],
        [7, 8, 11],
        [6, 8, 9],
        [9, 8, 7, 7],
        [16, 32],
        [48],
        [129],
        [0],
    ]
    groups += [[], [0, 0], [1, 2], [2, 1], [1], [2], [128, 1], [1, 128, 128], [3, 96, 30]]
    asked: list[Asked] = [(group, 0, NO_LIMIT) for group in groups]
    last = 130
    pairs = [(1, 123), (11, 23), (112, 3), (1, 8), (2, 7), (2, 11), (0, 9), (1, 11), (11, 1)]
    pairs += [(0, 123), (1, 23), (12, 13), (12, 123), (0, NO_LIMIT), (1, NO_LIMIT), (0, 0), (8, 8)]
    pairs += [pair for each in _JOINED for pair in ((0, each + 5), (1, 5), (0, each), (1, each))]
    pairs += [(each, each + 6) for each in _JOINED]
    asked += [([last], *pair) for pair in pairs]
    above = 10**6 * 5 + offset
    asked += [([4], above + after, above + upto) for after in (1, 3, 12) for upto in (7, 19, 950)]
    asked += [([4, a], above + 3, above + 10**6 + 12) for a in (4, 5, 6)]
    asked = [asked[i] for i in rng.permutation(np.arange(2 * len(asked)) % len(asked))]
    return many_requests(lists, asked, [offset + 10**6 * 5 + 90], 3)


def page_just_full(rng: Rng) -> Case:
    """As many posts, lists or heads as the page has places, one more, and one fewer.

    They are so many in all, or between the cursors, or after the deleted and repeated are left out.
    """
    k = int(rng.integers(4, 12))
    ids = ids_of(rng, 8 * k)
    single = [[int(post)] for post in ids[-2 * k :]]  # author a has one post
    rows = [ids[: k - 1], ids[:k], ids[: k + 1], ids[k : 2 * k]]
    gone = ids[4 * k : 5 * k : 2]
    passed_on = [ids[2 * k : 4 * k], ids[2 * k : 5 * k]]
    lists = [*map(np.array, single), *rows, *passed_on]
    row = len(single)
    asked: list[Asked] = [([row + i], 0, NO_LIMIT) for i in range(5)]
    left = np.setdiff1d(ids[2 * k : 5 * k], gone)
    for more in (-1, 0, 1):
        n = k + more
        asked.append((rng.permutation(2 * k)[:n], 0, NO_LIMIT))
        asked.append((np.repeat(rng.permutation(2 * k)[:n], 2), 0, NO_LIMIT))
        asked.append(([row + 4, row + 5], 0, int(ids[2 * k + n - 1])))
        asked.append(([row + 5, row + 4], int(left[-n - 1]), NO_LIMIT))
        asked.append(([row + 5], int(left[-n - 1]), int(left[-1])))
    return many_requests(lists, asked, gone, k)


def pages_of_one(rng: Rng) -> Case:
    """Pages of a single post, which is the first of all that is left."""
    ids = ids_of(rng, 60, TODAY)
    lists = [*dealt(rng, ids, 5), ids[-8:-3], ids[-1:], ids[:1]]
    cursors = [(0, NO_LIMIT), (0, int(ids[0])), (0, int(ids[-1])), (int(ids[-1]), NO_LIMIT)]
    cursors += [(int(ids[i]), int(ids[i + 1])) for i in (0, 30, 57, 58)]
    asked: list[Asked] = [(rng.permutation(8), *pair) for pair in cursors]
    asked += [([a], 0, NO_LIMIT) for a in range(8)]
    return many_requests(lists, asked, ids[[-1, -2, -4, 31]], 1)


def largest_pages(rng: Rng) -> Case:
    """Pages of 1,000, for which there are just enough posts, one more and one fewer."""
    ids = ids_of(rng, 1_300, TODAY)
    gone = rng.choice(ids[200:], 100, replace=False)
    lists = [*dealt(rng, ids, 40), ids[-300:], np.setdiff1d(ids, gone)]
    left = np.setdiff1d(ids, gone)
    asked: list[Asked] = [(rng.permutation(41), int(left[-n - 1]), NO_LIMIT) for n in (999, 1_000)]
    asked += [(rng.permutation(41), 0, int(left[n - 1])) for n in (1_000, 1_001)]
    return many_requests(lists, [*asked, (np.arange(41), 0, NO_LIMIT), ([41], 0, 1)], gone, 1_000)


def nobody_there(rng: Rng) -> Case:
    """No authors at all; requests to nobody come all the same."""
    return many_requests([], [([], 0, NO_LIMIT), ([], 5, 9)], [3], int(rng.integers(1, 5)))


def nobody_asked(rng: Rng) -> Case:
    """Requests without authors, to quiet authors, and one between them that is like any other."""
    ids = ids_of(rng, 30)
    asked: list[Asked] = [([], 0, NO_LIMIT), ([1, 3], 0, NO_LIMIT), ([], 0, 7), ([0], 0, NO_LIMIT)]
    asked += [([], 0, NO_LIMIT), ([3], 0, NO_LIMIT), ([3, 1, 2], 0, NO_LIMIT), ([], 0, NO_LIMIT)]
    return many_requests([ids[:9], [], ids, []], asked, ids[[3, 5, 28]], 5)


def nothing_written(rng: Rng) -> Case:
    """Authors who are followed, and have not written yet."""
    return many_requests([[], []], [([0, 1], 0, NO_LIMIT), ([], 0, 9), ([1], 3, 9)], [4], 2)


def no_places(rng: Rng) -> Case:
    """Pages without places."""
    ids = ids_of(rng, 20)
    return many_requests([ids, []], [([0, 1], 0, NO_LIMIT), ([0], 0, NO_LIMIT)], ids[:2], 0)


def one_of_each(rng: Rng) -> Case:
    """One author, one post, one request, and one place; another post is deleted."""
    post = int(rng.integers(2, NO_LIMIT))
    return many_requests([[post]], [([0], post - 1, post)], [post - 1], 1)


def one_reader(rng: Rng) -> Case:
    """One request between cursors, to authors of whom one comes twice, past what is deleted."""
    ids = ids_of(rng, 60)
    lists = [*dealt(rng, ids, 3), ids[20:40]]
    asked = ([0, 3, 1, 3, 2], int(ids[24]), int(ids[41]))
    return many_requests(lists, [asked], ids[[26, 30, 37, 41]], int(rng.integers(10, 30)))


def one_is_deleted(rng: Rng) -> Case:
    """One author, one request, and of two posts the newer is the only deleted one."""
    post = int(rng.integers(2, NO_LIMIT))
    return many_requests([[post, post - 1]], [([0], 0, NO_LIMIT)], [post], 1)
