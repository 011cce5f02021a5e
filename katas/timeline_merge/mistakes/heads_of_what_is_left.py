"""Each list is cut to what may be shown, and then only those with the newest heads are merged: as
many different heads as the page has places. Lists with the same head stand together.
"""


def newest_many(posts, requests, deleted, pages):
    gone = set(deleted.tolist())
    for r, page in enumerate(pages):
        after, upto = int(requests.after[r]), int(requests.upto[r])
        lists = {}
        for a in requests.author[requests.begin[r] : requests.begin[r + 1]].tolist():
            mine = posts.id[posts.start[a] : posts.start[a + 1]].tolist()
            mine = [x for x in mine if after < x <= upto and x not in gone]
            if mine:
                lists.setdefault(mine[0], set()).update(mine)
        newest_heads = sorted(lists, reverse=True)[: len(page)]
        found = {x for head in newest_heads for x in lists[head]}
        due = sorted(found, reverse=True)[: len(page)]
        page[: len(due)] = due
