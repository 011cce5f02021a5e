"""twitter: what becomes of each post, and what becomes of each read.

All levels ask the same two decisions of a `Site`; each level is another evening, with one object of
its own, so what you keep in `self` lasts for the evening. A tick of 100 ms is decided at a time.
Arrays you are given are read-only; arrays to fill arrive zeroed, and nothing is returned.

An evening is played with 1 to 200 cores that deliver and 1 to 200 that read. Its number (1 to 5)
and its seed (0 to 2**24) are not told. It has 10 to 50,000 accounts, lasts 1 to 60 seconds, and may
hold limits: 1 to 60,000 ms for one page in a hundred, 0 to 1,000,000 millionths of bad pages, of
replies before their original and of readers who go, and memory for 0 to 50,000 rows.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

SERVE, REFUSE, REBUILD = range(3)


class Load(NamedTuple):
    """The site as the tick begins. What you push in this tick you have to add up yourself."""

    now_ms: int
    accounts: int
    rows: int  # rows that were begun: somebody pushed to them
    rows_max: int  # there is memory for so many
    deliver_cores: int  # a delivery, one post into one row, takes 0.5 ms of one
    wait_deliver_ms: int  # so long a post that is pushed now waits before its first delivery
    queued: int  # posts that wait
    read_cores: int  # a page takes 0.6 ms, each author merged 3 ms, a rebuilt row 1.5 ms a followee
    wait_read_ms: int  # so long a read that comes now waits


class Posts(NamedTuple):
    """The posts of a tick, in the order in which they come."""

    author: np.ndarray  # int64[n]
    followers: np.ndarray  # int64[n, 6]: in no class, in the most active 5, 15, 30, 60 %, in all
    reply: np.ndarray  # int64[n]: 1 if it answers another post


class Reads(NamedTuple):
    """The reads of a tick; what read i lacks is missing[start[i]:start[i + 1]]."""

    user: np.ndarray  # int64[r]
    activity: np.ndarray  # int64[r]: the reader's class, 1 (the most active 5 %) to 5
    following: np.ndarray  # int64[r]: how many accounts the reader follows
    lost: np.ndarray  # int64[r]: 1 if the reader's row is lost
    tries: (
        np.ndarray
    )  # int64[r]: how often in a row the reader was refused; the third time is the last
    start: np.ndarray  # int64[r + 1]


class Missing(NamedTuple):
    """Authors that the pages of a tick lack something of."""

    author: np.ndarray  # int64[k]
    followers: np.ndarray  # int64[k]: how many the author has
    oldest_ms: np.ndarray  # int64[k]: how old the oldest missing post is
    posts: np.ndarray  # int64[k]: how many posts are missing
    on_way: (
        np.ndarray
    )  # int64[k]: how many of them were pushed to this reader and are not there yet
    answered: np.ndarray  # int64[k]: how many of the replies that wait for this reader answer them


class Site:
    """The decisions of one evening.

    Example: a quiet site, and a post of an account with twenty followers.

    >>> posts = Posts(np.array([7]), np.array([[0, 1, 3, 6, 12, 20]]), np.array([0]))
    >>> load = Load(0, 1000, 0, 1000, 2, 0, 0, 2, 0)
    >>> push = np.zeros(1, np.int8)
    >>> Site().on_post(posts, load, push)
    >>> push.tolist()  # to all of them
    [5]
    """

    def on_post(self, posts: Posts, load: Load, push: np.ndarray) -> None:
        """Fill push int8[n]: 0 (nobody), 1 to 4 (the most active 5, 15, 30, 60 %), or 5 (all).

        A post is delivered by one core, to the most active followers first.
        """
        raise NotImplementedError

    def on_read(
        self, reads: Reads, missing: Missing, load: Load, merge: np.ndarray, act: np.ndarray
    ) -> None:
        """Fill merge int8[k]: 1 for each missing author that is merged into the page now; and act
        int8[r]: SERVE, REFUSE (the reader comes back), or REBUILD a row (with all that is missing).

        Up to 4,096 reads and 262,144 missing authors; a tick with more asks again.
        """
        raise NotImplementedError
