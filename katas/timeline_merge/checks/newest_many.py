"""What the pages of many requests must be: checks of all levels but newest."""

from __future__ import annotations

from harness.kata import Answers, Case
from katas import rows
from katas.rows import check_of, first_wrong

from ..feeds import NO_LIMIT
from . import looks
from .page import Page

__all__ = [
    "asked_authors",
    "deleted_gone",
    "after_is_below",
    "upto_is_above",
    "upto_included",
    "shown_once",
    "newest_first",
    "full_page",
    "keeps_newest",
]


def _first_wrong(case: Case, expected: Answers, got: Answers) -> Page | None:
    """The first page that is wrong."""
    r = first_wrong(expected["pages"], got["pages"])
    if r is None:
        return None
    authors = case["author"][case["begin"][r] : case["begin"][r + 1]]
    after, upto = int(case["after"][r]), int(case["upto"][r])
    wanted, found = (answer["pages"][r].tolist() for answer in (expected, got))
    asked = f"{len(authors)} authors" + _range(after, upto)
    where = f"page of request {r} ({asked})"
    return Page(where, wanted, found, case, authors, after, upto, case["deleted"])


def _range(after: int, upto: int) -> str:
    above = f", after {after}" if after else ""
    return above + (f", up to {upto}" if upto != NO_LIMIT else "")


asked_authors = check_of(looks.asked_authors, _first_wrong)
deleted_gone = check_of(looks.deleted_gone, _first_wrong)
after_is_below = check_of(looks.after_is_below, _first_wrong)
upto_is_above = check_of(looks.upto_is_above, _first_wrong)
upto_included = check_of(looks.upto_included, _first_wrong)
shown_once = check_of(looks.shown_once, _first_wrong)
newest_first = check_of(rows.newest_first, _first_wrong)
full_page = check_of(looks.full_page, _first_wrong)
keeps_newest = check_of(looks.keeps_newest, _first_wrong)
