"""When launches have said enough, and how long that will take. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from harness.judge.trial import REFERENCE
from harness.kata import Level
from harness.measure import figures, stats
from harness.measure.figures import MARGIN
from harness.measure.handed_on import Protocol
from harness.measure.launch import PAIRS_MAX, PAIRS_MIN, SIDE_S, Launch, calls_for

FAR_BEHIND = 5.0
"""A solution this many times slower gets one launch and an "about", in a default run."""
OWED_WITHIN = 2.0
"""A ranked run owes a narrow interval this near to a par, to the reference or to the own best."""
START_S = 1.0
"""Fresh workers, with what they have compiled."""


@dataclass(frozen=True)
class Settling:
    """Whether more launches could change what is said. `launches`, by workload, grow meanwhile."""

    launches: Mapping[str, Sequence[Launch]]
    bests: Mapping[str, float]
    protocol: Protocol
    threads: int

    @property
    def looks(self) -> tuple[int, int]:
        """After how many launches the interval is looked at."""
        return stats.LOOKS if self.protocol == "default" else stats.RANKED_LOOKS

    def _intervals(self, level: Level) -> Iterator[tuple[str, float, float, float]]:
        for figure in figures.names_of(level):
            yield (figure, *figures.interval(self.launches, figure, self.threads))

    def settled(self, level: Level) -> bool:
        """Whether more launches could change what is said of the level."""
        launches = min(len(self.launches.get(name, [])) for name in level.workloads)
        if launches >= self.looks[-1]:
            return True
        if self.protocol == "rank":
            return launches == self.looks[0] and self._narrow(level)
        if launches not in (1, *self.looks):
            return False
        clear = all(self._clear(level, *interval) for interval in self._intervals(level))
        if launches == 1:
            return clear and all(
                ratio < 1 / FAR_BEHIND for _, ratio, _, _ in self._intervals(level)
            )
        return clear

    def _boundaries(self, level: Level, figure: str) -> list[float]:
        """Where the words change: pars, the reference, the own best."""
        pars = level.pars
        bounds = [par * MARGIN for par in (pars.bronze, pars.silver, pars.gold)] if pars else []
        return [*bounds, 1.0, self.bests.get(figure, 0.0)]

    def _clear(self, level: Level, figure: str, ratio: float, low: float, high: float) -> bool:
        return not any(low < boundary <= high for boundary in self._boundaries(level, figure))

    def _narrow(self, level: Level) -> bool:
        """The interval is as narrow as owed, or far from everything it could decide."""
        for figure, ratio, low, high in self._intervals(level):
            near = any(
                boundary / OWED_WITHIN < ratio < boundary * OWED_WITHIN
                for boundary in self._boundaries(level, figure)
            )
            if near and math.log(high / low) / 2 > stats.HALF_WIDTH_MAX:
                return False
        return True


def expected_s(
    costs_ns: Sequence[Mapping[str, float]],
    looks: tuple[int, int],
    protocol: Protocol,
    left_s: float,
) -> float:
    """About how long launches of workloads with such costs (side -> ns a call) take, where
    `left_s` are left; to five seconds.
    """
    a_launch_s = START_S + sum(map(_turn_s, costs_ns))
    far = all(ns[REFERENCE] * FAR_BEHIND < max(ns.values()) for ns in costs_ns)
    launches = 1 if far and protocol == "default" else looks[-1]
    taken_s = min(launches * a_launch_s, max(left_s, looks[0] * a_launch_s))
    return 5.0 * max(1, round(taken_s / 5))


def _turn_s(cost_ns: Mapping[str, float]) -> float:
    """A workload in a launch: its pairs, and as long again for making and checking them."""
    pair_s = calls_for(cost_ns[REFERENCE]) * sum(cost_ns.values()) / 1e9
    return 2 * pair_s * max(PAIRS_MIN, min(PAIRS_MAX, 2 * SIDE_S / pair_s))
