"""What the famous post goes into lists of its own, newest first like the others. A row is merged
from both: 64 of each are enough, and at most 64 are kept.
"""

FAMOUS = 256


def deliver(followers, author, tweet, timelines):
    rows, starred = ([[] for _ in range(len(timelines))] for _ in range(2))
    for by, post in zip(reversed(author.tolist()), reversed(tweet.tolist()), strict=True):
        fans = followers.user[followers.start[by] : followers.start[by + 1]].tolist()
        for user in fans:
            (starred if len(fans) > FAMOUS else rows)[user].append(post)
    for user, row in enumerate(rows):
        page = sorted(row[:64] + starred[user][:64], reverse=True)[:64]
        timelines[user, : len(page)] = page
