"""Stop pushing when a row is full, on the way from the oldest post to the newest.

fails: keeps_newest at full_rows
"""

from __future__ import annotations


def deliver(followers, author, tweet, timelines):
    rows = [[] for _ in range(len(timelines))]
    for by, post in zip(author.tolist(), tweet.tolist(), strict=True):
        for user in followers.user[followers.start[by] : followers.start[by + 1]].tolist():
            if len(rows[user]) < 64:
                rows[user].append(post)
    for user, row in enumerate(rows):
        timelines[user, : len(row)] = row[::-1]
