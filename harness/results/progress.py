"""What a learner's own file has reached: the best of each level ever, and the way there. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from harness.kata import MEDALS, Kata, Level
from harness.results.record import Row

PASSED = MEDALS[1:]
UNSEEN = ("not started", "not reached")


@dataclass(frozen=True)
class Standing:
    """One level: the best `medal` it ever held (`right` without one, nothing where it never was),
    under which version of the kata, what each run said, and the last row that was right.

    A noisy or wrong run lowers nothing.
    """

    level: Level
    medal: str = ""
    version: int = 0
    way: tuple[str, ...] = ()
    last_right: Row | None = None

    @property
    def passed(self) -> bool:
        """Right, and at bronze or better where the level is timed or scored."""
        return self.medal in PASSED or (self.medal == "right" and not self.level.pars)


def standings(kata: Kata, rows: Iterable[Row]) -> list[Standing]:
    """Every level of a kata, from the rows of the learner's file, oldest first."""
    kept = list(rows)
    return [_standing(level, kata.version, kept) for level in kata.levels]


def _standing(level: Level, version: int, rows: list[Row]) -> Standing:
    best, held, way, last = "", 0, [], None
    for row in rows:
        found = next((each for each in row["levels"] if each["level"] == level.name), None)
        if found is None or found["verdict"] in UNSEEN:
            continue
        said = _said(found)
        way.append(said)
        now = int(row["kata"].get("version", 0))
        if found["verdict"] == "accepted":
            last = found if now == version else last
            if (now == version, _height(said)) >= (held == version, _height(best)):
                best, held = said, now
    return Standing(level, best, held, tuple(way), last)


def _height(said: str) -> int:
    return ("", "right", *PASSED).index(said)


def _said(found: dict[str, Any]) -> str:
    """A word for what one run said of a level."""
    if found["verdict"] != "accepted":
        return str(found["verdict"])
    return "right" if found["medal"] == "none" else str(found["medal"])


def standing_at(found: list[Standing]) -> Standing:
    """Where one is: the first level that is not passed, or the last one."""
    return next((each for each in found if not each.passed and not each.level.bonus), found[-1])


def is_finished(found: list[Standing]) -> bool:
    """Every level passed, but for those that nobody has to."""
    return all(each.passed or each.level.bonus for each in found)
