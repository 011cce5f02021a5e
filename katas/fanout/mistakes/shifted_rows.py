"""Keep the rows at all times as they are asked for: with each post all of a row moves one place
down, what stood in the last place is gone, and the new post comes first.
"""


def deliver(followers, author, tweet, timelines):
    start, user = followers
    for by, post in zip(author.tolist(), tweet.tolist(), strict=True):
        for reader in user[start[by] : start[by + 1]].tolist():
            row = timelines[reader]
            row[1:] = row[:-1].copy()
            row[0] = post
