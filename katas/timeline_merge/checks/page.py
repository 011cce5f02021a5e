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
    authors: list[int]
    after: int
    upto: int
    deleted: set[int]

    def owner(self, post: int) -> int | None:
        """An author who has the post, one who is asked for if there is such."""
        places = np.flatnonzero(self.case["id"] == post)
        owners = (np.searchsorted(self.case["start"], places, side="right") - 1).tolist()
        return next((a for a in owners if a in self.authors), owners[0] if owners else None)

    def whose(self, post: int) -> str:
        """The author of a post."""
        return f"author {self.owner(post)}"
