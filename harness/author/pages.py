"""What a kata's brief, hints and starter lack, and whether the starter's example is true."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from harness.catalog import Entry

BRIEF = ("the incident", "capacity", "in production", "further reading")
"""Headings every brief has, beside one for each level."""
AFTER = "after you pass"


def texts(entry: Entry) -> Iterator[str]:
    """What the brief and the hints lack."""
    yield from _brief(entry)
    yield from _hints(entry)


def headings(text: str) -> list[str]:
    """The headings of a Markdown text, in small letters and without marks."""
    return [
        re.sub(r"[`*_]", "", found).strip().lower()
        for found in re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    ]


def _brief(entry: Entry) -> Iterator[str]:
    found = headings(entry.brief)
    for wanted in BRIEF:
        if not any(heading.startswith(wanted) for heading in found):
            yield f"README.md has no section '## {wanted.capitalize()}'; write it"
    for level in entry.kata.levels:
        in_heading = any(level.name in heading for heading in found)
        if not in_heading and f"`{level.name}`" not in entry.brief:
            yield f"README.md does not explain the level {level.name}; give it a section"


def _hints(entry: Entry) -> Iterator[str]:
    text = (entry.folder / "hints.md").read_text(encoding="utf-8")
    found = headings(text)
    for wanted in (*[level.name for level in entry.kata.levels], AFTER):
        if wanted.lower() not in found:
            yield f"hints.md has no section '## {wanted}'; write it"


def example(entry: Entry) -> Iterator[str]:
    """The starter shows a session, and the oracle gives its answers."""
    source = entry.starter.read_text(encoding="utf-8")
    if not ast.get_docstring(ast.parse(source)):
        yield "starter.py has no docstring; say what the learner is to do"
    if ">>>" not in source:
        yield "starter.py has no worked example; write one as a session (>>>) into a docstring"
        return
    failed, attempted, told = run_examples(entry.starter, entry.oracle, _defined(entry))
    if failed:
        yield (
            f"{failed} of {attempted} lines of starter.py's example are not what the oracle says "
            f"({told}); correct the one that is wrong"
        )


def _defined(entry: Entry) -> list[str]:
    return [name for function in entry.kata.functions for name in function.names]


def run_examples(starter: Path, oracle: Path, names: list[str]) -> tuple[int, int, str]:
    """The sessions of the starter's docstrings, played with the oracle's functions.

    How many lines failed, of how many, and the first of them.
    """
    import doctest

    scope: dict[str, object] = {"__name__": "starter"}
    exec(compile(starter.read_text(encoding="utf-8"), str(starter), "exec"), scope)
    answers: dict[str, object] = {"__name__": "oracle"}
    exec(compile(oracle.read_text(encoding="utf-8"), str(oracle), "exec"), answers)
    told: list[str] = []
    runner = doctest.DocTestRunner(verbose=False)
    finder = doctest.DocTestFinder(recurse=True)
    playing = {**scope, **{name: answers[name] for name in names if name in answers}}
    for name in [name for name in names if name in scope]:
        for test in finder.find(scope[name], name, globs=dict(playing)):
            runner.run(test, out=told.append)
    result = runner.summarize(verbose=False)
    return result.failed, result.attempted, " ".join("".join(told[:1]).split())[-200:]
