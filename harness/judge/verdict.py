"""What a run says of each level: frozen values that judge and measure fill and everybody reads."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from harness.kata import MEDALS

ACCEPTED = "accepted"
WRONG_ANSWER = "wrong answer"
TIME_LIMIT = "time limit"
INCONCLUSIVE = "inconclusive"
NOT_STARTED = "not started"
NOT_REACHED = "not reached"


@dataclass(frozen=True)
class Speed:
    """One workload against the reference.

    Ratios are reference time / solution time: 2.0 is twice as fast.

    `low` and `high` bound the ratio; `launches` says how many pairs of fresh processes stand behind
    it. `units_s` is the work done in a second (`unit`) by the solution, from the median CPU time of
    a call.
    """

    workload: str
    ratio: float
    low: float
    high: float
    launches: int
    unit: str
    units_s: float
    reference_units_s: float
    medal: str
    noisy: bool = False
    wall_ratio: float = 1.0


@dataclass(frozen=True)
class Score:
    """One workload of a quality level; `reference` is the reference's share on the same input."""

    workload: str
    value: float
    baseline: float
    bound: float
    share: float
    reference: float
    medal: str


@dataclass(frozen=True)
class LevelResult:
    """One level: the verdict's word, and what stands behind it.

    `check` names the check that failed, `where` the family or workload, `text` says it in words.
    `drawn` are the labels of the case that failed, from which the run's secret makes it again;
    nothing at full size.
    """

    level: str
    verdict: str
    check: str = ""
    where: str = ""
    text: str = ""
    printed: str = ""
    drawn: tuple[str | int, ...] = ()
    speeds: tuple[Speed, ...] = ()
    scores: tuple[Score, ...] = ()
    samples: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def medal(self) -> str:
        """The lowest medal over the workloads; `none` where nothing was timed or scored."""
        medals = [speed.medal for speed in self.speeds] + [score.medal for score in self.scores]
        return min(medals, key=MEDALS.index) if medals else "none"

    @property
    def ratio(self) -> float | None:
        """The geometric mean of the ratios of all figures; None where nothing was timed."""
        if not self.speeds:
            return None
        return math.exp(sum(math.log(speed.ratio) for speed in self.speeds) / len(self.speeds))

    @property
    def measured(self) -> bool:
        """Whether full-size workloads stand behind the medal."""
        return bool(self.speeds or self.scores)

    def passed(self, timed: bool) -> bool:
        """Right, and at bronze or better where the level is timed or scored."""
        return self.verdict == ACCEPTED and (not timed or self.medal != "none")

    def because(self, verdict: str, **changes: Any) -> LevelResult:
        """The same level with another verdict."""
        return replace(self, verdict=verdict, **changes)


Results = Mapping[str, LevelResult]
"""Level -> what is known of it; each phase of a run hands on a new one."""
