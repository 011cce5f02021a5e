"""How points are given: by families, levels and medals, as a small TOML file says."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from harness.catalog import close_to
from harness.errors import MisuseError
from harness.grade.facts import Facts, LevelFact
from harness.judge.verdict import ACCEPTED
from harness.kata import MEDALS, Kata, Level

Medals = Mapping[str, str]
"""Level -> medal, of those that were timed."""
FILE_BYTES_MAX = 1 << 16


@dataclass(frozen=True)
class Scheme:
    """`points` for everything; a level's share of them goes by its weight.

    Of a level's points the part `whole` is given when the level is right, the rest by the share of
    its families that are right. Where medals count, a level that is `timed` gets its points times
    the factor of its medal, and that of `none` in a file that was not timed, for it is not right.
    """

    points: float
    whole: float
    weights: Mapping[str, float]
    factors: Mapping[str, float]
    timed: frozenset[str]

    @property
    def counts_medals(self) -> bool:
        """Whether a medal changes points, so that timing is needed."""
        return any(factor != 1.0 for factor in self.factors.values())

    def of_level(self, fact: LevelFact, medal: str | None = None) -> float:
        """The points of one level, to two digits."""
        whole = self.whole * (fact.verdict == ACCEPTED)
        share = (1 - self.whole) * fact.right / max(1, len(fact.families))
        factor = self.factors[medal or "none"] if fact.level in self.timed else 1.0
        return round(self.at_most(fact.level) * (whole + share) * factor, 2)

    def at_most(self, level: str) -> float:
        """What a level that is right is worth."""
        return self.points * self.weights[level] / sum(self.weights.values())

    def of(self, facts: Facts, medals: Medals) -> float:
        """The points of a file."""
        return round(sum(self.of_level(fact, medals.get(fact.level)) for fact in facts.levels), 2)

    def told(self) -> str:
        """As the TOML that says the same."""
        lines = [
            "# points for everything; they go to the levels by weight",
            f"points = {self.points:g}",
            "# this part of a level's points is for a level that is right; the rest goes by the",
            "# share of its families that are",
            f"whole = {self.whole:g}",
            "",
            "[levels]  # weights",
            *(f"{name} = {weight:g}" for name, weight in self.weights.items()),
            "",
            "[medals]  # with --time: a timed level's points are multiplied by",
            *(f"{name} = {factor:g}" for name, factor in self.factors.items()),
        ]
        return "\n".join([*lines, ""])


def default(kata: Kata) -> Scheme:
    """100 points, levels alike and bonuses nothing, half of a level for all of it being right;
    medals are shown and change no points.
    """
    weights = {level.name: _usual_weight(level) for level in kata.levels}
    timed = frozenset(
        level.name for level in kata.levels if level.workloads and level.score != "none"
    )
    return Scheme(100.0, 0.5, weights, dict.fromkeys(MEDALS, 1.0), timed)


def _usual_weight(level: Level) -> float:
    return 0.0 if level.bonus else 1.0


def read(path: Path, kata: Kata) -> Scheme:
    """The scheme of a file; what it leaves out is as it is by default. MisuseError, in a sentence,
    where it says what is none.
    """
    try:
        with path.open("rb") as file:
            text = file.read(FILE_BYTES_MAX).decode("utf-8")
        found = tomllib.loads(text)
    except OSError as error:
        raise MisuseError(f"{path} cannot be read ({error.strerror}).") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise MisuseError(f"{path} is no TOML: {error}.") from None
    usual = default(kata)
    for name in found:
        close_to(name, ["points", "whole", "levels", "medals"], f"word for {path.name}")
    weights = _table(path, found, "levels", usual.weights)
    if sum(weights.values()) <= 0:
        raise MisuseError(f"{path}: every level weighs nothing; give one a weight.")
    whole = _number(path, "whole", found.get("whole", usual.whole))
    if whole > 1:
        raise MisuseError(f"{path}: whole is a part, from 0 to 1, not {whole:g}.")
    return replace(
        usual,
        points=_number(path, "points", found.get("points", usual.points)),
        whole=whole,
        weights=weights,
        factors=_table(path, found, "medals", usual.factors),
    )


def _table(
    path: Path, found: Mapping[str, Any], what: str, usual: Mapping[str, float]
) -> dict[str, float]:
    given = found.get(what, {})
    if not isinstance(given, dict):
        raise MisuseError(f"{path}: {what} is a table; write [{what}] and a line for each.")
    for name in given:
        close_to(name, list(usual), f"name in [{what}] of {path.name}")
    return {name: _number(path, name, given.get(name, value)) for name, value in usual.items()}


def _number(path: Path, name: str, value: Any) -> float:
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    if not plain or not 0 <= value <= 1_000_000:
        raise MisuseError(f"{path}: {name} is a number from 0 on, not {str(value)[:40]}.")
    return float(value)
