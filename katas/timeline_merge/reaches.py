"""What the cases of timeline-merge must reach, and at full size; and what cannot matter."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import partial
from operator import xor

import numpy as np

from harness.kata import Case, Reaches

from .asked import AskedFor, asked_for, entries, look

# cells of newest_many


def _cursor_by_post(cursor: str, above: int, case: Case) -> bool:
    asked = asked_for(case)
    return bool((case[cursor][asked.request] - asked.post == above).any())


def _cursor_deleted(cursor: str, copies: int, case: Case) -> bool:
    asked = asked_for(case)
    at = asked.gone & (asked.copies >= copies) & (case[cursor][asked.request] == asked.post)
    return bool(at.any())


def _repeated_and_deleted(case: Case) -> bool:
    asked = asked_for(case)
    return bool((asked.gone & asked.between & (asked.copies > 1)).any())


def _due(more: int, case: Case) -> bool:
    """For a page of at least two places."""
    return bool(case["k"] > 1 and (asked_for(case).due == case["k"] + more).any())


Request = tuple[tuple[int, ...], int, int]


def _requests(case: Case) -> list[Request]:
    ends = case["begin"].tolist()
    author = case["author"].tolist()
    cursors = zip(case["after"].tolist(), case["upto"].tolist(), strict=True)
    return [(tuple(author[ends[r] : ends[r + 1]]), *pair) for r, pair in enumerate(cursors)]


def _look_alike(seen_as: Callable[[Request], Hashable], case: Case) -> bool:
    """Two requests are not the same, and who sees this of them takes them for one."""
    if len(case["after"]) > 2**16:
        return False
    different = set(_requests(case))
    return len({seen_as(request) for request in different}) < len(different)


_ALIKE: dict[str, Callable[[Request], Hashable]] = {
    "requests that differ in one author": lambda asked: (len(asked[0]), asked[0][1:], asked[1:]),
    "requests that differ in who comes twice": lambda asked: (
        tuple(sorted(set(asked[0]))),
        asked[1:],
    ),
    "requests that differ in after": lambda asked: (asked[0], asked[2]),
    "requests that differ in upto": lambda asked: asked[:2],
    "authors that run together": lambda asked: ("".join(map(str, asked[0])), asked[1:]),
    "authors of the same sum": lambda asked: (sum(asked[0]), asked[1:]),
    "cursors that run together": lambda asked: (asked[0], f"{asked[1]}{asked[2]}"),
    "cursors of the same sum": lambda asked: (asked[0], asked[1] + asked[2]),
    "cursors of the same bits": lambda asked: (asked[0], xor(*asked[1:])),
    "cursors in one number of 64 bits": lambda asked: (asked[0], (asked[1] << 32) + asked[2]),
}


def _deleted_in_a_row(many: int, case: Case) -> bool:
    """In a list that is asked for, with a post below."""
    gone = np.isin(case["id"], case["deleted"])
    row = np.diff(np.append(0, np.cumsum(gone))[case["start"]])[case["author"]]
    length = np.diff(case["start"])[case["author"]]
    return bool(((row > many) & (row < length)).any())


def _many_copies(case: Case) -> bool:
    asked = asked_for(case)
    return bool((asked.between & (asked.copies > 2**16)).any())


def _far_apart(case: Case) -> bool:
    """A post that is shown stands in two lists, with more than 2^16 other entries between them."""
    request, post = entries(case)
    order = np.lexsort((post, request))
    again = (np.diff(request[order]) == 0) & (np.diff(post[order]) == 0)
    return bool((again & (np.diff(order) > 2**16)).any())


def _many_above(case: Case) -> bool:
    asked = asked_for(case)
    above = np.bincount(asked.request[asked.post > case["upto"][asked.request]], minlength=1)
    return bool((above > 2**16).any())


def _among_deleted(case: Case) -> bool:
    """A post is deleted with more than 2^16 deleted ids on each side of it."""
    inner = case["deleted"][2**16 : -(2**16)]
    return bool(len(inner) and np.isin(asked_for(case).post, inner).any())


def _late_request(case: Case) -> bool:
    return bool((asked_for(case).due[2**16 :] > 0).any())


def _large_request(case: Case) -> bool:
    return bool((np.diff(case["begin"]) > 2**16).any())


# cells of newest


def _one(more: int, case: Case) -> bool:
    """There are so many more posts than places."""
    posts = int(np.diff(case["start"])[case["authors"]].sum())
    return bool(case["k"] > 1 and posts == case["k"] + more)


def _heads(case: Case) -> np.ndarray:
    """The heads of those lists that have one, newest first."""
    start, authors = case["start"], case["authors"]
    some = authors[start[authors] < start[authors + 1]]
    return np.sort(case["id"][start[some]])[::-1]


def _as_many_lists(more: int, case: Case) -> bool:
    return bool(case["k"] > 1 and len(_heads(case)) == case["k"] + more)


def _page(case: Case) -> np.ndarray:
    asked = np.zeros(len(case["start"]) - 1, np.bool_)
    asked[case["authors"]] = True
    posts = case["id"][np.repeat(asked, np.diff(case["start"]))]
    page: np.ndarray = np.sort(posts)[::-1][: case["k"]]
    return page


def _of_one_list(case: Case) -> bool:
    return bool(
        case["k"] > 1 and len(_heads(case)) > 1 and np.isin(_page(case), _heads(case)).sum() == 1
    )


def _of_heads(case: Case) -> bool:
    return bool(case["k"] > 1 and len(_page(case)) and np.isin(_page(case), _heads(case)).all())


def _late_list(case: Case) -> bool:
    """A post of the page is in a list behind 2^16 others that are asked for."""
    start, late = case["start"], case["authors"][2**16 :]
    late = late[start[late] < start[late + 1]]
    return bool(len(late) and np.isin(case["id"][start[late]], _page(case)).any())


# at full size


def _some(case: Case) -> AskedFor:
    """A few of the requests, from all of them."""
    chosen = np.linspace(0, len(case["after"]) - 1, 24).astype(np.int64)
    rows = [case["author"][case["begin"][r] : case["begin"][r + 1]] for r in chosen]
    few = {name: case[name][chosen] for name in ("after", "upto")}
    begin = np.append(0, np.cumsum([len(row) for row in rows]))
    return look({**case, **few, "begin": begin, "author": np.concatenate(rows)})


def _tenth_is_old(case: Case) -> bool:
    """A tenth of the requests reads on below more than five pages of its lists."""
    asked = _some(case)
    above = asked.request[asked.post > asked.case["upto"][asked.request]]
    count = np.bincount(above, minlength=len(asked.due))
    return bool((count > 5 * case["k"]).mean() >= 0.1)


def _tenth_is_new(case: Case) -> bool:
    """A tenth of the requests has seen some posts of its lists, and not all."""
    after = _some(case).case["after"]
    return bool((after > 0).mean() >= 0.1)


def _tenth_has(what: Callable[[AskedFor], np.ndarray], case: Case) -> bool:
    """A tenth of the pages would be another, were there none of these posts above its last."""
    asked = _some(case)
    there = what(asked) & asked.between & (asked.rank < case["k"])
    return bool(len(np.unique(asked.request[there])) >= len(asked.due) / 10)


def _behind_the_head(case: Case) -> bool:
    page = _page(case)
    return bool(np.isin(page, _heads(case), invert=True).sum() > len(page) / 10)


REACHES: dict[str, dict[str, Reaches]] = {
    "newest": {
        "as many posts as places": partial(_one, 0),
        "a post fewer than places": partial(_one, -1),
        "a post more than places": partial(_one, 1),
        "as many lists as places": partial(_as_many_lists, 0),
        "a list fewer than places": partial(_as_many_lists, -1),
        "a list more than places": partial(_as_many_lists, 1),
        "a page of one list among others": _of_one_list,
        "a page of heads": _of_heads,
        "a list behind 2^16 others": _late_list,
        "a list of more than 2^16 posts": lambda case: bool(
            (np.diff(case["start"]) >= 2**16).any()
        ),
    },
    "newest_many": {
        **{
            f"{cursor} is {words} a post": partial(_cursor_by_post, cursor, above)
            for cursor in ("after", "upto")
            for above, words in ((-1, "one below"), (0, "the id of"), (1, "one above"))
        },
        **{
            f"{cursor} is deleted{words}": partial(_cursor_deleted, cursor, copies)
            for cursor in ("after", "upto")
            for copies, words in ((1, ""), (2, " in two lists"))
        },
        "a deleted post in two lists": _repeated_and_deleted,
        "as many posts as places": partial(_due, 0),
        "a post fewer than places": partial(_due, -1),
        "a post more than places": partial(_due, 1),
        **{cell: partial(_look_alike, seen_as) for cell, seen_as in _ALIKE.items()},
        "64 deleted in a row": partial(_deleted_in_a_row, 64),
        "1,000 deleted in a row": partial(_deleted_in_a_row, 1_000),
        "2^16 deleted in a row": partial(_deleted_in_a_row, 2**16),
        "a post in 2^16 lists": _many_copies,
        "a post again behind 2^16 others": _far_apart,
        "2^16 posts above upto": _many_above,
        "a deleted post among 2^16": _among_deleted,
        "a request behind 2^16 others": _late_request,
        "a request to 2^16 authors": _large_request,
    },
}
_CLAUSES: dict[str, Reaches] = {
    "a tenth reads on into the past": _tenth_is_old,
    "a tenth asks for what is new": _tenth_is_new,
    "deleted posts on a tenth of the pages": partial(_tenth_has, lambda asked: asked.gone),
    "repeated posts on a tenth of the pages": partial(_tenth_has, lambda asked: asked.copies > 1),
}
AT_FULL_SIZE: dict[str, dict[str, Reaches]] = {
    "newest": {"a tenth of the page is behind a head": _behind_the_head},
    **{level: _CLAUSES for level in ("cursors", "many-lists", "hybrid", "world-cup")},
}
_NEVER_FALLS = "it never falls, so equal ones are neighbours"
UNREACHED: dict[str, dict[str, str]] = {
    "newest": {
        "start repeats": _NEVER_FALLS,
        "id equal neighbours": "no id is in two lists",
        "id repeats": "no id is in two lists",
        "authors equal neighbours": "an author is asked for once",
        "authors repeats": "an author is asked for once",
    },
    "newest_many": {
        "start repeats": _NEVER_FALLS,
        "begin repeats": _NEVER_FALLS,
        "deleted equal neighbours": "each id is deleted once",
        "deleted repeats": "each id is deleted once",
    },
}
