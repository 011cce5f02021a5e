"""Boards as text, as Markdown and as JSON. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from harness.kata import Kata
from harness.results.board import APART_S, QUARANTINE, SHARE_SLACK, Board, Place, Standings
from harness.results.record import Row
from harness.text import factor

TITLES = ("rank", "handle", "ratio", "medal", "launches", "date (UTC)", "source")
RULES = (
    "Ranked by the low end of the interval of reference time / solution time; over several "
    "workloads, by the geometric mean of their low ends. Whoever overlaps the interval of a "
    "group's leader shares the rank. Seconds are never ranked."
)
SHARES = (
    f"Shares are the mean over the traces, give or take {SHARE_SLACK:.1%}: each run draws its own."
)
PROVISIONAL = (
    f"Provisional: a first place needs two ranked runs of the same source, {APART_S / 60:.0f} "
    "minutes or more apart, that agree."
)
NOBODY = (
    "Nobody is on a board yet. To be the first: kata run NAME --rank, then kata publish NAME "
    "--handle YOU."
)
HOW = (
    "Nobody is on a board of {name} yet. To be the first: kata run {name} --rank, then "
    "kata publish {name} --handle YOU."
)
README_HEAD = """# Results

Printed by `kata board --markdown > results/README.md`; a test holds this page to it.

To get on a board: `kata run NAME --rank`, then `kata publish NAME --handle YOU`, then a pull
request with the file it wrote, `results/<kata>/<handle>.jsonl`, and this page printed anew. What is
checked, and what cannot be, is in [docs/results.md](../docs/results.md).

{rules}
"""
EMPTY = "\nNobody is on a board yet.\n"


def text(found: Standings, everything: bool) -> str:
    """All boards of a kata for a terminal; with `everything`, also why rows are not ranked."""
    kata = found.entry.kata
    parts = [_text_board(board, kata.name) for board in found.boards]
    if not parts:
        parts.append(HOW.format(name=kata.name))
    elif any(place.rank for board in found.boards for place in board.places):
        parts.append(_wrapped(RULES))
    parts += map(_wrapped, _notes(found.boards))
    if everything:
        parts += [f"{row.place} is not ranked. {' '.join(row.reasons)}" for row in found.refused]
    elif found.refused:
        count = len(found.refused)
        rows = "1 row is" if count == 1 else f"{count} rows are"
        parts.append(f"{rows} not ranked; kata board {kata.name} --all says why.")
    return "\n\n".join(parts)


def _notes(boards: Iterable[Board]) -> list[str]:
    boards = list(boards)
    found = [SHARES] if any(board.quality for board in boards) else []
    if any(place.note for board in boards for place in board.places):
        found.append(PROVISIONAL)
    found += [
        f"{place.handle}, {board.level}: {_ratio(place, board.quality)} is above {QUARANTINE:g}x "
        "the reference and waits for a person to look at it."
        for board in boards
        for place in board.quarantined
    ]
    return found


def _text_board(board: Board, kata: str) -> str:
    rows = [_titles(board), *_rows(board)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(TITLES))]
    lines = ["  " + "  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
    return "\n".join([f"{kata} · {board.level}", f"  {board.machine}", *lines])


def _titles(board: Board) -> tuple[str, ...]:
    return tuple("share" if board.quality and title == "ratio" else title for title in TITLES)


def _rows(board: Board) -> list[tuple[str, ...]]:
    """The cells of a board: places first, then the rungs, which have no rank."""
    rows: list[tuple[str, ...]] = [
        (
            str(place.rank) if place.rank else place.note,
            place.handle,
            _ratio(place, board.quality),
            place.medal,
            str(place.launches or "-"),
            place.date,
            place.source[:12],
        )
        for place in board.places
    ]
    rungs = sorted(board.rungs.items(), key=lambda rung: -rung[1])
    return rows + [
        ("-", name, _value(value, board.quality), "", "", "", "the kata's own")
        for name, value in rungs
    ]


def _ratio(place: Place, quality: bool) -> str:
    if quality:
        return _value(place.ratio, quality)
    return f"{_value(place.ratio, False)} ({place.low:.3g} to {place.high:.3g})"


def _value(value: float, quality: bool) -> str:
    return f"{value:.1%}" if quality else f"{value:.3g}x"


def markdown(katas: Sequence[Standings]) -> str:
    """The page results/README.md: every kata somebody has a place on, or that waits for a look."""
    page = README_HEAD.format(rules=_wrapped(RULES))
    shown = [found for found in katas if found.boards]
    for found in shown:
        kata = found.entry.kata
        page += f"\n## {kata.name}, version {kata.version}\n"
        for board in found.boards:
            page += "\n" + _markdown_board(board)
        for note in _notes(found.boards):
            page += "\n" + _wrapped(_escaped(note)) + "\n"
    return page if shown else page + EMPTY


def _markdown_board(board: Board) -> str:
    lines = [f"### {board.level}", "", _wrapped(_escaped(board.machine)), ""]
    lines += ["| " + " | ".join(_titles(board)) + " |", "|" + "---|" * len(TITLES)]
    lines += ["| " + " | ".join(map(_escaped, row)) + " |" for row in _rows(board)]
    return "\n".join(lines) + "\n"


def _escaped(words: str) -> str:
    """Foreign words as they are: no table cell, link, picture or tag of their own."""
    return re.sub(r"([\\`*_\[\]<>|#&])", r"\\\1", words)


def _wrapped(words: str, width: int = 100) -> str:
    lines, line = [], ""
    for part in words.split(" "):
        if line and len(line) + 1 + len(part) > width:
            lines.append(line)
            line = part
        else:
            line = f"{line} {part}" if line else part
    return "\n".join([*lines, line])


def as_json(found: Standings) -> dict[str, Any]:
    """All of a kata's standings, for programs."""
    kata = found.entry.kata
    return {
        "kata": kata.name,
        "version": kata.version,
        "boards": [asdict(board) for board in found.boards],
        "refused": [asdict(row) for row in found.refused],
    }


def katas(found: Iterable[tuple[Kata, Row | None]]) -> str:
    """The table of katas, each with how many times faster than the naive way its reference was
    measured (a row of `kata author bench`), over its timed workloads.
    """
    lines = [
        "| kata | what it is about | levels | reference beside naive |",
        "|---|---|---|---|",
    ]
    for kata, row in found:
        levels = ", ".join(level.name for level in kata.levels)
        lines.append(f"| `{kata.name}` | {kata.title} | {levels} | {_beside_naive(kata, row)} |")
    return "\n".join(lines)


def _beside_naive(kata: Kata, row: Row | None) -> str:
    timed = {name for level in kata.levels if level.score == "speed" for name in level.workloads}
    factors = sorted(
        1 / rungs[kata.rungs[0]]["ratio"]
        for name, rungs in (row["figures"] if row else {}).items()
        if name in timed and "ratio" in rungs.get(kata.rungs[0], {})
    )
    if not factors:
        return "not measured" if timed else "nothing is timed"
    ends = dict.fromkeys(factor(each) for each in (factors[0], factors[-1]))
    return " to ".join(f"{each}x" for each in ends) + " faster"
