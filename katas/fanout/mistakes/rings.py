"""Each follower has a ring of 64 places, in which a new post takes the place of the oldest. In
the end a ring is turned until its oldest post, or its first empty place, stands in front, and is
read backwards.
"""

import numpy as np


def deliver(followers, author, tweet, timelines):
    rings = np.zeros(timelines.shape, np.int64)
    written = np.zeros(len(rings), np.int64)
    for by, post in zip(author.tolist(), tweet.tolist(), strict=True):
        readers = followers.user[followers.start[by] : followers.start[by + 1]]
        rings[readers, written[readers] % 64] = post
        written[readers] += 1
    for user, n in enumerate(written.tolist()):
        timelines[user] = np.roll(rings[user], -n)[::-1]
