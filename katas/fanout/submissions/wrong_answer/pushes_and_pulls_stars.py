"""Merge the posts of the famous into rows to which they were pushed as well.

fails: no_duplicates at two_stars
"""

from __future__ import annotations

FAMOUS = 256


def deliver(followers, author, tweet, timelines):
    rows, starred = ([[] for _ in range(len(timelines))] for _ in range(2))
    for by, post in zip(reversed(author.tolist()), reversed(tweet.tolist()), strict=True):
        fans = followers.user[followers.start[by] : followers.start[by + 1]].tolist()
        for user in fans:
            rows[user].append(post)
            if len(fans) > FAMOUS:
                starred[user].append(post)
    for user, row in enumerate(rows):
        page = sorted(row[:64] + starred[user][:64], reverse=True)[:64]
        timelines[user, : len(page)] = page
