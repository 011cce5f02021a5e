"""A page that is wrong, with what was asked, and what a look at one has to say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from harness.kata import Answers, Case, Check


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


Look = Callable[[Page], str | None]
"""What is wrong with a wrong page, in words; None where it is something else."""
Find = Callable[[Case, Answers, Answers], Page | None]
"""The first page of an answer that is wrong."""


def check_of(look: Look, find: Find) -> Check:
    """The look at the first wrong page, as a check of the same name."""

    def check(case: Case, expected: Answers, got: Answers) -> str | None:
        page = find(case, expected, got)
        return None if page is None else look(page)

    check.__name__, check.__doc__ = look.__name__, look.__doc__
    return check
