"""Seeded shapes shared by katas.

Every function takes a numpy Generator and is otherwise a pure function of its arguments.
"""

from __future__ import annotations

from typing import Any

import numpy as np


def uniform_graph(
    rng: np.random.Generator, n_users: int, mean: float
) -> tuple[np.ndarray, np.ndarray]:
    """`start int64[n_users+1]`, `user int32[E]`: each account is linked to about `mean` others.

    Rows ascend and hold neither duplicates nor the account itself.
    """
    n_edges = int(n_users * mean)
    left = rng.integers(0, n_users, n_edges)
    return graph_rows(n_users, left, rng.integers(0, n_users, n_edges))


def power_law_graph(
    rng: np.random.Generator, n_users: int, mean_following: float
) -> tuple[np.ndarray, np.ndarray]:
    """Whom each account follows, as `uniform_graph`: few are followed by many, most by few.

    The density of follower counts falls with the exponent 2.276 that Kwak et al. (WWW 2010) report
    for Twitter; how many accounts one follows is lognormal.
    """
    popularity = rng.pareto(1.276, n_users) + 1.0
    wanted = rng.lognormal(0.0, 1.0, n_users)
    n_following = np.minimum(wanted * (mean_following / wanted.mean()), n_users).astype(np.int64)
    followed = weighted_draws(rng, popularity, int(n_following.sum()))
    return graph_rows(n_users, np.repeat(np.arange(n_users), n_following), followed)


def weighted_draws(rng: np.random.Generator, weights: np.ndarray, n: int) -> np.ndarray:
    """`n` indices, int64, each drawn with a chance proportional to its weight."""
    ends = np.cumsum(weights)
    drawn: np.ndarray = np.searchsorted(ends, rng.random(n) * ends[-1], side="right")
    return drawn.clip(max=len(weights) - 1)


def increasing_ids(rng: np.random.Generator, n: int, after: int = 0) -> np.ndarray:
    """`n` strictly increasing ids above `after`, int64, with gaps nobody can guess."""
    return after + np.cumsum(rng.integers(1, 1_000, n))


POST, READ, FOLLOW, UNFOLLOW, DELETE = range(5)
"""Kinds of events; their `arg` is an id (POST, DELETE) or an account (FOLLOW, UNFOLLOW)."""


class Story:
    """A scripted stream of posts, reads, follows and deletes, told with small account numbers.

    The case has accounts renamed and ids drawn at random: each seed gives another case of one plot.
    """

    def __init__(
        self,
        rng: np.random.Generator,
        n_users: int,
        edges: list[tuple[int, int]],
        shuffled: bool = True,
    ) -> None:
        self.rng, self.n_users = rng, n_users
        self.name = (rng.permutation(n_users) if shuffled else np.arange(n_users)).tolist()
        left, right = np.array(edges, np.int64).reshape(-1, 2).T
        names = np.array(self.name)
        self.start, self.user = graph_rows(n_users, names[left], names[right])
        self.posts: list[tuple[int, int]] = []
        self.newest = int(rng.choice([0, 1 << 60]))
        self.batches: list[list[tuple[int, int, int]]] = [[]]

    def event(self, kind: int, user: int, other: int) -> Story:
        """Any event; `other` is an account, or the id to delete, and unused for the rest."""
        if kind == POST:
            return self.post(user)
        arg = 0 if kind == READ else other if kind == DELETE else self.name[other]
        self.batches[-1].append((kind, self.name[user], arg))
        return self

    def post(self, author: int, tweet: int = 0) -> Story:
        """A post, with a new id unless one is given."""
        self.newest = tweet or self.newest + int(self.rng.integers(1, 1_000))
        self.posts.append((author, self.newest))
        self.batches[-1].append((POST, self.name[author], self.newest))
        return self

    def read(self, user: int) -> Story:
        return self.event(READ, user, 0)

    def follow(self, user: int, other: int) -> Story:
        return self.event(FOLLOW, user, other)

    def unfollow(self, user: int, other: int) -> Story:
        return self.event(UNFOLLOW, user, other)

    def delete(self, author: int, tweet: int) -> Story:
        return self.event(DELETE, author, tweet)

    def last(self, author: int) -> int:
        """The id of the account's newest post, deleted or not."""
        return next(tweet for user, tweet in reversed(self.posts) if user == author)

    def random_post(self) -> tuple[int, int]:
        """Author and id of one of the posts so far, or of one that never was."""
        return self.posts[self.rng.integers(len(self.posts))] if self.posts else (0, 1)

    def cut(self) -> Story:
        """End the batch."""
        self.batches.append([])
        return self

    def case(self) -> dict[str, Any]:
        """The stream case: `n_users`, whom everybody follows (`start`, `user`), the batches."""
        batches = [event_batch(np.array(batch, np.int64).reshape(-1, 3)) for batch in self.batches]
        graph = {"n_users": self.n_users, "start": self.start, "user": self.user}
        return {**graph, "batches": batches}


