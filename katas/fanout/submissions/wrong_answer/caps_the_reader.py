"""Limit how many accounts are pushed to a reader; the posts of one author still reach everybody.

fails: within_burst_cap at choose_example
"""

from __future__ import annotations


def choose(followers, posts_per_hour, reads_per_hour, costs, burst_cap, push):
    left = [burst_cap] * len(posts_per_hour)
    reads = reads_per_hour.tolist()
    for author, posts in enumerate(posts_per_hour.tolist()):
        for edge in range(followers.start[author], followers.start[author + 1]):
            user = int(followers.user[edge])
            if left[user] > 0 and costs.per_pull * reads[user] > costs.per_push * posts:
                push[edge] = True
                left[user] -= 1
