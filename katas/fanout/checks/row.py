"""A wrong row of a timeline or page, with what was true then, and how a look at one is a check."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from harness.kata import Answers, Case, Check


@dataclass
class Row:
    """A wrong row with all that was true when it was asked for."""

    where: str
    user: int
    expected: list[int]
    got: list[int]
    author_of: dict[int, int] = field(default_factory=dict)
    posted_later: set[int] = field(default_factory=set)
    deleted: set[int] = field(default_factory=set)
    follows: set[int] = field(default_factory=set)
    followed_before: set[int] = field(default_factory=set)
    newest_at_follow: dict[int, int] = field(default_factory=dict)

    @property
    def shown(self) -> list[int]:
        """What is in the row, without the empty places."""
        return [post for post in self.got if post != 0]

    @property
    def missing(self) -> list[int]:
        """Expected and not there, newest first."""
        there = set(self.got)
        return [post for post in self.expected if post != 0 and post not in there]

    def at(self, place: int, what: str) -> str:
        """A sentence about one place of the row."""
        wanted, got = (_words(row[place]) for row in (self.expected, self.got))
        return f"{self.where}, position {place}: expected {wanted}, got {got} ({what})"

    def lacks(self, post: int, what: str) -> str:
        """A sentence about a missing post."""
        return self.at(
            self.expected.index(post), f"post {post} of user {self.author_of[post]} {what}"
        )

    def first(self, wrong: Callable[[int], bool]) -> int | None:
        """The first place whose post is wrong."""
        places = (place for place, post in enumerate(self.got) if post != 0 and wrong(post))
        return next(places, None)


def _words(post: int) -> str:
    return f"post {post}" if post else "an empty place"


def first_wrong(expected: np.ndarray, got: np.ndarray) -> int | None:
    """The first row that is not as expected."""
    wrong = np.flatnonzero((expected != got).any(axis=1))
    return int(wrong[0]) if len(wrong) else None


Look = Callable[[Row], str | None]
"""What is wrong with a wrong row, in words; None where it is something else."""
Find = Callable[[Case, Answers, Answers], Row | None]
"""The first row of an answer that is wrong."""


def check_of(look: Look, find: Find) -> Check:
    """The look at the first wrong row, as a check of the same name."""

    def check(case: Case, expected: Answers, got: Answers) -> str | None:
        row = find(case, expected, got)
        return None if row is None else look(row)

    check.__name__ = look.__name__
    check.__doc__ = look.__doc__
    return check
