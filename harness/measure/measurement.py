"""Phase 3 of a run: launches of fresh workers, alternating samples, an interval, and when to stop.

The protocol and the measurements behind it are in docs/measuring.md.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial

import numpy as np

from harness import machine
from harness.box import Window
from harness.errors import JudgeError
from harness.judge.arena import Arena, SideEnded
from harness.judge.trial import CONTROL, REFERENCE, SOLUTION, Judged, replay_of
from harness.judge.verdict import ACCEPTED, INCONCLUSIVE, WRONG_ANSWER, LevelResult
from harness.kata import Level
from harness.measure import figures
from harness.measure.figures import MARGIN
from harness.measure.handed_on import Measured, Progress, Protocol, untimed
from harness.measure.launch import Launch, WrongWhenTimed, calls_for, play
from harness.measure.noise import Control, Gauges
from harness.measure.settling import Settling, expected_s
from harness.text import factor, in_words

RUN_S = 20.0
"""A default run of five launches ends about here, counted from its first small case."""

ALL_VOID = "the clocks of this machine contradict each other; run it again when it is quieter"


def _limit_of(limits_s: dict[str, float], side: str, _: dict[str, Window]) -> float:
    return limits_s[side]


def _turns(levels: list[Level], until_s: float) -> Iterator[float]:
    """When the turn of each workload ends, one after another: equal parts of the time there is."""
    begun_s, workloads = time.monotonic(), sum(len(level.workloads) for level in levels)
    for turn in range(1, workloads + 1):
        yield begun_s + (until_s - begun_s) * turn / workloads


def measure(
    judged: Judged,
    bests: Mapping[str, float],
    protocol: Protocol,
    progress: Progress,
    skipped: Callable[[], bool] = lambda: False,
) -> Measured:
    """Launches until every interval is clear of the pars, the reference and the own bests; none
    counts once somebody has `skipped` them.
    """
    at_work = Measurement(judged, bests, protocol, skipped)
    try:
        at_work.run(lambda text: progress(f"{at_work.told()}: {text}"))
    except Skipped:
        return untimed(judged, protocol)
    return at_work.measured()


class Skipped(Exception):
    """Nobody wants to wait for the figures."""


class Measurement:
    """The launches of one run at work, and what they say so far."""

    def __init__(
        self,
        judged: Judged,
        bests: Mapping[str, float],
        protocol: Protocol = "default",
        skipped: Callable[[], bool] = lambda: False,
    ) -> None:
        self.trial, self.protocol, self.skipped = judged.trial, protocol, skipped
        self.costs_ns = judged.costs_ns
        self.results = dict(judged.results)
        self.launches: dict[str, list[Launch]] = {}
        self.settling = Settling(self.launches, bests, protocol, self.threads)
        self._expected_s = 0.0
        self.gauges = Gauges()

    def measured(self) -> Measured:
        """What there is to hand on."""
        control = self.control
        noise = self.gauges.told(self.disagreeing, control)
        surviving = tuple(self.surviving)
        return Measured(self.trial, self.results, surviving, self.protocol, control, noise)

    @property
    def threads(self) -> int:
        return self.trial.entry.kata.threads

    @property
    def ends_s(self) -> float:
        """When the run should be over, by the monotonic clock. A ranked one takes its time."""
        return self.trial.started_s + RUN_S if self.protocol == "default" else math.inf

    @property
    def sides(self) -> tuple[str, ...]:
        """A ranked run has the reference a second time: what it gets against itself is noise."""
        ranked = self.protocol == "rank"
        return (REFERENCE, SOLUTION, CONTROL) if ranked else (REFERENCE, SOLUTION)

    @property
    def surviving(self) -> list[Level]:
        return [
            level
            for level in self.trial.levels
            if level.score == "speed"
            and level.workloads
            and self.results[level.name].verdict == ACCEPTED
        ]

    def run(self, progress: Progress) -> None:
        """Launch until every interval is clear; at most as often as the last look.

        A default run also ends after RUN_S. Two launches would give an interval that says nothing,
        so what needs more than one gets as many as the first look.
        """
        for number in range(1, self.settling.looks[-1] + 1):
            before = time.monotonic()
            waiting = [level for level in self.surviving if not self.settling.settled(level)]
            if not waiting:
                break
            progress(f"launch {number} of at most {self.settling.looks[-1]}")
            self.launch(waiting, number)
            now = time.monotonic()
            if now + (now - before) / 2 > self.ends_s and number >= self.settling.looks[0]:
                break
        for level in self.surviving:
            self.results[level.name] = self.verdict(level)
        self.refuse_noise()

    def told(self) -> str:
        """What is being timed, and about how long it takes in all: "timing lru, about 20 s"."""
        names = " and ".join(level.name for level in self.surviving)
        if not self._expected_s:
            left_s = self.ends_s - time.monotonic()
            wanted = [name for level in self.surviving for name in level.workloads]
            costs = [self.costs_ns[name] for name in wanted]
            self._expected_s = expected_s(costs, self.settling.looks, self.protocol, left_s)
        return f"timing {names}, about {self._expected_s:.0f} s"

    def launch(self, levels: list[Level], number: int) -> None:
        """One fresh set of workers for all given levels."""
        trial = self.trial
        begun_s, share_s = time.monotonic(), self._share_s(number)
        rng = trial.secret.generator("launch", number)
        with machine.worker_cores(self.threads) as cores:
            seed = int(rng.integers(1, 2**32))
            setting = replace(trial.setting, cores=cores, hash_seed=seed)
            level = levels[0]
            try:
                with trial.arena(*self.sides, setting=setting) as arena:
                    turns = _turns(levels, begun_s + share_s)
                    for level in levels:
                        self._level(arena, level, number, rng, turns)
            except SideEnded as over:
                self._ended(level, over)

    def _share_s(self, number: int) -> float:
        """What this launch may take if those after it shall have as much of RUN_S."""
        return (self.ends_s - time.monotonic()) / (self.settling.looks[-1] - number + 1)

    def _level(
        self,
        arena: Arena,
        level: Level,
        number: int,
        rng: np.random.Generator,
        turns: Iterator[float],
    ) -> None:
        for name, until_s in zip(level.workloads, turns, strict=False):
            pilot_ns = self.costs_ns[name]
            pilot_ns = {**pilot_ns, CONTROL: pilot_ns[REFERENCE]}
            calls = 1 if self._has_batches(level) else calls_for(pilot_ns[REFERENCE])
            limits_s = {side: 5.0 + 5 * calls * ns / 1e9 for side, ns in pilot_ns.items()}
            limit_s = partial(_limit_of, limits_s)
            replay = replay_of(self.trial, arena, level, name, f"launch {number}", calls)
            try:
                launch = play(
                    replay,
                    rng,
                    limit_s,
                    between=self._between,
                    whole=level.rate_slowest,
                    until_s=until_s,
                )
            except WrongWhenTimed as wrong:
                if wrong.side == CONTROL:
                    raise JudgeError(f"the reference contradicts itself at {name}") from wrong
                self.results[level.name] = self.results[level.name].because(
                    WRONG_ANSWER, check=wrong.check, where=name, text=wrong.text
                )
                return
            if any(launch.is_void(side, self.threads) for side in self.sides[1:]):
                continue
            self.launches.setdefault(name, []).append(launch)

    def _between(self) -> None:
        self.gauges.sample()
        if self.skipped():
            raise Skipped

    def _has_batches(self, level: Level) -> bool:
        return self.trial.entry.kata.function_of(level).shape != "batch"

    def _ended(self, level: Level, over: SideEnded) -> None:
        if over.side != SOLUTION and over.ended.verdict != INCONCLUSIVE:
            raise over.as_ours(f"the reference failed at {level.name}")
        self.results[level.name] = self.results[level.name].because(
            over.ended.verdict, where=" and ".join(level.workloads), text=in_words(over.ended.text)
        )

    # what the launches say

    def verdict(self, level: Level) -> LevelResult:
        """The level with its speeds; inconclusive where noise hides whether it is passed."""
        for name in level.workloads:
            if name not in self.launches:
                return self.results[level.name].because(INCONCLUSIVE, where=name, text=ALL_VOID)
        workloads = self.trial.entry.workloads
        units = {name: workloads[name].unit for name in level.workloads}
        speeds = figures.speeds_of(level, self.launches, self.threads, units)
        samples = {
            name: [launch.samples() for launch in self.launches[name]] for name in level.workloads
        }
        result = self.results[level.name].because(ACCEPTED, speeds=speeds, samples=samples)
        bronze = level.pars.bronze * MARGIN if level.pars else 0.0
        hidden = [s for s in speeds if s.low < bronze <= s.high]
        if hidden and not any(s.high < bronze for s in speeds):
            slower = [f"{factor(1 / ratio)}x" for ratio in (hidden[0].high, hidden[0].low)]
            text = (
                f"the interval, {' to '.join(slower)} slower, has bronze in it; "
                "run it again on a quieter machine"
            )
            return result.because(INCONCLUSIVE, where=hidden[0].workload, text=text)
        return result

    # noise, in a ranked run

    @property
    def control(self) -> Control:
        """Every figure of the reference against itself; empty in a default run."""
        found: Control = {}
        for level in self.trial.levels if self.protocol == "rank" else ():
            if all(name in self.launches for name in level.workloads):
                for figure in figures.names_of(level) if level.score == "speed" else ():
                    ratio, low, high = figures.interval(
                        self.launches, figure, self.threads, CONTROL
                    )
                    found[figure] = {"ratio": ratio, "low": low, "high": high}
        return found

    @property
    def disagreeing(self) -> list[str]:
        """The figures whose launches differ by more than noise may make them."""
        return [
            speed.workload
            for result in self.results.values()
            for speed in result.speeds
            if speed.noisy
        ]

    def refuse_noise(self) -> None:
        """A ranked run that the machine disturbed too much says so, and is not ranked."""
        if self.protocol == "default":
            return
        noise = self.gauges.told(self.disagreeing, self.control)
        if not noise["rankable"]:
            for name, result in self.results.items():
                if result.speeds and result.verdict == ACCEPTED:
                    text = f"{'; '.join(noise['marks'])}; run it again when the machine is quieter"
                    self.results[name] = result.because(INCONCLUSIVE, text=text)
