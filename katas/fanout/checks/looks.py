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
    return row.repeated("in this row")


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
    if row.due < len(row.expected) or len(row.shown) == row.due or not row.missing:
        return None
    return row.lacks(row.missing[0], f"is missing: {len(row.shown)} shown of {row.due} there are")


def nobody_missing(row: Row) -> str | None:
    return row.lacks(row.missing[0], "is missing") if row.missing else None
