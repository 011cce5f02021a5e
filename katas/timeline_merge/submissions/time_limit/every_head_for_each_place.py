"""Looks through all heads for each place of the page.

fails: time_limit at public_timeline
"""

from __future__ import annotations


def newest(posts, authors, page):
    ids = posts.id.tolist()
    lists = [
        [int(s), int(e)]
        for s, e in zip(posts.start[authors], posts.start[authors + 1], strict=True)
    ]
    lists = [each for each in lists if each[0] < each[1]]
    for i in range(len(page)):
        if not lists:
            break
        best = max(lists, key=lambda each: ids[each[0]])
        page[i] = ids[best[0]]
        best[0] += 1
        if best[0] == best[1]:
            lists.remove(best)
