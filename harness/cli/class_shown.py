"""A graded class on the screen: a line a student, and what a teacher should look at."""

from __future__ import annotations

from harness.box import RANKED
from harness.cli import words
from harness.cli.render import Screen
from harness.grade.facts import LevelFact
from harness.grade.table import JUDGED, NOT_JUDGED, Graded, Row
from harness.judge.verdict import ACCEPTED, NOT_STARTED

NAME_MAX = 32
LISTED_MAX = 20


def show(screen: Screen, one: Graded, too_noisy: int = 0) -> None:
    """The table, files that could not be read, and what to type next."""
    names = [level.name for level in one.kata.levels]
    width = max(7, *(len(_short(row.student)) for row in one.rows))
    cells = [max(len(name), 8) for name in names]
    screen.line((f"{one.kata.name} · {len(one.rows)} students", "bold"))
    head = "  ".join(name.ljust(cell) for name, cell in zip(names, cells, strict=True))
    screen.line((f"  {'student'.ljust(width)}  points  {head}".rstrip(), "dim"))
    for row in one.rows:
        points = "-" if row.status == NOT_JUDGED else f"{row.points:.1f}"
        texts = [text.ljust(cell) for text, cell in zip(_levels(row, names), cells, strict=True)]
        screen.line(
            f"  {_short(row.student).ljust(width)}  {points:>6}  {'  '.join(texts)}".rstrip()
        )
    _below(screen, one, too_noisy)


def _levels(row: Row, names: list[str]) -> list[str]:
    if row.known.facts is None:
        return [row.status, *[""] * (len(names) - 1)]
    facts = {fact.level: fact for fact in row.known.facts.levels}
    return [_level(facts[name], row.known.medals.get(name)) for name in names]


def _level(fact: LevelFact, medal: str | None) -> str:
    if fact.verdict in (ACCEPTED, NOT_STARTED):
        shown = words.LEARNER[fact.verdict]
        return shown if medal in (None, "none") else str(medal)
    return f"{fact.right} of {len(fact.families)}"


def _below(screen: Screen, one: Graded, too_noisy: int) -> None:
    unread = [row for row in one.rows if row.reason]
    several = [row for row in one.rows if row.others]
    screen.line()
    _listed(screen, [f"{row.student}: {row.reason}" for row in unread])
    _listed(
        screen,
        [
            f"{row.student} handed in {len(row.others) + 1} files: {row.handed.file} counts, "
            "the best of them"
            for row in several
        ],
    )
    if one.nobodys:
        screen.line(f"  of nobody, by --names: {', '.join(one.nobodys[:LISTED_MAX])}")
    modes = {row.known.facts.locks for row in one.rows if row.known.facts}
    if not modes <= set(RANKED):
        held = "no locks" if "off" in modes else "not all locks"
        screen.line(f"  practice mode: {held} around what was handed in; grade where boxes hold")
    if any(row.status == NOT_JUDGED for row in one.rows):
        screen.line("  not all were judged: type the same again, what is judged is kept")
    if too_noisy:
        files = "one file" if too_noisy == 1 else f"{too_noisy} files"
        screen.line(f"  too noisy to time {files}: type the same again when the machine is quiet")
    judged = [row for row in one.rows if row.status == JUDGED]
    if judged:
        mean = sum(row.points for row in judged) / len(judged)
        screen.line(
            f"  {len(judged)} judged, {mean:.1f} of {one.scheme.points:g} points on average"
        )
    screen.line((f"  seed {one.seed}", "dim"))


def _listed(screen: Screen, texts: list[str]) -> None:
    for text in texts[:LISTED_MAX]:
        screen.line(f"  {text}")
    if len(texts) > LISTED_MAX:
        screen.line(f"  and {len(texts) - LISTED_MAX} more")


def _short(name: str) -> str:
    return name if len(name) <= NAME_MAX else name[: NAME_MAX - 1] + "…"
