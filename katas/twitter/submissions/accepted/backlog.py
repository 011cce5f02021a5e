"""The backlog decides: who posts while it is long is not pushed, and what was not pushed is merged
when somebody reads. What is on its way is trusted, for it was only sent where it could arrive.

reaches: monday none
reaches: rows none
reaches: star none
reaches: world-cup bronze
reaches: node-dies gold
"""

import numpy as np

DELIVERY_MS, REBUILD_MS = 0.5, 1.5
LATE_MS = 1_500
SHARES = np.array([0.0, 0.05, 0.15, 0.30, 0.60, 1.0])


class Site:
    def on_post(self, posts, load, push):
        widest = int(np.flatnonzero(SHARES * load.accounts <= load.rows_max)[-1])
        work_ms = posts.followers[:, widest] * DELIVERY_MS
        work_ms = np.where(work_ms <= 1_000, work_ms, 0.0)
        before_ms = np.cumsum(work_ms) - work_ms
        in_time = load.wait_deliver_ms + before_ms / load.deliver_cores < LATE_MS
        push[:] = np.where(in_time & (work_ms > 0), widest, 0)

    def on_read(self, reads, missing, load, merge, act):
        merge[:] = (missing.posts > missing.on_way) | (missing.answered > 0)
        lost = reads.lost > 0
        cost_ms = np.where(lost, REBUILD_MS * reads.following, 0.0) / load.read_cores
        last = reads.tries >= 2
        queue_ms = load.wait_read_ms + np.cumsum(cost_ms)
        act[lost] = 1
        act[lost & (last | (queue_ms < 150))] = 2
