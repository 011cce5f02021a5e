"""Push what ordinary accounts post. What the famous post is logged, and taken from there at a read.

Who was famous once is treated so for ever: then nothing is pushed twice or lost on the way down.

reaches: serve bronze
reaches: fail-whale none
"""

from __future__ import annotations

import bisect
import heapq
from itertools import chain, islice

POST, READ, FOLLOW, UNFOLLOW, DELETE = range(5)


class Timelines:
    """Rows, oldest first, for those who read. `log` holds posts of the famous, and deletions as
    negative ids, with their authors; `seen` says how far a reader's row has taken from it.
    """

    def __init__(self, n_users, following):
        start, user = following
        self.follows = [set(user[start[u] : start[u + 1]].tolist()) for u in range(n_users)]
        self.followers = [set() for _ in range(n_users)]
        for follower, followed_by_one in enumerate(self.follows):
            for followed in followed_by_one:
                self.followers[followed].add(follower)
        self.enough = max(60, n_users // 20)
        self.famous = {a for a in range(n_users) if len(self.followers[a]) >= self.enough}
        self.posts = [{} for _ in range(n_users)]
        self.rows, self.seen, self.log = {}, {}, []

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
                self.followers[arg].add(user)
                self.rows.pop(user, None)
                if len(self.followers[arg]) >= self.enough:
                    self.famous.add(arg)
            elif kind == UNFOLLOW:
                self.follows[user].discard(arg)
                self.followers[arg].discard(user)
                self.rows.pop(user, None)
            elif kind == DELETE and arg in self.posts[user]:
                self.delete(user, arg)

    def post(self, user, tweet):
        self.posts[user][tweet] = True
        if user in self.famous:
            self.log.append((tweet, user))
            return
        for follower in self.followers[user]:
            row = self.rows.get(follower)
            if row is not None:
                row.append(tweet)
                if len(row) > 200:
                    del row[:150]

    def delete(self, user, tweet):
        del self.posts[user][tweet]
        if user in self.famous:
            self.log.append((-tweet, user))
            return
        for follower in self.followers[user]:
            if tweet in self.rows.get(follower, ()):
                del self.rows[follower]

    def page(self, user):
        if user in self.rows and self.seen[user] < len(self.log):
            self.catch_up(user)
        row = self.rows.get(user)
        if row is None:
            recent = chain.from_iterable(
                islice(reversed(self.posts[followed]), 50) for followed in self.follows[user]
            )
            row = self.rows[user] = heapq.nlargest(50, recent)[::-1]
        self.seen[user] = len(self.log)
        return row[:-51:-1]

    def catch_up(self, user):
        """Merge what is new in the log; a row with a deleted post is given up."""
        row, follows = self.rows[user], self.follows[user]
        for entry in range(self.seen[user], len(self.log)):
            tweet, author = self.log[entry]
            if author not in follows:
                continue
            if tweet > 0:
                bisect.insort(row, tweet)
            elif -tweet in row:
                del self.rows[user]
                return
