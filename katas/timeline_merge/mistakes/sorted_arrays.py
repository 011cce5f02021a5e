"""Whole arrays instead of single posts: the different ids of all lists of a request, ascending,
compared with both cursors and with the deleted at once, and turned round for the page.
"""

import numpy as np


def newest_many(posts, requests, deleted, pages):
    for r, page in enumerate(pages):
        asked = requests.author[requests.begin[r] : requests.begin[r + 1]]
        lists = [posts.id[posts.start[a] : posts.start[a + 1]] for a in asked]
        if not any(map(len, lists)):
            continue
        ids = np.unique(np.concatenate([posts.id[:0], *lists]))
        ids = ids[(ids > requests.after[r]) & (ids <= requests.upto[r])]
        ids = ids[~np.isin(ids, deleted)]
        due = ids[::-1][: len(page)]
        page[: len(due)] = due
