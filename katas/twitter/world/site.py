"""The site, tick by tick: asks for decisions, does what was decided, and writes down what happened.

A tick asks twice: what becomes of each new post, then what becomes of each read. Both see the load
as the tick begins. Pages are shown when their read begins on a core, with what is in the row then.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numba
import numpy as np

from harness.kata import Answers, Case

from . import roles, rows
from .costs import (
    AGAIN_MS,
    COPY_US,
    DELIVERY_US,
    MERGE_US,
    PATIENCE,
    REBUILD_US,
    REFUSAL_US,
    TICK_MS,
)
from .graph import Graph, graph
from .load import Load, load

SERVE, REFUSE, REBUILD = range(3)
READS_MAX, MISSING_MAX = 4_096, 262_144
"""Of one question; a tick with more asks again."""
TICK_US = TICK_MS * 1000

Question = tuple[str, Case]
"""Whom to ask, and with which inputs."""


class Pages(NamedTuple):
    """One place a read that was taken: who, when it came, what was decided, which edges are merged,
    and what became of it.
    """

    reader: np.ndarray
    came_us: np.ndarray
    act: np.ndarray
    merges: np.ndarray
    bad: np.ndarray


@dataclass
class History:
    """What happened, a row a tick, as lists of numbers; and totals of the evening."""

    ticks: dict[str, list[int]] = field(default_factory=dict)
    told: np.ndarray = field(default_factory=lambda: np.zeros(2, np.int64))
    refused: int = 0
    gone: int = 0

    def note(self, **numbers: int) -> None:
        """One tick."""
        for name, number in numbers.items():
            self.ticks.setdefault(name, []).append(int(number))


class Site:
    """One evening of a case, whose decisions come from outside."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.graph: Graph = graph(case["seed"], case["users"])
        self.load: Load = load(case["seed"], case["evening"], case["seconds"], self.graph)
        self.rows = rows.rows(self.graph, self.load)
        posts, reads = len(self.load.post_us), len(self.load.read_us)
        self.delivery = roles.role(case["deliver_cores"], posts)
        self.reading = roles.role(case["read_cores"], PATIENCE * reads)
        room = PATIENCE * reads + 1
        self.pages = Pages(
            np.zeros(room, np.int32),
            np.zeros(room, np.int64),
            np.zeros(room, np.int8),
            np.zeros(room + 1, np.int64),
            np.zeros(room, np.bool_),
        )
        self.merged = np.zeros(1 << 16, np.int32)
        self.shown = 0
        self.first_us = np.full((posts, 2), -1, np.int64)
        self.tries = np.zeros(case["users"], np.int64)
        self.back: list[tuple[np.ndarray, np.ndarray]] = []
        self.class_of = np.zeros(posts, np.int8)
        self.found = rows.missing(MISSING_MAX)
        self.history = History()

    def play(self) -> Generator[Question, Answers, None]:
        """All ticks: yields each question, and is sent its answer."""
        for tick in range(self.case["seconds"] * 1000 // TICK_MS):
            yield from self._tick(tick * TICK_US)

    def _tick(self, now_us: int) -> Generator[Question, Answers, None]:
        self._lose(now_us)
        state = self._state(now_us)
        posts = _within(self.load.post_us, now_us)
        asked = self._reads(now_us)
        questions = [*self._reading_questions(asked, now_us, state)]
        if len(posts):
            answer = yield "on_post", {**state, **self._posts(posts)}
            self._deliver(posts, answer["push"])
        for who, came_us, question, edges in questions:
            answer = yield "on_read", question
            self._read(who, came_us, edges, question["start"], answer)
        self.rows.posted[:] += np.bincount(
            self.load.post_author[posts], minlength=len(self.rows.posted)
        )
        self._show(now_us + TICK_US)
        self._note(now_us + TICK_US, len(posts), len(asked[0]))

    # questions

    def _state(self, now_us: int) -> Case:
        """The load as a tick begins."""
        return {
            "now_ms": now_us // 1000,
            "wait_deliver_ms": roles.wait_us(self.delivery, now_us) // 1000,
            "queued": roles.waiting(self.delivery, now_us),
            "wait_read_ms": roles.wait_us(self.reading, now_us) // 1000,
            "deliver_cores": self.case["deliver_cores"],
            "read_cores": self.case["read_cores"],
            "rows": int(np.count_nonzero(self.rows.held)),
            "rows_max": self.case["rows_max"],
            "accounts": self.case["users"],
        }

    def _posts(self, posts: np.ndarray) -> Case:
        author = self.load.post_author[posts].astype(np.int64)
        return {
            "author": author,
            "followers": self.graph.upto[author],
            "reply": (self.load.reply_to[posts] >= 0).astype(np.int64),
        }

    def _reads(self, now_us: int) -> tuple[np.ndarray, np.ndarray]:
        """Who reads in a tick and when: those who come, and those who come back."""
        fresh = _within(self.load.read_us, now_us)
        parts = [(self.load.reader[fresh], self.load.read_us[fresh])]
        kept = []
        for who, us in self.back:
            due = us < now_us + TICK_US
            parts.append((who[due], us[due]))
            if not due.all():
                kept.append((who[~due], us[~due]))
        self.back = kept
        who, us = (np.concatenate(each) for each in zip(*parts, strict=True))
        order = np.argsort(us, kind="stable")
        return who[order].astype(np.int64), us[order]

    def _reading_questions(
        self, asked: tuple[np.ndarray, np.ndarray], now_us: int, state: Case
    ) -> Generator[tuple[np.ndarray, np.ndarray, Case, np.ndarray], None, None]:
        """What the pages of a tick lack, in as many questions as hold it."""
        who, came_us = asked
        while len(who):
            some = who[:READS_MAX]
            start = np.zeros(len(some) + 1, np.int64)
            taken = rows.lacks(self.graph, self.load, self.rows, some, now_us, self.found, start)
            some, start = who[:taken], start[: taken + 1]
            found = rows.Missing(*(each[: start[-1]].copy() for each in self.found))
            lost = self.rows.since_us[some] == rows.LOST_US
            question = {
                **state,
                "user": some,
                "activity": self.graph.activity[some].astype(np.int64),
                "following": self.graph.reads[some + 1] - self.graph.reads[some],
                "lost": lost.astype(np.int64),
                "tries": self.tries[some],
                "start": start,
                "author": found.author,
                "followers": self.graph.upto[found.author, -1],
                "oldest_ms": found.oldest_ms,
                "posts": found.posts,
                "on_way": found.on_way,
                "answered": found.answered,
            }
            yield some, came_us[:taken], question, found.edge
            who, came_us = who[taken:], came_us[taken:]

    # what was decided is done

    def _deliver(self, posts: np.ndarray, push: np.ndarray) -> None:
        self.class_of[posts] = push
        _deliver_all(self.graph, self.load, self.rows, self.delivery, posts, push)

    def _read(
        self,
        who: np.ndarray,
        came_us: np.ndarray,
        edges: np.ndarray,
        start: np.ndarray,
        answer: Answers,
    ) -> None:
        need = self.pages.merges[self.reading.jobs[roles.TAKEN]] + len(edges)
        if need > len(self.merged):
            self.merged = np.concatenate([self.merged, np.zeros(need, np.int32)])
        came_back = np.zeros(len(who), np.int64)
        _read_all(
            self.graph, self.reading, self.pages, self.merged, who, came_us, edges, start,
            answer["merge"], answer["act"], came_back,
        )  # fmt: skip
        self._refused(who, came_us, came_back > 0)

    def _refused(self, who: np.ndarray, came_us: np.ndarray, refused: np.ndarray) -> None:
        """They come back, unless their patience is over; who was served begins anew."""
        self.tries[who[~refused]] = 0
        turned = who[refused]
        self.history.refused += len(turned)
        np.add.at(self.tries, turned, 1)
        goes = self.tries[turned] >= PATIENCE
        self.history.gone += int(goes.sum())
        self.tries[turned[goes]] = 0
        stays = turned[~goes]
        again_us = came_us[refused][~goes] + AGAIN_MS * 1000 + stays * 7919 % 1000 * 1000
        if len(stays):
            self.back.append((stays, again_us))

    def _lose(self, now_us: int) -> None:
        if 0 <= self.load.lost_us <= now_us < self.load.lost_us + TICK_US:
            self.rows.since_us[self.load.lost] = rows.LOST_US

    def _show(self, until_us: int) -> None:
        roles.waiting(self.reading, until_us)
        until = int(self.reading.jobs[roles.BEGUN])
        _show_all(
            self.graph, self.load, self.rows, self.reading, self.pages, self.merged,
            self.shown, until, self.history.told, self.first_us,
        )  # fmt: skip
        self.shown = until

    def _note(self, now_us: int, posts: int, reads: int) -> None:
        held = int(np.count_nonzero(self.rows.held))
        numbers: dict[str, int] = {"posts": posts, "reads": reads, "rows": held}
        for name, role in (("deliver", self.delivery), ("read", self.reading)):
            numbers[f"{name}_waiting"] = roles.waiting(role, now_us)
            numbers[f"{name}_wait_ms"] = roles.wait_us(role, now_us) // 1000
            busy = int(np.count_nonzero(role.free_us > now_us))
            numbers[f"{name}_busy"] = busy
            numbers[f"{name}_offered"] = role.jobs[roles.OFFERED]
            numbers[f"{name}_refused"] = role.jobs[roles.TURNED_AWAY]
            numbers[f"{name}_done"] = role.jobs[roles.BEGUN] - busy
        numbers["early"] = int(self.history.told[1])
        self.history.note(**numbers)


def _within(us: np.ndarray, now_us: int) -> np.ndarray:
    """The places of what happens in the tick that begins now; times ascend."""
    return np.arange(*np.searchsorted(us, (now_us, now_us + TICK_US)))


@numba.njit(cache=True)
def _deliver_all(
    graph: Graph, load: Load, held: rows.Rows, role: roles.Role, posts: np.ndarray, push: np.ndarray
) -> None:
    for i in range(len(posts)):
        p = posts[i]
        a = load.post_author[p]
        reach = graph.upto[a, push[i]]
        if reach:
            begun_us = roles.submit(role, load.post_us[p], reach * DELIVERY_US)
            if begun_us != roles.REFUSED:
                rows.push(graph, held, p, a, reach, begun_us)


@numba.njit(cache=True)
def _read_all(
    graph: Graph, role: roles.Role, pages: Pages, merged: np.ndarray, who: np.ndarray,
    came_us: np.ndarray, edges: np.ndarray, start: np.ndarray, merge: np.ndarray, act: np.ndarray,
    came_back: np.ndarray,
) -> None:  # fmt: skip
    for r in range(len(who)):
        i = role.jobs[roles.TAKEN]
        at = pages.merges[i]
        work_us = REFUSAL_US
        if act[r] != REFUSE:
            work_us = COPY_US
            for k in range(start[r], start[r + 1]):
                if merge[k] and act[r] == SERVE:
                    merged[at] = edges[k]
                    at += 1
                    work_us += MERGE_US
            if act[r] == REBUILD:
                work_us += REBUILD_US * (graph.reads[who[r] + 1] - graph.reads[who[r]])
        begun_us = roles.submit(role, came_us[r], work_us)
        came_back[r] = begun_us == roles.REFUSED or act[r] == REFUSE
        if begun_us == roles.REFUSED:
            continue
        pages.reader[i], pages.came_us[i], pages.act[i] = who[r], came_us[r], act[r]
        pages.merges[i + 1] = at


@numba.njit(cache=True)
def _show_all(
    graph: Graph, load: Load, held: rows.Rows, role: roles.Role, pages: Pages, merged: np.ndarray,
    shown: int, until: int, told: np.ndarray, first_us: np.ndarray,
) -> None:  # fmt: skip
    for i in range(shown, until):
        if pages.act[i] != REFUSE:
            edges = merged[pages.merges[i] : pages.merges[i + 1]]
            pages.bad[i] = rows.show(
                graph, load, held, pages.reader[i], role.start_us[i], edges,
                pages.act[i] == REBUILD, told, first_us,
            )  # fmt: skip


def drive(site: Site, decide: dict[str, Any]) -> Site:
    """The whole evening with decisions that are functions here: question -> answer."""
    play = site.play()
    answer: Answers | None = None
    while True:
        try:
            name, question = play.send(answer) if answer is not None else next(play)
        except StopIteration:
            return site
        answer = decide[name](question)
