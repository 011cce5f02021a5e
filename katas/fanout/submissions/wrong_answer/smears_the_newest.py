"""Make room at the front by copying forwards, which smears the newest post over the row.

fails: no_duplicates at worked_example
"""

from __future__ import annotations


def deliver(followers, author, tweet, timelines):
    start, user = followers
    for by, post in zip(author.tolist(), tweet.tolist(), strict=True):
        for reader in user[start[by] : start[by + 1]].tolist():
            row = timelines[reader]
            for place in range(63):
                if row[place] == 0:
                    break
                row[place + 1] = row[place]
            row[0] = post
