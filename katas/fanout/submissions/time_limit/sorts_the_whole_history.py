"""Keep one list of all posts, and filter and sort all of it for each read.

fails: time_limit at timeline_reads
"""

from __future__ import annotations

import numpy as np

POST, READ, FOLLOW, UNFOLLOW, DELETE = range(5)


class Timelines:
    def __init__(self, n_users, following):
        start, user = following
        self.follows = [set(user[start[u] : start[u + 1]].tolist()) for u in range(n_users)]
        self.n_posts = 0
        self.id, self.author = np.zeros(1024, np.int64), np.zeros(1024, np.int64)

    def apply(self, batch, pages):
        row = 0
        for kind, user, arg in zip(*(part.tolist() for part in batch), strict=True):
            if kind == READ:
                page = self.page(user)
                pages[row, : len(page)] = page
                row += 1
            elif kind == POST:
                self.post(user, arg)
            elif kind == FOLLOW and user != arg:
                self.follows[user].add(arg)
            elif kind == UNFOLLOW:
                self.follows[user].discard(arg)
            elif kind == DELETE:
                known = slice(0, self.n_posts)
                self.author[known][(self.id[known] == arg) & (self.author[known] == user)] = -1

    def post(self, user, tweet):
        if self.n_posts == len(self.id):
            self.id = np.append(self.id, np.zeros_like(self.id))
            self.author = np.append(self.author, np.zeros_like(self.author))
        self.id[self.n_posts], self.author[self.n_posts] = tweet, user
        self.n_posts += 1

    def page(self, user):
        followed = np.array(sorted(self.follows[user]), np.int64)
        due = np.isin(self.author[: self.n_posts], followed)
        return np.sort(self.id[: self.n_posts][due])[::-1][:50]
