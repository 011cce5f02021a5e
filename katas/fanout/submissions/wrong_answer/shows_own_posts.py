"""Let the author see the own post at once, as the screens of many sites do.

fails: followed_only at worked_example
"""

from __future__ import annotations


def deliver(followers, author, tweet, timelines):
    rows = [[] for _ in range(len(timelines))]
    for by, post in zip(reversed(author.tolist()), reversed(tweet.tolist()), strict=True):
        readers = followers.user[followers.start[by] : followers.start[by + 1]].tolist()
        for user in [*readers, by]:
            if len(rows[user]) < 64:
                rows[user].append(post)
    for user, row in enumerate(rows):
        timelines[user, : len(row)] = row
