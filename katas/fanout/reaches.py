"""What the cases of fanout must reach: rows at their edges, costs that are close, and every kind of
event, however old what it asks for is.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import islice, pairwise

import numpy as np

from harness.kata import Case, Reaches

from .events import DELETE, FOLLOW, POST, READ

OLD = 2**16
"""More than anybody counts in 16 bits, or remembers in a window of the usual size."""


def owners(case: Case) -> np.ndarray:
    """Of each edge the account in whose row it stands."""
    return np.repeat(np.arange(len(case["start"]) - 1), np.diff(case["start"]))


def both_costs(case: Case) -> Iterator[tuple[int, int]]:
    """What each edge costs, pushed and pulled, in numbers that do not overflow."""
    pushed = [case["per_push"] * posts for posts in case["posts_per_hour"].tolist()]
    pulled = [case["per_pull"] * reads for reads in case["reads_per_hour"].tolist()]
    for author, user in zip(owners(case).tolist(), case["user"].tolist(), strict=True):
        yield pushed[author], pulled[user]


def _rows_due(case: Case) -> np.ndarray:
    """How many posts each account is due."""
    n_users = len(case["start"]) - 1
    posts = np.bincount(case["author"], minlength=n_users)
    return np.bincount(case["user"], posts[owners(case)], minlength=n_users)


def _due_after_many(case: Case) -> bool:
    """A row shows a post that more than 2^16 others came after."""
    old = np.unique(case["author"][:-OLD])
    if not len(old):
        return False
    readers = case["user"][np.isin(owners(case), old)]
    return bool((_rows_due(case)[readers] <= 64).any())


def _rows_at_the_edge(case: Case) -> bool:
    return {63, 64, 65} <= set(_rows_due(case).astype(int).tolist())


def _many_followers(case: Case) -> bool:
    return bool((np.diff(case["start"]) > OLD).any())


def _savings(case: Case) -> list[list[int]]:
    """What a push of each edge saves, author by author."""
    savings = [pulled - pushed for pushed, pulled in both_costs(case)]
    ends = case["start"].tolist()
    return [savings[first:end] for first, end in pairwise(ends)]


def _saves(number: int, case: Case) -> bool:
    return any(number in of_author for of_author in _savings(case))


def _close_beyond_floats(case: Case) -> bool:
    """Two costs of an edge differ by one, and no float holds both."""
    return any(abs(a - b) == 1 and min(a, b) > 2**53 for a, b in both_costs(case))


def _eager_beside_cap(beside: int, case: Case) -> bool:
    """So many more followers of an author are worth a push than may get one."""
    eager = [sum(saving > 0 for saving in of_author) for of_author in _savings(case)]
    return case["burst_cap"] > 0 and case["burst_cap"] + beside in eager


def _equal_at_the_cap(case: Case) -> bool:
    cap = case["burst_cap"]
    ranked = [sorted(of_author, reverse=True) for of_author in _savings(case)]
    return cap > 0 and any(len(r) > cap and r[cap - 1] == r[cap] > 0 for r in ranked)


def _cap_above_all(case: Case) -> bool:
    return bool(0 < len(case["user"]) < case["burst_cap"])


class _Site:
    """A site while its stream is played, and which of the cells it has come by."""

    def __init__(self, case: Case) -> None:
        ends, user = case["start"].tolist(), case["user"].tolist()
        self.follows = [set(user[first:end]) for first, end in pairwise(ends)]
        self.posts: list[dict[int, int]] = [{} for _ in self.follows]
        self.left: list[set[int]] = [set() for _ in self.follows]
        self.gone: set[int] = set()
        self.author_of: dict[int, int] = {}
        self.deleted_in_a_row = 0
        self.cells: set[str] = set()
        for batch in case["batches"]:
            events = (batch[name].tolist() for name in ("kind", "user", "arg"))
            for kind, who, arg in zip(*events, strict=True):
                self.deleted_in_a_row = self.deleted_in_a_row + 1 if kind == DELETE else 0
                self.cells.add(self._played(kind, who, arg))

    def _played(self, kind: int, who: int, arg: int) -> str:
        """Play an event, and the cell that it is."""
        if kind == POST:
            self.posts[who][arg] = len(self.author_of)
            self.author_of[arg] = who
            return "post"
        if kind == READ:
            return self._page(who)
        if kind == DELETE:
            return self._deleted(who, arg)
        known = arg in self.follows[who]
        if kind == FOLLOW:
            return self._followed(who, arg, known)
        self.follows[who].discard(arg)
        self.left[who].add(arg)
        return "unfollow" if known else "unfollow what is not followed"

    def _followed(self, who: int, arg: int, known: bool) -> str:
        self.follows[who] |= {arg} - {who}
        if arg == who:
            return "follow oneself"
        if known:
            return "follow twice"
        return "follow again" if arg in self.left[who] else "follow"

    def _deleted(self, who: int, arg: int) -> str:
        if self.deleted_in_a_row > OLD:
            self.cells.add("2^16 deletes in a row")
        if arg in self.gone:
            return "delete twice"
        if self.author_of.get(arg, who) != who:
            return "delete somebody else's"
        if arg not in self.posts[who]:
            return "delete the unknown"
        del self.posts[who][arg]
        self.gone.add(arg)
        return "delete"

    def _page(self, who: int) -> str:
        recent = [islice(reversed(self.posts[by].values()), 51) for by in self.follows[who]]
        due = sorted((number for numbers in recent for number in numbers), reverse=True)
        if due and due[:50][-1] < len(self.author_of) - OLD:
            self.cells.add("a page with a post older than 2^16 others")
        if len(self.follows[who]) > OLD:
            self.cells.add("a reader of more than 2^16")
        return f"page of {len(due)} due" if len(due) in (0, 1, 49, 50) else "page"


def _plays(cell: str, case: Case) -> bool:
    """Whether a stream comes by a cell; the last stream's cells are kept, as all are asked for."""
    if not _PLAYED or _PLAYED[-1][0] is not case:
        _PLAYED[:] = [(case, _Site(case).cells)]
    return cell in _PLAYED[-1][1]


