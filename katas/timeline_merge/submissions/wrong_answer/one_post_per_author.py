"""Prunes to the lists with the newest heads, and takes the heads for the page.

fails: full_page at worked_example
"""

from __future__ import annotations

import numpy as np


def newest(posts, authors, page):
    some = authors[posts.start[authors] < posts.start[authors + 1]]
    heads = np.sort(posts.id[posts.start[some]])[::-1][: len(page)]
    page[: len(heads)] = heads
