"""Phase 3 of a run: launches of fresh worker pairs, alternating samples, an interval, and when to
stop.

The protocol and the measurements behind it are in docs/measuring.md.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np

from harness import machine, stats
from harness.arena import Arena, SideEnded
from harness.box import Window
from harness.errors import JudgeError
from harness.kata import Level
from harness.launch import Launch, WrongWhenTimed, calls_for, play
from harness.scoring import tier_of
from harness.trial import REFERENCE, SOLUTION, Trial, replay_of
from harness.verdict import ACCEPTED, INCONCLUSIVE, WRONG_ANSWER, LevelResult, Speed
from harness.words import in_words

RUN_S = 20.0
"""A run of five launches ends about here, counted from its first small case."""
FAR_BEHIND = 5.0
"""A solution this many times slower gets one launch and an "about"."""
MARGIN = 0.98
"""A par counts as reached when the interval's low end is above this share of it."""

ALL_VOID = "the clocks of this machine contradict each other; run it again when it is quieter"

Progress = Callable[[str], None]


def _limit_of(limits_s: dict[str, float], side: str, _: dict[str, Window]) -> float:
    return limits_s[side]


@dataclass
class Measurement:
    """The launches of one trial, and what they say so far."""

    trial: Trial
    results: dict[str, LevelResult]
    bests: dict[str, float]
    launches: dict[str, list[Launch]] = field(default_factory=dict)

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
        """Launch until every interval is clear; at most as often as the last look, and until RUN_S.

        Two launches would give an interval that says nothing, so what needs more than one gets as
        many as the first look.
        """
        for number in range(1, stats.LOOKS[-1] + 1):
            before = time.monotonic()
            waiting = [level for level in self.surviving if not self.settled(level)]
            if not waiting:
                break
            progress(f"measuring, launch {number} of at most {stats.LOOKS[-1]}")
            self.launch(waiting, number)
            now = time.monotonic()
            late = now + (now - before) > self.trial.started_s + RUN_S
            if late and number >= stats.LOOKS[0]:
                break
        for level in self.surviving:
            self.results[level.name] = self.verdict(level)

    def launch(self, levels: list[Level], number: int) -> None:
        """One fresh pair of workers for all given levels."""
        trial = self.trial
        rng = trial.secret.generator("launch", number)
        with machine.worker_cores(trial.entry.kata.threads) as cores:
            seed = int(rng.integers(1, 2**32))
            setting = replace(trial.setting, cores=cores, hash_seed=seed)
            level = levels[0]
            try:
                with trial.arena(REFERENCE, SOLUTION, setting=setting) as arena:
                    for level in levels:
                        self._level(arena, level, number, rng)
            except SideEnded as over:
                self._ended(level, over)

    def _level(self, arena: Arena, level: Level, number: int, rng: np.random.Generator) -> None:
        for name in level.workloads:
            pilot_ns = self.trial.pilot_cost_ns[name]
            calls = 1 if self._has_batches(level) else calls_for(pilot_ns[REFERENCE])
            limits_s = {side: 5.0 + 5 * calls * ns / 1e9 for side, ns in pilot_ns.items()}
            limit_s = partial(_limit_of, limits_s)
            replay = replay_of(self.trial, arena, level, name, f"launch {number}", calls)
            try:
                launch = play(replay, rng, limit_s)
            except WrongWhenTimed as wrong:
                self.results[level.name] = self.results[level.name].because(
                    WRONG_ANSWER, check=wrong.check, where=name, text=wrong.text
                )
                return
            if launch.is_void(SOLUTION, self.trial.entry.kata.threads):
                continue
            self.launches.setdefault(name, []).append(launch)

    def _has_batches(self, level: Level) -> bool:
        return self.trial.entry.kata.function_of(level).shape != "batch"

    def _ended(self, level: Level, over: SideEnded) -> None:
        if over.side == REFERENCE:
            raise JudgeError(f"the reference failed at {level.name}: {in_words(over.ended.text)}")
        self.results[level.name] = self.results[level.name].because(
            over.ended.verdict, where=" and ".join(level.workloads), text=in_words(over.ended.text)
        )

    # what the launches say

    def interval(self, workload: str) -> tuple[float, float, float]:
        threads = self.trial.entry.kata.threads
        ratios = [launch.log_ratio(SOLUTION, threads) for launch in self.launches[workload]]
        return stats.interval(ratios)

    def settled(self, level: Level) -> bool:
        """Whether more launches could change what is said of the level."""
        launches = min(len(self.launches.get(name, [])) for name in level.workloads)
        if launches >= stats.LOOKS[-1]:
            return True
        if launches not in (1, *stats.LOOKS):
            return False
        clear = all(self._clear(level, name) for name in level.workloads)
        if launches == 1:
            behind = all(self.interval(name)[0] < 1 / FAR_BEHIND for name in level.workloads)
            return clear and behind
        return clear

    def _clear(self, level: Level, workload: str) -> bool:
        """No par, neither the reference nor the own best lies inside the interval."""
        _, low, high = self.interval(workload)
        pars = level.pars
        boundaries = [par * MARGIN for par in (pars.bronze, pars.silver, pars.gold)] if pars else []
        boundaries += [1.0, self.bests.get(workload, 0.0)]
        return not any(low < boundary <= high for boundary in boundaries)

    def verdict(self, level: Level) -> LevelResult:
        """The level with its speeds; inconclusive where noise hides whether it is passed."""
        for name in level.workloads:
            if name not in self.launches:
                return self.results[level.name].because(INCONCLUSIVE, where=name, text=ALL_VOID)
        speeds = tuple(self._speed(level, name) for name in level.workloads)
        samples = {
            name: [launch.samples() for launch in self.launches[name]] for name in level.workloads
        }
        result = self.results[level.name].because(ACCEPTED, speeds=speeds, samples=samples)
        bronze = level.pars.bronze * MARGIN if level.pars else 0.0
        hidden = [s for s in speeds if s.low < bronze <= s.high]
        if hidden and not any(s.high < bronze for s in speeds):
            text = (
                f"the interval, {hidden[0].low:.3g}x to {hidden[0].high:.3g}x, has bronze in it; "
                "run it again on a quieter machine"
            )
            return result.because(INCONCLUSIVE, where=hidden[0].workload, text=text)
        return result

    def _speed(self, level: Level, name: str) -> Speed:
        launches = self.launches[name]
        ratio, low, high = self.interval(name)
        tier = tier_of(level, low / MARGIN)
        if tier == "gold" and low > 1.0:
            tier = "star"
        threads = self.trial.entry.kata.threads
        logs = [launch.log_ratio(SOLUTION, threads) for launch in launches]
        walls = [launch.wall_log_ratio(SOLUTION, threads) for launch in launches]
        rates = {
            side: float(np.median([launch.units_s(side, threads) for launch in launches]))
            for side in (REFERENCE, SOLUTION)
        }
        workload = self.trial.entry.module("cases").WORKLOADS[name]
        return Speed(
            workload=name,
            ratio=ratio,
            low=low,
            high=high,
            launches=len(launches),
            unit=workload.unit,
            units_s=rates[SOLUTION],
            reference_units_s=rates[REFERENCE],
            tier=tier,
            noisy=len(logs) > 1 and max(logs) - min(logs) > math.log(1.10),
            wall_ratio=math.exp(float(np.mean(walls))),
        )
