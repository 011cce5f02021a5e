"""Looks at a wrong row: each knows one way to be wrong, and says it in words."""

from __future__ import annotations

from .row import Row


def real_posts(row: Row) -> str | None:
    place = row.first(lambda post: post not in row.author_of)
    if place is None:
        return None
    later = row.got[place] in row.posted_later
    return row.at(place, "it is posted only later" if later else "nobody ever posted that id")


def deleted_gone(row: Row) -> str | None:
    place = row.first(lambda post: post in row.deleted)
    return None if place is None else row.at(place, "its author has deleted it")


def followed_only(row: Row) -> str | None:
    place = row.first(lambda post: row.author_of.get(post) not in row.follows)
    if place is None:
        return None
    author = row.author_of.get(row.got[place])
    if author == row.user:
        return row.at(place, "own posts are not shown")
    how = "no longer follows" if author in row.followed_before else "does not follow"
    return row.at(place, f"it is by user {author}, whom user {row.user} {how}")


def no_duplicates(row: Row) -> str | None:
    seen: set[int] = set()
    for place, post in enumerate(row.got):
        if post in seen and post != 0:
            return row.at(place, f"post {post} stands in this row already")
        seen.add(post)
    return None


def newest_first(row: Row) -> str | None:
    for place in range(len(row.got) - 1):
        above, below = row.got[place], row.got[place + 1]
        if below > above == 0:
            return row.at(place, f"an empty place above post {below}")
        if below > above:
            return row.at(place, f"older post above a newer one, {below}")
    return None


def keeps_newest(row: Row) -> str | None:
    if not row.missing or len(row.shown) < len(row.got):
        return None
    return row.lacks(row.missing[0], "is missing, while the full row ends with older ones")


def follow_backfills(row: Row) -> str | None:
    for post in row.missing:
        author = row.author_of.get(post)
        if author in row.newest_at_follow and post <= row.newest_at_follow[author]:
            return row.lacks(post, "is missing: it was posted before the follow, and is due")
    return None


def full_page(row: Row) -> str | None:
    n_due = len(row.expected) - row.expected.count(0)
    if n_due < len(row.expected) or len(row.shown) == n_due or not row.missing:
        return None
    return row.lacks(row.missing[0], f"is missing: {len(row.shown)} shown of {n_due} there are")


def nobody_missing(row: Row) -> str | None:
    return row.lacks(row.missing[0], "is missing") if row.missing else None
