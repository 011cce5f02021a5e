"""A page that is wrong, with what was asked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from harness.kata import Case
from katas.rows import Row


@dataclass
class Page(Row):
    """A wrong page, and what was asked."""

    case: Case
    authors: np.ndarray
    after: int
    upto: int
    deleted: np.ndarray
    """Ascending."""

    def owner(self, post: int) -> int | None:
        """An author who has the post, one who is asked for if there is such."""
        owners = self._owners(np.flatnonzero(self.case["id"] == post))
        asked = owners[np.isin(owners, self.authors)]
        return int([*asked, *owners][0]) if len(owners) else None

    def strange(self) -> int | None:
        """The first place whose post is in no list that is asked for.

        All posts of the page are looked for at once: a page has hundreds, and the lists a million.
        """
        page, ids = np.unique(self.got), self.case["id"]
        at = np.searchsorted(page, ids)
        found = np.flatnonzero(page[np.minimum(at, len(page) - 1)] == ids)
        asked = set(ids[found[np.isin(self._owners(found), self.authors)]].tolist())
        return self.first(lambda post: post not in asked)

    def is_deleted(self, post: int) -> bool:
        """Whether it is among the deleted."""
        at = int(np.searchsorted(self.deleted, post))
        return at < len(self.deleted) and int(self.deleted[at]) == post

    def whose(self, post: int) -> str:
        """The author of a post."""
        return f"author {self.owner(post)}"

    def _owners(self, places: np.ndarray) -> np.ndarray:
        """Whose posts stand at these places of `id`."""
        found: np.ndarray = np.searchsorted(self.case["start"], places, side="right") - 1
        return found
