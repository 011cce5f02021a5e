"""Cases of level deliver: rows that fill and run over, and a site where all are followed alike."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng, Workload
from katas.traces import increasing_ids, so_many_edges, uniform_graph, weighted_draws

from .deliveries import deliver_case, deliveries

__all__ = [
    "worked_example",
    "no_posts",
    "nobody_follows",
    "random_small",
    "celebrity",
    "snowflake_ids",
    "full_rows",
    "overflow",
    "busy_author",
    "nobody_at_all",
    "nobody_else",
    "one_post_to_one",
    "all_the_ids",
    "one_short_of_full",
    "more_due_than_a_byte_counts",
]
DEPTH = ("old_posts", "many_accounts", "more_due_than_16_bits_count")

_SNOWFLAKE = 1 << 60
"""Where today's ids are: far above 2**53, so that a float loses their last digits."""


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


def nobody_at_all(rng: Rng) -> Case:
    """A site before its first account."""
    return deliver_case(0, [], [], np.zeros(0, np.int64))


def nobody_else(rng: Rng) -> Case:
    """The first account of a site posts, and there is nobody else."""
    n_posts = int(rng.integers(1, 4))
    return deliver_case(1, [], [0] * n_posts, increasing_ids(rng, n_posts))


def one_post_to_one(rng: Rng) -> Case:
    """A single edge and a single post, with the least id there is."""
    author = int(rng.integers(2))
    return deliver_case(2, [(author, 1 - author)], [author], np.array([1]))


def all_the_ids(rng: Rng) -> Case:
    """From the least id to the greatest; some agree in their lowest 8, 16 or 32 bits, or float."""
    steps = np.array([1, 2**8, 2**16, 2**24 + 1, 1, 2**32, 2**53, 1, 1])
    low = np.cumsum(np.append(1, rng.permutation(steps)))
    high = 2**63 - 1 - np.cumsum(np.append(0, rng.permutation(steps)))[::-1]
    authors = np.append(rng.integers(0, 3, len(low) + len(high) - 1), 0)
    edges = [(0, 1), (0, 2), (1, 0), (1, 2), (2, 1)]
    return deliver_case(3, edges, authors, np.concatenate([low, high]))


def one_short_of_full(rng: Rng) -> Case:
    """Readers of one, two, 63, 64 and 65 posts, all by the same author and others; one of none."""
    edges = [(0, 4), (1, 5), (1, 6), (2, 6), (2, 7), (2, 8), (3, 8)]
    authors = rng.permutation(np.repeat([0, 1, 2, 3, 4], [1, 63, 1, 64, 5]))
    edges += [(1, 9), (0, 9), (3, 10), (0, 10)]
    return deliver_case(11, edges, authors, increasing_ids(rng, len(authors)))


def more_due_than_a_byte_counts(rng: Rng) -> Case:
    """A reader of 256 posts and a few more: a count that begins again at 0 says too few."""
    return _one_more_loud(rng, 2**8)


def old_posts(rng: Rng) -> Case:
    """A few posts of the quiet, and then 70,000 of one who is never quiet; a reader has both."""
    quiet, loud, between = rng.permutation(np.arange(2, 6))[:3].tolist()
    count = int(rng.integers(3, 60))
    authors = np.concatenate([np.full(count, quiet), np.full(70_000, loud), [between, quiet]])
    edges = [(quiet, 0), (between, 0), (loud, 1), (quiet, 1), (between, 6), (quiet, 6)]
    return deliver_case(7, edges, authors, increasing_ids(rng, len(authors)))


def many_accounts(rng: Rng) -> Case:
    """One is followed by 66,000, one follows as many, and some numbers agree in 16 bits."""
    n_users = 66_500
    star, reader, one = 3, 4, int(rng.integers(5, 900))
    everybody = np.arange(5, n_users)
    edges = [(star, user) for user in everybody.tolist()]
    edges += [(user, reader) for user in everybody.tolist()]
    edges += [(one, n_users - 1), (one + 2**16, 2), (n_users - 1, 0), (0, n_users - 1)]
    authors = [star, one, one + 2**16, star, n_users - 1, 0, one, star]
    return deliver_case(n_users, edges, authors, increasing_ids(rng, len(authors)))


def more_due_than_16_bits_count(rng: Rng) -> Case:
    """A reader of 65,536 posts and a few more."""
    return _one_more_loud(rng, 2**16)


def _one_more_loud(rng: Rng, count: int) -> Case:
    """Two post, and two read both: together they are due `count` posts and less than a row more."""
    authors = rng.integers(0, 2, count + int(rng.integers(1, 60)))
    edges = [(0, 2), (1, 2), (0, 3), (1, 3), (1, 4)]
    return deliver_case(5, edges, authors, increasing_ids(rng, len(authors)))


def _posts_on(rng: Rng, start: np.ndarray, user: np.ndarray, n_posts: int) -> Case:
    n_users = len(start) - 1
    author = weighted_draws(rng, rng.lognormal(0.0, 2.0, n_users), n_posts).astype(np.int32)
    return {"start": start, "user": user, "author": author, "tweet": increasing_ids(rng, n_posts)}


def _make_uniform(rng: Rng) -> Case:
    """2,000,000 edges between any two of 100,000 accounts, and 50,000 posts."""
    left, right = rng.integers(0, 100_000, (2, 2_002_000))
    start, user = so_many_edges(rng, 100_000, left, right, 2_000_000)
    return _posts_on(rng, start, user, 50_000)


WORKLOADS: dict[str, Workload] = {
    "uniform": Workload(_make_uniform, deliveries, "deliveries"),
}
