"""Pushed while the backlog is short; what was not pushed is merged when somebody reads, and what is
on its way is trusted.
"""

SHARES = (0.0, 0.05, 0.15, 0.30, 0.60, 1.0)


class Site:
    def on_post(self, posts, load, push):
        widest = max(k for k in range(6) if SHARES[k] * load.accounts <= load.rows_max)
        wait_ms = load.wait_deliver_ms
        for i, followers in enumerate(posts.followers.tolist()):
            work_ms = 0.5 * followers[widest]
            if work_ms <= 1_000 and wait_ms < 1_500:
                push[i] = widest
                wait_ms += work_ms / load.deliver_cores

    def on_read(self, reads, missing, load, merge, act):
        on_way = missing.on_way
        merge[:] = missing.posts > on_way
        merge[missing.answered > 0] = 1
        full = load.wait_read_ms >= 60
        for r in range(len(act)):
            if reads.lost[r]:
                act[r] = 1 if full and reads.tries[r] < 2 else 2
                full = full or 1.5 * reads.following[: r + 1][reads.lost[: r + 1] > 0].sum() > (
                    100 * load.read_cores
                )