class Traffic:
    """Batches of events on a graph, edges left[i] -> right[i].

    The popular post more, few people read most, and people go back on what they did.
    """

    def __init__(
        self, rng: np.random.Generator, left: np.ndarray, right: np.ndarray, popularity: np.ndarray
    ):
        n_users = len(popularity)
        self.rng, self.left, self.right, self.popularity = rng, left, right, popularity
        self.chattiness = rng.lognormal(0.0, 1.0, n_users) * np.sqrt(popularity)
        self.activity = rng.lognormal(0.0, 1.5, n_users)
        self.posts = np.zeros((0, 3), np.int64)

    def history(self, posts: int, reads: int) -> dict[str, Any]:
        """All posts, and then all reads."""
        return self._batch(reads, posts, 0, np.arange(posts + reads))

    def batch(self, reads: int, posts: int, changes: int) -> dict[str, Any]:
        """Events in random order; `changes` each of follows, unfollows and deletes."""
        order = self.rng.permutation(reads + posts + 3 * changes)
        return self._batch(reads, posts, changes, order)

    def _batch(self, reads: int, posts: int, changes: int, order: np.ndarray) -> dict[str, Any]:
        newest = int(self.posts[-1, 2]) if len(self.posts) else 1 << 60
        edges = self.rng.integers(0, len(self.left), changes)
        fans = weighted_draws(self.rng, self.activity, changes)
        gone = self.posts[len(self.posts) - self.rng.integers(1, 2_000, changes)]
        parts = (
            (POST, weighted_draws(self.rng, self.chattiness, posts), 0),
            (READ, weighted_draws(self.rng, self.activity, reads), 0),
            (FOLLOW, fans, weighted_draws(self.rng, self.popularity, changes)),
            (UNFOLLOW, self.left[edges], self.right[edges]),
            (DELETE, gone[:, 1], gone[:, 2]),
        )
        rows = [np.stack(np.broadcast_arrays(*part), axis=1).astype(np.int64) for part in parts]
        events = np.concatenate(rows)[order]
        is_post = events[:, 0] == POST
        events[is_post, 2] = increasing_ids(self.rng, posts, newest)
        self.posts = np.concatenate([self.posts, events[is_post]])
        return event_batch(events)


def event_batch(events: np.ndarray) -> dict[str, Any]:
    """Rows of kind, user, arg as the batch of a stream; `R` is the number of reads."""
    kind, user, arg = (np.ascontiguousarray(column) for column in events.T)
    return {
        "kind": kind.astype(np.uint8),
        "user": user.astype(np.int32),
        "arg": arg,
        "R": int((kind == READ).sum()),
    }


