"""Files of a class that are alike, as a table and as two files side by side."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Sequence
from pathlib import Path

from harness.catalog import Entry
from harness.cli.render import Screen
from harness.grade.similar import Alike, Pair, alike, given_by
from harness.grade.table import Graded, safe, write

REASON = (
    "A reason to talk, never a verdict: two people may have the same idea, the same book or the "
    "same friend."
)
PAIRS_SHOWN, PAIRS_WRITTEN = 20, 200
STYLE = (
    "body{font:14px sans-serif;margin:1em}table{border-collapse:collapse;width:100%}"
    "td{vertical-align:top;width:50%;border:1px solid #bbb}pre{margin:0;padding:.5em;"
    "overflow-x:auto}mark{background:#ffd97a;display:block}"
)


def look(screen: Screen, entry: Entry, one: Graded, folder: Path) -> None:
    """Compare the files that count, write `similar.csv` and a page a pair, and show the table."""
    sources = {row.student: row.handed.source for row in one.rows if not row.handed.fault}
    found = alike(sources, given_by(entry))
    pages = [f"pair-{number:03}.html" for number in range(1, len(found.pairs) + 1)]
    pages = pages[:PAIRS_WRITTEN]
    write(folder / "similar.csv", _table(found, pages))
    for pair, name in zip(found.pairs, pages, strict=False):
        write(folder / name, _side_by_side(pair, found, sources))
    _show(screen, found, folder)


def _table(found: Alike, pages: Sequence[str]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["student", "other", "share", "group", "page"])
    groups = {name: number for number, group in enumerate(found.groups, 1) for name in group}
    names = [*pages, *[""] * (len(found.pairs) - len(pages))]
    for pair, name in zip(found.pairs, names, strict=True):
        group = groups[pair.one]
        writer.writerow([safe(pair.one), safe(pair.other), f"{pair.share:.2f}", group, name])
    return text.getvalue()


def _show(screen: Screen, found: Alike, folder: Path) -> None:
    screen.line()
    if not found.pairs:
        screen.line("  no two files are alike beyond what the kata gives and what many have")
    for number, group in enumerate(found.groups[:PAIRS_SHOWN], 1):
        screen.line(f"  alike, group {number}: {', '.join(group)}")
    for pair in found.pairs[:PAIRS_SHOWN]:
        screen.line(f"    {pair.share:4.0%}  {pair.one} and {pair.other}")
    if len(found.pairs) > PAIRS_SHOWN:
        screen.line(f"    and {len(found.pairs) - PAIRS_SHOWN} more")
    if found.mostly_given:
        screen.line(
            f"  mostly the kata's own rungs or ways, which hints and --solutions show: "
            f"{', '.join(found.mostly_given[:PAIRS_SHOWN])}"
        )
    if found.pairs:
        screen.line(f"  side by side: {folder}/pair-001.html and on. {REASON}")


def _side_by_side(pair: Pair, found: Alike, sources: dict[str, str]) -> str:
    title = html.escape(f"{pair.one} and {pair.other}: {pair.share:.0%} of the smaller file")
    cells = "".join(
        f"<td><pre>{_marked(sources[name], found, name, pair)}</pre></td>"
        for name in (pair.one, pair.other)
    )
    heads = "".join(f"<th>{html.escape(name)}</th>" for name in (pair.one, pair.other))
    return (
        f'<!doctype html>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f"<style>{STYLE}</style>\n<h1>{title}</h1>\n<p>{REASON} Marked is what both have, "
        "beyond what the kata gives and what many have.</p>\n"
        f"<table>\n<tr>{heads}</tr>\n<tr>{cells}</tr>\n</table>\n"
    )


def _marked(source: str, found: Alike, name: str, pair: Pair) -> str:
    """The lines of a file, those marked that hold something both have."""
    lines: set[int] = set()
    for value in pair.shared:
        for first, last in found.prints[name].own[value]:
            lines.update(range(first, last + 1))
    shown = [html.escape(text) for text in source.splitlines()]
    return "".join(
        f"<mark>{text or ' '}</mark>" if number in lines else f"{text}\n"
        for number, text in enumerate(shown, 1)
    )
