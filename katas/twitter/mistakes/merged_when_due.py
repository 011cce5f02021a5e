"""Pushed to everybody for whom there is memory, large accounts left out; merged when it would be
stale or was answered; lost rows rebuilt while there is time, and at the last of three times.
"""

import numpy as np

SHARES = np.array([0.0, 0.05, 0.15, 0.30, 0.60, 1.0])
LARGE = 2_000


class Site:
    def on_post(self, posts, load, push):
        widest = int(np.flatnonzero(SHARES * load.accounts <= load.rows_max)[-1])
        push[:] = widest
        push[posts.followers[:, 5] > LARGE] = 0

    def on_read(self, reads, missing, load, merge, act):
        merge[:] = missing.oldest_ms >= 4_500
        merge[missing.answered > 0] = 1
        merge[missing.followers > LARGE] = 1
        lost = np.flatnonzero(reads.lost)
        queue_ms = load.wait_read_ms
        for r in lost:
            cost_ms = 1.5 * reads.following[r] / load.read_cores
            if queue_ms + cost_ms < 100 or reads.tries[r] == 2:
                act[r] = 2
                queue_ms += cost_ms
            else:
                act[r] = 1
