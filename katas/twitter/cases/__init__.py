"""Cases of the site: an evening a level, and small sites; a module a level."""

from __future__ import annotations

from functools import partial

from . import monday, node_dies, rows, star, world_cup
from .small import anything

LEVELS = {
    "monday": monday,
    "rows": rows,
    "star": star,
    "world-cup": world_cup,
    "node-dies": node_dies,
}
ANYTHING = {name: partial(anything, number=1 + i) for i, name in enumerate(LEVELS)}
