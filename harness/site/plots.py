"""Ladders and boards as SVG, each twice: for readers of light pages and of dark ones.

Needs matplotlib (the extra `site`). The table beside a plot says the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harness.author.on_record import BOUNDS
from harness.measure.ladder import Figures
from harness.results.board import Board
from harness.results.places import Place

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH_INCHES = 7.2
ROW_INCHES, HEAD_INCHES = 0.3, 0.75


@dataclass(frozen=True)
class Theme:
    """The inks of a page: text, lines, what is measured, and what bounds it."""

    name: str
    text: str
    line: str
    dot: str
    reference: str


THEMES = (
    Theme("light", "#1f2328", "#c9ced6", "#0b62a8", "#1a7f37"),
    Theme("dark", "#e6e6e6", "#4a4f57", "#6cb6ff", "#57ab5a"),
)


def ladders(title: str, figures: Figures, path: Path) -> list[Path]:
    """One panel a figure, one line a rung, as a multiple of the reference's speed (or as a share
    of the way to the bound); `path` without its ending. The files written.
    """
    panels = [(name, rungs) for name, rungs in figures.items() if _values(rungs)]
    if not panels:
        return []
    rows = [len(_values(rungs)) for _, rungs in panels]

    def draw(figure: Figure, theme: Theme) -> None:
        axes = figure.subplots(len(panels), 1, squeeze=False, height_ratios=rows)[:, 0]
        for each, (name, rungs) in zip(axes, panels, strict=True):
            _panel(each, name, rungs, theme)

    height = sum(rows) * ROW_INCHES + len(panels) * HEAD_INCHES
    return _saved(title, path, height, draw)


def _values(rungs: dict[str, dict[str, float]]) -> list[tuple[str, float, float, float]]:
    """Rung, value, low and high, from the slowest to the bound."""
    found = []
    for name, told in rungs.items():
        value = told.get("ratio", told.get("share"))
        if value is not None and (value > 0 or "share" in told):
            found.append((name, value, told.get("low", value), told.get("high", value)))
    return sorted(found, key=lambda each: each[1])


def _panel(axes: Axes, name: str, rungs: dict[str, dict[str, float]], theme: Theme) -> None:
    values = _values(rungs)
    is_share = any("share" in told for told in rungs.values())
    for row, (rung, value, low, high) in enumerate(values):
        ink = theme.reference if rung == "reference" or rung in BOUNDS else theme.dot
        marker = "|" if rung in BOUNDS else "o"
        axes.plot([low, high], [row, row], color=ink, linewidth=2, alpha=0.5)
        axes.plot([value], [row], marker=marker, color=ink, markersize=12 if marker == "|" else 6)
    names = ["roofline" if each[0] in BOUNDS else each[0] for each in values]
    axes.set_yticks(range(len(values)), names)
    axes.set_ylim(-0.6, len(values) - 0.4)
    _dressed(axes, name, theme)
    if is_share:
        axes.set_xlabel("share of the way from the baseline to the bound")
    else:
        axes.set_xscale("log")
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:g}x")
        axes.minorticks_off()
        axes.set_xlabel("times the reference's speed")


def _dressed(axes: Axes, title: str, theme: Theme) -> None:
    """Titles, ticks and lines in the theme's inks."""
    axes.set_title(title, loc="left", color=theme.text, fontsize=11)
    axes.grid(axis="x", color=theme.line, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(colors=theme.text, length=0, labelsize=10)
    axes.xaxis.label.set_color(theme.text)
    for side in axes.spines.values():
        side.set_visible(False)


def board(title: str, found: Board, path: Path) -> list[Path]:
    """The places of a board with their intervals, from first to last; nothing for an empty one."""
    places: Sequence[Place] = [*found.places, *found.waiting][::-1]
    if not places:
        return []

    def draw(figure: Figure, theme: Theme) -> None:
        axes = figure.subplots()
        for row, place in enumerate(places):
            axes.plot([place.low, place.high], [row, row], color=theme.dot, linewidth=3, alpha=0.5)
            axes.plot([place.ratio], [row], marker="o", color=theme.dot)
        axes.axvline(1.0, color=theme.reference, linewidth=1)
        axes.set_yticks(range(len(places)), [place.handle for place in places])
        axes.set_ylim(-0.6, len(places) - 0.4)
        _dressed(axes, f"{found.level}, {found.kind}", theme)
        axes.set_xlabel("share of the way to the bound" if found.quality else "times the reference")

    return _saved(title, path, len(places) * ROW_INCHES + HEAD_INCHES + 0.2, draw)


def _saved(title: str, path: Path, height_inches: float, draw: Any) -> list[Path]:
    from matplotlib.figure import Figure

    written = []
    for theme in THEMES:
        figure = Figure(figsize=(WIDTH_INCHES, height_inches), layout="constrained")
        draw(figure, theme)
        file = path.with_name(f"{path.name}-{theme.name}.svg")
        figure.savefig(file, transparent=True, metadata={"Date": None, "Title": title})
        written.append(file)
    return written
