"""Cases of fanout as lines: who follows whom, and then what happens.

users 3
follows 0 1         # from the beginning: 0 follows 1
post 1 101          # deliver and Timelines: 1 posts 101
posts 1 20          # choose: 1 posts 20 times an hour; reads likewise
read 0              # Timelines, where also follow, unfollow and delete happen
batch               # begins the next batch
"""

from __future__ import annotations

import numpy as np

from harness.kata import TWO_ALIVE, Case, CaseText
from katas import lines
from katas.traces import graph_rows

from .events import DELETE, FOLLOW, POST, READ, UNFOLLOW, event_batch

_KINDS = {"post": POST, "read": READ, "follow": FOLLOW, "unfollow": UNFOLLOW, "delete": DELETE}
_LIMITS = ("per_push", "per_pull", "burst_cap")
USERS_MAX = 100_000
_SITES = {TWO_ALIVE: True}
"""What `sites 2` says: another site is alive, and plays each batch first."""


def _edges(case: Case, by_follower: bool) -> list[str]:
    """The number of users, and a line for each edge: a follower and whom he follows."""
    owner = np.repeat(np.arange(len(case["start"]) - 1), np.diff(case["start"]))
    pair = (owner, case["user"]) if by_follower else (case["user"], owner)
    return [f"users {len(case['start']) - 1}", *lines.told("follows", *pair)]


def _graph(words: lines.Words, by_follower: bool) -> Case:
    n_users = words.number("users")
    if not 0 <= n_users <= USERS_MAX:
        raise ValueError(f"users is {n_users}; it may be 0 to {USERS_MAX:,}")
    follower, followed = words.columns("follows")
    _accounts(n_users, follower, followed)
    pair = (follower, followed) if by_follower else (followed, follower)
    start, user = graph_rows(n_users, *pair)
    return {"start": start, "user": user}


def _accounts(n_users: int, *columns: np.ndarray) -> None:
    """ValueError where an account is none."""
    for column in columns:
        wrong = column[(column < 0) | (column >= n_users)]
        if len(wrong):
            raise ValueError(f"there is no account {wrong[0]}; users is {n_users}")


def _tell_deliver(case: Case) -> list[str]:
    return [*_edges(case, False), *lines.told("post", case["author"], case["tweet"])]


def _read_deliver(text: list[str]) -> Case:
    words = lines.Words(text, numbers=("users",), rows={"follows": 2, "post": 2})
    author, tweet = words.columns("post")
    _accounts(words.number("users"), author)
    return {**_graph(words, False), "author": author.astype(np.int32), "tweet": tweet}


def _tell_choose(case: Case) -> list[str]:
    """Rates of 0 are not told."""
    head = [f"{name} {case[name]}" for name in _LIMITS]
    for word in ("posts", "reads"):
        rate = case[f"{word}_per_hour"]
        accounts = np.flatnonzero(rate)
        head += lines.told(word, accounts, rate[accounts])
    return [*head, *_edges(case, False)]


def _read_choose(text: list[str]) -> Case:
    rows = {"follows": 2, "posts": 2, "reads": 2}
    words = lines.Words(text, numbers=("users", *_LIMITS), rows=rows)
    case = _graph(words, False)
    for word in ("posts", "reads"):
        account, rate = words.columns(word)
        _accounts(words.number("users"), account)
        case[f"{word}_per_hour"] = np.zeros(words.number("users"), np.int64)
        case[f"{word}_per_hour"][account] = rate
    return case | {name: words.number(name) for name in _LIMITS}


def _tell_timelines(case: Case) -> list[str]:
    told = [*(["sites 2"] if case.get(TWO_ALIVE) else []), *_edges(case, True)]
    words = {kind: word for word, kind in _KINDS.items()}
    for number, batch in enumerate(case["batches"]):
        told += ["batch"] if number else []
        events = (batch[name].tolist() for name in ("kind", "user", "arg"))
        for kind, user, arg in zip(*events, strict=True):
            told.append(f"{words[kind]} {user}" + ("" if kind == READ else f" {arg}"))
    return told


def _read_timelines(text: list[str]) -> Case:
    rows = {"follows": 2, "batch": 0, **dict.fromkeys(_KINDS, 2), "read": 1}
    words = lines.Words(text, numbers=("users", "sites"), rows=rows)
    if words.number("sites", 1) not in (1, 2):
        raise ValueError("sites is 1, or 2 where another one is alive")
    batches: list[list[tuple[int, int, int]]] = [[]]
    for word, values in words.rows:
        if word == "batch":
            batches.append([])
        elif word in _KINDS:
            user, arg = [*values, 0][:2]
            batches[-1].append((_KINDS[word], user, arg))
    events = [np.array(batch, np.int64).reshape(-1, 3) for batch in batches]
    for batch in events:
        _accounts(words.number("users"), batch[:, 1])
    return {
        "n_users": words.number("users"),
        **_graph(words, True),
        "batches": [event_batch(batch) for batch in events],
        **(_SITES if words.number("sites", 1) == 2 else {}),
    }


TEXTS = {
    "deliver": CaseText(_tell_deliver, _read_deliver),
    "choose": CaseText(_tell_choose, _read_choose),
    "Timelines": CaseText(_tell_timelines, _read_timelines),
}
