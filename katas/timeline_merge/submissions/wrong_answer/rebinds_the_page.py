"""Makes a new page, and leaves the one it was given as it is.

fails: full_page at worked_example
"""

from __future__ import annotations

import numpy as np


def newest(posts, authors, page):
    lists = [posts.id[posts.start[a] : posts.start[a + 1]] for a in authors]
    due = np.sort(np.concatenate([posts.id[:0], *lists]))[::-1][: len(page)]
    page = np.concatenate([due, np.zeros(len(page) - len(due), np.int64)])
