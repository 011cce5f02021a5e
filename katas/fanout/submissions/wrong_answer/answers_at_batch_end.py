"""Apply all changes of a batch, then answer all its reads: fewer turns, and posts from the future.

fails: real_posts at serve_example
"""

from __future__ import annotations

POST, READ, FOLLOW, UNFOLLOW, DELETE = range(5)


class Timelines:
    def __init__(self, n_users, following):
        start, user = following
        self.follows = [set(user[start[u] : start[u + 1]].tolist()) for u in range(n_users)]
        self.posts = [[] for _ in range(n_users)]

    def apply(self, batch, pages):
        readers = []
        for kind, user, arg in zip(*(part.tolist() for part in batch), strict=True):
            if kind == READ:
                readers.append(user)
            elif kind == POST:
                self.posts[user].append(arg)
            elif kind == FOLLOW and user != arg:
                self.follows[user].add(arg)
            elif kind == UNFOLLOW:
                self.follows[user].discard(arg)
            elif kind == DELETE and arg in self.posts[user]:
                self.posts[user].remove(arg)
        for row, user in enumerate(readers):
            page = self.page(user)
            pages[row, : len(page)] = page

    def page(self, user):
        found = [post for followed in self.follows[user] for post in self.posts[followed]]
        return sorted(found, reverse=True)[:50]
