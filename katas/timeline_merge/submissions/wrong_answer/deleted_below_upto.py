"""Takes the deleted between the cursors by two searches, and leaves out `upto` itself.

fails: deleted_gone at upto_is_deleted
"""

from __future__ import annotations

import numpy as np


def newest_many(posts, requests, deleted, pages):
    for r, page in enumerate(pages):
        found = set()
        for a in requests.author[requests.begin[r] : requests.begin[r + 1]]:
            found.update(posts.id[posts.start[a] : posts.start[a + 1]].tolist())
        after, upto = int(requests.after[r]), int(requests.upto[r])
        gone = deleted[np.searchsorted(deleted, after) : np.searchsorted(deleted, upto)]
        due = {x for x in found if after < x <= upto} - set(gone.tolist())
        due = sorted(due, reverse=True)[: len(page)]
        page[: len(due)] = due
