"""A compiled loop fills each row from its front; others push to rows and copy them.

reaches: deliver silver
reaches: celebrities silver
reaches: choose gold
reaches: serve silver
reaches: fail-whale bronze
"""

from __future__ import annotations

import numpy as np
from numba import njit

POST, READ, FOLLOW, UNFOLLOW, DELETE = range(5)
PAGE, KEEP, ROOM = 50, 64, 128
DROPPED = -1


def deliver(followers, author, tweet, timelines):
    _deliver(followers.start, followers.user, author, tweet, timelines)


@njit(cache=True)
def _deliver(start, user, author, tweet, timelines):
    """From the newest post to the oldest, so that each row is filled from its front."""
    taken = np.zeros(len(timelines), np.int64)
    for post in range(len(author) - 1, -1, -1):
        for edge in range(start[author[post]], start[author[post] + 1]):
            reader = user[edge]
            if taken[reader] < 64:
                timelines[reader, taken[reader]] = tweet[post]
                taken[reader] += 1


def choose(followers, posts_per_hour, reads_per_hour, costs, burst_cap, push):
    start, user = followers
    rates = reads_per_hour[user]
    cost = costs.per_push * posts_per_hour
    _choose(start, costs.per_pull * rates, cost, burst_cap, push)


@njit(cache=True)
def _choose(start, pull, cost, burst_cap, push):
    """The largest savings of each author, by sorting those that are worth a push."""
    for author in range(len(cost)):
        edges = np.arange(start[author], start[author + 1])
        worth = edges[pull[edges] > cost[author]]
        if len(worth) > burst_cap:
            order = np.argsort(-pull[worth], kind="mergesort")
            worth = worth[order[:burst_cap]]
        push[worth] = True


class Timelines:
    """Rows written from the end towards the front; Python keeps the graph, kernels move the posts.

    Posts are numbered from 1 as they come, and linked from each to the previous one of its author.
    """

    def __init__(self, n_users, following):
        start, user = following
        self.follows = np.split(user, start[1:-1])
        order = np.argsort(user, kind="stable")
        fans = np.repeat(np.arange(n_users), np.diff(start))[order]
        self.followers = np.split(fans, np.cumsum(np.bincount(user, minlength=n_users))[:-1])
        self.n_posts = 0
        self.id, self.previous = np.zeros(1024, np.int64), np.zeros(1024, np.int64)
        self.latest = np.zeros(n_users, np.int64)
        self.rows = np.zeros((n_users, ROOM), np.int64)
        self.head = np.full(n_users, DROPPED)

    def apply(self, batch, pages):
        kind, user, arg = batch
        done = row = 0
        for event in np.flatnonzero(kind != READ).tolist():
            row = self.read(user[done:event], pages, row)
            self.write(int(kind[event]), int(user[event]), int(arg[event]))
            done = event + 1
        self.read(user[done:], pages, row)

    def read(self, readers, pages, row):
        for reader in readers[self.head[readers] == DROPPED].tolist():
            latest = self.latest[self.follows[reader]]
            self.head[reader] = _pull(self.id, self.previous, latest, self.rows[reader])
        _copy(self.rows, self.head, readers, pages, row)
        return row + len(readers)

    def write(self, kind, user, arg):
        if kind == POST:
            self.post(user, arg)
        elif kind == FOLLOW:
            if arg != user and arg not in self.follows[user]:
                self.follows[user] = np.append(self.follows[user], np.int32(arg))
                self.followers[arg] = np.append(self.followers[arg], user)
                self.head[user] = DROPPED
        elif kind == UNFOLLOW:
            self.follows[user] = self.follows[user][self.follows[user] != arg]
            self.followers[arg] = self.followers[arg][self.followers[arg] != user]
            self.head[user] = DROPPED
        elif kind == DELETE and _unlink(self.id, self.previous, self.latest, user, arg):
            _drop(self.rows, self.head, self.followers[user], arg)

    def post(self, user, tweet):
        self.n_posts += 1
        if self.n_posts == len(self.id):
            self.id = np.append(self.id, np.zeros_like(self.id))
            self.previous = np.append(self.previous, np.zeros_like(self.previous))
        self.id[self.n_posts] = tweet
        self.previous[self.n_posts] = self.latest[user]
        self.latest[user] = self.n_posts
        _push(self.rows, self.head, self.followers[user], tweet)


@njit(cache=True)
def _pull(id, previous, latest, row):
    """Take the newest of the followees' latest posts, 64 times; returns where the row begins."""
    n = 0
    while n < KEEP and len(latest) > 0:
        newest = 0
        for i in range(len(latest)):
            if latest[i] > latest[newest]:
                newest = i
        if latest[newest] == 0:
            break
        row[n] = id[latest[newest]]
        latest[newest] = previous[latest[newest]]
        n += 1
    for i in range(n - 1, -1, -1):
        row[ROOM - n + i] = row[i]
    return ROOM - n


@njit(cache=True)
def _unlink(id, previous, latest, author, tweet):
    newer, post = 0, latest[author]
    while post > 0 and id[post] != tweet:
        newer, post = post, previous[post]
    if post == 0:
        return False
    if newer == 0:
        latest[author] = previous[post]
    else:
        previous[newer] = previous[post]
    return True


@njit(cache=True)
def _copy(rows, head, readers, pages, row):
    for i in range(len(readers)):
        first = head[readers[i]]
        for place in range(min(PAGE, ROOM - first)):
            pages[row + i, place] = rows[readers[i], first + place]


@njit(cache=True)
def _push(rows, head, fans, tweet):
    for fan in fans:
        if head[fan] == 0:
            rows[fan, ROOM - KEEP :] = rows[fan, :KEEP]
            head[fan] = ROOM - KEEP
        if head[fan] != DROPPED:
            head[fan] -= 1
            rows[fan, head[fan]] = tweet


@njit(cache=True)
def _drop(rows, head, fans, tweet):
    for fan in fans:
        for place in range(max(head[fan], 0), ROOM):
            if rows[fan, place] == tweet:
                head[fan] = DROPPED
                break
