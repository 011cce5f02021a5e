"""The pages of the site as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath

from harness.author.on_record import published
from harness.catalog import Entry
from harness.measure.figures import names_of
from harness.measure.ladder import Figures
from harness.results import tables
from harness.results.board import Standings

_LINK = re.compile(r"(?<!!)\[([^\]\n]+)\]\(([^)\s]+)\)")
REPOSITORY = "the repository"


def relinked(text: str, targets: Mapping[str, str]) -> str:
    """A page of the repository for the site: links to what is a page here lead there (`targets`,
    last part of the path -> page); other relative ones become the file's name.
    """

    def changed(found: re.Match[str]) -> str:
        words, target = found[1], found[2]
        if "://" in target or target.startswith("#"):
            return found[0]
        path, _, place = target.partition("#")
        page = targets.get(PurePosixPath(path).as_posix().removeprefix("../"))
        return f"[{words}]({page}{'#' + place if place else ''})" if page else f"{words}"

    return _LINK.sub(changed, text)


def kata(entry: Entry, found: Standings, plots: Mapping[str, Sequence[str]]) -> str:
    """A kata: its brief, its ladder, what goes wrong, its boards."""
    figures = of_levels(entry, published(entry)[0])
    mistakes = f"mistakes-{entry.folder_name}"
    parts = [entry.brief.rstrip()]
    if figures:
        parts += ["## The ladder", _told_of_ladder(entry)]
        parts += [_picture(plots["ladder"], f"The ladder of {entry.kata.name}")]
        parts += [_ladder_table(figures)]
    parts += ["## What goes wrong", f"[{_count(entry)}]({mistakes}.md)."]
    parts += ["## Boards", _how(entry)]
    for board in found.boards:
        name = f"{board.level}-{board.kind}"
        if not (board.places or board.waiting or board.rungs):
            continue
        parts += [f"### {board.level}: {board.kind}", _picture(plots.get(name, ()), name)]
        parts += [tables.markdown_table(board)]
    parts += [f"```{{toctree}}\n:hidden:\n\n{mistakes}\n```"]
    return "\n\n".join(part for part in parts if part) + "\n"


def of_levels(entry: Entry, figures: Figures) -> Figures:
    """Figures in the order of the levels, each behind its level's name; older ones behind them."""
    wanted = {
        name: f"{level.name}: {name}" for level in entry.kata.levels for name in names_of(level)
    }
    named = {wanted[name]: figures[name] for name in wanted if name in figures}
    return named | {name: told for name, told in figures.items() if name not in wanted}


def _told_of_ladder(entry: Entry) -> str:
    _, whence = published(entry)
    said = whence.partition(";")[0]
    return (
        "From what one writes first to the reference, as multiples of the reference's speed in the "
        f"same launches ({said}). The stroke is what no solution can "
        "beat: the memory that must be touched."
    )


def _count(entry: Entry) -> str:
    return f"{len(entry.wrong())} wrong solutions, and the check that stops each"


def _how(entry: Entry) -> str:
    name = entry.kata.name
    return (
        f"`kata run {name} --rank`, then `kata publish {name} --handle YOU`, then a pull request. "
        "[What a place proves](results.md), and what it cannot."
    )


def _picture(files: Sequence[str], words: str) -> str:
    """The same plot for light pages and for dark ones."""
    return "\n\n".join(
        f"```{{image}} {file}\n:alt: {words}\n:class: only-{file.rsplit('-', 1)[1][:-4]}\n```"
        for file in files
    )


def _ladder_table(figures: Figures) -> str:
    rungs = list(dict.fromkeys(name for told in figures.values() for name in told))
    if not rungs:
        return ""
    lines = ["| | " + " | ".join(rungs) + " |", "|---|" + "---:|" * len(rungs)]
    for workload, told in figures.items():
        cells = [_cell(told.get(rung, {})) for rung in rungs]
        lines.append(f"| {workload} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(told: Mapping[str, float]) -> str:
    if "share" in told:
        return f"{told['share']:.0%}"
    return f"{told['ratio']:.3g}" if "ratio" in told else ""


def systems(entries: Iterable[Entry]) -> str:
    """Which architecture has which katas."""
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        for system in entry.kata.systems:
            found.setdefault(system, []).append(entry)
    lines = ["# Systems", "", "The case studies, and the katas that are their cores.", ""]
    lines += ["| system | katas |", "|---|---|"]
    for system, katas in sorted(found.items()):
        links = ", ".join(f"[{each.kata.name}](katas/{each.folder_name}.md)" for each in katas)
        lines.append(f"| {system} | {links} |")
    return "\n".join(lines) + "\n"


def katas(entries: Sequence[Entry]) -> str:
    """All katas, in the order to take them, and their pages behind each other."""
    lines = ["# Katas", "", "In the order to take them: each builds on one before.", ""]
    lines += ["| kata | what it is about | what you decide | levels |", "|---|---|---|---|"]
    for entry in entries:
        names = ", ".join(level.name for level in entry.kata.levels)
        page = f"[{entry.kata.name}]({entry.folder_name}.md)"
        lines.append(f"| {page} | {entry.kata.title} | {entry.kata.decides} | {names} |")
    pages = [entry.folder_name for entry in entries]
    return "\n".join([*lines, "", "```{toctree}", ":hidden:", "", *pages, "```", ""])


def home(readme: str, targets: Mapping[str, str]) -> str:
    """README as the first page, and what lies behind it."""
    tree = ["```{toctree}", ":hidden:", "", "katas/index", "systems", *MORE, "```", ""]
    return relinked(readme, targets).rstrip() + "\n\n" + "\n".join(tree)


MORE = ("measuring", "grading", "results", "security", "author", "architecture")
"""Pages of docs/ that are pages of the site."""
