"""Calls that follow each other and differ in one thing: what a module keeps of one is wrong then.

They are the same on every seed, so that each is like the first in all but that one thing. The ids
fall through the whole array, so that it may be cut to lists anywhere.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from harness.kata import Case, Rng

from ..feeds import NO_LIMIT

_IDS = 10 + 7 * np.arange(60)[::-1]
_START = np.array([0, 15, 30, 45, 60])


def _one(**other: Any) -> Case:
    authors = np.array([3, 0, 2], np.int32)
    return {"start": _START, "id": _IDS, "authors": authors, "k": 20} | other


def _many(**other: Any) -> Case:
    return {
        "start": _START,
        "id": _IDS,
        "begin": np.array([0, 3, 6, 9, 12]),
        "author": np.array([0, 1, 2, 2, 1, 0, 3, 1, 3, 0, 2, 3], np.int32),
        "after": np.array([0, 0, 101, 59]),
        "upto": np.array([NO_LIMIT, 300, NO_LIMIT, 360]),
        "deleted": _IDS[::-1][[2, 17, 30, 41, 52, 55, 57, 59]],
        "k": 6,
    } | other


def _other_posts() -> np.ndarray:
    """As many, with the same ones at both ends."""
    ids = _IDS - 3
    ids[[0, 1, -1]] = _IDS[[0, 1, -1]]
    return ids


def page_once(rng: Rng) -> Case:
    """A page like any other; the calls after this one are alike."""
    return _one()


def page_other_posts(rng: Rng) -> Case:
    """The same lists and authors, and other posts, but for those at the ends."""
    return _one(id=_other_posts())


def page_other_lists(rng: Rng) -> Case:
    """The same ids, cut to lists elsewhere."""
    return _one(start=np.array([0, 11, 31, 44, 60]))


def page_other_authors(rng: Rng) -> Case:
    """As many authors, and another one among them."""
    return _one(authors=np.array([3, 1, 2], np.int32))


def page_other_places(rng: Rng) -> Case:
    """A longer page, and else the same."""
    return _one(k=33)


def requests_once(rng: Rng) -> Case:
    """Four requests; the calls after this one are alike."""
    return _many()


def requests_other_posts(rng: Rng) -> Case:
    """The same requests and lists, and other posts, but for those at the ends."""
    return _many(id=_other_posts())


def requests_other_lists(rng: Rng) -> Case:
    """The same ids, cut to lists elsewhere."""
    return _many(start=np.array([0, 11, 31, 44, 60]))


def requests_other_deleted(rng: Rng) -> Case:
    """As many are deleted, from the same first one to the same last."""
    return _many(deleted=_IDS[::-1][[2, 16, 29, 40, 51, 54, 56, 59]])


def requests_other_cursors(rng: Rng) -> Case:
    """The same authors, and other cursors."""
    return _many(after=np.array([0, 199, 101, 60]), upto=np.array([NO_LIMIT, 299, 400, 360]))


def requests_other_authors(rng: Rng) -> Case:
    """The same cursors, and each reader follows one other."""
    return _many(author=np.array([1, 1, 2, 2, 2, 0, 3, 2, 3, 1, 2, 3], np.int32))


def requests_other_places(rng: Rng) -> Case:
    """Longer pages, and else the same."""
    return _many(k=9)
