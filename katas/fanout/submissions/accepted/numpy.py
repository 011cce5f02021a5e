"""One sort instead of a million appends; and a run of reads answered by one gather.

reaches: deliver bronze
reaches: celebrities bronze
reaches: choose silver
reaches: serve bronze
reaches: fail-whale none
"""

from __future__ import annotations

from itertools import islice

import numpy as np

POST, READ, FOLLOW, UNFOLLOW, DELETE = range(5)
PAGE, KEEP, ROOM = 50, 64, 128
DROPPED = -1


def deliver(followers, author, tweet, timelines):
    """Sort all deliveries by reader and age in one number; the rank in the group is the place."""
    start, user = followers
    n_posts = len(author)
    reach = np.diff(start)[author]
    ends = np.cumsum(reach)
    total = int(reach.sum())
    edge = np.arange(total) + np.repeat(start[author] - (ends - reach), reach)
    age = np.repeat(np.arange(n_posts - 1, -1, -1), reach)
    key = np.sort(user[edge].astype(np.int64) * n_posts + age)
    reader = key // max(n_posts, 1)
    first = np.searchsorted(reader, np.arange(len(timelines)))
    place = np.arange(total) - first[reader]
    kept = place < 64
    reader, place, key = reader[kept], place[kept], key[kept]
    timelines[reader, place] = tweet[n_posts - 1 - (key - reader * n_posts)]


def choose(followers, posts_per_hour, reads_per_hour, costs, burst_cap, push):
    """Each edge for itself, and of too many the first: legal, and dearer than need be."""
    start, user = followers
    cost = np.repeat(costs.per_push * posts_per_hour, np.diff(start))
    worth = costs.per_pull * reads_per_hour[user] > cost
    seen = np.concatenate([[0], np.cumsum(worth)])
    rank = seen[1:] - np.repeat(seen[start[:-1]], np.diff(start))
    push[:] = worth & (rank <= burst_cap)


class Timelines:
    """Rows written from the end towards the front, pushed to by one scatter a post."""

    def __init__(self, n_users, following):
        start, user = following
        self.follows = [set(user[start[u] : start[u + 1]].tolist()) for u in range(n_users)]
        order = np.argsort(user, kind="stable")
        fans = np.repeat(np.arange(n_users), np.diff(start))[order]
        self.followers = np.split(fans, np.cumsum(np.bincount(user, minlength=n_users))[:-1])
        self.posts = [{} for _ in range(n_users)]
        # 50 columns of zeros at the end, so that a short row can be read like a long one.
        self.rows = np.zeros((n_users, ROOM + PAGE), np.int64)
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
            self.pull(reader)
        columns = self.head[readers][:, None] + np.arange(PAGE)
        pages[row : row + len(readers)] = self.rows[readers[:, None], columns]
        return row + len(readers)

    def pull(self, reader):
        lists = [islice(reversed(self.posts[one]), KEEP) for one in self.follows[reader]]
        recent = np.array([post for posts in lists for post in posts], np.int64)
        newest = np.sort(recent)[::-1][:KEEP]
        self.head[reader] = ROOM - len(newest)
        self.rows[reader, ROOM - len(newest) : ROOM] = newest

    def write(self, kind, user, arg):
        if kind == POST:
            self.posts[user][arg] = True
            fans = self.followers[user]
            self.push(fans[self.head[fans] != DROPPED], arg)
        elif kind == FOLLOW:
            if arg != user and arg not in self.follows[user]:
                self.follows[user].add(arg)
                self.followers[arg] = np.append(self.followers[arg], user)
                self.head[user] = DROPPED
        elif kind == UNFOLLOW:
            if arg in self.follows[user]:
                self.follows[user].remove(arg)
                self.followers[arg] = self.followers[arg][self.followers[arg] != user]
                self.head[user] = DROPPED
        elif kind == DELETE and arg in self.posts[user]:
            del self.posts[user][arg]
            fans = self.followers[user]
            self.head[fans[(self.rows[fans] == arg).any(axis=1)]] = DROPPED

    def push(self, fans, tweet):
        full = fans[self.head[fans] == 0]
        self.rows[full, ROOM - KEEP : ROOM] = self.rows[full, :KEEP]
        self.head[full] = ROOM - KEEP
        self.head[fans] -= 1
        self.rows[fans, self.head[fans]] = tweet
