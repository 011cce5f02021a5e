"""Delete by id alone: whoever asks, the post is gone.

fails: nobody_missing at delete_unknown
"""

from __future__ import annotations

POST, READ, FOLLOW, UNFOLLOW, DELETE = range(5)


class Timelines:
    def __init__(self, n_users, following):
        start, user = following
        self.follows = [set(user[start[u] : start[u + 1]].tolist()) for u in range(n_users)]
        self.author_of = {}

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
            elif kind == DELETE:
                self.author_of.pop(arg, None)

    def post(self, user, tweet):
        self.author_of[tweet] = user

    def follow(self, user, other):
        self.follows[user].add(other)

    def unfollow(self, user, other):
        self.follows[user].discard(other)

    def page(self, user):
        followed = self.follows[user]
        found = [post for post, author in self.author_of.items() if author in followed]
        return sorted(found, reverse=True)[:50]
