"""Put the posts of the famous above the others' instead of among them.

fails: newest_first at two_stars
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
        page = (starred[user] + row)[:64]
        timelines[user, : len(page)] = page
