"""An evening as the referee sees it: played on what was decided, and told where that is illegal.

Decisions are all that a solution has a say in. So an evening can be played again from them alone;
the checks do so, unless this very evening was just played in this process.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from harness.kata import Answers, Case

from .costs import TICK_MS
from .measures import Measures, measures
from .site import Question, Site

LAST = 8
"""So many evenings are remembered."""
CHOICES = {"push": 6, "merge": 2, "act": 3}
"""How many values each decision may have, from 0."""
_MEANT = {
    "push": "0 (nobody) to 5 (all followers)",
    "merge": "0 (no) or 1 (yes)",
    "act": "0 (serve), 1 (refuse) or 2 (rebuild)",
}
_WHAT = {"push": "post", "merge": "missing author", "act": "read"}


@dataclass(frozen=True)
class Outcome:
    """An evening to its end, or to the first illegal decision: which it was, and a sentence."""

    site: Site
    numbers: Measures | None
    illegal: tuple[str, str] | None = None


_last: dict[str, Outcome] = {}
_known: OrderedDict[bytes, Outcome] = OrderedDict()


def play(case: Case) -> Generator[Question, Answers, None]:
    """The evening of a case; ends early at an illegal decision."""
    site, made = Site(case), _Made()
    illegal = yield from _watched(site, made)
    _keep(made.key(case), _outcome(site, illegal))
    _last.clear()
    _last[repr(sorted(case.items()))] = _known[made.key(case)]


def last_of(case: Case) -> Outcome | None:
    """The evening that was played last, where it was of this case."""
    return _last.get(repr(sorted(case.items())))


def outcome(case: Case, got: Answers) -> Outcome:
    """What comes of a case with these decisions: `push int8`, `merge int8`, `act int8`, in the
    order in which they were asked for.
    """
    made = _Made()
    for name in CHOICES:
        made.add(name, np.ascontiguousarray(got[name], np.int8))
    key = made.key(case)
    if key not in _known:
        site = Site(case)
        _keep(key, _outcome(site, _replayed(site, got)))
    return _known[key]


def _outcome(site: Site, illegal: tuple[str, str] | None) -> Outcome:
    return Outcome(site, None if illegal else measures(site), illegal)


def _keep(key: bytes, found: Outcome) -> None:
    _known[key] = found
    while len(_known) > LAST:
        _known.popitem(last=False)


class _Made:
    """The decisions of an evening, as a name to remember it by."""

    def __init__(self) -> None:
        self.hashes = {name: hashlib.sha256() for name in CHOICES}

    def add(self, name: str, values: np.ndarray) -> None:
        self.hashes[name].update(values.tobytes())

    def key(self, case: Case) -> bytes:
        told = repr(sorted(case.items())).encode()
        return hashlib.sha256(
            told + b"".join(each.digest() for each in self.hashes.values())
        ).digest()


def _watched(site: Site, made: _Made) -> Generator[Question, Answers, tuple[str, str] | None]:
    """Passes questions on, and answers that are legal; what was not."""
    world = site.play()
    question = next(world, None)
    while question is not None:
        answer = yield question
        for name, values in answer.items():
            made.add(name, values)
        illegal = _illegal(question[1], answer)
        if illegal:
            return illegal
        try:
            question = world.send(answer)
        except StopIteration:
            return None
    return None


def _illegal(question: Case, answer: Answers) -> tuple[str, str] | None:
    """The first decision that may not be, and where."""
    for name, values in answer.items():
        wrong = np.flatnonzero((values < 0) | (values >= CHOICES[name]))
        if len(wrong):
            i = int(wrong[0])
            return name, (
                f"tick {question['now_ms'] // TICK_MS} ({question['now_ms'] / 1000:.1f} s), "
                f"{_WHAT[name]} {i} of {len(values)}{_whose(name, i, question)}: {name} is "
                f"{values[i]}; it may be {_MEANT[name]}"
            )
    return None


def _whose(name: str, i: int, question: Case) -> str:
    if name == "act":
        return f" (of user {question['user'][i]})"
    return f" (of author {question['author'][i]})"


def _replayed(site: Site, got: Answers) -> tuple[str, str] | None:
    """The evening again, from its decisions."""
    world, at = _watched(site, _Made()), dict.fromkeys(CHOICES, 0)
    question = next(world, None)
    try:
        while question is not None:
            answer = {}
            for name in ("push",) if question[0] == "on_post" else ("merge", "act"):
                count = len(question[1]["reply" if name == "push" else _SIZE[name]])
                answer[name] = np.ascontiguousarray(got[name][at[name] : at[name] + count], np.int8)
                at[name] += count
                if len(answer[name]) < count:
                    return name, f"{len(got[name])} decisions {name}, and more were asked for"
            question = world.send(answer)
    except StopIteration as end:
        if end.value:
            illegal: tuple[str, str] = end.value
            return illegal
    for name, count in at.items():
        if count < len(got[name]):
            return name, f"{len(got[name])} decisions {name}, and {count} were asked for"
    return None


_SIZE = {"merge": "oldest_ms", "act": "user"}