def graph_rows(n_users: int, left: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The graph with the edges left[i] -> right[i], as `uniform_graph`."""
    edges = np.sort((left * n_users + right)[left != right])
    edges = edges[np.diff(edges, prepend=-1) > 0]
    start = np.zeros(n_users + 1, np.int64)
    np.cumsum(np.bincount(edges // n_users, minlength=n_users), out=start[1:])
    return start, (edges % n_users).astype(np.int32)


def deal_rows(
    rng: np.random.Generator, start: np.ndarray, user: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The same rows of a graph under other accounts; no row comes to an account that is in it."""
    n_users = len(start) - 1
    sizes = np.diff(start)
    dealt = rng.permutation(n_users).astype(np.int32)  # row r goes to account dealt[r]
    while len(rows := _rows_with(start, user, dealt)):
        others = rng.integers(0, n_users, len(rows))
        for row, other in zip(rows.tolist(), others.tolist(), strict=True):
            dealt[row], dealt[other] = dealt[other], dealt[row]
    source = np.argsort(dealt)  # account a gets row source[a]
    new_start = np.concatenate([[0], np.cumsum(sizes[source])])
    shifts = (start[source] - new_start[:-1]).astype(np.int32)
    places = np.arange(len(user), dtype=np.int32) + np.repeat(shifts, sizes[source])
    return new_start, user[places]


def _rows_with(start: np.ndarray, user: np.ndarray, account: np.ndarray) -> np.ndarray:
    """The rows r that hold account[r]."""
    places = np.flatnonzero(np.repeat(account, np.diff(start)) == user)
    return np.unique(np.searchsorted(start, places, side="right") - 1)


def zipf_ranks(
    rng: np.random.Generator, count: int, n_ranks: int, alpha: float = 1.0
) -> np.ndarray:
    """`count` ranks from 0, the most popular, to `n_ranks` - 1, like (k + 1) ** -alpha.

    The continuous power law over [0.5, n_ranks + 0.5), rounded to the nearest number: its inverse
    has a closed form, so a million draws cost a million exponentials. Rank 0 comes out about a
    tenth too likely, rank 1 a fiftieth.
    """
    low, high = 0.5, n_ranks + 0.5
    draw = rng.random(count)
    if alpha == 1.0:
        draw *= np.log(high / low)
        np.exp(draw, out=draw)
        draw *= low
    else:
        power = 1.0 - alpha
        draw *= high**power - low**power
        draw += low**power
        np.power(draw, 1.0 / power, out=draw)
    draw -= low
    return np.minimum(draw.astype(np.int64), n_ranks - 1)


def scattered(rng: np.random.Generator, numbers: np.ndarray) -> np.ndarray:
    """The same numbers under other names, spread over int64 and new on every call.

    Different numbers stay different: a random offset, then the finaliser of SplitMix64 (Steele,
    Lea, Flood, OOPSLA 2014), which is a bijection.
    """
    names = np.asarray(numbers, np.int64).astype(np.uint64)
    names += rng.integers(0, 2**64, dtype=np.uint64)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        names ^= names >> np.uint64(shift)
        names *= np.uint64(factor)
    names ^= names >> np.uint64(31)
    return names.view(np.int64)


def loop_and_hot_keys(
    rng: np.random.Generator, count: int, n_keys: int, length: int, hot_share: float = 0.5
) -> np.ndarray:
    """A loop over keys 0..length-1, and a share of requests to other keys, Zipf-distributed."""
    hot = rng.random(count) < hot_share
    keys = np.empty(count, np.int64)
    keys[hot] = length + zipf_ranks(rng, int(hot.sum()), n_keys - length)
    keys[~hot] = np.arange(count - int(hot.sum())) % length
    return keys


def drifting_keys(rng: np.random.Generator, count: int, n_keys: int, every: int) -> np.ndarray:
    """Zipf-distributed keys whose popularity is dealt anew after every so many requests."""
    keys = zipf_ranks(rng, count, n_keys)
    for start in range(0, count, every):
        part = slice(start, start + every)
        keys[part] = rng.permutation(n_keys)[keys[part]]
    return keys
