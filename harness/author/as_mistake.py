"""A broken copy of a right solution as a section of its page: the edits that make it, in words."""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Iterator
from pathlib import Path

from harness.author.seeds import Matrix, failures
from harness.box import Setting
from harness.catalog import Entry
from harness.catalog.claims import Fails, fails_of, parsed
from harness.catalog.mistakes import places_of
from harness.catalog.solution import Solution
from harness.errors import AuthorError
from harness.judge.trial import Trial, in_best_mode

NEAR = 1
"""Changes with at most twice as many lines between them are one block."""
Opcode = tuple[str, int, int, int, int]


SEEDS = 3
"""Enough to tell a mistake that luck decides from one that a family shows."""


def as_mistake(entry: Entry, way: Path, broken: Solution) -> str:
    """The section of a broken copy of a way, with the check that stops it; AuthorError where no
    check does, where it depends on the seed, or where the copy says the same as the way.
    """
    text = ast.get_docstring(parsed(broken.path)) or "TODO: say in a sentence what it does."
    told = re.sub(r"^fails:.*$", "", text, flags=re.MULTILINE).strip()
    trial = in_best_mode(
        lambda mode: Setting(mode, entry.kata.limits, threads=entry.kata.threads),
        lambda setting: Trial(entry, broken, entry.kata.levels, setting),
    )
    heard = Matrix(entry, trial.setting).hear(broken, range(SEEDS))
    stops = {" and ".join(map(str, failures(results))) for results in heard.by_seed}
    if len(stops) > 1 or "" in stops:
        told = ", or ".join(sorted(stops - {""})) or "nothing: it is right"
        raise AuthorError(
            f"{broken.name} is stopped by {told}{' on some seeds' * (len(stops) > 1)}; a mistake "
            "is stopped by one check, at one family, on every seed."
        )
    made = fails_of(f"fails: {stops.pop()}", broken.name)
    assert made is not None
    return section(way.read_text(encoding="utf-8"), broken.source, broken.name, told, made)


def section(way: str, broken: str, name: str, told: str, fails: Fails) -> str:
    """The section that makes `broken` of `way`, sources both; their docstrings are left out.

    AuthorError where they are the same.
    """
    blocks = [f"```diff\n{block}\n```" for block in _blocks(code_lines(way), code_lines(broken))]
    if not blocks:
        raise AuthorError("The two files say the same; change something in the copy.")
    return "\n\n".join([f"## {name}", told, f"fails: {fails}", *blocks]) + "\n"


def code_lines(source: str) -> list[str]:
    """The lines of a module below its docstring."""
    lines, tree = source.rstrip("\n").split("\n"), ast.parse(source)
    if ast.get_docstring(tree) is not None:
        lines = lines[tree.body[0].end_lineno :]
    return lines


def _blocks(before: list[str], after: list[str]) -> Iterator[str]:
    """The changes from top to bottom, each with as much context as leaves it one place."""
    found = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for group in found.get_grouped_opcodes(NEAR):
        changes = [opcode for opcode in group if opcode[0] != "equal"]
        if not changes:
            continue
        low, high = changes[0][1], changes[-1][2]
        done, left = after[: changes[0][3]], before[low:]  # what stands there at that time
        above, below = _context(done, left, high - low)
        inner = [opcode for opcode in group if low <= opcode[1] and opcode[2] <= high]
        rows = [f" {row}" for row in done[len(done) - above :]]
        rows += [row for opcode in inner for row in _rows(opcode, before, after)]
        rows += [f" {row}" for row in left[high - low : high - low + below]]
        yield "\n".join(row.rstrip() for row in rows)


def _context(done: list[str], left: list[str], taken: int) -> tuple[int, int]:
    """How many lines above and below a change name its place."""
    above = below = 0
    while True:
        old = [*done[len(done) - above :], *left[: taken + below]]
        if old and len(places_of(old, done + left)) == 1:
            return above, below
        if above <= below and above < len(done):
            above += 1
        else:
            below += 1


def _rows(opcode: Opcode, before: list[str], after: list[str]) -> Iterator[str]:
    tag, low, high, begin, end = opcode
    if tag == "equal":
        yield from (f" {row}" for row in before[low:high])
        return
    yield from (f"-{row}" for row in before[low:high])
    yield from (f"+{row}" for row in after[begin:end])
