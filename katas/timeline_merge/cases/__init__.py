"""Small and full-size cases of timeline-merge, a module a level."""

from . import cursors, hybrid, many_lists, newest, world_cup
from .anything import ANYTHING

__all__ = ["ANYTHING", "LEVELS"]
LEVELS = {
    "newest": newest,
    "cursors": cursors,
    "many-lists": many_lists,
    "hybrid": hybrid,
    "world-cup": world_cup,
}
