"""What comes: who posts when, in answer to whom, and who opens the site when; evening by evening.

Rates are those of a site of 50,000 accounts, and in proportion where there are fewer. They are
chosen, so that each evening is the end of the rule that survived the one before it. Within a second
everything is Poisson: arrivals know nothing of each other.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from harness.kata import Rng
from katas import traces

from .costs import POSTS_MAX
from .graph import STAR, Graph

USERS = 50_000
SECONDS = 60
"""Evenings are told for so many seconds; a shorter one is the same, faster."""
REPLY_SHARE = 0.2
"""Of the ordinary posts, so many answer one of the last minute; chosen."""
REPLY_AFTER_MS, REPLY_UNTIL_MS = 300, 3_000
"""Those who answer the star do it within so much; chosen."""
STAR_POSTS_S = (20, 21, 22, 25)
REPLIES_TO_STAR = 100
LOST_SHARE = 0.25
NONE = -1


class Load(NamedTuple):
    """Posts and reads in the order of time; all times in us from the beginning.

    `post_us int64[P]`, `post_author int32[P]`, `reply_to int32[P]` (a post's number, or -1),
    `number int8[P]`: which of its author's posts it is. `read_us int64[R]`, `reader int32[R]`.
    `lost_us` is when rows are lost, or -1, and `lost bool[U]` says whose.
    """

    post_us: np.ndarray
    post_author: np.ndarray
    reply_to: np.ndarray
    number: np.ndarray
    read_us: np.ndarray
    reader: np.ndarray
    lost_us: int
    lost: np.ndarray


Posts = list[tuple[np.ndarray, np.ndarray]]
"""Times in us and authors, in several parts."""


class Script(NamedTuple):
    """An evening: posts a second, reads a second as (second, rate) corners, and what else comes."""

    posts_s: float
    reads_s: tuple[tuple[float, float], ...]
    more: Callable[[Rng, Graph], Posts] | None = None
    star: bool = False
    loses: float = -1.0


def _world_cup(rng: Rng, graph: Graph) -> Posts:
    """Everybody in the middle once in 5 to 20 s, then eight times in 35 to 40 s."""
    middle = np.arange(1, 1 + graph.middle)
    parts = [(rng.uniform(5e6, 20e6, len(middle)).astype(np.int64), middle)]
    eight = np.repeat(middle, 8)
    return [*parts, (rng.uniform(35e6, 40e6, len(eight)).astype(np.int64), eight)]


EVENINGS = {
    1: Script(300, ((0, 300), (15, 300), (45, 12_300), (60, 12_300))),
    2: Script(600, ((0, 800), (60, 800))),
    3: Script(150, ((0, 1_000), (20, 1_000), (20, 3_000), (35, 3_000), (35, 1_000)), star=True),
    4: Script(100, ((0, 400), (5, 400), (5, 12_000), (20, 12_000), (20, 400)), _world_cup),
    5: Script(200, ((0, 1_000), (15, 1_000), (15, 4_000), (45, 4_000), (45, 1_000)), loses=25.0),
}
"""The evenings by their level."""


def load(seed: int, evening: int, seconds: int, graph: Graph) -> Load:
    """The load of an evening on a graph."""
    script = EVENINGS[evening]
    rng = np.random.default_rng([seed, evening, 2])
    users = len(graph.rate)
    share, pace = users / USERS, SECONDS / seconds
    ordinary = np.array([float(u != STAR) for u in range(users)])
    post_us = _arrivals(rng, ((0, script.posts_s), (SECONDS, script.posts_s)), share, pace)
    parts: Posts = [(post_us, traces.weighted_draws(rng, ordinary, len(post_us)))]
    if script.more:
        parts += [((us / pace).astype(np.int64), who) for us, who in script.more(rng, graph)]
    if script.star:
        star = (np.array(STAR_POSTS_S) * 1e6 / pace).astype(np.int64)
        parts.append((star, np.full(len(star), STAR)))
    us, author, answers = _with_replies(rng, graph, parts, script.star, share)
    read_us = _arrivals(rng, script.reads_s, share, pace)
    lost = rng.random(users) < LOST_SHARE if script.loses >= 0 else np.zeros(users, bool)
    return Load(
        us,
        author.astype(np.int32),
        answers.astype(np.int32),
        _numbers(author, users).astype(np.int8),
        read_us,
        traces.weighted_draws(rng, graph.rate, len(read_us)).astype(np.int32),
        int(script.loses * 1e6 / pace) if script.loses >= 0 else NONE,
        lost,
    )


def _arrivals(
    rng: Rng, corners: tuple[tuple[float, float], ...], share: float, pace: float
) -> np.ndarray:
    """Poisson arrivals, in us, at a rate that is a line between corners; a shorter evening has
    fewer of them, at the same rate.
    """
    at_s, rate = (np.array(each, float) for each in zip(*corners, strict=True))
    at_s = at_s + np.arange(len(at_s)) * 1e-9  # a jump has two corners at one time
    most = rate.max() * share
    count = rng.poisson(most * SECONDS / pace)
    when_s = np.sort(rng.uniform(0, SECONDS, count))
    kept = rng.random(count) * most < np.interp(when_s, at_s, rate) * share
    arrivals: np.ndarray = (when_s[kept] * 1e6 / pace).astype(np.int64)
    return arrivals


def _with_replies(
    rng: Rng, graph: Graph, parts: Posts, star: bool, share: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """All posts in order, and what each answers; nobody posts more than POSTS_MAX times."""
    us = np.concatenate([each for each, _ in parts])
    author = np.concatenate([who for _, who in parts])
    kind = np.zeros(len(us), np.int64)
    if star:
        posts = np.flatnonzero(author == STAR)
        many = max(1, int(REPLIES_TO_STAR * share))
        fans = graph.follower[graph.start[STAR] : graph.start[STAR + 1]]
        who = rng.choice(fans, many * len(posts)) if len(fans) else np.zeros(0, np.int64)
        after = (1e3 * rng.uniform(REPLY_AFTER_MS, REPLY_UNTIL_MS, len(who))).astype(np.int64)
        us = np.concatenate([us, np.repeat(us[posts], many)[: len(who)] + after])
        author = np.concatenate([author, who])
        kind = np.concatenate([kind, 1 + np.repeat(np.arange(len(posts)), many)[: len(who)]])
    order = np.argsort(us, kind="stable")
    us, author, kind = us[order], author[order], kind[order]
    kept = (_numbers(author, len(graph.rate)) < POSTS_MAX) & (us < SECONDS * 1_000_000)
    us, author, kind = us[kept], author[kept], kind[kept]
    answers = np.full(len(us), NONE)
    n = len(us)
    earlier = (np.arange(n) * (1 - 0.2 * rng.random(n) ** 2)).astype(np.int64)
    casual = (rng.random(n) < REPLY_SHARE) & (author != STAR) & (kind == 0)
    far = us - us[earlier] >= REPLY_AFTER_MS * 1_000 if n else casual
    answers[casual & far] = earlier[casual & far]
    of_star = np.flatnonzero(author == STAR)
    answers[kind > 0] = of_star[kind[kind > 0] - 1]
    return us, author, answers


def _numbers(author: np.ndarray, users: int) -> np.ndarray:
    """Which of its author's posts each is, from 0."""
    order = np.argsort(author, kind="stable")
    start = np.concatenate([[0], np.cumsum(np.bincount(author, minlength=users))])
    found = np.empty(len(author), np.int64)
    found[order] = np.arange(len(author)) - start[author[order]]
    return found
