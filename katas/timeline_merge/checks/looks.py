"""Looks at a wrong page: each knows one way to be wrong, and says it in words."""

from __future__ import annotations

from .page import Page


def asked_authors(page: Page) -> str | None:
    """Every post is in the list of an author who is asked for."""
    place = page.strange()
    if place is None:
        return None
    owner = page.owner(page.got[place])
    if owner is None:
        return page.at(place, "nobody ever posted that id")
    return page.at(place, f"it is by author {owner}, who is not asked for")


def deleted_gone(page: Page) -> str | None:
    """No deleted post is shown."""
    place = page.first(page.is_deleted)
    return None if place is None else page.at(place, "it is deleted")


def after_is_below(page: Page) -> str | None:
    """All posts are newer than `after`, which was seen before."""
    place = page.first(lambda post: post <= page.after)
    if place is None:
        return None
    how = "is" if page.got[place] == page.after else "is older than"
    return page.at(place, f"it {how} the post `after`, which is not shown again")


def upto_is_above(page: Page) -> str | None:
    """No post is newer than `upto`."""
    place = page.first(lambda post: post > page.upto)
    return None if place is None else page.at(place, f"it is newer than upto, {page.upto}")


def upto_included(page: Page) -> str | None:
    """The post with the id `upto` is shown; if more is missing, that says too little."""
    if page.missing != [page.upto]:
        return None
    return page.lacks(page.upto, "alone is missing: `upto` itself is asked for")


def shown_once(page: Page) -> str | None:
    """No post is shown twice."""
    return page.repeated("on this page")


def full_page(page: Page) -> str | None:
    """No place is empty while there are posts to show."""
    if not page.missing or len(page.shown) >= page.due:
        return None
    count = f"is missing: {len(page.shown)} shown of {page.due} due"
    if not page.shown:
        count += "; `page[:] = ...` fills a page, `page = ...` makes another"
    return page.lacks(page.missing[0], count)


def keeps_newest(page: Page) -> str | None:
    """No post is left out for an older one."""
    if not page.missing:
        return None
    return page.lacks(page.missing[0], "is missing, while older ones are shown")
