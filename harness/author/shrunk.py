"""How small failing cases get before a learner sees them: every wrong submission's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from harness.author.parallel import together
from harness.box import Setting
from harness.catalog import Entry
from harness.catalog.mistakes import Wrong
from harness.catalog.solution import of_wrong
from harness.judge.failing import failing
from harness.judge.secret import Secret
from harness.judge.small_cases import small_cases
from harness.judge.trial import Trial
from harness.kata import Level

BUDGET_S = 2.0
"""Two at a time, so this is what one gets alone in half of it, or on a slow machine."""
LINES_WANTED, SHARE_WANTED = 10, 0.9
MASTER = bytes(range(32))
"""The gate's cases are the same each time."""


@dataclass(frozen=True)
class Shrunk:
    """A wrong submission and the lines of its smallest case, without the one that names it."""

    name: str
    lines: int

    @property
    def is_small(self) -> bool:
        """Whether a person sees it at a glance."""
        return self.lines <= LINES_WANTED


def sizes(entry: Entry, setting: Setting) -> list[Shrunk]:
    """Of every wrong submission that fails on a small case and not only on a long history, the
    largest first.
    """
    found = together(lambda wrong: _size(entry, setting, wrong), entry.wrong().values())
    return sorted((each for each in found if each), key=lambda each: (-each.lines, each.name))


def _size(entry: Entry, setting: Setting, wrong: Wrong) -> Shrunk | None:
    for level in _levels(entry, wrong):
        trial = Trial(entry, of_wrong(wrong), (level,), setting, Secret(MASTER))
        judged = small_cases(trial, lambda _: None)
        result = judged.results[level.name]
        small = failing(judged.trial, result, BUDGET_S) if result.drawn else None
        if small is not None:
            return Shrunk(wrong.name, len(small.text.splitlines()) - 1)
    return None


def _levels(entry: Entry, wrong: Wrong) -> Iterator[Level]:
    """The level at whose kinds of cases it is said to fail."""
    for level in entry.kata.levels:
        if wrong.fails.where in entry.families(level):
            yield level


def told(found: list[Shrunk]) -> str:
    """The distribution in words: how many are small, and the largest."""
    small = sum(each.is_small for each in found)
    middle = sorted(each.lines for each in found)[len(found) // 2] if found else 0
    large = [f"{each.name} {each.lines}" for each in found if not each.is_small]
    rest = f"; larger: {', '.join(large)}" if large else ""
    return (
        f"{small} of {len(found)} failing cases in {LINES_WANTED} lines or fewer, "
        f"half of them in {middle}{rest}"
    )


def is_enough(found: list[Shrunk]) -> bool:
    """Whether nine tenths are small."""
    return sum(each.is_small for each in found) >= SHARE_WANTED * len(found)
