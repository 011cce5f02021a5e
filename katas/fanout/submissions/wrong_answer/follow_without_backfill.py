"""Let a follow change what is pushed from now on, and forget what was posted before.

fails: follow_backfills at serve_example
"""

from __future__ import annotations

POST, READ, FOLLOW, UNFOLLOW, DELETE = range(5)


class Timelines:
    def __init__(self, n_users, following):
        start, user = following
        self.follows = [set(user[start[u] : start[u + 1]].tolist()) for u in range(n_users)]
        self.posts = [[] for _ in range(n_users)]
        self.followers = [
            {u for u in range(n_users) if a in self.follows[u]} for a in range(n_users)
        ]
        self.rows = [[] for _ in range(n_users)]

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
                self.follow(user, arg)
            elif kind == UNFOLLOW:
                self.unfollow(user, arg)
            elif kind == DELETE and arg in self.posts[user]:
                self.delete(user, arg)

    def post(self, user, tweet):
        self.posts[user].append(tweet)
        for follower in self.followers[user]:
            self.rows[follower].append(tweet)

    def follow(self, user, other):
        self.follows[user].add(other)
        self.followers[other].add(user)

    def unfollow(self, user, other):
        self.follows[user].discard(other)
        self.followers[other].discard(user)
        gone = set(self.posts[other])
        self.rows[user] = [post for post in self.rows[user] if post not in gone]

    def delete(self, user, tweet):
        self.posts[user].remove(tweet)
        for follower in self.followers[user]:
            if tweet in self.rows[follower]:
                self.rows[follower].remove(tweet)

    def page(self, user):
        return self.rows[user][:-51:-1]
