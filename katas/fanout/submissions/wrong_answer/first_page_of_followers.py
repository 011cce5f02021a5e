"""Ask for the followers of an author, 256 at a time, and never for the next page.

fails: nobody_missing at two_stars
"""

from __future__ import annotations


def deliver(followers, author, tweet, timelines):
    rows = [[] for _ in range(len(timelines))]
    for by, post in zip(reversed(author.tolist()), reversed(tweet.tolist()), strict=True):
        for user in followers.user[followers.start[by] : followers.start[by + 1]][:256].tolist():
            rows[user].append(post)
    for user, row in enumerate(rows):
        timelines[user, : len(row[:64])] = row[:64]
