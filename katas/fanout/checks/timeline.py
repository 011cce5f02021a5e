"""What is asked of the timelines of `deliver`: each check looks at the first wrong one."""

from __future__ import annotations

import numpy as np

from harness.kata import Answers, Case
from katas import rows
from katas.rows import check_of, first_wrong

from . import looks
from .row import Row

__all__ = [
    "real_posts",
    "followed_only",
    "no_duplicates",
    "newest_first",
    "keeps_newest",
    "nobody_missing",
]


def _wrong_timeline(case: Case, expected: Answers, got: Answers) -> Row | None:
    """The first wrong row of `deliver`."""
    user = first_wrong(expected["timelines"], got["timelines"])
    if user is None:
        return None
    wanted, found = (answer["timelines"][user].tolist() for answer in (expected, got))
    row = Row(f"timeline of user {user}", wanted, found, user)
    row.author_of = dict(zip(case["tweet"].tolist(), case["author"].tolist(), strict=True))
    edges = np.flatnonzero(case["user"] == user)
    row.follows = set((np.searchsorted(case["start"], edges, side="right") - 1).tolist())
    return row


real_posts = check_of(looks.real_posts, _wrong_timeline)
followed_only = check_of(looks.followed_only, _wrong_timeline)
no_duplicates = check_of(looks.no_duplicates, _wrong_timeline)
newest_first = check_of(rows.newest_first, _wrong_timeline)
keeps_newest = check_of(looks.keeps_newest, _wrong_timeline)
nobody_missing = check_of(looks.nobody_missing, _wrong_timeline)
