"""Both, compiled: push what ordinary accounts post, and merge what stars post at each read.

Who was a star once stays one: then no post is in both places, or in neither.

reaches: serve bronze
reaches: fail-whale silver
"""

from __future__ import annotations

import numpy as np
from numba import njit

POST, READ, FOLLOW, UNFOLLOW, DELETE = range(5)
PAGE, KEEP, ROOM = 50, 64, 128
DROPPED = -1


class Timelines:
    """Rows are written from their end towards their front, and have no posts of stars.

    Posts are numbered from 1 as they come, and linked from each to the previous one of its author.
    `fan` says of each star, in the order of `stars`, who follows it.
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
        self.enough = max(60, n_users // 20)
        self.is_star = np.zeros(n_users, np.bool_)
        self.stars, self.fan = np.zeros(0, np.int64), np.zeros((0, n_users), np.bool_)
        for account in range(n_users):
            self.rise(account)

    def rise(self, account):
        fans = self.followers[account]
        if len(fans) < self.enough or self.is_star[account]:
            return
        self.is_star[account] = True
        self.stars = np.append(self.stars, account)
        self.fan = np.append(self.fan, np.zeros((1, len(self.head)), np.bool_), axis=0)
        self.fan[-1, fans] = True
        self.head[fans] = DROPPED

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
            follows = self.follows[reader]
            latest = self.latest[follows[~self.is_star[follows]]]
            self.head[reader] = _pull(self.id, self.previous, latest, self.rows[reader])
        posts = self.id, self.previous, self.latest
        _merge(posts, self.stars, self.fan, self.rows, self.head, readers, pages, row)
        return row + len(readers)

    def write(self, kind, user, arg):
        if kind == POST:
            self.post(user, arg)
        elif kind == FOLLOW:
            if arg != user and arg not in self.follows[user]:
                self.follows[user] = np.append(self.follows[user], np.int32(arg))
                self.followers[arg] = np.append(self.followers[arg], user)
                self.fan[self.stars == arg, user] = True
                self.head[user] = DROPPED
                self.rise(arg)
        elif kind == UNFOLLOW:
            self.follows[user] = self.follows[user][self.follows[user] != arg]
            self.followers[arg] = self.followers[arg][self.followers[arg] != user]
            self.fan[self.stars == arg, user] = False
            self.head[user] = DROPPED
        elif kind == DELETE:
            known = _unlink(self.id, self.previous, self.latest, user, arg)
            if known and not self.is_star[user]:
                _drop(self.rows, self.head, self.followers[user], arg)

    def post(self, user, tweet):
        self.n_posts += 1
        if self.n_posts == len(self.id):
            self.id = np.append(self.id, np.zeros_like(self.id))
            self.previous = np.append(self.previous, np.zeros_like(self.previous))
        self.id[self.n_posts] = tweet
        self.previous[self.n_posts] = self.latest[user]
        self.latest[user] = self.n_posts
        if not self.is_star[user]:
            _push(self.rows, self.head, self.followers[user], tweet)


@njit(cache=True)
def _pull(id, previous, latest, row):
    """Take the newest of the followees' latest posts, 64 times; returns where the row begins."""
    n = 0
    while n < KEEP and len(latest) > 0:
        newest = latest.argmax()
        if latest[newest] == 0:
            break
        row[n] = id[latest[newest]]
        latest[newest] = previous[latest[newest]]
        n += 1
    for i in range(n - 1, -1, -1):
        row[ROOM - n + i] = row[i]
    return ROOM - n


@njit(cache=True)
def _merge(posts, stars, fan, rows, head, readers, pages, row):
    """The newest of a reader's row and of his stars' posts, 50 times."""
    id, previous, latest = posts
    mine = np.zeros(len(stars), np.int64)
    for i in range(len(readers)):
        reader, page = readers[i], pages[row + i]
        n, at = 0, head[reader]
        for star in range(len(stars)):
            mine[n] = latest[stars[star]]
            n += fan[star, reader] and mine[n] > 0
        for place in range(PAGE):
            newest = -1
            tweet = rows[reader, at] if at < ROOM else 0
            for star in range(n):
                if id[mine[star]] > tweet:
                    newest, tweet = star, id[mine[star]]
            page[place] = tweet
            if newest < 0:
                at += 1
            else:
                mine[newest] = previous[mine[newest]]


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
