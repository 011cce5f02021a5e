"""Keeps every post of the evening, and works out the backlog from all of them for each new one.

fails: time_limit at final
"""

SHARES = (0.0, 0.05, 0.15, 0.30, 0.60, 1.0)


class Site:
    def __init__(self):
        self.pushed = []  # when it came, and what it is to deliver, in ms of a core

    def on_post(self, posts, load, push):
        widest = max(k for k in range(6) if SHARES[k] * load.accounts <= load.rows_max)
        for i, followers in enumerate(posts.followers.tolist()):
            backlog_ms, before_ms = 0.0, 0
            for came_ms, work_ms in self.pushed:
                backlog_ms = max(0.0, backlog_ms - (came_ms - before_ms) * load.deliver_cores)
                backlog_ms, before_ms = backlog_ms + work_ms, came_ms
            if followers[widest] <= 2_000 and backlog_ms < 1_500 * load.deliver_cores:
                push[i] = widest
            self.pushed.append((load.now_ms, 0.5 * followers[int(push[i])]))

    def on_read(self, reads, missing, load, merge, act):
        merge[:] = (
            (missing.oldest_ms >= 4_500) | (missing.answered > 0) | (missing.followers > 2_000)
        )
        queue_ms = load.wait_read_ms
        for r in range(len(act)):
            if reads.lost[r]:
                cost_ms = 1.5 * reads.following[r] / load.read_cores
                act[r] = 2 if queue_ms + cost_ms < 100 or reads.tries[r] == 2 else 1
                queue_ms += cost_ms * (act[r] == 2)
