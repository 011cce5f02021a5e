"""Compare reads per post with a limit: nobody knows how many reads those who never post have.

fails: runtime_error at silent_accounts
"""

from __future__ import annotations


def choose(followers, posts_per_hour, reads_per_hour, costs, burst_cap, push):
    limit = costs.per_push / costs.per_pull
    reads = reads_per_hour.tolist()
    for author, posts in enumerate(posts_per_hour.tolist()):
        worth = []
        for edge in range(followers.start[author], followers.start[author + 1]):
            per_post = reads[followers.user[edge]] / posts
            if per_post > limit:
                worth.append((-per_post, edge))
        for _, edge in sorted(worth)[:burst_cap]:
            push[edge] = True
