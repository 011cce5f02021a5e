"""What readers have in their rows, what they have been shown, and what a page lacks.

A post that is pushed reaches the followers of its author one after the other, the most active class
first: that of place i has it `(i + 1) * DELIVERY_US` after the delivery began. So nothing is
written anywhere; whether a post is in a row is worked out when somebody looks. What a reader was
once shown stays with that reader.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numba
import numpy as np

from .costs import DELIVERY_US, STALE_MS
from .graph import Graph
from .load import NONE, Load

REPLIES_MAX = 256
"""Of one page; more are not asked about."""
LOST_US = 1 << 60
"""When a row that is lost has come back: not yet."""


class Rows(NamedTuple):
    """`seen uint64[E]`: bit j of an edge, whether its reader was shown its author's post j.
    `begun_us int64[P]`, `reach int64[P]`: when the delivery of a post begins, and to how many.
    `since_us int64[U]`: what came before is not in the row. `held bool[U]`: has a row.
    `posted int64[U]`: posts an account has out; its post j is `own[own_start[a] + j]`.
    """

    seen: np.ndarray
    begun_us: np.ndarray
    reach: np.ndarray
    since_us: np.ndarray
    held: np.ndarray
    posted: np.ndarray
    own: np.ndarray
    own_start: np.ndarray


def rows(graph: Graph, load: Load) -> Rows:
    """Everybody's row as the evening begins: nothing is out that was not shown."""
    users, posts = len(graph.rate), len(load.post_us)
    own_start = np.zeros(users + 1, np.int64)
    np.cumsum(np.bincount(load.post_author, minlength=users), out=own_start[1:])
    return Rows(
        np.zeros(len(graph.author), np.uint64),
        np.full(posts, NONE, np.int64),
        np.zeros(posts, np.int64),
        np.full(users, NONE, np.int64),
        np.zeros(users, np.bool_),
        np.zeros(users, np.int64),
        np.argsort(load.post_author, kind="stable"),
        own_start,
    )


class Missing(NamedTuple):
    """What pages lack, an author of a read each: the arguments of a question, and the `edge`."""

    author: np.ndarray
    oldest_ms: np.ndarray
    posts: np.ndarray
    on_way: np.ndarray
    answered: np.ndarray
    edge: np.ndarray


def missing(room: int) -> Missing:
    """Room for so many."""
    return Missing(*(np.zeros(room, np.int64) for _ in range(6)))


@numba.njit(cache=True)
def push(graph: Graph, rows: Rows, post: int, author: int, reach: int, begun_us: int) -> None:
    """A delivery was taken: to `reach` followers, the most active first."""
    rows.begun_us[post], rows.reach[post] = begun_us, reach
    first = graph.start[author]
    for i in range(first, first + reach):
        rows.held[graph.follower[i]] = True


@numba.njit(cache=True)
def arrival_us(rows: Rows, post: int, place: int, since_us: int) -> int:
    """When a post comes into the row of its author's follower at this place, if that is after
    `since_us`; NONE where it does not.
    """
    if place >= rows.reach[post]:
        return NONE
    us = rows.begun_us[post] + (place + 1) * DELIVERY_US
    return int(us) if us > since_us else NONE


@numba.njit(cache=True)
def unseen(rows: Rows, edge: int, author: int) -> Any:
    """The posts of an author, a bit each, that are out and were not shown over an edge."""
    out = (np.uint64(1) << np.uint64(rows.posted[author])) - np.uint64(1)
    return out & ~rows.seen[edge]


@numba.njit(cache=True)
def edge_to(graph: Graph, reader: int, author: int) -> int:
    """The edge over which a reader reads an author; NONE where there is none."""
    low, high = graph.reads[reader], graph.reads[reader + 1]
    while low < high:
        middle = (low + high) // 2
        if graph.author[middle] < author:
            low = middle + 1
        else:
            high = middle
    found = low < graph.reads[reader + 1] and graph.author[low] == author
    return int(low) if found else NONE


