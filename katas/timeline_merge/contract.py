"""What a case of timeline-merge may be, beyond the ends in kata.py."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Clause

from .reaches import AT_FULL_SIZE, REACHES, UNREACHED

__all__ = ["AT_FULL_SIZE", "REACHES", "UNREACHED", "VALID"]


PLACES_MAX = 10_000_000


def _slices(case: Case, name: str, what: str, count: int) -> str | None:
    """The slices of an array follow each other, from its begin to its end."""
    ends = case[name]
    if ends[0] != 0 or ends[-1] != count:
        return f"{name} goes from {ends[0]} to {ends[-1]}; it must go from 0 to {count}"
    falls = np.flatnonzero(np.diff(ends) < 0)
    if len(falls):
        return f"{name} falls: {what} {falls[0]} ends before it begins"
    return None


def _lists(case: Case) -> str | None:
    """Each author's posts fall strictly."""
    broken = _slices(case, "start", "the list of author", len(case["id"]))
    if broken:
        return broken
    start, id = case["start"], case["id"]
    begins = np.zeros(len(id) + 1, np.bool_)
    begins[start] = True
    wrong = np.flatnonzero((np.diff(id) >= 0) & ~begins[1 : len(id)]) + 1 if len(id) else id
    if len(wrong):
        at = int(wrong[0])
        author = int(np.searchsorted(start, at, side="right")) - 1
        return f"the posts of author {author} do not fall: {id[at]} comes after {id[at - 1]}"
    return None


def _newest(case: Case) -> str | None:
    broken = _lists(case)
    if broken:
        return broken
    post = _first_twice(case["id"])
    if post is not None:
        places = np.flatnonzero(case["id"] == post)[:2]
        owners = np.searchsorted(case["start"], places, side="right") - 1
        return f"post {post} is in two lists, of authors {owners[0]} and {owners[1]}"
    author = _first_twice(case["authors"])
    return None if author is None else f"author {author} is asked for twice"


def _first_twice(some: np.ndarray) -> int | None:
    ascending = np.sort(some)
    twice = ascending[1:][np.diff(ascending) == 0]
    return int(twice[0]) if len(twice) else None


def _newest_many(case: Case) -> str | None:
    broken = _lists(case) or _slices(case, "begin", "request", len(case["author"]))
    if broken:
        return broken
    falls = np.flatnonzero(np.diff(case["deleted"]) <= 0)
    if len(falls):
        before, after = case["deleted"][falls[0] : falls[0] + 2]
        return f"deleted must ascend, each id once: {after} comes after {before}"
    places = len(case["after"]) * case["k"]
    if places > PLACES_MAX:
        return f"the pages have {places:,} places together; they may have {PLACES_MAX:,}"
    return None


VALID: dict[str, Clause] = {"newest": _newest, "newest_many": _newest_many}
