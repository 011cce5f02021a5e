"""A page a student: what is right, the small case each level fails at, and what to do next."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from harness.cli import advice, words
from harness.grade.facts import Explained, FamilyFact, LevelFact
from harness.grade.table import NOT_JUDGED, Graded, Row, write
from harness.grade.timing import Levels, Timed
from harness.judge.verdict import ACCEPTED, NOT_REACHED, NOT_STARTED
from harness.kata import Level

FAMILIES_NAMED = 12
NAME_BYTES_MAX = 180
LOAD_ERROR = "load error"
BY_SOURCE = Mapping[str, Sequence[Explained]]


def write_pages(
    folder: Path, one: Graded, explained: BY_SOURCE, timed: Mapping[str, Levels]
) -> None:
    """`STUDENT.md` of every student who was judged or could not be read."""
    taken: set[str] = set()
    for row in one.rows:
        if row.status != NOT_JUDGED:
            name = _file_name(row.student, taken)
            source = row.handed.source
            text = page(one, row, explained.get(source, ()), timed.get(source, ()))
            write(folder / f"{name}.md", text)


def _file_name(student: str, taken: set[str]) -> str:
    """What may be a file's name everywhere, and is no other student's, be case ignored or not."""
    plain = re.sub(r"[^\w .+@-]", "_", student).encode()[:NAME_BYTES_MAX].decode(errors="ignore")
    plain = plain.strip(" .") or "student"
    name, number = plain, 1
    while name.casefold() in taken:
        number += 1
        name = f"{plain} {number}"
    taken.add(name.casefold())
    return name


def page(one: Graded, row: Row, explained: Sequence[Explained], timed: Levels = ()) -> str:
    """The page of a student, in Markdown."""
    kata, facts = one.kata, row.known.facts
    lines = [
        f"# {kata.name}: {_inline(row.student)}",
        "",
        f"**{row.points:g} of {one.scheme.points:g} points** for {_code(row.handed.file)} "
        f"({kata.name} version {kata.version}).",
        "",
    ]
    if row.others:
        others = ", ".join(map(_code, row.others))
        lines += [f"You handed in more than one file; the best counts. The others: {others}.", ""]
    if facts is None:
        return "\n".join([*lines, "It could not be judged:", "", *_block([row.reason]), ""])
    whole = facts.levels[0]
    if whole.verdict == LOAD_ERROR:
        reason = words.reason(whole.as_result())
        lines += ["Nothing of it could be judged, for the file does not load:", ""]
        return "\n".join([*lines, *_block([reason]), "", *_next(one, facts.levels)])
    lines += ["| level | | kinds of cases right | points |", "|---|---|---|---|"]
    lines += [_table_row(one, row, fact) for fact in facts.levels]
    shown = {each.level: each for each in explained}
    for level, fact in zip(kata.levels, facts.levels, strict=True):
        if fact.fault is not None:
            lines += ["", *_level(one, level, fact, shown.get(level.name))]
    if timed:
        lines += ["", "## At full size", "", *_block([*map(_at_full_size, timed)])]
    return "\n".join([*lines, "", *_next(one, facts.levels)])


def _at_full_size(found: Timed) -> str:
    """A line: the medal and how fast, or why there is none."""
    if found.verdict != ACCEPTED:
        return f"{found.level}: {words.verdict(found.as_result)}"
    medal = "no medal" if found.medal == "none" else found.medal
    fast = f", {words.against(found.ratio, 'the reference')}" if found.ratio else ""
    return f"{found.level}: {medal}{fast}"


def _table_row(one: Graded, row: Row, fact: LevelFact) -> str:
    medal = row.known.medals.get(fact.level)
    points = one.scheme.of_level(fact, medal)
    verdict = words.LEARNER.get(fact.verdict, fact.verdict)
    if medal and medal != "none":
        verdict += f", {medal}"
    return (
        f"| {fact.level} | {verdict} | {fact.right} of {len(fact.families)} "
        f"| {points:g} of {one.scheme.at_most(fact.level):g} |"
    )


def _level(one: Graded, level: Level, fact: LevelFact, found: Explained | None) -> Iterator[str]:
    fault = fact.fault
    assert fault is not None
    yield f"## {level.name}: {words.LEARNER.get(fact.verdict, fact.verdict)}"
    yield ""
    yield f"{level.title}."
    yield ""
    wrong = [each for each in fact.families if each.decided and not each.right]
    yield f"Wrong at {_named(wrong)}."
    unseen = [each for each in fact.families if each.verdict in (NOT_REACHED, NOT_STARTED)]
    if unseen:
        yield f"Not answered: {_named(unseen)}."
    yield ""
    said = found.text if found and found.text else words.reason(fact.as_result())
    yield from _block([said])
    if found and found.case:
        yield ""
        yield "The smallest case that was found at which it fails this way:"
        yield ""
        yield from _block([*found.case, *([""] if found.beside else []), *found.beside])
    if fault.drawn[:1] == ("depth",):
        yield ""
        yield "Small cases are right: it shows after a long history only."
    if found and found.likely:
        yield ""
        yield f"The same answers come from a known mistake: {found.likely}"
    yield ""
    yield f"Next: {advice.at_level(one.kata.name, level, fact.as_result())}"


def _named(families: Sequence[FamilyFact]) -> str:
    names = ", ".join(_code(each.name) for each in families[:FAMILIES_NAMED])
    more = f" and {len(families) - FAMILIES_NAMED} more" if len(families) > FAMILIES_NAMED else ""
    count = "one kind" if len(families) == 1 else f"{len(families)} kinds"
    return f"{count} of cases: {names}{more}"


def _next(one: Graded, facts: Sequence[LevelFact]) -> Iterator[str]:
    """What to begin with, and how to see it for oneself."""
    kata = one.kata
    todo = [
        level
        for level, fact in zip(kata.levels, facts, strict=True)
        if fact.verdict != ACCEPTED and not (level.bonus and fact.verdict == NOT_STARTED)
    ]
    yield "## What next"
    yield ""
    if not todo:
        yield f"All right. How fast it is says `kata run {kata.name} YOUR_FILE.py`."
    else:
        yield (
            f"Begin with {todo[0].name}. `kata run {kata.name} YOUR_FILE.py` judges your file on "
            f"cases of the same kinds and shows a small one that fails; `kata hint {kata.name}` "
            "gives ideas."
        )
    yield ""


def _block(lines: Sequence[str]) -> list[str]:
    """Lines as they are: what a solution says is no Markdown."""
    text = "\n".join(lines)
    longest = max((len(ticks) for ticks in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return [f"{fence}text", *text.split("\n"), fence]


def _code(text: str) -> str:
    return f"`{text.replace('`', chr(39))}`"


def _inline(text: str) -> str:
    """A name between other words: nothing in it is Markdown or HTML."""
    return re.sub(r"([\\`*_{}\[\]()<>#!|&])", r"\\\1", text)
