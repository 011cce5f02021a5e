"""Small cases of the levels many-lists, hybrid and world-cup."""

from __future__ import annotations

import numpy as np

from harness.kata import Case

from .feeds import NO_LIMIT, TODAY, Asked, Rng, dealt, ids_of, many_requests


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


def home_and_celebrities(rng: Rng) -> Case:
    """Each reader has a home list of 800, and follows some who are not pushed."""
    ids = ids_of(rng, 3_000, TODAY)
    stars = dealt(rng, ids[::3], 12)
    homes = [np.sort(rng.choice(ids[1::3], 800, replace=False)) for _ in range(3)]
    asked = [
        (rng.permutation([12 + user, *rng.permutation(12)[:6]]), 0, upto)
        for user, upto in enumerate((NO_LIMIT, int(ids[1_500]), int(ids[-100])))
    ]
    return many_requests([*stars, *homes], asked, rng.choice(ids, 60, replace=False), 50)


def celebrity_at_home(rng: Rng) -> Case:
    """What friends passed on of a celebrity stands in the home list too."""
    ids = ids_of(rng, 900, TODAY)
    star = ids[-80:]
    home = np.unique(np.concatenate([ids[:-80][-500:], rng.choice(star, 60, replace=False)]))
    asked = [(order, 0, NO_LIMIT) for order in ([0, 1], [1, 0])]
    return many_requests([star, home], asked, rng.choice(star, 10, replace=False), 50)


def stale_home(rng: Rng) -> Case:
    """The home list was built long ago; the page is full of celebrities, or the home list is."""
    old, new = np.split(ids_of(rng, 1_600, TODAY), 2)
    stars = dealt(rng, new, 20)
    asked = [([20, *range(20)], 0, NO_LIMIT), ([20, *range(20)], 0, int(new[12]))]
    return many_requests([*stars, old], asked, [], 50)


def flood(rng: Rng) -> Case:
    """One account owns every place, among hundreds that are followed."""
    old, new = np.split(ids_of(rng, 2_000, TODAY), 2)
    lists = dealt(rng, old, 300)
    lists[int(rng.integers(300))] = new
    asked = [(rng.permutation(300), 0, NO_LIMIT), (rng.permutation(300), 0, int(new[20]))]
    return many_requests(lists, asked, [], 50)


def goal(rng: Rng) -> Case:
    """Nearly everybody's last post is the same one; it is shown once, or deleted."""
    ids = ids_of(rng, 800, TODAY)
    lists = [np.append(row, ids[-20]) for row in dealt(rng, ids[:-50], 250)]
    lists += [*ids[-50:].reshape(25, 2)]
    gone = [[], [int(ids[-20])]][int(rng.integers(2))]
    return many_requests(lists, [(rng.permutation(275), 0, NO_LIMIT)] * 2, gone, 30)


def purge(rng: Rng) -> Case:
    """Every other of the newest posts is deleted, whole lists of a spammer among them."""
    ids = ids_of(rng, 1_200, TODAY)
    lists = dealt(rng, ids[:-200], 150)
    lists += [ids[-200:][rng.permutation(200)[:60]] for _ in range(5)]
    lists.append(ids[-40:])
    gone = np.unique(np.concatenate([rng.permutation(ids[-300:])[:150], ids[-40:]]))
    asked = [(rng.permutation(156), 0, NO_LIMIT), (rng.permutation(156), int(ids[-250]), NO_LIMIT)]
    return many_requests(lists, asked, gone, 40)


def final_minute(rng: Rng) -> Case:
    """The flood, the goal and the purge at once, read by many and again."""
    ids = ids_of(rng, 2_500, TODAY)
    lists = [np.append(row, ids[-100]) for row in dealt(rng, ids[:-300], 200)]
    lists += [*dealt(rng, ids[-300:-150], 90), ids[-150:]]
    asked = [
        (rng.integers(0, 291, 240), after, upto)
        for after in (0, int(ids[-120]))
        for upto in (NO_LIMIT, int(ids[-60]), int(ids[-170]))
    ]
    return many_requests(lists, asked, np.sort(rng.permutation(ids[-400:])[:200]), 50)
