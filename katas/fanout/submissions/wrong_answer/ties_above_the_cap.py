"""Push all edges that save at least as much as the last one under the cap, equals included.

fails: within_burst_cap at equal_savings
"""

from __future__ import annotations

import numpy as np


def choose(followers, posts_per_hour, reads_per_hour, costs, burst_cap, push):
    start, user = followers
    for author, posts in enumerate(posts_per_hour.tolist()):
        edges = slice(start[author], start[author + 1])
        saving = costs.per_pull * reads_per_hour[user[edges]] - costs.per_push * posts
        if burst_cap == 0:
            continue
        last_in = np.sort(saving)[::-1][:burst_cap].min(initial=1 << 62)
        push[edges] = (saving > 0) & (saving >= last_in)
