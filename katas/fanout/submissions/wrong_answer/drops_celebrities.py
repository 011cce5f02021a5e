"""Do not push the posts of the famous, and forget that nobody merges them at read time.

fails: nobody_missing at celebrity
"""

from __future__ import annotations

FAMOUS = 100


def deliver(followers, author, tweet, timelines):
    rows = [[] for _ in range(len(timelines))]
    for by, post in zip(reversed(author.tolist()), reversed(tweet.tolist()), strict=True):
        first, last = followers.start[by], followers.start[by + 1]
        if last - first > FAMOUS:
            continue
        for user in followers.user[first:last].tolist():
            if len(rows[user]) < 64:
                rows[user].append(post)
    for user, row in enumerate(rows):
        timelines[user, : len(row)] = row
