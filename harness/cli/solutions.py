"""The solutions of a level as a page to read: rungs and ways, slow to fast, and what each buys."""

from __future__ import annotations

import ast
import difflib
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from harness.author.on_record import published
from harness.catalog import Entry
from harness.catalog.excerpt import excerpt
from harness.errors import MisuseError
from harness.kata import Level
from harness.measure.ladder import Figures
from harness.results.progress import Standing
from harness.text import factor


@dataclass(frozen=True)
class Rung:
    """A right solution of a level; its `ratio` to the reference, or share, if it was measured."""

    name: str
    source: str
    ratio: float | None
    quality: bool = False
    idea: str = ""

    @property
    def said(self) -> str:
        """How far it comes, in words."""
        if self.ratio is None:
            return ""
        if self.quality:
            return f" ({self.ratio:.0%} of the way to the bound)"
        return f" ({factor(1 / self.ratio)}x slower than the reference)"


def rungs_of(entry: Entry, level: Level) -> list[Rung]:
    """Accepted submissions that solve a level, slow to fast as far as that was measured."""
    figures, _ = published(entry)
    found = []
    for name, path in entry.submissions("accepted").items():
        source = _excerpt(entry, level, path)
        if source:
            ratio, quality = _ratio(figures, level, name), level.score == "quality"
            found.append(Rung(name, source, ratio, quality, _idea(path)))
    order = list(entry.kata.rungs)
    return sorted(
        found, key=lambda rung: (rung.ratio or _place(order, rung.name) * 1e-9, rung.name)
    )


def page(entry: Entry, found: list[Standing], everything: bool) -> str:
    """Every level that is right, or all, as Markdown; MisuseError where none is yet."""
    shown = [each.level for each in found if everything or each.medal]
    if not shown:
        raise MisuseError(
            f"Solutions of a level are shown once yours is right; kata hint {entry.kata.name} "
            "helps on, and --all shows them anyway."
        )
    _, whence = published(entry)
    said = whence.partition(";")[0].replace("rungs", "Figures", 1)
    head = f"# Solutions of {entry.kata.name}\n\n{said}.\n"
    return "\n".join([head, *(part for level in shown for part in _of_level(entry, level))])


def _of_level(entry: Entry, level: Level) -> Iterator[str]:
    yield f"## {level.name}\n"
    ways = [
        Rung(name, _excerpt(entry, level, path), None, idea=_idea(path))
        for name, path in entry.ways().items()
        if _excerpt(entry, level, path)
    ]
    if ways:
        yield "Right and plain, not measured:\n"
        for way in ways:
            yield f"### way `{way.name}`\n\n{way.idea}{_shown(None, way)}"
    before: Rung | None = None
    for rung in [*rungs_of(entry, level), _reference(entry, level)]:
        yield f"### `{rung.name}`{rung.said}{_gain(before, rung)}\n"
        yield rung.idea + _shown(before, rung)
        before = rung


def _reference(entry: Entry, level: Level) -> Rung:
    return Rung("reference", _excerpt(entry, level, entry.reference), None)


def _gain(before: Rung | None, rung: Rung) -> str:
    """What a rung buys over the one below it."""
    if before is None or before.ratio is None or before.quality:
        return ""
    return f": {factor((rung.ratio or 1.0) / before.ratio)}x faster than `{before.name}`"


def _shown(before: Rung | None, rung: Rung) -> str:
    """The source, or what differs from the one before, whichever is shorter."""
    whole = f"```python\n{rung.source}```\n"
    if before is None:
        return whole
    lines = difflib.unified_diff(
        before.source.splitlines(), rung.source.splitlines(), lineterm="", n=2
    )
    diff = "\n".join(list(lines)[2:])
    return f"```diff\n{diff}\n```\n" if len(diff) < len(rung.source) else whole


def _excerpt(entry: Entry, level: Level, path: Path) -> str:
    source = path.read_text(encoding="utf-8")
    return excerpt(source, entry.kata.function_of(level).names)


def _idea(path: Path) -> str:
    """What a file says of itself to people, as a paragraph."""
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    lines = [line for line in text.splitlines() if not line.startswith(("reaches:", "fails:"))]
    return "\n".join(lines).strip() + "\n\n" if any(lines) else ""


def _ratio(figures: Figures, level: Level, name: str) -> float | None:
    """The geometric mean over a level's workloads, or the mean share."""
    told = [figures.get(workload, {}).get(name, {}) for workload in level.workloads]
    if not told or not all(told):
        return None
    if level.score == "quality":
        return sum(float(each["share"]) for each in told) / len(told)
    return math.exp(sum(math.log(each["ratio"]) for each in told) / len(told))


def _place(order: list[str], name: str) -> int:
    return order.index(name) + 1 if name in order else len(order) + 1
