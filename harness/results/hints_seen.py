"""Which hints were shown: `.kata/hints.json`, kata -> level -> how many steps."""

from __future__ import annotations

import json
import os
from pathlib import Path

from harness import place
from harness.catalog import Entry
from harness.kata import Level


def _path() -> Path:
    return place.own() / "hints.json"


def _all() -> dict[str, dict[str, int]]:
    """Everything that is remembered; nothing where it cannot be read."""
    try:
        found = json.loads(_path().read_text(encoding="utf-8"))
        return {
            str(kata): {str(level): int(count) for level, count in levels.items()}
            for kata, levels in found.items()
        }
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return {}


def shown(entry: Entry, level: Level) -> int:
    """How many steps of a level were shown."""
    return max(0, _all().get(entry.kata.name, {}).get(level.name, 0))


def remember(entry: Entry, level: Level, count: int) -> None:
    """That so many steps of a level were shown; OSError where it cannot be kept."""
    found = _all()
    found.setdefault(entry.kata.name, {})[level.name] = count
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".new")
    beside.write_text(json.dumps(found), encoding="utf-8")
    os.replace(beside, path)
