"""Ask the famous for their 32 newest posts each, enough for half a row.

fails: nobody_missing at star_alone_fills_rows
"""

from __future__ import annotations

FAMOUS = 256


def deliver(followers, author, tweet, timelines):
    rows, starred = ([[] for _ in range(len(timelines))] for _ in range(2))
    for by, post in zip(reversed(author.tolist()), reversed(tweet.tolist()), strict=True):
        fans = followers.user[followers.start[by] : followers.start[by + 1]].tolist()
        for user in fans:
            (starred if len(fans) > FAMOUS else rows)[user].append(post)
    for user, row in enumerate(rows):
        page = sorted(row[:64] + starred[user][:32], reverse=True)[:64]
        timelines[user, : len(page)] = page
