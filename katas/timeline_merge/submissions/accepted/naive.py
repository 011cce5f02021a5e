"""One page: sort everything. Many: let heapq merge the lists, and leave out what is not wanted.

reaches: newest none
reaches: cursors none
reaches: many-lists none
reaches: hybrid none
reaches: world-cup none
"""

from __future__ import annotations

import heapq


def newest(posts, authors, page):
    everything = []
    for author in authors.tolist():
        everything += posts.id[posts.start[author] : posts.start[author + 1]].tolist()
    due = sorted(everything, reverse=True)[: len(page)]
    page[: len(due)] = due


def newest_many(posts, requests, deleted, pages):
    start, ids = posts.start.tolist(), posts.id.tolist()
    gone = set(deleted.tolist())
    begin, author = requests.begin.tolist(), requests.author.tolist()
    for r, page in enumerate(pages):
        after, upto = int(requests.after[r]), int(requests.upto[r])
        lists = []
        for a in author[begin[r] : begin[r + 1]]:
            lists.append([post for post in ids[start[a] : start[a + 1]] if after < post <= upto])
        place, last = 0, 0
        for post in heapq.merge(*lists, reverse=True):
            if place == len(page):
                break
            if post != last and post not in gone:
                page[place] = post
                place += 1
            last = post
