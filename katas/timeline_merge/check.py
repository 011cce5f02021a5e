"""Named checks: each looks at the first wrong page and says, in words, what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from harness.kata import Case, Work

Answer = dict[str, np.ndarray]
_NO_LIMIT = 2**63 - 1


@dataclass
class Page:
    """A wrong page, and what was asked."""

    where: str
    case: Case
    authors: list[int]
    after: int
    upto: int
    deleted: set[int]
    expected: list[int]
    got: list[int]

    @property
    def shown(self) -> list[int]:
        """What is on the page, without the empty places."""
        return [post for post in self.got if post != 0]

    @property
    def missing(self) -> list[int]:
        """Expected and not there, newest first."""
        there = set(self.got)
        return [post for post in self.expected if post != 0 and post not in there]

    @property
    def due(self) -> int:
        """How many posts there are to show."""
        return sum(post != 0 for post in self.expected)

    def owner(self, post: int) -> int | None:
        """An author who has the post, one who is asked for if there is such."""
        places = np.flatnonzero(self.case["id"] == post)
        owners = (np.searchsorted(self.case["start"], places, side="right") - 1).tolist()
        return next((a for a in owners if a in self.authors), owners[0] if owners else None)

    def at(self, place: int, what: str) -> str:
        """A sentence about one place of the page."""
        wanted, got = (_words(page[place]) for page in (self.expected, self.got))
        return f"{self.where}, position {place}: expected {wanted}, got {got} ({what})"

    def lacks(self, post: int, what: str) -> str:
        """A sentence about a missing post."""
        return self.at(
            self.expected.index(post), f"post {post} of author {self.owner(post)} {what}"
        )

    def first(self, wrong: Callable[[int], bool]) -> int | None:
        """The first place whose post is wrong."""
        places = (place for place, post in enumerate(self.got) if post != 0 and wrong(post))
        return next(places, None)


def _words(post: int) -> str:
    return f"post {post}" if post else "an empty place"


def _one_page(case: Case, expected: Answer, got: Answer) -> Page | None:
    """The page of `newest`, where it is wrong."""
    pages = [answer["page"].tolist() for answer in (expected, got)]
    if pages[0] == pages[1]:
        return None
    return Page("page", case, case["authors"].tolist(), 0, _NO_LIMIT, set(), *pages)


def _of_many(case: Case, expected: Answer, got: Answer) -> Page | None:
    """The first wrong page of `newest_many`."""
    wrong = np.flatnonzero((expected["pages"] != got["pages"]).any(axis=1))
    if not len(wrong):
        return None
    r = int(wrong[0])
    authors = case["author"][case["begin"][r] : case["begin"][r + 1]].tolist()
    after, upto = int(case["after"][r]), int(case["upto"][r])
    pages = [answer["pages"][r].tolist() for answer in (expected, got)]
    asked = f"{len(authors)} authors" + _range(after, upto)
    where = f"page of request {r} ({asked})"
    return Page(where, case, authors, after, upto, set(case["deleted"].tolist()), *pages)


def _range(after: int, upto: int) -> str:
    above = f", after {after}" if after else ""
    return above + (f", up to {upto}" if upto != _NO_LIMIT else "")


def _asked_authors(page: Page) -> str | None:
    """Every post is in the list of an author who is asked for."""
    asked = set(page.authors)
    place = page.first(lambda post: page.owner(post) not in asked)
    if place is None:
        return None
    owner = page.owner(page.got[place])
    if owner is None:
        return page.at(place, "nobody ever posted that id")
    return page.at(place, f"it is by author {owner}, who is not asked for")


def _deleted_gone(page: Page) -> str | None:
    """No deleted post is shown."""
    place = page.first(lambda post: post in page.deleted)
    return None if place is None else page.at(place, "it is deleted")


def _after_is_below(page: Page) -> str | None:
    """All posts are newer than `after`, which was seen before."""
    place = page.first(lambda post: post <= page.after)
    if place is None:
        return None
    how = "is" if page.got[place] == page.after else "is older than"
    return page.at(place, f"it {how} the post `after`, which is not shown again")


def _upto_is_above(page: Page) -> str | None:
    """No post is newer than `upto`."""
    place = page.first(lambda post: post > page.upto)
    return None if place is None else page.at(place, f"it is newer than upto, {page.upto}")


def _upto_included(page: Page) -> str | None:
    """The post with the id `upto` is shown; if more is missing, that says too little."""
    if page.missing != [page.upto]:
        return None
    return page.lacks(page.upto, "alone is missing: `upto` itself is asked for")


def _shown_once(page: Page) -> str | None:
    """No post is shown twice."""
    seen: set[int] = set()
    for place, post in enumerate(page.got):
        if post in seen and post != 0:
            return page.at(place, f"post {post} stands on this page already")
        seen.add(post)
    return None


def _newest_first(page: Page) -> str | None:
    """From the newest to the oldest, and then the empty places."""
    for place in range(len(page.got) - 1):
        above, below = page.got[place], page.got[place + 1]
        if below > above == 0:
            return page.at(place, f"an empty place above post {below}")
        if below > above:
            return page.at(place, f"older post above a newer one, {below}")
    return None


def _full_page(page: Page) -> str | None:
    """No place is empty while there are posts to show."""
    if not page.missing or len(page.shown) >= page.due:
        return None
    count = f"is missing: {len(page.shown)} shown of {page.due} due"
    if not page.shown:
        count += "; `page[:] = ...` fills a page, `page = ...` makes another"
    return page.lacks(page.missing[0], count)


def _keeps_newest(page: Page) -> str | None:
    """No post is left out for an older one."""
    if not page.missing:
        return None
    return page.lacks(page.missing[0], "is missing, while older ones are shown")


Find = Callable[[Case, Answer, Answer], Page | None]
Look = Callable[[Page], str | None]
Check = Callable[[Case, Answer, Answer], str | None]


def _check(look: Look, find: Find) -> Check:
    def check(case: Case, expected: Answer, got: Answer) -> str | None:
        page = find(case, expected, got)
        return None if page is None else look(page)

    check.__name__ = look.__name__.removeprefix("_")
    check.__doc__ = look.__doc__
    return check


_ANY_PAGE = (_shown_once, _newest_first, _full_page, _keeps_newest)
_BETWEEN = (_deleted_gone, _after_is_below, _upto_is_above, _upto_included)
_NEWEST = tuple(_check(look, _one_page) for look in (_asked_authors, *_ANY_PAGE))
_MANY = tuple(_check(look, _of_many) for look in (_asked_authors, *_BETWEEN, *_ANY_PAGE))

CHECKS: dict[str, tuple[Check, ...]] = {
    "newest": _NEWEST,
    "cursors": _MANY,
    "many-lists": _MANY,
    "hybrid": _MANY,
    "world-cup": _MANY,
}


def _work_of_one(case: Case) -> Work:
    """Where each list begins, its head, and the page."""
    lists, places = len(case["authors"]), case["k"]
    return Work(4 * lists + 8 * places, 2 * lists, case["start"].nbytes + case["id"].nbytes)


def _work_of_many(case: Case) -> Work:
    """Who is asked for, one head each, and the pages. The heads of all authors are in one array."""
    pages, asked = 8 * len(case["after"]) * case["k"], len(case["author"])
    authors = len(case["start"]) - 1
    return Work(4 * asked + pages + 8 * authors, asked + authors, 8 * authors)


LIMIT: dict[str, Callable[[Case], Work]] = {
    "newest": _work_of_one,
    "cursors": _work_of_many,
    "many-lists": _work_of_many,
    "hybrid": _work_of_many,
    "world-cup": _work_of_many,
}
