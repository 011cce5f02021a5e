"""A wrong row of posts and what can be said of it: for katas whose answers are newest first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from harness.kata import Answers, Case, Check


@dataclass
class Row:
    """A row that is not as expected; 0 is an empty place. Each kata adds what was true then."""

    where: str
    expected: list[int]
    got: list[int]

    @property
    def shown(self) -> list[int]:
        """What is in the row, without the empty places."""
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

    def whose(self, post: int) -> str:
        """The author of a post, in the words of the kata."""
        raise NotImplementedError

    def at(self, place: int, what: str) -> str:
        """A sentence about one place of the row."""
        wanted, got = (_words(row[place]) for row in (self.expected, self.got))
        return f"{self.where}, position {place}: expected {wanted}, got {got} ({what})"

    def lacks(self, post: int, what: str) -> str:
        """A sentence about a missing post."""
        return self.at(self.expected.index(post), f"post {post} of {self.whose(post)} {what}")

    def first(self, wrong: Callable[[int], bool]) -> int | None:
        """The first place whose post is wrong."""
        places = (place for place, post in enumerate(self.got) if post != 0 and wrong(post))
        return next(places, None)

    def repeated(self, what: str) -> str | None:
        """A sentence about the first post that stands there twice; `what` says where it stands."""
        seen: set[int] = set()
        for place, post in enumerate(self.got):
            if post in seen and post != 0:
                return self.at(place, f"post {post} stands {what} already")
            seen.add(post)
        return None


def _words(post: int) -> str:
    return f"post {post}" if post else "an empty place"


def first_wrong(expected: np.ndarray, got: np.ndarray) -> int | None:
    """The first row that is not as expected."""
    wrong = np.flatnonzero((expected != got).any(axis=1))
    return int(wrong[0]) if len(wrong) else None


def newest_first(row: Row) -> str | None:
    """From the newest to the oldest, and then the empty places."""
    for place in range(len(row.got) - 1):
        above, below = row.got[place], row.got[place + 1]
        if below > above == 0:
            return row.at(place, f"an empty place above post {below}")
        if below > above:
            return row.at(place, f"older post above a newer one, {below}")
    return None


Wrong = TypeVar("Wrong", bound=Row)


def check_of(
    look: Callable[[Wrong], str | None], find: Callable[[Case, Answers, Answers], Wrong | None]
) -> Check:
    """A look at the first wrong row that `find` finds, as a check of the look's name."""

    def check(case: Case, expected: Answers, got: Answers) -> str | None:
        row = find(case, expected, got)
        return None if row is None else look(row)

    check.__name__, check.__doc__ = look.__name__, look.__doc__
    return check
