"""Push down to place burst_cap, with the first place numbered 0.

fails: within_burst_cap at choose_example
"""

from __future__ import annotations

import numpy as np


def choose(followers, posts_per_hour, reads_per_hour, costs, burst_cap, push):
    start, user = followers
    for author, posts in enumerate(posts_per_hour.tolist()):
        edges = slice(start[author], start[author + 1])
        saving = costs.per_pull * reads_per_hour[user[edges]] - costs.per_push * posts
        best = np.argsort(-saving, kind="stable")[: burst_cap + 1]
        push[edges][best] = saving[best] > 0
