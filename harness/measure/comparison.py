"""Several solutions beside each other: judged one by one, then timed in the same rounds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np

from harness import machine
from harness.catalog.solution import Solution
from harness.errors import JudgeError
from harness.judge.arena import Arena, SideEnded
from harness.judge.small_cases import small_cases
from harness.judge.trial import REFERENCE, SOLUTION, Trial, replay_of
from harness.judge.verdict import ACCEPTED, INCONCLUSIVE, LevelResult
from harness.kata import Level
from harness.measure import figures, stats
from harness.measure.figures import SLOWEST
from harness.measure.handed_on import Progress
from harness.measure.launch import Launch, WrongWhenTimed, calls_for, play
from harness.text import in_words

LIMIT_S = 60.0
Trials = Callable[[Solution], Trial]


@dataclass(frozen=True)
class Standing:
    """One side of a figure, against the fastest: `ratio` is fastest time / its time.

    `tied`: the interval has 1 in it, so these launches do not tell the two apart.
    """

    side: str
    ratio: float
    low: float
    high: float
    units_s: float
    tied: bool


@dataclass
class Comparison:
    """Solutions of one kata, by name, in one measurement. The reference judges, unseen or named."""

    trial_of: Trials
    solutions: dict[str, Solution]
    out: dict[tuple[str, str], LevelResult] = field(default_factory=dict)
    """(level, side) -> why this side is not in that level's comparison."""
    launches: dict[str, list[Launch]] = field(default_factory=dict)

    def run(self, progress: Progress) -> None:
        """Judge everybody, then launch until the figures are clear or the last look is taken."""
        first = next(iter(self.solutions.values()))
        others = {name: one for name, one in self.solutions.items() if name != REFERENCE}
        self.trial = replace(self.trial_of(first), others=others)
        for name, one in others.items():
            progress(f"small cases of {name}")
            self._judge(name, one)
        for number in range(1, stats.LOOKS[-1] + 1):
            waiting = [level for level in self.levels if not self._settled(level)]
            if not waiting:
                break
            progress(f"measuring, launch {number} of at most {stats.LOOKS[-1]}")
            for level in waiting:
                self._launch(level, number)

    @property
    def levels(self) -> list[Level]:
        """The timed levels in which somebody is left to be compared."""
        return [
            level
            for level in self.trial.levels
            if level.score == "speed" and level.workloads and len(self.sides(level)) > 1
        ]

    def sides(self, level: Level) -> list[str]:
        """Who is compared at a level, as named; not those that were wrong or have not started."""
        return [name for name in self.solutions if (level.name, name) not in self.out]

    def _judge(self, name: str, solution: Solution) -> None:
        judged = small_cases(replace(self.trial, solution=solution), lambda _: None)
        for level, result in judged.results.items():
            if result.verdict != ACCEPTED:
                self.out[level, name] = result
        image = judged.trial.images.get(SOLUTION, b"")
        self.trial = replace(self.trial, images={**self.trial.images, name: image})

    def _launch(self, level: Level, number: int) -> None:
        """One fresh set of workers for everybody at a level; who breaks is out of the level."""
        trial = self.trial
        rng = trial.secret.generator("compare", level.name, number)
        threads = trial.entry.kata.threads
        sides = [REFERENCE, *(side for side in self.sides(level) if side != REFERENCE)]
        with machine.worker_cores(threads) as cores:
            setting = replace(trial.setting, cores=cores, hash_seed=int(rng.integers(1, 2**32)))
            try:
                with trial.arena(*sides, setting=setting) as arena:
                    for name in level.workloads:
                        self._workload(arena, level, name, number, rng)
                    self.trial = trial.with_compiled(arena)
            except SideEnded as over:
                if over.side == REFERENCE or over.ended.verdict == INCONCLUSIVE:
                    raise over.as_ours(f"{over.side} failed at {level.name}") from over
                text = in_words(over.ended.text)
                self._drop(level, over.side, LevelResult(level.name, over.ended.verdict, text=text))
            except WrongWhenTimed as wrong:
                found = LevelResult(level.name, "wrong answer", wrong.check, "", wrong.text)
                self._drop(level, wrong.side, found)

    def _workload(
        self, arena: Arena, level: Level, name: str, number: int, rng: np.random.Generator
    ) -> None:
        trial = self.trial
        calls = 1
        if trial.entry.kata.function_of(level).shape == "batch":
            replay = replay_of(trial, arena, level, name, "usual time")
            calls = calls_for(1e9 * replay.rehearse(REFERENCE, LIMIT_S))
        replay = replay_of(trial, arena, level, name, f"compare {number}", calls)
        launch = play(replay, rng, lambda *_: LIMIT_S, whole=level.rate_slowest)
        threads = trial.entry.kata.threads
        if not any(launch.is_void(side, threads) for side in arena.boxes):
            self.launches.setdefault(name, []).append(launch)

    def _drop(self, level: Level, side: str, result: LevelResult) -> None:
        if side == REFERENCE:
            raise JudgeError(f"the reference failed at {level.name}: {result.text}")
        self.out[level.name, side] = result

    def _settled(self, level: Level) -> bool:
        launches = min(len(self.launches.get(name, [])) for name in level.workloads)
        if launches not in stats.LOOKS:
            return launches > stats.LOOKS[-1]
        return launches == stats.LOOKS[-1] or not any(
            standing.tied
            for figure in figures.names_of(level)
            for standing in self.standings(level, figure)[1:]
        )

    def standings(self, level: Level, figure: str) -> list[Standing]:
        """Everybody at one figure, the fastest first; empty where no launch was usable."""
        workload, slowest = figure.removesuffix(SLOWEST), figure.endswith(SLOWEST)
        sides, threads = self.sides(level), self.trial.entry.kata.threads
        launches = [
            one for one in self.launches.get(workload, []) if set(sides) <= set(one.windows)
        ]
        if not launches:
            return []
        interval = partial(figures.interval, {workload: launches}, figure, threads)
        fastest = max(sides, key=lambda side: interval(side, REFERENCE)[0])
        found = []
        for side in sides:
            ratio, low, high = interval(side, fastest)
            rates = [figures.rate(one, side, threads, slowest) for one in launches]
            tied = side != fastest and low <= 1.0 <= high
            found.append(Standing(side, ratio, low, high, float(np.median(rates)), tied))
        return sorted(found, key=lambda standing: -standing.ratio)
