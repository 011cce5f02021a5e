"""Take the last 64 of a list that grows at its end: the newest 64, but the oldest of them first.

fails: newest_first at worked_example
"""

from __future__ import annotations


def deliver(followers, author, tweet, timelines):
    rows = [[] for _ in range(len(timelines))]
    for by, post in zip(author.tolist(), tweet.tolist(), strict=True):
        for user in followers.user[followers.start[by] : followers.start[by + 1]].tolist():
            rows[user].append(post)
    for user, row in enumerate(rows):
        newest = row[-64:]
        timelines[user, : len(newest)] = newest
