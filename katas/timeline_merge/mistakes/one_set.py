"""All posts of the authors of a request in a set, where what was passed on is there once; without
the deleted and what lies outside the cursors, sorted, and cut to the page.
"""


def newest_many(posts, requests, deleted, pages):
    gone = set(deleted.tolist())
    for r, page in enumerate(pages):
        found = set()
        for a in requests.author[requests.begin[r] : requests.begin[r + 1]]:
            found.update(posts.id[posts.start[a] : posts.start[a + 1]].tolist())
        after, upto = int(requests.after[r]), int(requests.upto[r])
        due = sorted((x for x in found - gone if after < x <= upto), reverse=True)[: len(page)]
        page[: len(due)] = due
