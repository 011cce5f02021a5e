"""Push to everybody for whom there is memory, but nobody's posts to thousands; merge what would be
stale and what somebody answered; rebuild lost rows while the queue is short.

The backlog is not looked at when something is posted: who reads looks through it.

reaches: monday none
reaches: rows none
reaches: star none
reaches: world-cup bronze
reaches: node-dies bronze
"""

SHARES = (0.0, 0.05, 0.15, 0.30, 0.60, 1.0)


class Site:
    def on_post(self, posts, load, push):
        widest = 5
        while SHARES[widest] * load.accounts > load.rows_max:
            widest -= 1
        for i in range(len(push)):
            if posts.followers[i, 5] <= 2_000:
                push[i] = widest

    def on_read(self, reads, missing, load, merge, act):
        for k in range(len(merge)):
            old, early = missing.oldest_ms[k] >= 4_500, missing.answered[k] > 0
            merge[k] = old or early or missing.followers[k] > 2_000
        wait_ms = load.wait_read_ms
        for r in range(len(act)):
            if reads.lost[r]:
                cost_ms = 1.5 * reads.following[r] / load.read_cores
                if wait_ms + cost_ms < 100 or reads.tries[r] > 0:
                    act[r] = 2
                    wait_ms += cost_ms
                else:
                    act[r] = 1
