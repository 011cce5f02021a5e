"""Named checks of timeline-merge, level by level, and what no solution can avoid."""

from __future__ import annotations

from harness.kata import Case, Work

from . import newest, newest_many

LEVELS = {
    "newest": newest,
    "cursors": newest_many,
    "many-lists": newest_many,
    "hybrid": newest_many,
    "world-cup": newest_many,
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


WORK = {
    "newest": _work_of_one,
    "cursors": _work_of_many,
    "many-lists": _work_of_many,
    "hybrid": _work_of_many,
    "world-cup": _work_of_many,
}
