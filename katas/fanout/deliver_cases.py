"""Cases of `deliver`: small cruel families, a uniform graph, and one with celebrities."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Workload
from katas.traces import (
    deal_rows,
    graph_rows,
    increasing_ids,
    ranked_links,
    uniform_graph,
    weighted_draws,
)

Rng = np.random.Generator

_SNOWFLAKE = 1 << 60
"""Where today's ids are: far above 2**53, so that a float loses their last digits."""


def deliver_case(
    n_users: int, edges: list[tuple[int, int]], authors: object, tweets: np.ndarray
) -> Case:
    """A case of `deliver`; an edge is an author and a follower."""
    left, right = np.array(edges, np.int64).reshape(-1, 2).T
    start, user = graph_rows(n_users, left, right)
    return {"start": start, "user": user, "author": np.array(authors, np.int32), "tweet": tweets}


def worked_example(rng: Rng) -> Case:
    """The example of the starter."""
    return deliver_case(4, [(0, 1), (0, 2), (1, 0), (1, 2)], [0, 1, 0], np.array([101, 102, 103]))


def no_posts(rng: Rng) -> Case:
    """A quiet second; sometimes on a site with a single account."""
    n_users = int(rng.choice([1, 5]))
    edges = [(0, 1), (0, 2), (3, 0)] if n_users == 5 else []
    return deliver_case(n_users, edges, [], np.zeros(0, np.int64))


def nobody_follows(rng: Rng) -> Case:
    """Everybody talks, nobody listens."""
    n_posts = int(rng.integers(1, 100))
    return deliver_case(6, [], rng.integers(0, 6, n_posts), increasing_ids(rng, n_posts))


def random_small(rng: Rng) -> Case:
    """Some users, some posts, no row near its end."""
    start, user = uniform_graph(rng, int(rng.integers(5, 25)), 3)
    return _posts_on(rng, start, user, int(rng.integers(10, 60)))


def celebrity(rng: Rng) -> Case:
    """One account is followed by all the others and posts now and then."""
    n_users, star = 250, int(rng.integers(250))
    edges = [(star, user) for user in range(n_users)]
    edges += [(a, b) for a, b in rng.integers(0, n_users, (700, 2)).tolist() if a != star]
    authors = rng.integers(0, n_users, 60)
    authors[[10, 35, 59]] = star
    return deliver_case(n_users, edges, authors, increasing_ids(rng, 60))


def snowflake_ids(rng: Rng) -> Case:
    """Ids of 61 bits, close to each other."""
    case = random_small(rng)
    return {**case, "tweet": _SNOWFLAKE + np.cumsum(rng.integers(1, 4, len(case["tweet"])))}


def full_rows(rng: Rng) -> Case:
    """Readers of 63, 64 and 65 posts."""
    edges = [(0, 3), (0, 4), (0, 5), (1, 4), (1, 5), (2, 5)]
    authors = rng.permutation(np.repeat([0, 1, 2], [63, 1, 1]))
    return deliver_case(6, edges, authors, increasing_ids(rng, len(authors)))


def overflow(rng: Rng) -> Case:
    """A reader of everybody, whose row runs over several times, beside readers of few."""
    n_users, reader = 12, int(rng.integers(12))
    edges = [(author, reader) for author in range(n_users)]
    edges += [(author, (author + 1) % n_users) for author in range(n_users)]
    n_posts = int(rng.integers(150, 300))
    authors = rng.integers(0, n_users, n_posts)
    return deliver_case(n_users, edges, authors, increasing_ids(rng, n_posts))


def busy_author(rng: Rng) -> Case:
    """One account posts all day and fills the rows of its followers alone."""
    edges = [(0, 1), (0, 2), (0, 3), (1, 2), (2, 3), (3, 0)]
    authors = np.where(rng.random(200) < 0.9, 0, rng.integers(1, 4, 200))
    return deliver_case(5, edges, authors, increasing_ids(rng, 200))


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


def _posts_on(rng: Rng, start: np.ndarray, user: np.ndarray, n_posts: int) -> Case:
    n_users = len(start) - 1
    author = weighted_draws(rng, rng.lognormal(0.0, 2.0, n_users), n_posts).astype(np.int32)
    return {"start": start, "user": user, "author": author, "tweet": increasing_ids(rng, n_posts)}


def _make_uniform(rng: Rng) -> Case:
    start, user = uniform_graph(rng, 100_000, 20)
    return _posts_on(rng, start, user, 50_000)


def _vary_uniform(rng: Rng, case: Case) -> Case:
    """Another day: who posts, how much and when is new, and so is whose followers are whose.

    The rows of the graph are dealt to other authors, so that nothing worked out from the last graph
    is true of this one. Cheaper by far than another graph.
    """
    start, user = deal_rows(rng, case["start"], case["user"])
    return {**case, **_posts_on(rng, start, user, len(case["tweet"]))}


def _deliveries(case: Case) -> int:
    return int(np.diff(case["start"])[case["author"]].sum())


def _make_celebrities(rng: Rng) -> Case:
    """Everybody posts as often; the largest account has 35,000 of 100,000 as followers."""
    follower, followed = ranked_links(rng, 100_000, 21.2, alpha=0.82)
    start, user = graph_rows(100_000, followed, follower)
    return {"start": start, "user": user, **_everybody_posts(rng, start)}


def _vary_celebrities(rng: Rng, case: Case) -> Case:
    """Another day, as in the uniform workload; fame goes to other accounts."""
    start, user = deal_rows(rng, case["start"], case["user"])
    return {"start": start, "user": user, **_everybody_posts(rng, start)}


def _everybody_posts(rng: Rng, start: np.ndarray) -> Case:
    """50,000 posts of authors drawn at random, but for one of the largest account."""
    author = rng.integers(0, len(start) - 1, 50_000).astype(np.int32)
    author[rng.integers(len(author))] = np.diff(start).argmax()
    return {"author": author, "tweet": increasing_ids(rng, len(author))}


WORKLOADS: dict[str, Workload] = {
    "uniform": Workload(_make_uniform, _deliveries, "deliveries", _vary_uniform),
    "celebrities": Workload(_make_celebrities, _deliveries, "deliveries", _vary_celebrities),
}
