"""All posts of all lists in one pile, sorted, and cut to the page."""


def newest(posts, authors, page):
    found = []
    for a in authors.tolist():
        found += posts.id[posts.start[a] : posts.start[a + 1]].tolist()
    due = sorted(found, reverse=True)[: len(page)]
    page[: len(due)] = due
