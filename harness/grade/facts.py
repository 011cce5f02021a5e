"""What a file was judged to be, as frozen values that go through JSON and to other machines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from harness.judge.verdict import ACCEPTED, INCONCLUSIVE, NOT_REACHED, NOT_STARTED, LevelResult

Drawn = tuple[str | int, ...]


@dataclass(frozen=True)
class FamilyFact:
    """One family of a level: the verdict's word, and of a fault which check said what, where the
    case was drawn.
    """

    name: str
    verdict: str
    check: str = ""
    text: str = ""
    drawn: Drawn = ()

    @property
    def right(self) -> bool:
        return self.verdict == ACCEPTED

    @property
    def decided(self) -> bool:
        """Whether it was asked and answered, rightly or wrongly."""
        return self.verdict not in (NOT_STARTED, NOT_REACHED, INCONCLUSIVE)


@dataclass(frozen=True)
class LevelFact:
    """One level and all its families, in their order."""

    level: str
    families: tuple[FamilyFact, ...]

    @property
    def right(self) -> int:
        """How many of its families are right; none where most were not begun, for a case that asks
        nothing of anybody is right by itself.
        """
        verdicts = [family.verdict for family in self.families]
        right, unbegun = verdicts.count(ACCEPTED), verdicts.count(NOT_STARTED)
        return right if right >= unbegun or self.fault else 0

    @property
    def fault(self) -> FamilyFact | None:
        """The first family that was answered wrongly."""
        return next((each for each in self.families if each.decided and not each.right), None)

    @property
    def verdict(self) -> str:
        """The level's: that of its first fault; what was never answered is no fault."""
        if self.fault is not None:
            return self.fault.verdict
        unanswered = [each.verdict for each in self.families if not each.right]
        return unanswered[0] if unanswered else ACCEPTED

    def as_result(self, of: FamilyFact | None = None) -> LevelResult:
        """A fault as the judge tells it: this one, or the first."""
        fault = of or self.fault
        if fault is None:
            return LevelResult(self.level, self.verdict)
        return LevelResult(
            self.level, fault.verdict, fault.check, fault.name, fault.text, drawn=fault.drawn
        )


@dataclass(frozen=True)
class Facts:
    """One file judged: the kind of box it was judged in, and its levels."""

    locks: str
    levels: tuple[LevelFact, ...]

    @property
    def is_right(self) -> bool:
        """Whether something was begun, and all of that is right."""
        verdicts = {level.verdict for level in self.levels}
        return ACCEPTED in verdicts and verdicts <= {ACCEPTED, NOT_STARTED}

    @property
    def is_open(self) -> bool:
        """Whether the machine was too busy to say something of it."""
        families = [each for level in self.levels for each in level.families]
        return any(each.verdict == INCONCLUSIVE for each in families)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @staticmethod
    def of_json(found: Mapping[str, Any]) -> Facts:
        """The facts that `as_json` wrote; KeyError or TypeError where it did not."""
        levels = tuple(
            LevelFact(level["level"], tuple(_family(each) for each in level["families"]))
            for level in found["levels"]
        )
        return Facts(str(found["locks"]), levels)

    @staticmethod
    def of_results(locks: str, by_family: Mapping[str, Iterable[LevelResult]]) -> Facts:
        """The facts of what the judge said of each family."""
        levels = tuple(
            LevelFact(level, tuple(map(_of_result, results)))
            for level, results in by_family.items()
        )
        return Facts(locks, levels)


def _family(found: Mapping[str, Any]) -> FamilyFact:
    words = {name: str(found[name]) for name in ("name", "verdict", "check", "text")}
    return FamilyFact(**words, drawn=tuple(found["drawn"]))


def _of_result(result: LevelResult) -> FamilyFact:
    return FamilyFact(result.where, result.verdict, result.check, result.text, result.drawn)


@dataclass(frozen=True)
class Explained:
    """What a student is shown of a level that is wrong.

    `case` are the lines of the case made small, `beside` expected and own answer beside each other,
    `text` what is wrong there, `likely` what is known of the mistake that gives the same answers.
    """

    level: str
    case: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    text: str = ""
    likely: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @staticmethod
    def of_json(found: Mapping[str, Any]) -> Explained:
        """What `as_json` wrote; KeyError or TypeError where it did not."""
        return Explained(
            str(found["level"]),
            tuple(map(str, found["case"])),
            tuple(map(str, found["beside"])),
            str(found["text"]),
            str(found["likely"]),
        )
