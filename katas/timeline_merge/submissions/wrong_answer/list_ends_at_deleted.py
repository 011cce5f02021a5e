"""Takes a deleted post for the end of its list.

fails: full_page at cursors_example
"""

from __future__ import annotations


def newest_many(posts, requests, deleted, pages):
    gone = set(deleted.tolist())
    for r, page in enumerate(pages):
        after, upto = int(requests.after[r]), int(requests.upto[r])
        found = set()
        for a in requests.author[requests.begin[r] : requests.begin[r + 1]]:
            for post in posts.id[posts.start[a] : posts.start[a + 1]].tolist():
                if post <= after or post in gone:
                    break
                if post <= upto:
                    found.add(post)
        due = sorted(found, reverse=True)[: len(page)]
        page[: len(due)] = due
