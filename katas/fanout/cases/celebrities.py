"""Cases of level celebrities: stars among full rows, and one whom a third of a site follows."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng, Workload
from katas.traces import graph_rows, increasing_ids, ranked_links, so_many_edges

from .deliveries import deliver_case, deliveries

__all__ = [
    "two_stars",
    "star_above_full_rows",
    "star_alone_fills_rows",
    "everybody_famous",
]
DEPTH = ("old_posts_of_a_star",)


def two_stars(rng: Rng) -> Case:
    """Two accounts with 300 followers each, and ordinary posts between theirs."""
    n_users = 420
    stars = rng.permutation(n_users)[:2].tolist()
    edges = [(star, user) for star in stars for user in _others(rng, n_users, star, 300)]
    edges += _ordinary_edges(rng, n_users, stars, 1_500)
    authors = rng.integers(0, n_users, 80)
    authors[[5, 30, 31, 79]] = stars[0]
    authors[[6, 29, 60, 78]] = stars[1]
    return deliver_case(n_users, edges, authors, increasing_ids(rng, 80))


def star_above_full_rows(rng: Rng) -> Case:
    """Rows are full without the star, whose posts are due at both ends of them and between."""
    n_users, star = 400, 399
    fans = _others(rng, n_users, star, 330)
    edges = [(star, user) for user in fans] + [(0, user) for user in fans[:40] if user != 0]
    n_posts = int(rng.integers(90, 120))
    authors = np.where(rng.random(n_posts) < 0.15, star, 0)
    authors[[0, -64, -30, -1]] = star
    authors[[1, -65, -2]] = 0
    return _renamed(rng, deliver_case(n_users, edges, authors, increasing_ids(rng, n_posts)))


def star_alone_fills_rows(rng: Rng) -> Case:
    """The star posts more than a row holds; what others post lies among it, or is too old."""
    n_users, star = 350, 349
    edges = [(star, user) for user in _others(rng, n_users, star, 320)]
    edges += _ordinary_edges(rng, n_users, [star], 1_200)
    n_posts = int(rng.integers(130, 180))
    authors = np.where(rng.random(n_posts) < 0.6, star, rng.integers(0, 40, n_posts))
    return _renamed(rng, deliver_case(n_users, edges, authors, increasing_ids(rng, n_posts)))


def everybody_famous(rng: Rng) -> Case:
    """A handful of stars, followed by nearly all, who say everything there is to read."""
    n_users, n_stars = 300, int(rng.integers(3, 7))
    edges = [
        (star, user)
        for star in range(n_stars)
        for user in _others(rng, n_users, star, int(rng.integers(270, 299)))
    ]
    authors = rng.integers(0, n_stars, 100)
    return _renamed(rng, deliver_case(n_users, edges, authors, increasing_ids(rng, 100)))


def old_posts_of_a_star(rng: Rng) -> Case:
    """A star falls silent; 70,000 posts by one whom few follow later, its posts are still due."""
    n_users, star, loud = 400, 399, 398
    fans = _others(rng, n_users, star, 330)
    edges = [(star, user) for user in fans] + [(loud, user) for user in fans[:3] if user != loud]
    edges += [(0, user) for user in fans[5:90] if user != 0]
    authors = np.concatenate([np.where(rng.random(50) < 0.8, star, 0), np.full(70_000, loud), [0]])
    return _renamed(rng, deliver_case(n_users, edges, authors, increasing_ids(rng, len(authors))))


def _others(rng: Rng, n_users: int, account: int, n: int) -> list[int]:
    """`n` accounts, not this one."""
    drawn = rng.permutation(n_users)
    return [int(user) for user in drawn[drawn != account][:n]]


def _ordinary_edges(rng: Rng, n_users: int, stars: list[int], n: int) -> list[tuple[int, int]]:
    pairs = rng.integers(0, n_users, (n, 2)).tolist()
    return [(author, user) for author, user in pairs if author not in stars]


def _renamed(rng: Rng, case: Case) -> Case:
    """The same story with the accounts' numbers shuffled."""
    n_users = len(case["start"]) - 1
    name = rng.permutation(n_users)
    left = np.repeat(np.arange(n_users), np.diff(case["start"]))
    start, user = graph_rows(n_users, name[left], name[case["user"]])
    author = name[case["author"]].astype(np.int32)
    return {"start": start, "user": user, "author": author, "tweet": case["tweet"]}


def _make_celebrities(rng: Rng) -> Case:
    """Everybody posts as often; the largest account has 35,000 of 100,000 as followers."""
    follower, followed = ranked_links(rng, 100_000, 21.2, alpha=0.82)
    start, user = so_many_edges(rng, 100_000, followed, follower, 2_000_000)
    return {"start": start, "user": user, **_everybody_posts(rng, start)}


def _everybody_posts(rng: Rng, start: np.ndarray) -> Case:
    """50,000 posts of authors drawn at random, but for one of the largest account."""
    author = rng.integers(0, len(start) - 1, 50_000).astype(np.int32)
    author[rng.integers(len(author))] = np.diff(start).argmax()
    return {"author": author, "tweet": increasing_ids(rng, len(author))}


WORKLOADS: dict[str, Workload] = {
    "celebrities": Workload(_make_celebrities, deliveries, "deliveries"),
}
