"""Decide each edge for itself, whatever a post of the author then sets off.

fails: within_burst_cap at choose_example
"""

from __future__ import annotations


def choose(followers, posts_per_hour, reads_per_hour, costs, burst_cap, push):
    start, user = followers
    for author, posts in enumerate(posts_per_hour.tolist()):
        edges = slice(start[author], start[author + 1])
        saving = costs.per_pull * reads_per_hour[user[edges]] - costs.per_push * posts
        push[edges] = saving > 0
