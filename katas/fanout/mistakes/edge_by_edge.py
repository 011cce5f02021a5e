"""Ask of one edge after the other whether it is cheaper pushed. Those that are wait in a list of
their author's, and the best of them are pushed, as many as the cap allows.
"""


def choose(followers, posts_per_hour, reads_per_hour, costs, burst_cap, push):
    reads = reads_per_hour.tolist()
    for author, posts in enumerate(posts_per_hour.tolist()):
        worth = []
        for edge in range(followers.start[author], followers.start[author + 1]):
            saving = costs.per_pull * reads[followers.user[edge]] - costs.per_push * posts
            if saving > 0:
                worth.append((-saving, edge))
        for _, edge in sorted(worth)[:burst_cap]:
            push[edge] = True
