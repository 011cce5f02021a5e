"""A case of timeline-merge as lines: who has written what, what is deleted, and who asks for what.

authors 3           # 0, 1 and 2
page 4              # places
post 0 109          # author 0 wrote 109
deleted 107
request 0 103       # after 0, up to 103 ...
ask 2               # ... for the posts of author 2, and whoever stands below
"""

from __future__ import annotations

import numpy as np

from harness.kata import Case, CaseText
from katas import lines

_NUMBERS = ("authors", "page")
_AUTHORS_MAX = 1_000_000


def _tell_posts(case: Case) -> list[str]:
    authors = np.arange(len(case["start"]) - 1)
    posts = lines.told("post", np.repeat(authors, np.diff(case["start"])), case["id"])
    return [f"authors {len(authors)}", f"page {case['k']}", *posts]


def _read_posts(words: lines.Words) -> Case:
    """Each author's posts, newest first, in whatever order they stand in the text."""
    count = words.number("authors")
    if not 0 <= count <= _AUTHORS_MAX:
        raise ValueError(f"there are 0 to {_AUTHORS_MAX:,} authors, not {count:,}")
    author, id = words.columns("post")
    asked = words.columns("ask")[0]
    for each in (author, asked):
        strange = each[(each < 0) | (each >= count)]
        if len(strange):
            raise ValueError(f"there is no author {strange[0]} among {count} authors")
    order = np.lexsort((~id, author))
    start = np.searchsorted(author[order], np.arange(count + 1))
    return {"start": start, "id": id[order], "k": words.number("page")}


def _tell(case: Case) -> list[str]:
    return [*_tell_posts(case), *lines.told("ask", case["authors"])]


def _read(text: list[str]) -> Case:
    words = lines.Words(text, numbers=_NUMBERS, rows={"post": 2, "ask": 1})
    return {**_read_posts(words), "authors": words.columns("ask")[0].astype(np.int32)}


def _tell_many(case: Case) -> list[str]:
    requests = lines.told("request", case["after"], case["upto"])
    asks = lines.told("ask", case["author"])
    ends = case["begin"].tolist()
    rows = [
        line for r, said in enumerate(requests) for line in (said, *asks[ends[r] : ends[r + 1]])
    ]
    return [*_tell_posts(case), *lines.told("deleted", case["deleted"]), *rows]


def _read_many(text: list[str]) -> Case:
    words = lines.Words(
        text, numbers=_NUMBERS, rows={"post": 2, "deleted": 1, "request": 2, "ask": 1}
    )
    said = np.array([word for word, _ in words.rows if word in ("request", "ask")])
    begins = np.flatnonzero(said == "request")
    if len(said) and said[0] == "ask":
        raise ValueError("an author is asked for before the first request")
    after, upto = words.columns("request")
    return {
        **_read_posts(words),
        "begin": np.append(begins - np.arange(len(begins)), len(said) - len(begins)),
        "author": words.columns("ask")[0].astype(np.int32),
        "after": after,
        "upto": upto,
        "deleted": np.sort(words.columns("deleted")[0]),
    }


TEXTS = {"newest": CaseText(_tell, _read), "newest_many": CaseText(_tell_many, _read_many)}
