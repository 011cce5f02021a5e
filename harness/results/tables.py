"""Boards as text, as Markdown and as JSON. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from harness.kata import Kata
from harness.results.board import REFUTED, Board, Standings
from harness.results.places import APART_S, QUARANTINE, SHARE_SLACK, Place
from harness.results.record import Row
from harness.text import factor

TITLES = {
    "claimed": ("rank", "handle", "ratio", "medal", "machine", "date (UTC)", "source"),
    "official": ("rank", "handle", "ratio", "claimed", "medal", "rerun by", "date (UTC)", "source"),
    "shares": ("rank", "handle", "share", "medal", "rerun by", "date (UTC)", "source"),
}
WHAT = {
    "official": "official: published sources, rerun by who hosts them",
    "claimed": "claimed: what people say of their own machines",
    "shares": "shares: the same on every machine",
}
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
    "Nobody is on a board yet; kata board NAME shows what there is to beat. To be the first: "
    "kata run NAME --rank, then kata publish NAME --handle YOU."
)
HOW = (
    "Nobody is on a board of {name} yet. To be the first: kata run {name} --rank, then "
    "kata publish {name} --handle YOU."
)
PAGE_HEAD = """# Results

To get on a board: `kata run NAME --rank`, then `kata publish NAME --handle YOU`, then a pull
request with the two files it wrote, `results/<kata>/<handle>.py` and `.jsonl`.

{rules}
"""


def text(found: Standings, everything: bool) -> str:
    """All boards of a kata for a terminal; with `everything`, also why rows are not ranked."""
    kata = found.entry.kata
    parts = [_text_board(board, kata.name) for board in found.boards]
    if found.is_empty:
        parts.append(_wrapped(HOW.format(name=kata.name)))
    elif any(place.rank for board in found.boards for place in board.places):
        parts.append(_wrapped(RULES))
    parts += map(_wrapped, _notes(found))
    if everything:
        parts += [f"{row.place} is not ranked. {' '.join(row.reasons)}" for row in found.refused]
    elif found.refused:
        count = len(found.refused)
        rows = "1 row is" if count == 1 else f"{count} rows are"
        parts.append(f"{rows} not ranked; kata board {kata.name} --all says why.")
    return "\n\n".join(parts)


def _notes(found: Standings) -> list[str]:
    boards = found.boards
    notes = [SHARES] if any(board.quality and board.places for board in boards) else []
    if any(place.note for board in boards for place in board.places):
        notes.append(PROVISIONAL)
    notes += [
        f"{place.handle}, {board.level}: {_ratio(place, board.quality)} is above {QUARANTINE:g}x "
        "the reference and waits for a person to look at it."
        for board in boards
        for place in board.waiting
        if place.note != REFUTED
    ]
    notes += [
        f"{each.handle}, {each.level}: {each.verdict} when {each.host} ran the source again, so "
        "what was claimed of it does not count."
        for each in found.refuted
    ]
    return notes


def _text_board(board: Board, kata: str) -> str:
    titles = TITLES[board.kind]
    rows = [titles, *_rows(board)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(titles))]
    lines = ["  " + "  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
    head = [f"{kata} · {board.level}", f"  {WHAT[board.kind]}"]
    return "\n".join([*head, *lines, *([f"  {_own(board)}"] if board.rungs_of else [])])


def _own(board: Board) -> str:
    return f"the kata's own: {board.rungs_of}"


def _rows(board: Board) -> list[tuple[str, ...]]:
    """The cells of a board: places first, then the rungs, which have no rank."""
    rows = [_cells(place, board.kind) for place in board.places]
    rungs = sorted(board.rungs.items(), key=lambda rung: -rung[1])
    more = len(TITLES[board.kind]) - 4
    return rows + [
        ("-", name, _value(value, board.quality), *[""] * more, "the kata's own")
        for name, value in rungs
    ]


def _cells(place: Place, kind: str) -> tuple[str, ...]:
    rank = str(place.rank) if place.rank else place.note
    ratio = _ratio(place, kind == "shares")
    last = place.date, place.source[:12]
    if kind == "official":
        return rank, place.handle, ratio, _beside(place), place.medal, place.by, *last
    if kind == "shares":
        return rank, place.handle, ratio, place.medal, place.by, *last
    machine = place.machine + ", practice" * place.practice
    return rank, place.handle, ratio, place.medal, machine, *last


def _beside(place: Place) -> str:
    """What was claimed, and how far that was off."""
    if place.claimed is None:
        return ""
    off = place.claimed / place.ratio - 1
    return f"{_value(place.claimed, False)} ({off:+.1%})"


def _ratio(place: Place, quality: bool) -> str:
    if quality:
        return _value(place.ratio, quality)
    return f"{_value(place.ratio, False)} ({place.low:.3g} to {place.high:.3g})"


def _value(value: float, quality: bool) -> str:
    return f"{value:.1%}" if quality else f"{value:.3g}x"


def markdown(katas: Sequence[Standings]) -> str:
    """All boards as a page: built from `results/` where they are shown, and kept nowhere."""
    page = PAGE_HEAD.format(rules=_wrapped(RULES))
    for found in katas:
        kata = found.entry.kata
        page += f"\n## {kata.name}, version {kata.version}\n"
        for board in found.boards:
            page += "\n" + _markdown_board(board)
        for note in _notes(found):
            page += "\n" + _wrapped(_escaped(note)) + "\n"
    return page


def _markdown_board(board: Board) -> str:
    return f"### {board.level}, {board.kind}\n\n{markdown_table(board)}"


def markdown_table(board: Board) -> str:
    """A board as a table, and whence the kata's own figures are."""
    titles = TITLES[board.kind]
    lines = ["| " + " | ".join(titles) + " |", "|" + "---|" * len(titles)]
    lines += ["| " + " | ".join(map(_escaped, row)) + " |" for row in _rows(board)]
    if board.rungs_of:
        lines += ["", _wrapped(_escaped(f"The kata's own: {board.rungs_of}."))]
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
        "refuted": [asdict(one) for one in found.refuted],
    }


def katas(found: Iterable[tuple[Kata, Row | None]]) -> str:
    """The table of katas, each with how many times faster than the naive way its reference was
    measured (a row of `kata author bench`), over its timed workloads.
    """
    lines = [
        "| kata | what it is about | what you decide | levels | reference beside naive |",
        "|---|---|---|---|---|",
    ]
    for kata, row in found:
        levels = ", ".join(level.name for level in kata.levels)
        cells = (f"`{kata.name}`", kata.title, kata.decides, levels, _beside_naive(kata, row))
        lines.append(f"| {' | '.join(cells)} |")
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
