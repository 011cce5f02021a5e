"""Cases of level choose: small graphs on which a plan is easily illegal, and three sites."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng, Workload
from katas.traces import graph_rows, ranked_links

__all__ = [
    "choose_example",
    "no_edges",
    "silent_accounts",
    "nothing_may_be_pushed",
    "one_too_many",
    "equal_savings",
    "readers_of_one",
    "gaps_in_the_rows",
    "large_numbers",
    "random_plan",
    "nobody_at_all_plans",
    "alone_plan",
    "one_edge",
    "highest_rates",
    "highest_cost_of_a_push",
    "highest_cost_of_a_pull",
    "close_costs",
    "cap_of_eager",
]
DEPTH = ("more_eager_than_16_bits",)


def choose_case(
    edges: list[tuple[int, int]],
    posts: object,
    reads: object,
    costs: tuple[int, int],
    burst_cap: int,
) -> Case:
    """A case of `choose`; an edge is an author and a follower, costs are of a push and a pull."""
    posts_per_hour, reads_per_hour = np.array(posts, np.int64), np.array(reads, np.int64)
    left, right = np.array(edges, np.int64).reshape(-1, 2).T
    start, user = graph_rows(len(posts_per_hour), left, right)
    return _case(start, user, posts_per_hour, reads_per_hour, costs, burst_cap)


def _case(
    start: np.ndarray,
    user: np.ndarray,
    posts: np.ndarray,
    reads: np.ndarray,
    costs: tuple[int, int],
    burst_cap: int,
) -> Case:
    rates = {"posts_per_hour": posts, "reads_per_hour": reads}
    limits = {"per_push": costs[0], "per_pull": costs[1], "burst_cap": burst_cap}
    return {"start": start, "user": user, **rates, **limits}


def choose_example(rng: Rng) -> Case:
    """The example of the starter."""
    edges = [(0, 1), (0, 2), (0, 3), (1, 0), (1, 2)]
    return choose_case(edges, [2, 1, 0, 0], [12, 1, 9, 30], (5, 1), 1)


def no_edges(rng: Rng) -> Case:
    """Nobody follows anybody."""
    n_users = int(rng.integers(1, 6))
    rates = rng.integers(0, 50, (2, n_users))
    return choose_case([], rates[0], rates[1], (3, 1), int(rng.integers(0, 3)))


def silent_accounts(rng: Rng) -> Case:
    """Authors who never post, readers who never come, and both together."""
    edges = [(0, 1), (0, 2), (1, 2), (1, 3), (2, 3), (3, 0), (3, 1)]
    posts, reads = rng.integers(1, 9, 4), rng.integers(1, 90, 4)
    posts[[0, 3]] = 0
    reads[[1, 3]] = 0
    return choose_case(edges, posts, reads, (int(rng.integers(1, 9)), 1), 7)


def nothing_may_be_pushed(rng: Rng) -> Case:
    """A cap of 0, though all readers are eager."""
    edges = _edges(rng, 8, 25)
    return choose_case(edges, np.ones(8), rng.integers(50, 90, 8), (1, 1), 0)


def one_too_many(rng: Rng) -> Case:
    """An author with exactly one eager reader more than may be pushed to."""
    n_users = int(rng.integers(12, 30))
    edges = [(0, user) for user in range(1, n_users)] + [(1, 0), (2, 0)]
    reads = rng.permutation(np.arange(100, 100 + n_users))
    return choose_case(edges, rng.integers(1, 4, n_users), reads, (7, 3), n_users - 2)


def equal_savings(rng: Rng) -> Case:
    """More readers with the same saving than there are places left."""
    n_users, cap = 24, int(rng.integers(3, 10))
    edges = [(0, user) for user in range(1, n_users)] + [(3, 4), (5, 4)]
    reads = np.full(n_users, 60)
    reads[1 + rng.permutation(n_users - 1)[: cap - 2]] = 90
    return choose_case(edges, np.full(n_users, 2), reads, (4, 1), cap)


def readers_of_one(rng: Rng) -> Case:
    """Everybody follows one account and no other: the cap is the author's, not the reader's."""
    n_users, star = 40, int(rng.integers(40))
    edges = [(star, user) for user in range(n_users)]
    reads = rng.integers(300, 900, n_users)
    return choose_case(edges, rng.integers(1, 5, n_users), reads, (20, 1), int(rng.integers(2, 9)))


def gaps_in_the_rows(rng: Rng) -> Case:
    """Accounts without followers before, between and after those with some."""
    n_users = 30
    authors = np.sort(rng.permutation(np.arange(1, n_users - 1))[:6])
    edges = [(int(author), int(user)) for author in authors for user in rng.integers(0, 30, 12)]
    reads = rng.integers(40, 99, n_users)
    return choose_case(edges, rng.integers(1, 4, n_users), reads, (10, 1), int(rng.integers(1, 4)))


def large_numbers(rng: Rng) -> Case:
    """Costs above what 32 bits hold, and above what a float holds exactly."""
    n_users = 20
    posts, reads = rng.integers(1 << 20, 1 << 21, (2, n_users))
    return choose_case(_edges(rng, n_users, 90), posts, reads, (1 << 33, (1 << 33) - 1), 3)


def random_plan(rng: Rng) -> Case:
    """Some accounts, some rates, some cap."""
    n_users = int(rng.integers(5, 40))
    posts, reads = rng.integers(0, 20, n_users), rng.integers(0, 300, n_users)
    edges = _edges(rng, n_users, 8 * n_users)
    costs = (int(rng.integers(1, 30)), int(rng.integers(1, 4)))
    return choose_case(edges, posts, reads, costs, int(rng.integers(1, 6)))


def nobody_at_all_plans(rng: Rng) -> Case:
    """A site before its first account."""
    return choose_case([], [], [], (1, 1), int(rng.integers(0, 2)))


def alone_plan(rng: Rng) -> Case:
    """A site with its first account."""
    return choose_case([], [int(rng.integers(0, 9))], [7], (1, 1), int(rng.integers(0, 2)))


def one_edge(rng: Rng) -> Case:
    """A single edge, whose push saves one, costs one, or makes no difference; no cap in reach."""
    reads = int(rng.integers(1, 99))
    posts = reads + int(rng.integers(-1, 2))
    return choose_case([(0, 1)], [posts, 0], [0, reads], (1, 1), 2**63 - 1)


def highest_rates(rng: Rng) -> Case:
    """Rates up to the highest there are, of those without an edge; and some alike in their bits."""
    least = int(rng.integers(1, 2**8))
    alike = [least, least + 2**8, least + 2**16, least + 2**32, least + 2**32]
    posts = [0, 1, 2**63 - 1, *alike, 2**53 + 1, 2**24 + 1]
    reads = [2**63 - 1, 0, 1, *rng.permutation(alike).tolist(), 2**24 + 3, 2**53 + 3]
    edges = [(3 + author, 3 + (author + step) % 7) for author in range(7) for step in (1, 3)]
    return choose_case([*edges, (0, 1), (1, 2)], posts, reads, (1, 1), int(rng.integers(1, 3)))


def highest_cost_of_a_push(rng: Rng) -> Case:
    """A push costs the most there is, and one post an hour is all that 64 bits hold."""
    author = int(rng.integers(2))
    posts = [1 - author, author, 0]
    return choose_case([(0, 1), (1, 2)], posts, [0, 0, 0], (2**63 - 1, 1), 1)


def highest_cost_of_a_pull(rng: Rng) -> Case:
    """A pull costs the most there is, and one read an hour is all that 64 bits hold."""
    posts = [0, int(rng.integers(0, 9)), 0]
    return choose_case([(0, 1), (1, 2)], posts, [0, 0, 1], (1, 2**63 - 1), 1)


def close_costs(rng: Rng) -> Case:
    """Costs of 55 bits that differ by one or not at all; equal savings at the cap."""
    reach, cap = int(rng.integers(6, 10)), int(rng.integers(1, 4))
    edges = [(author, user) for author in (0, 1) for user in range(2, 2 + reach)]
    rate = 2**54 + int(rng.integers(0, 2**20))
    reads = rng.permutation(rate + np.concatenate([[-1, 0, 1], rng.integers(1, 3, reach - 3)]))
    posts = [rate, rate - 1, *[0] * reach]
    return choose_case(edges, posts, [0, 0, *reads.tolist()], (1, 1), cap)


def cap_of_eager(rng: Rng) -> Case:
    """Authors with one eager follower less than the cap, as many, and one more."""
    cap = int(rng.integers(2, 7))
    edges = [(author, 3 + n) for author in range(3) for n in range(cap + author - 1)]
    n_users = 3 + cap + 4
    edges += [(author, n_users - 1) for author in range(3)]
    reads = np.append(rng.integers(50, 60, n_users - 1), 0)
    return choose_case(edges, np.ones(n_users), reads, (1, 1), cap)


def more_eager_than_16_bits(rng: Rng) -> Case:
    """66,200 followers of one are worth a push, and 16 bits do not hold how many may get one."""
    n_users = 66_500
    reach = np.zeros(n_users, np.int64)
    reach[[0, 70 + 2**16, 66_498, 66_499]] = 1, 1, 2**16, 66_200
    user = np.concatenate([[3], [4], np.arange(2**16), np.arange(66_200)]).astype(np.int32)
    start = np.concatenate([[0], np.cumsum(reach)])
    posts, reads = np.ones(n_users, np.int64), rng.integers(2, 9, n_users)
    return _case(start, user, posts, reads, (1, 1), 2**16 + int(rng.integers(5, 100)))


def _edges(rng: Rng, n_users: int, n: int) -> list[tuple[int, int]]:
    return [(author, user) for author, user in rng.integers(0, n_users, (n, 2)).tolist()]


def _site(rng: Rng, burst_cap: int) -> Case:
    """50,000 accounts and a million edges.

    The well-known post more (with the third root of their followers), a few readers come far more
    often than most, and a delivery costs as much as looking at ten followees.
    """
    n_users = 50_000
    follower, followed = ranked_links(rng, n_users, 21)
    start, user = graph_rows(n_users, followed, follower)
    fame = (np.diff(start) + 1.0) ** (1 / 3)
    posts = (4 * rng.lognormal(0.0, 1.0, n_users) * fame).astype(np.int64)
    reads = (100 * rng.lognormal(0.0, 1.5, n_users)).astype(np.int64)
    return _case(start, user, posts, reads, (10, 1), burst_cap)


def _make_any_burst(rng: Rng) -> Case:
    """The cap is out of reach: cost alone decides."""
    return _site(rng, 50_000)


def _make_small_bursts(rng: Rng) -> Case:
    """No post may go to more than 60 timelines; hundreds of authors have more eager readers."""
    return _site(rng, 60)


def _make_close_calls(rng: Rng) -> Case:
    """60 authors and readers of their own; the costs of half of the edges differ by less than what
    a float of 64 bits holds, and so do the savings of those who are eager.
    """
    n_authors = 60
    reach = np.tile([1, 2, 3, 3, 7], n_authors // 5)
    author = np.repeat(np.arange(n_authors), reach)
    n_users = n_authors + len(author)
    start, user = graph_rows(n_users, author, rng.permutation(np.arange(n_authors, n_users)))
    per_push = 6 * int(rng.integers(2**17, 2**18)) + 1
    posts, reads = np.zeros((2, n_users), np.int64)
    posts[:n_authors] = 3 * (2**54 // per_push // 3 + rng.integers(0, 2**20, n_authors)) + 2
    even = per_push * posts[author] // 3  # so many reads cost two less, and one more costs one more
    close = even + rng.integers(-1, 4, len(author))
    liked = rng.choice([0.3, 1.4], n_authors)  # by all their followers, more or less
    clear = (even * liked[author] * rng.uniform(0.7, 1.2, len(author))).astype(np.int64)
    reads[user] = np.where(rng.random(len(author)) < 0.5, close, clear)
    return _case(start, user, posts, reads, (per_push, 3), 3)


def _edges_of(case: Case) -> int:
    return len(case["user"])


WORKLOADS: dict[str, Workload] = {
    "any_burst": Workload(_make_any_burst, _edges_of, "edges"),
    "small_bursts": Workload(_make_small_bursts, _edges_of, "edges"),
    "close_calls": Workload(_make_close_calls, _edges_of, "edges"),
}
