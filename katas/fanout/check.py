"""Named checks: each looks at the first wrong row and says, in words, what is wrong with it.

Those of `choose` are in choose_check.py: there a whole plan is legal or not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from harness.kata import Case, Quality, Work

from . import choose_check

Answer = dict[str, np.ndarray]
_POST, _READ, _FOLLOW, _UNFOLLOW, _DELETE = range(5)


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


def _first_wrong(expected: np.ndarray, got: np.ndarray) -> int | None:
    wrong = np.flatnonzero((expected != got).any(axis=1))
    return int(wrong[0]) if len(wrong) else None


def timeline(case: Case, expected: Answer, got: Answer) -> Row | None:
    """The first wrong row of `deliver`."""
    user = _first_wrong(expected["timelines"], got["timelines"])
    if user is None:
        return None
    rows = (answer["timelines"][user].tolist() for answer in (expected, got))
    row = Row(f"timeline of user {user}", user, *rows)
    row.author_of = dict(zip(case["tweet"].tolist(), case["author"].tolist(), strict=True))
    edges = np.flatnonzero(case["user"] == user)
    row.follows = set((np.searchsorted(case["start"], edges, side="right") - 1).tolist())
    return row


def page(case: Case, expected: Answer, got: Answer) -> Row | None:
    """The first wrong page of `Timelines`, with the world as it was at that read."""
    number = _first_wrong(expected["pages"], got["pages"])
    if number is None or "batches" not in case:
        return None
    last = _event_of_read(case["batches"], number)
    batch, event, user = last
    rows = (answer["pages"][number].tolist() for answer in (expected, got))
    row = Row(f"read by user {user} (batch {batch}, event {event})", user, *rows)
    first, end = case["start"][user], case["start"][user + 1]
    row.follows = set(case["user"][first:end].tolist())
    row.followed_before = set(row.follows)
    for n, step in enumerate(case["batches"]):
        events = zip(*(step[name].tolist() for name in ("kind", "user", "arg")), strict=True)
        for m, (kind, who, arg) in enumerate(events):
            if (n, m) < (batch, event):
                _happen(row, kind, who, arg)
            elif kind == _POST:
                row.posted_later.add(arg)
    return row


def _event_of_read(batches: list[Case], number: int) -> tuple[int, int, int]:
    for n, step in enumerate(batches):
        reads = np.flatnonzero(step["kind"] == _READ)
        if number < len(reads):
            event = int(reads[number])
            return n, event, int(step["user"][event])
        number -= len(reads)
    raise IndexError("there are more pages than reads")


def _happen(row: Row, kind: int, who: int, arg: int) -> None:
    if kind == _POST:
        row.author_of[arg] = who
    elif kind == _DELETE and row.author_of.get(arg) == who:
        row.deleted.add(arg)
    elif who == row.user and kind == _FOLLOW and arg != who and arg not in row.follows:
        row.follows.add(arg)
        row.followed_before.add(arg)
        row.newest_at_follow[arg] = max(row.author_of, default=0)
    elif who == row.user and kind == _UNFOLLOW:
        row.follows.discard(arg)


Find = Callable[[Case, Answer, Answer], Row | None]
Look = Callable[[Row], str | None]


def _real_posts(row: Row) -> str | None:
    place = row.first(lambda post: post not in row.author_of)
    if place is None:
        return None
    later = row.got[place] in row.posted_later
    return row.at(place, "it is posted only later" if later else "nobody ever posted that id")


def _deleted_gone(row: Row) -> str | None:
    place = row.first(lambda post: post in row.deleted)
    return None if place is None else row.at(place, "its author has deleted it")


def _followed_only(row: Row) -> str | None:
    place = row.first(lambda post: row.author_of.get(post) not in row.follows)
    if place is None:
        return None
    author = row.author_of.get(row.got[place])
    if author == row.user:
        return row.at(place, "own posts are not shown")
    how = "no longer follows" if author in row.followed_before else "does not follow"
    return row.at(place, f"it is by user {author}, whom user {row.user} {how}")


def _no_duplicates(row: Row) -> str | None:
    seen: set[int] = set()
    for place, post in enumerate(row.got):
        if post in seen and post != 0:
            return row.at(place, f"post {post} stands in this row already")
        seen.add(post)
    return None


def _newest_first(row: Row) -> str | None:
    for place in range(len(row.got) - 1):
        above, below = row.got[place], row.got[place + 1]
        if below > above == 0:
            return row.at(place, f"an empty place above post {below}")
        if below > above:
            return row.at(place, f"older post above a newer one, {below}")
    return None


def _keeps_newest(row: Row) -> str | None:
    if not row.missing or len(row.shown) < len(row.got):
        return None
    return row.lacks(row.missing[0], "is missing, while the full row ends with older ones")


def _follow_backfills(row: Row) -> str | None:
    for post in row.missing:
        author = row.author_of.get(post)
        if author in row.newest_at_follow and post <= row.newest_at_follow[author]:
            return row.lacks(post, "is missing: it was posted before the follow, and is due")
    return None


def _full_page(row: Row) -> str | None:
    n_due = len(row.expected) - row.expected.count(0)
    if n_due < len(row.expected) or len(row.shown) == n_due or not row.missing:
        return None
    return row.lacks(row.missing[0], f"is missing: {len(row.shown)} shown of {n_due} there are")


def _nobody_missing(row: Row) -> str | None:
    return row.lacks(row.missing[0], "is missing") if row.missing else None


def _check(name: str, look: Look, find: Find) -> Callable[[Case, Answer, Answer], str | None]:
    def check(case: Case, expected: Answer, got: Answer) -> str | None:
        row = find(case, expected, got)
        return None if row is None else look(row)

    check.__name__ = name
    check.__doc__ = look.__doc__
    return check


_TIMELINE = tuple(
    _check(look.__name__.removeprefix("_"), look, timeline)
    for look in (
        _real_posts,
        _followed_only,
        _no_duplicates,
        _newest_first,
        _keeps_newest,
        _nobody_missing,
    )
)
_PAGE = tuple(
    _check(look.__name__.removeprefix("_"), look, page)
    for look in (
        _real_posts,
        _deleted_gone,
        _followed_only,
        _no_duplicates,
        _newest_first,
        _follow_backfills,
        _full_page,
        _nobody_missing,
    )
)

CHECKS: dict[str, tuple[Callable[[Case, Answer, Answer], str | None], ...]] = {
    "deliver": _TIMELINE,
    "celebrities": _TIMELINE,
    "choose": choose_check.CHECKS,
    "serve": _PAGE,
    "fail-whale": _PAGE,
}

QUALITY: dict[str, Callable[[Case, Answer], Quality]] = {"choose": choose_check.cost_quality}


def _deliver_work(case: Case) -> Work:
    """Read each post, and each list of followers once; write every line of a row that fills."""
    start, author = case["start"], case["author"]
    posts = np.bincount(author, minlength=len(start) - 1)
    reach = np.diff(start)
    due = np.bincount(case["user"], np.repeat(posts, reach), minlength=len(start) - 1)
    lines = np.ceil(np.minimum(due, 64) / 8).sum()
    streamed = 12 * len(author) + 4 * int(reach[posts > 0].sum())
    return Work(streamed, gathers=int(lines), gathered_bytes=512 * (len(start) - 1))


def _serve_work(case: Case) -> Work:
    """Read each event; find the page of each reader, read it and write it out."""
    events = sum(len(batch["kind"]) for batch in case["batches"])
    reads = sum(batch["R"] for batch in case["batches"])
    return Work(13 * events + 800 * reads, gathers=reads, gathered_bytes=400 * case["n_users"])


LIMIT: dict[str, Callable[[Case], Work]] = {
    "deliver": _deliver_work,
    "celebrities": _deliver_work,
    "serve": _serve_work,
    "fail-whale": _serve_work,
}
