"""Each list is read from its newest post downwards, and left at the first that is not newer than
`after`: all that follows was seen.
"""


def newest_many(posts, requests, deleted, pages):
    gone = set(deleted.tolist())
    for r, page in enumerate(pages):
        after, upto = int(requests.after[r]), int(requests.upto[r])
        found = set()
        for a in requests.author[requests.begin[r] : requests.begin[r + 1]]:
            for post in posts.id[posts.start[a] : posts.start[a + 1]].tolist():
                if post <= after:
                    break
                if post <= upto and post not in gone:
                    found.add(post)
        due = sorted(found, reverse=True)[: len(page)]
        page[: len(due)] = due
