"""Do what the words say: put each post at the front of each follower's list; read by sorting all.

reaches: deliver none
reaches: celebrities none
reaches: choose none
reaches: serve none
reaches: fail-whale none
"""

from __future__ import annotations

POST, READ, FOLLOW, UNFOLLOW, DELETE = range(5)


def deliver(followers, author, tweet, timelines):
    rows = [[] for _ in range(len(timelines))]
    for by, post in zip(author.tolist(), tweet.tolist(), strict=True):
        for user in followers.user[followers.start[by] : followers.start[by + 1]]:
            rows[user].insert(0, post)
            del rows[user][64:]
    for user, row in enumerate(rows):
        for place, post in enumerate(row):
            timelines[user, place] = post


def choose(followers, posts_per_hour, reads_per_hour, costs, burst_cap, push):
    """The rule of the interview: push, but for accounts with more than 1,000 followers."""
    for author in range(len(posts_per_hour)):
        first, end = followers.start[author], followers.start[author + 1]
        if end - first <= min(1_000, burst_cap):
            push[first:end] = True


class Timelines:
    def __init__(self, n_users, following):
        start, user = following
        self.follows = [set(user[start[u] : start[u + 1]].tolist()) for u in range(n_users)]
        self.posts = [{} for _ in range(n_users)]

    def apply(self, batch, pages):
        row = 0
        for kind, user, arg in zip(*(part.tolist() for part in batch), strict=True):
            if kind == READ:
                page = self.page(user)
                pages[row, : len(page)] = page
                row += 1
            elif kind == POST:
                self.posts[user][arg] = True
            elif kind == FOLLOW:
                if user != arg:
                    self.follows[user].add(arg)
            elif kind == UNFOLLOW:
                self.follows[user].discard(arg)
            elif kind == DELETE and arg in self.posts[user]:
                del self.posts[user][arg]

    def page(self, user):
        found = []
        for followed in self.follows[user]:
            found += self.posts[followed]
        return sorted(found, reverse=True)[:50]
