"""What is saved when an edge is pushed, for all followers of an author at once. The places that
the cap allows go to the largest savings, and are taken only where something is saved.
"""

import numpy as np


def choose(followers, posts_per_hour, reads_per_hour, costs, burst_cap, push):
    start, user = followers
    for author, posts in enumerate(posts_per_hour.tolist()):
        edges = slice(start[author], start[author + 1])
        saving = costs.per_pull * reads_per_hour[user[edges]] - costs.per_push * posts
        best = np.argsort(-saving, kind="stable")[:burst_cap]
        push[edges][best] = saving[best] > 0
