"""A page of k posts can only be made of the k lists with the newest heads: whatever else is in
another list, k posts are newer. Only those lists are gathered and sorted.
"""

import numpy as np


def newest(posts, authors, page):
    k = len(page)
    some = authors[posts.start[authors] < posts.start[authors + 1]]
    heads = posts.id[posts.start[some]]
    chosen = some[np.argpartition(heads, -k)[-k:]] if 0 < k < len(some) else some
    lists = [posts.id[posts.start[a] : posts.start[a + 1]] for a in chosen]
    due = np.sort(np.concatenate([posts.id[:0], *lists]))[::-1][:k]
    page[: len(due)] = due
