"""What the requests of a case ask for, post by post: contract.py says by it what is reached."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from harness.kata import Case


@dataclass
class AskedFor:
    """Each post that a request's lists hold, once: of which request, how often it is there, whether
    it is deleted, and whether it may be shown. By request, and then from old to new.
    """

    case: Case
    request: np.ndarray
    post: np.ndarray
    copies: np.ndarray
    gone: np.ndarray
    between: np.ndarray
    due: np.ndarray
    """How many posts each request may be shown."""

    @property
    def rank(self) -> np.ndarray:
        """How many posts of the request may be shown above this one."""
        left = (self.between & ~self.gone)[::-1]
        above = np.cumsum(left) - left
        first = np.append(0, np.cumsum(self.due[::-1]))[:-1]
        rank: np.ndarray = (above - first[len(self.due) - 1 - self.request[::-1]])[::-1]
        return rank


_LAST: list[AskedFor] = []
"""Of the case that was looked at last: all cells ask for it in turn."""


def asked_for(case: Case) -> AskedFor:
    """What the requests of a case of newest_many ask for."""
    if not _LAST or _LAST[0].case is not case:
        _LAST[:] = [look(case)]
    return _LAST[0]


def entries(case: Case) -> tuple[np.ndarray, np.ndarray]:
    """Request and post of each entry of each list that is asked for, in the order of the call."""
    author, count = case["author"], np.diff(case["begin"])
    first, length = case["start"][author], np.diff(case["start"])[author]
    place = np.arange(length.sum()) + np.repeat(first - np.cumsum(length) + length, length)
    return np.repeat(np.repeat(np.arange(len(count)), count), length), case["id"][place]


def look(case: Case) -> AskedFor:
    """The same, and it is not kept."""
    request, post = entries(case)
    order = np.lexsort((post, request))
    request, post = request[order], post[order]
    new = np.append(True, (np.diff(request) > 0) | (np.diff(post) > 0))[: len(post)]
    copies = np.diff(np.append(np.flatnonzero(new), len(post)))
    request, post = request[new], post[new]
    gone = np.isin(post, case["deleted"])
    between = (post > case["after"][request]) & (post <= case["upto"][request])
    due = np.bincount(request[between & ~gone], minlength=len(case["after"]))
    return AskedFor(case, request, post, copies, gone, between, due)
