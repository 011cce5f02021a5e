"""Push in the order of the posts: each follower has a list that grows at its end. The row is the
last 64 of the list, read backwards.
"""


def deliver(followers, author, tweet, timelines):
    rows = [[] for _ in range(len(timelines))]
    for by, post in zip(author.tolist(), tweet.tolist(), strict=True):
        for user in followers.user[followers.start[by] : followers.start[by + 1]].tolist():
            rows[user].append(post)
    for user, row in enumerate(rows):
        newest = row[:-65:-1]
        timelines[user, : len(newest)] = newest
