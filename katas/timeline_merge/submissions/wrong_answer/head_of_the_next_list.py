"""Takes the head of a list that has none: it belongs to the next author.

fails: shown_once at worked_example
"""

from __future__ import annotations

import heapq


def newest(posts, authors, page):
    ids = [*posts.id.tolist(), 0]
    heap = [(-ids[posts.start[a]], int(posts.start[a]), int(posts.start[a + 1])) for a in authors]
    heapq.heapify(heap)
    for i in range(len(page)):
        if not heap:
            break
        post, place, end = heapq.heappop(heap)
        page[i] = -post
        if place + 1 != end:
            heapq.heappush(heap, (-ids[min(place + 1, len(ids) - 1)], place + 1, end))
