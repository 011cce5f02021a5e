"""A failing case made small: lines dropped and numbers lowered, as long as the contract holds and
the same is wrong.

What is tried is text, so that whatever depends on the lines (offsets, counts, hidden keys) is made
anew each time; lines that make no case are told off by `read` and left. The last word is spoken in
a fresh box: what a solution keeps outside its object contaminates the one that has seen much.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from harness.errors import KataError
from harness.kata import Case

Lines = tuple[str, ...]
Fails = Callable[[Case], bool]
"""Whether the same is wrong on another case."""


@dataclass
class Shrinking:
    """One case on its way to a small one.

    `read` makes a case of lines (ValueError, KataError or IndexError where there is none), `keeps`
    says whether it keeps to its contract, `fails` whether the same is wrong. Everything is tried
    once; nothing is begun after `until_s` (time.monotonic).
    """

    read: Callable[[list[str]], Case]
    keeps: Callable[[Case], bool]
    fails: Fails
    until_s: float
    tried: int = 0

    def __post_init__(self) -> None:
        self._known: dict[Lines, bool] = {}

    def shrunk(self, lines: Sequence[str]) -> list[str]:
        """The smallest text that was found; the given one where nothing smaller fails."""
        best = tuple(lines)
        while True:
            smaller = self._lowered(self._dropped(best))
            if smaller == best or self._over():
                return list(smaller)
            best = smaller

    def _over(self) -> bool:
        return time.monotonic() >= self.until_s

    def _fails(self, lines: Lines) -> bool:
        if lines not in self._known:
            if self._over():
                return False
            self._known[lines] = self._judged(lines)
        return self._known[lines]

    def _judged(self, lines: Lines) -> bool:
        try:
            case = self.read(list(lines))
            keeps = self.keeps(case)
        except (KataError, ValueError, IndexError, OverflowError):
            return False
        self.tried += keeps
        return keeps and self.fails(case)

    # fewer lines

    def _dropped(self, lines: Lines) -> Lines:
        """Without as many lines as can go: halves, quarters, ..., single ones, and pairs."""
        size = max(1, len(lines) // 2)
        while not self._over():
            shorter = self._without_chunks(lines, size)
            if size == 1 and shorter == lines:
                break
            lines, size = shorter, max(1, size // 2)
        return self._without_pairs(lines)

    def _without_chunks(self, lines: Lines, size: int) -> Lines:
        """From the end on: what comes last depends on what comes before it."""
        end = len(lines)
        while end > 0 and not self._over():
            begin = max(0, end - size)
            shorter = lines[:begin] + lines[end:]
            if self._fails(shorter):
                lines = shorter
            end = begin
        return lines

    def _without_pairs(self, lines: Lines) -> Lines:
        """Two lines that only go together: a hold and its capture."""
        if len(lines) > PAIRS_OF:
            return lines
        for i in range(len(lines) - 1, 0, -1):
            for j in range(i - 1, -1, -1):
                if i < len(lines):
                    shorter = lines[:j] + lines[j + 1 : i] + lines[i + 1 :]
                    if self._fails(shorter):
                        lines = shorter
        return lines

    # smaller numbers

    def _lowered(self, lines: Lines) -> Lines:
        """With smaller numbers: all of them in their order, one value wherever it stands, all of a
        column that are as large, and each number by itself.
        """
        for edits in (_in_order, _everywhere, _columns, _singles):
            for edit in edits(lines):
                changed = edit(lines)
                if self._over():
                    return lines
                if changed != lines and _size(changed) < _size(lines) and self._fails(changed):
                    lines = changed
        return lines


PAIRS_OF = 24
"""Pairs are tried of so many lines at most."""
Edit = Callable[[Lines], Lines]
LOWER = (0, 1, 2, 3, 5, 10)
LARGE = 10
"""Smaller numbers are counts and names; larger ones may be ids and times."""


def _numbers(line: str) -> list[tuple[int, int]]:
    """Place and value of each number of a line."""
    parts = line.split()
    return [(i, int(part)) for i, part in enumerate(parts) if part.lstrip("-").isdigit()]


def _size(lines: Lines) -> tuple[int, int]:
    """What is smaller reads easier: fewer lines, then fewer and smaller numbers."""
    return len(lines), sum(
        abs(value).bit_length() * 2 + (value < 0) + (abs(value) > 9) + min(abs(value), 10)
        for line in lines
        for _, value in _numbers(line)
    )


def _put(line: str, place: int, value: int) -> str:
    parts = line.split()
    parts[place] = str(value)
    return " ".join(parts)


def _candidates(value: int) -> Iterator[int]:
    yield from (each for each in LOWER if each < abs(value))
    yield from (sign * 2**k for k in (7, 8, 15, 16, 31, 32, 53) for sign in (1, -1))
    yield from (value // 1000, value // 2, value - 1, abs(value))


def _in_order(lines: Lines) -> Iterator[Edit]:
    """All large values as neighbours, in the order they have: what only has to rise then folds."""
    values = sorted({value for line in lines for _, value in _numbers(line) if value >= LARGE})
    for first in (1, LARGE, 10 * LARGE):
        names = {value: first + rank for rank, value in enumerate(values)}
        yield lambda now, names=names: tuple(_renamed(line, names) for line in now)  # type: ignore[misc]


def _renamed(line: str, names: dict[int, int]) -> str:
    for place, value in _numbers(line):
        line = _put(line, place, names.get(value, value))
    return line


def _everywhere(lines: Lines) -> Iterator[Edit]:
    """Each value, the largest first, replaced wherever it stands."""
    values = {value for line in lines for _, value in _numbers(line)}
    for value in sorted(values, key=abs, reverse=True):
        for other in _candidates(value):
            yield lambda now, value=value, other=other: tuple(  # type: ignore[misc]
                _replaced(line, value, other) for line in now
            )


def _replaced(line: str, value: int, other: int) -> str:
    for place, found in _numbers(line):
        if found == value:
            line = _put(line, place, other)
    return line


def _columns(lines: Lines) -> Iterator[Edit]:
    """All numbers of a column from one on, lowered by what lies between it and the one before."""
    places = sorted({place for line in lines for place, _ in _numbers(line)})
    for place in places:
        column = sorted({v for line in lines for at, v in _numbers(line) if at == place})
        for before, value in zip([0, *column], column, strict=False):
            for left in (0, 1, (value - before) // 2):
                if value - before > left:
                    yield _shift(place, value, value - before - left)


def _shift(place: int, least: int, by: int) -> Edit:
    def edit(lines: Lines) -> Lines:
        return tuple(
            _put(line, place, dict(_numbers(line))[place] - by)
            if dict(_numbers(line)).get(place, least - 1) >= least
            else line
            for line in lines
        )

    return edit


def _singles(lines: Lines) -> Iterator[Edit]:
    for i, line in enumerate(lines):
        for place, value in _numbers(line):
            for other in _candidates(value):
                yield (
                    lambda now, i=i, place=place, other=other: (  # type: ignore[misc]
                        *now[:i],
                        _put(now[i], place, other),
                        *now[i + 1 :],
                    )
                )
