"""Small cases of newest at the ends of what may come: ids, sizes, places."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng

from ..feeds import ENDS, NO_LIMIT, TODAY, alike, dealt, ids_of, one_request


def ids_at_the_ends(rng: Rng) -> Case:
    """Ids from 1 to 2^63 - 1, those beside the ends of types among them, on one page."""
    lists = dealt(rng, ENDS, 5)
    return one_request(lists, rng.permutation(5), len(ENDS) + int(rng.integers(0, 3)))


def look_alike_posts(rng: Rng) -> Case:
    """Ids whose lower bits, last digits or rests by division are those of others."""
    one, other = alike(rng, 60)
    ids = rng.permutation(np.unique(np.concatenate([one, other])))
    return one_request(dealt(rng, ids, 9), rng.permutation(9), 90)


def lower_bits_rise(rng: Rng) -> Case:
    """Whoever looks at some bits alone takes the oldest posts for the newest."""
    high = np.concatenate([bits - np.arange(12) for bits in (2**20, 2**10, 2**5)])
    low = np.concatenate([np.arange(12) + 12 * i for i in range(3)])
    ids = (high << 36) + (high << 16) + low + 1
    return one_request(dealt(rng, ids, 6), rng.permutation(6), int(rng.integers(5, 30)))


def heads_fill_the_page(rng: Rng) -> Case:
    """The page is made of all the newest heads and nothing else; the next head is just below."""
    k, n_lists = int(rng.integers(3, 12)), 30
    old, new = np.split(ids_of(rng, 2 * n_lists), 2)
    order = rng.permutation(n_lists)
    lists = [[int(new[i]), int(old[i])] for i in order]
    return one_request(lists, rng.permutation(n_lists), k)


def two_of_the_last_list(rng: Rng) -> Case:
    """Of the list whose head comes last on the page, or last but one, a second post is on it."""
    k = int(rng.integers(4, 12))
    heads = ids_of(rng, 2 * k, TODAY)[::-1]
    lists = [
        [int(head), *(int(head) - i for i in (1,) * (i >= k - 2))] for i, head in enumerate(heads)
    ]
    return one_request([lists[i] for i in rng.permutation(2 * k)], rng.permutation(2 * k), k)


def page_full(rng: Rng) -> Case:
    """There are as many posts as places; so many are in as many lists."""
    k = int(rng.integers(3, 9))
    return one_request([[int(post)] for post in ids_of(rng, k)], rng.permutation(k), k)


def page_one_short(rng: Rng) -> Case:
    """There is a post fewer than places, and so many lists; one author is quiet."""
    k = int(rng.integers(3, 9))
    lists = [[int(post)] for post in ids_of(rng, k - 1)]
    return one_request([*lists, []], rng.permutation(k), k)


def page_one_over(rng: Rng) -> Case:
    """There is a post more than places, in one list more than there are places."""
    k = int(rng.integers(3, 9))
    return one_request([[int(post)] for post in ids_of(rng, k + 1)], rng.permutation(k + 1), k)


def page_of_one(rng: Rng) -> Case:
    """A single place; the post is the last author's or the first's, who is asked last or first."""
    ids = ids_of(rng, 300, TODAY)
    lists = dealt(rng, ids[:-1], 300)
    newest = int(rng.choice([0, 299]))
    lists[newest] = np.append(lists[newest], ids[-1])
    others = rng.permutation(np.setdiff1d(np.arange(300), [newest]))
    return one_request(lists, rng.permutation([*others[:-1], newest]), 1)


def largest_page(rng: Rng) -> Case:
    """1,000 places, all taken by one author, who has a post more."""
    old, new = np.split(ids_of(rng, 1_201, TODAY), [200])
    return one_request([*dealt(rng, old, 70), new], rng.permutation(71), 1_000)


def one_author_alone(rng: Rng) -> Case:
    """One author, of several, with more posts than the page has places."""
    lists = dealt(rng, ids_of(rng, 200), 4)
    return one_request(lists, [int(rng.integers(4))], int(rng.integers(3, 9)))


def first_and_last(rng: Rng) -> Case:
    """The first and the last author, and some whose numbers end in the same bits."""
    ids = ids_of(rng, 900)
    one = int(rng.integers(2, 40))
    asked = rng.permutation([0, 1, 257, one, one + 256, 298, 299])
    return one_request(dealt(rng, ids, 300), asked, 15)


def no_authors(rng: Rng) -> Case:
    """No authors, and so nobody to ask for."""
    return one_request([], [], int(rng.integers(1, 9)))


def nobody_wrote(rng: Rng) -> Case:
    """Nobody has ever written."""
    return one_request([[], [], []], [2, 0], int(rng.integers(1, 9)))


def nobody_followed(rng: Rng) -> Case:
    """Nobody is asked for."""
    return one_request([ids_of(rng, 9), []], [], 5)


def page_without_places(rng: Rng) -> Case:
    """A page without places."""
    return one_request([ids_of(rng, 20), []], [0, 1], 0)


def single_post(rng: Rng) -> Case:
    """One author, one post, one place."""
    return one_request([[int(rng.choice([1, 2**32, NO_LIMIT]))]], [0], 1)
