"""A heap of lists, each under the newest post that it has left; a post that comes up again right
after itself was passed on, and is shown once.
"""

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
                heapq.heappush(heap, (-post, a, id(rest), rest))
        while heap and place < len(page):
            post, a, _, rest = heapq.heappop(heap)
            post = -post
            if post != last:
                page[place] = post
                place, last = place + 1, post
            post = next(rest, None)
            if post is not None:
                heapq.heappush(heap, (-post, a, id(rest), rest))