_PLAYED: list[tuple[Case, set[str]]] = []
_STREAM_CELLS = (
    "a page with a post older than 2^16 others",
    "a reader of more than 2^16",
    "2^16 deletes in a row",
    "page of 0 due",
    "page of 1 due",
    "page of 49 due",
    "page of 50 due",
    "follow oneself",
    "follow twice",
    "follow again",
    "unfollow what is not followed",
    "delete twice",
    "delete somebody else's",
    "delete the unknown",
)


# at full size


def _full_and_short_rows(case: Case) -> bool:
    """More rows than a tenth have posts and are not full, and some run over."""
    due = _rows_due(case)
    return bool(((due > 0) & (due < 64)).mean() > 0.1 and (due > 64).sum() > 9)


def _all_kinds(case: Case) -> bool:
    """Every batch has each kind of event."""
    return all(len(np.unique(batch["kind"])) == 5 for batch in case["batches"])


def _old_pages(case: Case) -> bool:
    """A tenth of the last pages, as far as 2,000 tell, hold posts older than 2^16 others."""
    batches = case["batches"]
    posts = np.concatenate([batch["user"][batch["kind"] == POST] for batch in batches])
    last = batches[-1]
    readers = last["user"][last["kind"] == READ][:2_000]
    follows = (case["user"][case["start"][u] : case["start"][u + 1]] for u in readers.tolist())
    newest = (np.flatnonzero(np.isin(posts, some))[-50:] for some in follows)
    old = sum(bool(len(page) and page[0] < len(posts) - OLD) for page in newest)
    return old > len(readers) / 10


def _close(case: Case) -> bool:
    """Some edges cost the same both ways, or nearly."""
    return _saves(0, case) or _saves(1, case)


REACHES: dict[str, dict[str, Reaches]] = {
    "deliver": {
        "a row with a post older than 2^16 others": _due_after_many,
        "rows of 63, 64 and 65 due": _rows_at_the_edge,
        "more than 2^16 followers": _many_followers,
    },
    "choose": {
        "an edge costs the same both ways": partial(_saves, 0),
        "a push saves one": partial(_saves, 1),
        "a push loses one": partial(_saves, -1),
        "costs that differ by one beyond 2^53": _close_beyond_floats,
        "as many eager as the cap": partial(_eager_beside_cap, 0),
        "one eager more than the cap": partial(_eager_beside_cap, 1),
        "equal savings at the cap": _equal_at_the_cap,
        "a cap above all edges": _cap_above_all,
        "more than 2^16 followers": _many_followers,
    },
    "Timelines": {cell: partial(_plays, cell) for cell in _STREAM_CELLS},
}
AT_FULL_SIZE: dict[str, dict[str, Reaches]] = {
    "deliver": {"full rows and short ones": _full_and_short_rows},
    "celebrities": {"full rows and short ones": _full_and_short_rows},
    "choose": {"edges cost the same both ways, or one apart": _close},
    "serve": {"all kinds of events": _all_kinds, "a tenth of the pages is old": _old_pages},
    "fail-whale": {"all kinds of events": _all_kinds, "a tenth of the pages is old": _old_pages},
}
_ROWS = {"start repeats": "start never falls, so equal ones are neighbours"}
_ROW = "a row that is thrown away is pulled anew by the next read"
_IDS = "each post has another id, above those before"
UNREACHED: dict[str, dict[str, str]] = {
    "deliver": {**_ROWS, "tweet equal neighbours": _IDS, "tweet repeats": _IDS},
    "choose": _ROWS,
    "Timelines": {
        **_ROWS,
        "rows_kept: container_0_forgets_beyond_*": _ROW,
        "stars_pulled: container_0_forgets_beyond_*": _ROW,
    },
}
