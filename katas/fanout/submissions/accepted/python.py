"""Newest first needs no shifting; and a row that is pushed to need not be sorted when it is read.

reaches: deliver bronze
reaches: celebrities bronze
reaches: choose silver
reaches: serve bronze
reaches: fail-whale none
"""

from __future__ import annotations

import heapq
from itertools import chain, islice

POST, READ, FOLLOW, UNFOLLOW, DELETE = range(5)


def deliver(followers, author, tweet, timelines):
    """From the newest post to the oldest, each delivery goes to the next free place of its row."""
    flat, user = memoryview(timelines.reshape(-1)), memoryview(followers.user)
    start = followers.start.tolist()
    taken = bytearray(len(timelines))
    for by, post in zip(reversed(author.tolist()), reversed(tweet.tolist()), strict=True):
        for reader in user[start[by] : start[by + 1]].tolist():
            place = taken[reader]
            if place < 64:
                flat[reader * 64 + place] = post
                taken[reader] = place + 1


def choose(followers, posts_per_hour, reads_per_hour, costs, burst_cap, push):
    """All or nothing for each author: do his readers read enough, taken together?"""
    start, reads = followers.start.tolist(), reads_per_hour[followers.user].tolist()
    flags = memoryview(push.view("uint8"))
    for author, posts in enumerate(posts_per_hour.tolist()):
        first, end = start[author], start[author + 1]
        pushed = costs.per_push * posts * (end - first)
        if end - first <= burst_cap and pushed < costs.per_pull * sum(reads[first:end]):
            flags[first:end] = b"\1" * (end - first)


class Timelines:
    """Rows, oldest first, are kept for those who read; all but a post throws them away."""

    def __init__(self, n_users, following):
        start, user = following
        self.follows = [set(user[start[u] : start[u + 1]].tolist()) for u in range(n_users)]
        self.followers = [set() for _ in range(n_users)]
        for follower, followed_by_one in enumerate(self.follows):
            for followed in followed_by_one:
                self.followers[followed].add(follower)
        self.posts = [{} for _ in range(n_users)]
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
            elif kind == FOLLOW:
                if user != arg:
                    self.follows[user].add(arg)
                    self.followers[arg].add(user)
                    self.rows.pop(user, None)
            elif kind == UNFOLLOW:
                self.follows[user].discard(arg)
                self.followers[arg].discard(user)
                self.rows.pop(user, None)
            elif kind == DELETE and arg in self.posts[user]:
                del self.posts[user][arg]
                for follower in self.followers[user]:
                    if arg in self.rows.get(follower, ()):
                        del self.rows[follower]

    def post(self, user, tweet):
        self.posts[user][tweet] = True
        for follower in self.followers[user]:
            row = self.rows.get(follower)
            if row is not None:
                row.append(tweet)
                if len(row) > 200:
                    del row[:150]

    def page(self, user):
        row = self.rows.get(user)
        if row is None:
            recent = chain.from_iterable(
                islice(reversed(self.posts[followed]), 50) for followed in self.follows[user]
            )
            row = self.rows[user] = heapq.nlargest(50, recent)[::-1]
        return row[:-51:-1]
