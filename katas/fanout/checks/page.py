"""What is asked of the pages of `Timelines`: each check looks at the first wrong one."""

from __future__ import annotations

import numpy as np

from harness.kata import Answers, Case
from katas import rows
from katas.rows import check_of, first_wrong

from ..events import DELETE, FOLLOW, POST, READ, UNFOLLOW
from . import looks
from .row import Row

__all__ = [
    "real_posts",
    "deleted_gone",
    "followed_only",
    "no_duplicates",
    "newest_first",
    "follow_backfills",
    "full_page",
    "nobody_missing",
]


def _wrong_page(case: Case, expected: Answers, got: Answers) -> Row | None:
    """The first wrong page of `Timelines`, with the world as it was at that read."""
    number = first_wrong(expected["pages"], got["pages"])
    if number is None or "batches" not in case:
        return None
    last = _event_of_read(case["batches"], number)
    batch, event, user = last
    wanted, found = (answer["pages"][number].tolist() for answer in (expected, got))
    row = Row(f"read by user {user} (batch {batch}, event {event})", wanted, found, user)
    first, end = case["start"][user], case["start"][user + 1]
    row.follows = set(case["user"][first:end].tolist())
    row.followed_before = set(row.follows)
    for n, step in enumerate(case["batches"]):
        events = zip(*(step[name].tolist() for name in ("kind", "user", "arg")), strict=True)
        for m, (kind, who, arg) in enumerate(events):
            if (n, m) < (batch, event):
                _happen(row, kind, who, arg)
            elif kind == POST:
                row.posted_later.add(arg)
    return row


def _event_of_read(batches: list[Case], number: int) -> tuple[int, int, int]:
    for n, step in enumerate(batches):
        reads = np.flatnonzero(step["kind"] == READ)
        if number < len(reads):
            event = int(reads[number])
            return n, event, int(step["user"][event])
        number -= len(reads)
    raise IndexError("there are more pages than reads")


def _happen(row: Row, kind: int, who: int, arg: int) -> None:
    if kind == POST:
        row.author_of[arg] = who
    elif kind == DELETE and row.author_of.get(arg) == who:
        row.deleted.add(arg)
    elif who == row.user and kind == FOLLOW and arg != who and arg not in row.follows:
        row.follows.add(arg)
        row.followed_before.add(arg)
        row.newest_at_follow[arg] = max(row.author_of, default=0)
    elif who == row.user and kind == UNFOLLOW:
        row.follows.discard(arg)


real_posts = check_of(looks.real_posts, _wrong_page)
deleted_gone = check_of(looks.deleted_gone, _wrong_page)
followed_only = check_of(looks.followed_only, _wrong_page)
no_duplicates = check_of(looks.no_duplicates, _wrong_page)
newest_first = check_of(rows.newest_first, _wrong_page)
follow_backfills = check_of(looks.follow_backfills, _wrong_page)
full_page = check_of(looks.full_page, _wrong_page)
nobody_missing = check_of(looks.nobody_missing, _wrong_page)
