"""Slow and obviously enough: push to all for whom there is memory, merge all that is missing."""

from typing import Any

SHARE = (0.0, 0.05, 0.15, 0.30, 0.60, 1.0)


class Site:
    def on_post(self, posts: Any, load: Any, push: Any) -> None:
        for i in range(len(push)):
            for k in range(6):
                if SHARE[k] * load.accounts <= load.rows_max:
                    push[i] = k

    def on_read(self, reads: Any, missing: Any, load: Any, merge: Any, act: Any) -> None:
        for i in range(len(merge)):
            merge[i] = 1
        for r in range(len(act)):
            if reads.lost[r]:
                act[r] = 2
