"""What goes wrong at a kata and how it shows, as a page to read."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from harness.catalog import Entry
from harness.catalog.mistakes import Wrong

BEGIN = """# What goes wrong at {name}

Each mistake is a right solution with a line or two of its own, and is stopped by one check at one
kind of case. `kata run {name} --solution wrong_answer/NAME` plays one of them.
"""
OTHERS = """## Other ideas

Not slips but plans that cannot work: each is a file of its own in submissions/wrong_answer.
"""


def lecture(entry: Entry) -> str:
    """The page in Markdown: way by way its mistakes with their edits, then the other ideas."""
    wrong, slow = entry.stopped(), entry.submissions("time_limit")
    parts = [BEGIN.format(name=entry.kata.name)]
    for way, path in sorted(entry.ways().items(), key=lambda item: _place(entry, item[1])):
        parts.append("\n\n".join([f"## On `{way}`", *_said(path, wrong.get(way))]).rstrip() + "\n")
        parts += [_section(each) for each in wrong.values() if each.way == way and each.diff]
    others = [_section(each) for name, each in wrong.items() if not each.way and name not in slow]
    return "\n".join([*parts, *([OTHERS] if others else []), *others])


def _place(entry: Entry, way: Path) -> int:
    """Where the function that a way defines stands in the kata."""
    defined = {getattr(node, "name", "") for node in ast.parse(way.read_text("utf-8")).body}
    names = [set(function.names) <= defined for function in entry.kata.functions]
    return names.index(True) if True in names else len(names)


def _said(path: Path, slow: Wrong | None) -> list[str]:
    """What a way says of itself, and where it is too slow."""
    if slow is None:
        return [ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""]
    return [slow.told, f"Right, and too slow at `{slow.fails.where}`."]


def _section(wrong: Wrong) -> str:
    return "\n\n".join(_paragraphs(wrong)) + "\n"


def _paragraphs(wrong: Wrong) -> Iterator[str]:
    yield f"### {wrong.name}"
    yield wrong.told
    yield f"Stopped by `{wrong.fails.check}` at `{wrong.fails.where}`."
    if wrong.diff:
        yield wrong.diff
