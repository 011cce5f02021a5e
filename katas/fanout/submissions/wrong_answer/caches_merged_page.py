"""Keep the merged page where pushes go: the next read merges the famous into it once more.

fails: no_duplicates at celebrity_above_full_page
"""

from __future__ import annotations

POST, READ, FOLLOW, UNFOLLOW, DELETE = range(5)
FAMOUS = 20


class Timelines:
    def __init__(self, n_users, following):
        start, user = following
        self.follows = [set(user[start[u] : start[u + 1]].tolist()) for u in range(n_users)]
        self.posts = [[] for _ in range(n_users)]
        self.followers = [
            {u for u in range(n_users) if a in self.follows[u]} for a in range(n_users)
        ]
        self.rows = {}

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
        if len(self.followers[user]) <= FAMOUS:
            for follower in self.followers[user]:
                if follower in self.rows:
                    self.rows[follower].append(tweet)

    def follow(self, user, other):
        self.follows[user].add(other)
        self.followers[other].add(user)
        self.rows.pop(user, None)

    def unfollow(self, user, other):
        self.follows[user].discard(other)
        self.followers[other].discard(user)
        self.rows.pop(user, None)

    def delete(self, user, tweet):
        self.posts[user].remove(tweet)
        for follower in self.followers[user]:
            self.rows.pop(follower, None)

    def page(self, user):
        famous = {other for other in self.follows[user] if len(self.followers[other]) > FAMOUS}
        if user not in self.rows:
            self.rows[user] = self.newest(self.follows[user] - famous)
        page = sorted(self.rows[user] + self.newest(famous), reverse=True)[:50]
        self.rows[user] = page
        return page

    def newest(self, authors):
        found = [post for author in authors for post in self.posts[author]]
        return sorted(found, reverse=True)[:50]