@numba.njit(cache=True)
def lacks(
    graph: Graph, load: Load, rows: Rows, readers: np.ndarray, now_us: int, found: Missing,
    start: np.ndarray,
) -> int:  # fmt: skip
    """What the pages of these readers lack now. Fills `found` and `start int64[r+1]`; how many
    readers there was room for.
    """
    count = 0
    replies = np.empty(REPLIES_MAX, np.int64)
    for r in range(len(readers)):
        u = readers[r]
        start[r] = count
        if count + graph.reads[u + 1] - graph.reads[u] > len(found.author):
            return r
        n_replies = 0
        for e in range(graph.reads[u], graph.reads[u + 1]):
            a = graph.author[e]
            bits = unseen(rows, e, a)
            if not bits:
                continue
            posts = on_way = 0
            oldest_us = now_us
            for j in range(rows.posted[a]):
                if not (bits >> np.uint64(j)) & np.uint64(1):
                    continue
                p = rows.own[rows.own_start[a] + j]
                if load.reply_to[p] >= 0 and n_replies < REPLIES_MAX:
                    replies[n_replies] = p
                    n_replies += 1
                us = arrival_us(rows, p, graph.place[e], rows.since_us[u])
                if 0 <= us <= now_us:
                    continue
                posts += 1
                on_way += us > now_us
                oldest_us = min(oldest_us, load.post_us[p])
            if posts:
                found.author[count], found.edge[count] = a, e
                found.posts[count], found.on_way[count] = posts, on_way
                found.oldest_ms[count] = (now_us - oldest_us) // 1000
                found.answered[count] = 0
                count += 1
        for i in range(n_replies):
            q = load.reply_to[replies[i]]
            a = load.post_author[q]
            for k in range(start[r], count):
                if found.author[k] == a:
                    e = found.edge[k]
                    us = arrival_us(rows, q, graph.place[e], rows.since_us[u])
                    bit = np.uint64(1) << np.uint64(load.number[q])
                    found.answered[k] += not rows.seen[e] & bit and not 0 <= us <= now_us
    start[len(readers)] = count
    return len(readers)


@numba.njit(cache=True)
def show(
    graph: Graph, load: Load, rows: Rows, u: int, now_us: int, merged: np.ndarray, rebuilt: bool,
    told: np.ndarray, first_us: np.ndarray,
) -> bool:  # fmt: skip
    """One page is shown: what is in the row and what is merged (edges, ascending). Whether it was
    bad. Adds to `told`: replies first shown to who follows both authors, and those of them without
    their original. `first_us int64[P,2]`: when a post was shown to somebody first and last.
    """
    bad = rows.since_us[u] == LOST_US and not rebuilt
    replies = np.empty(REPLIES_MAX, np.int64)
    n_replies = next_merged = 0
    for e in range(graph.reads[u], graph.reads[u + 1]):
        is_merged = rebuilt
        if next_merged < len(merged) and merged[next_merged] == e:
            is_merged, next_merged = True, next_merged + 1
        a = graph.author[e]
        bits = unseen(rows, e, a)
        if not bits:
            continue
        for j in range(rows.posted[a]):
            bit = np.uint64(1) << np.uint64(j)
            if not bits & bit:
                continue
            p = rows.own[rows.own_start[a] + j]
            if load.post_us[p] > now_us:
                break
            us = arrival_us(rows, p, graph.place[e], rows.since_us[u])
            if is_merged or 0 <= us <= now_us:
                rows.seen[e] |= bit
                if first_us[p, 0] < 0:
                    first_us[p, 0] = now_us
                first_us[p, 1] = now_us
                if load.reply_to[p] >= 0 and n_replies < REPLIES_MAX:
                    replies[n_replies] = p
                    n_replies += 1
            elif now_us - load.post_us[p] >= STALE_MS * 1000:
                bad = True
    if rebuilt:
        rows.since_us[u] = now_us
    for i in range(n_replies):
        q = load.reply_to[replies[i]]
        e = edge_to(graph, u, load.post_author[q])
        if e != NONE:
            told[0] += 1
            told[1] += not rows.seen[e] & (np.uint64(1) << np.uint64(load.number[q]))
    return bad
