"""fanout: bring posts to the timelines of those who follow their authors.

Levels `deliver` and `celebrities` ask for the first function, `choose` for the second, `serve` and
`fail-whale` for the class. What still raises NotImplementedError counts as not started. Arrays you
are given are read-only; arrays to fill arrive zeroed, and nothing is returned. With numba write
@njit(cache=True) and leave the signature out: explicit ones do not match read-only arrays.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

POST, READ, FOLLOW, UNFOLLOW, DELETE = range(5)


class Followers(NamedTuple):
    """Who follows account a: user[start[a]:start[a + 1]], ascending, without a itself."""

    start: np.ndarray  # int64[U + 1], U from 0 to 100,000
    user: np.ndarray  # int32[E], E from 0 to 2,500,000


class Following(NamedTuple):
    """Whom account u follows: user[start[u]:start[u + 1]], ascending, without u itself."""

    start: np.ndarray  # int64[U + 1]
    user: np.ndarray  # int32[E]


class Costs(NamedTuple):
    """What one delivery costs, and what one look at one followee costs: 1 to 2**63 - 1."""

    per_push: int
    per_pull: int


class Batch(NamedTuple):
    """Events in the order in which they happen: 0 to 1,000,000, and 10,000,000 in all batches."""

    kind: np.ndarray  # uint8[n]: POST, READ, FOLLOW, UNFOLLOW or DELETE, 0 to 4
    user: np.ndarray  # int32[n]: who does it
    arg: np.ndarray  # int64[n]: an id (POST, DELETE), an account (FOLLOW, UNFOLLOW), or 0 (READ)


def deliver(
    followers: Followers, author: np.ndarray, tweet: np.ndarray, timelines: np.ndarray
) -> None:
    """Fill timelines[u] with the 64 newest posts of the accounts that u follows, newest first.

    followers  of U accounts, numbered from 0
    author     int32[T], who wrote each post; T is 0 to 1,000,000
    tweet      int64[T], the ids of the posts: from 1 to 2**63 - 1 and strictly increasing, so later
               is newer
    timelines  int64[U, 64], to fill; places that stay empty are 0

    Example: account 0 is followed by 1 and 2, account 1 by 0 and 2, and nobody follows 2 and 3.

    >>> followers = Followers(np.array([0, 2, 4, 4, 4]), np.array([1, 2, 0, 2], np.int32))
    >>> timelines = np.zeros((4, 64), np.int64)
    >>> deliver(followers, np.array([0, 1, 0], np.int32), np.array([101, 102, 103]), timelines)
    >>> timelines[:, :4].tolist()
    [[102, 0, 0, 0], [103, 101, 0, 0], [103, 102, 101, 0], [0, 0, 0, 0]]
    """
    raise NotImplementedError


def choose(
    followers: Followers,
    posts_per_hour: np.ndarray,
    reads_per_hour: np.ndarray,
    costs: Costs,
    burst_cap: int,
    push: np.ndarray,
) -> None:
    """Fill push[e] with True where the follower of edge e gets posts pushed, False where he pulls.

    followers       of U accounts; edge e is the place of its follower in followers.user
    posts_per_hour  int64[U], of each account: 0 to 2**63 - 1
    reads_per_hour  int64[U], of each account: 0 to 2**63 - 1
    costs           a pushed edge costs costs.per_push for each post of the author, a pulled edge
                    costs.per_pull for each read of the follower; 64 bits hold what the
                    dearest plan costs, and what each account's posts and reads do
    burst_cap       at most so many edges of one author may be pushed: 0 to 2**63 - 1
    push            bool[E], to fill, in the order of followers.user

    A plan within the cap is right; the nearer its cost comes to the cheapest plan's, the better;
    only the cheapest is gold.

    Example: account 0 posts twice an hour and is followed by 1, 2 and 3, account 1 posts once and
    is followed by 0 and 2. Pushing costs 5, so an edge of 0 costs 10 when pushed, one of 1 costs 5.
    Pulling costs what the readers read: 12, 1, 9 and 30 for accounts 0, 1, 2 and 3. One push an
    author is allowed.

    >>> followers = Followers(np.array([0, 3, 5, 5, 5]), np.array([1, 2, 3, 0, 2], np.int32))
    >>> posts, reads = np.array([2, 1, 0, 0]), np.array([12, 1, 9, 30])
    >>> push = np.zeros(5, np.bool_)
    >>> choose(followers, posts, reads, Costs(5, 1), 1, push)
    >>> push.tolist()
    [False, False, True, True, False]
    """
    raise NotImplementedError


class Timelines:
    """A site: people post, follow, unfollow and delete, and read their timelines all the time.

    A read shows what a search through everything would show at that moment: the 50 newest posts,
    not deleted, of all accounts followed now. However old they are; a new followee's old posts are
    among them, those of a former one are not, and one's own never are.

    Example: of three accounts, 0 follows 1 and 2.

    >>> site = Timelines(3, Following(np.array([0, 2, 2, 2]), np.array([1, 2], np.int32)))
    >>> kind = np.array([POST, POST, READ, FOLLOW, READ, DELETE, UNFOLLOW, POST, READ], np.uint8)
    >>> user = np.array([1, 2, 0, 2, 2, 1, 0, 1, 0], np.int32)
    >>> arg = np.array([101, 102, 0, 1, 0, 101, 2, 103, 0])
    >>> pages = np.zeros((3, 50), np.int64)
    >>> site.apply(Batch(kind, user, arg), pages)
    >>> pages[:, :3].tolist()
    [[102, 101, 0], [101, 0, 0], [103, 0, 0]]
    """

    def __init__(self, n_users: int, following: Following) -> None:
        """Start with `n_users` accounts, 0 to 100,000, numbered from 0, and no posts."""
        raise NotImplementedError

    def apply(self, batch: Batch, pages: np.ndarray) -> None:
        """Play a batch. The r-th READ in it fills pages[r], of int64[R, 50].

        Called for one batch after the other on the same object. Replace it when you want to see
        more than one event at a time.
        """
        row = 0
        for kind, user, arg in zip(*(part.tolist() for part in batch), strict=True):
            if kind == READ:
                self.read(user, pages[row])
                row += 1
            elif kind == POST:
                self.post(user, arg)
            elif kind == FOLLOW:
                self.follow(user, arg)
            elif kind == UNFOLLOW:
                self.unfollow(user, arg)
            else:
                self.delete(user, arg)

    def post(self, user: int, tweet: int) -> None:
        """`user` posts `tweet`, an id above all before."""
        raise NotImplementedError

    def read(self, user: int, page: np.ndarray) -> None:
        """Fill `page`, int64[50], newest first; places that stay empty are 0."""
        raise NotImplementedError

    def follow(self, user: int, other: int) -> None:
        """`user` follows `other`. Nothing happens if it is so already, or if they are the same."""
        raise NotImplementedError

    def unfollow(self, user: int, other: int) -> None:
        """`user` no longer follows `other`. Nothing happens if that is so already."""
        raise NotImplementedError

    def delete(self, user: int, tweet: int) -> None:
        """`user` deletes one of his own posts. Nothing happens if there is none (any more)."""
        raise NotImplementedError
