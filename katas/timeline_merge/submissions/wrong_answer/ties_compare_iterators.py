"""A heap of pairs: where two ids are equal, Python compares what stands beside them.

fails: runtime_error at cursors_example
"""

from __future__ import annotations

import heapq


def newest_many(posts, requests, deleted, pages):
    gone = set(deleted.tolist())
    for r, page in enumerate(pages):
        after, upto = int(requests.after[r]), int(requests.upto[r])
        heap, place, last = [], 0, None
        for a in requests.author[requests.begin[r] : requests.begin[r + 1]].tolist():
            mine = posts.id[posts.start[a] : posts.start[a + 1]].tolist()
            rest = iter([x for x in mine if after < x <= upto and x not in gone])
            post = next(rest, None)
            if post is not None:
                heapq.heappush(heap, (-post, rest))
        while heap and place < len(page):
            post, rest = heapq.heappop(heap)
            post = -post
            if post != last:
                page[place] = post
                place, last = place + 1, post
            post = next(rest, None)
            if post is not None:
                heapq.heappush(heap, (-post, rest))
