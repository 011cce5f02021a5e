"""twitter: push while it arrives in time, merge what will not, and refuse before a queue does.

Three thoughts, none of them a threshold of followers.

**Who is pushed to.** A delivery is worth making if it arrives before somebody would miss it, five
seconds after the post, and if its reader comes. So the class of activity is the widest for which
there is memory, and falls as the backlog grows: the most active 5 % of all accounts are a twentieth
of the work and half of the reads. A tick's own deliveries are added up, for the load it is told is
that of its beginning. No single post may take a core for more than a second: what the star's last
follower would wait for is merged.

**What is merged.** What is on its way is trusted until it is nearly stale. What was pushed to
nobody is merged as late as it may be, for then one merge brings all that an account has posted
since. Only what somebody has answered is merged at once: its reader is about to see the reply.

**Who is refused.** A lost row costs as much as forty pages. It is rebuilt while the queue is short;
otherwise its reader is asked to come again, and let in at the last of three times.

Cost: linear in posts, reads and missing authors.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

DELIVERY_MS, COPY_MS, MERGE_MS, REBUILD_MS = 0.5, 0.6, 3.0, 1.5
SHARE = (0.0, 0.05, 0.15, 0.30, 0.60, 1.0)
"""The part of all accounts that is in each class or a more active one."""
BACKLOG_MS = (10**9, 3_600, 2_000, 1_400, 900, 600)
"""With a longer one than this a class is too wide; so the widest that can last is found and kept.
Where half of an author's posts are delivered, the author has to be merged all the same.
"""
ONE_POST_MS = 1_000
STALE_MS = 4_600
"""Five seconds, less what a page takes to be asked for and shown."""
WAIT_MS, PAGES_MS = 150, 12
"""While the queue is longer, who costs as much as twenty pages is asked to come again, ..."""
LAST_TRY = 2
"""... twice: the third time would be the last."""
LATE_MS, MAY_GO = 220, 0.0015
"""Of all who read so many may go, where the last of their times would make everybody late."""
REFUSE, REBUILD = 1, 2


class Load(NamedTuple):
    """The site as the tick begins."""

    now_ms: int
    accounts: int
    rows: int
    rows_max: int
    deliver_cores: int
    wait_deliver_ms: int
    queued: int
    read_cores: int
    wait_read_ms: int


class Site:
    """The decisions of an evening; how many came, and how many were sent away for good."""

    def __init__(self):
        self.reads = self.gone = 0

    def on_post(self, posts, load, push):
        """push int8[n]: 0 nobody, 1 to 5 the most active classes of an author's followers."""
        work_ms = posts.followers.sum(axis=0) * (DELIVERY_MS / load.deliver_cores)
        k = max(k for k in range(6) if SHARE[k] * load.accounts <= load.rows_max)
        while load.wait_deliver_ms + work_ms[k] > BACKLOG_MS[k]:
            k -= 1
        push[:] = k
        push[posts.followers[:, k] * DELIVERY_MS > ONE_POST_MS] = 0

    def on_read(self, reads, missing, load, merge, act):
        """merge int8[k]: 1 for what is merged; act int8[r]: 0 serve, 1 refuse, 2 rebuild."""
        never = missing.posts > missing.on_way
        large = missing.followers * DELIVERY_MS > ONE_POST_MS
        merge[:] = (missing.answered > 0) | (missing.oldest_ms >= STALE_MS) | (large & never)
        self.reads += len(act)
        ends = np.concatenate([[0], np.cumsum(merge)])
        merges = ends[reads.start[1:]] - ends[reads.start[:-1]]
        work_ms = COPY_MS + np.where(
            reads.lost > 0, REBUILD_MS * reads.following, MERGE_MS * merges
        )
        act[reads.lost > 0] = REBUILD
        wait_ms = float(load.wait_read_ms)
        if wait_ms + work_ms.sum() / load.read_cores < WAIT_MS:
            return
        for r, cost_ms in enumerate(work_ms.tolist()):
            there_ms = wait_ms + cost_ms / load.read_cores
            last = reads.tries[r] >= LAST_TRY
            goes = last and there_ms > LATE_MS and self.gone < MAY_GO * self.reads
            if cost_ms > PAGES_MS and there_ms > WAIT_MS and (goes or not last):
                act[r] = REFUSE
                self.gone += goes
            else:
                wait_ms = there_ms
