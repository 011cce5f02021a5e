"""Small charts: a line of blocks for a terminal, an SVG picture with a panel a curve. Pure text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

BLOCKS = " ▁▂▃▄▅▆▇█"
CELLS = 60
WIDTH, HEIGHT, LEFT, GAP = 720, 84, 12, 30
Curves = Mapping[str, Sequence[float]]
"""Name -> values at even distances, all over the same time."""


def lines(curves: Curves, cells: int = CELLS) -> list[str]:
    """A line a curve: the most of each stretch, as a block, and the most of all."""
    width = max(map(len, curves), default=0)
    return [
        f"{name.ljust(width)}  {''.join(_blocks(values, cells))}  {most:,.4g}"
        for name, values in curves.items()
        for most in [max(values, default=0.0)]
    ]


def _blocks(values: Sequence[float], cells: int) -> list[str]:
    most = max(values, default=0.0)
    found = []
    for cell in range(min(cells, len(values))):
        count = min(cells, len(values))
        part = values[cell * len(values) // count : (cell + 1) * len(values) // count]
        share = max(part) / most if most > 0 else 0.0
        found.append(BLOCKS[-(-int(share * 8_000) // 1_000)])
    return found


def svg(title: str, curves: Curves, across: str) -> str:
    """The curves below each other, as a picture; `across` says what runs from left to right."""
    height = GAP + len(curves) * (HEIGHT + GAP) + GAP
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH + 2 * LEFT}" height="{height}" '
        'font-family="sans-serif" font-size="13">',
        f'<rect width="100%" height="100%" fill="white"/><text x="{LEFT}" y="20">{escape(title)}'
        "</text>",
    ]
    for number, (name, values) in enumerate(curves.items()):
        top = GAP + number * (HEIGHT + GAP) + GAP // 2
        parts += _panel(name, values, top)
    parts.append(f'<text x="{LEFT}" y="{height - 8}" fill="gray">{escape(across)}</text></svg>\n')
    return "\n".join(parts)


def _panel(name: str, values: Sequence[float], top: int) -> list[str]:
    most = max(values, default=0.0) or 1.0
    step = WIDTH / max(1, len(values) - 1)
    points = " ".join(
        f"{LEFT + i * step:.1f},{top + HEIGHT - HEIGHT * value / most:.1f}"
        for i, value in enumerate(values)
    )
    told = f"{escape(name)}, at most {most:,.4g}"
    return [
        f'<text x="{LEFT}" y="{top - 4}" fill="gray">{told}</text>',
        f'<rect x="{LEFT}" y="{top}" width="{WIDTH}" height="{HEIGHT}" fill="#f6f6f6"/>',
        f'<polyline points="{points}" fill="none" stroke="#1f6feb" stroke-width="1.5"/>',
    ]
