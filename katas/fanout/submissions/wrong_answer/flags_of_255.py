"""Write the flags as bytes, all bits set, as masks have them elsewhere.

fails: flags_are_0_or_1 at choose_example
"""

from __future__ import annotations

import numpy as np


def choose(followers, posts_per_hour, reads_per_hour, costs, burst_cap, push):
    start, user = followers
    for author, posts in enumerate(posts_per_hour.tolist()):
        edges = slice(start[author], start[author + 1])
        saving = costs.per_pull * reads_per_hour[user[edges]] - costs.per_push * posts
        best = np.argsort(-saving, kind="stable")[:burst_cap]
        push.view(np.uint8)[edges][best] = np.where(saving[best] > 0, 255, 0)
