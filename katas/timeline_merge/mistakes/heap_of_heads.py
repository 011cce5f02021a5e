"""The merge of the textbook for one request: a heap holds the place of the newest post that is left
of each list, and whoever gives a post to the page comes back with the next of the same list.
"""

import heapq


def newest(posts, authors, page):
    ids = posts.id.tolist()
    lists = [(int(posts.start[a]), int(posts.start[a + 1])) for a in authors]
    heap = [(-ids[place], place, end) for place, end in lists if place < end]
    heapq.heapify(heap)
    for i in range(len(page)):
        if not heap:
            break
        post, place, end = heapq.heappop(heap)
        page[i] = -post
        if place + 1 < end:
            heapq.heappush(heap, (-ids[place + 1], place + 1, end))
