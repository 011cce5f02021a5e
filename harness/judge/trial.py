"""One solution on trial: what all phases of a run share."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from harness.box import NoBox, Setting, candidates
from harness.catalog import Entry
from harness.catalog.solution import Solution, read
from harness.errors import JudgeError
from harness.judge import reference_cache
from harness.judge.arena import Arena
from harness.judge.replay import Replay
from harness.judge.secret import Secret
from harness.judge.verdict import ACCEPTED, Results
from harness.kata import Level

REFERENCE, SOLUTION = "reference", "solution"
"""The two sides of a trial's arenas."""
CONTROL = "control"
"""The reference once more, as if it were a solution: what comes out between the two is noise."""


@dataclass(frozen=True)
class Trial:
    """One solution on trial: what all phases share.

    `images` are the JIT caches of its sides, `others` more sides for its arenas, both by name;
    `refused_modes` says of better kinds of box why there is none.
    """

    entry: Entry
    solution: Solution
    levels: tuple[Level, ...]
    setting: Setting
    secret: Secret = field(default_factory=Secret)
    started_s: float = field(default_factory=time.monotonic)
    images: Mapping[str, bytes] = field(default_factory=dict)
    refused_modes: Mapping[str, str] = field(default_factory=dict)
    others: Mapping[str, Solution] = field(default_factory=dict)

    @functools.cached_property
    def reference(self) -> Solution:
        """The kata's reference, the other side of every pair."""
        return read(self.entry.reference, REFERENCE, own=False)

    @functools.cached_property
    def _images(self) -> dict[str, bytes]:
        """The JIT caches there are; the reference's lasts from run to run, and is its control's."""
        of_reference = self.images.get(REFERENCE)
        if of_reference is None:
            of_reference = reference_cache.load(self.reference, self.setting)
        return {**self.images, REFERENCE: of_reference, CONTROL: of_reference}

    @property
    def names(self) -> list[str]:
        """Everything the kata's functions are called."""
        return sorted({name for function in self.entry.kata.functions for name in function.names})

    def arena(self, *sides: str, setting: Setting | None = None) -> Arena:
        """A fresh arena of these sides, loaded; in the trial's setting, or another of its mode."""
        known = {SOLUTION: self.solution, CONTROL: self.reference, **self.others}
        known[REFERENCE] = self.reference
        arena = Arena({side: known[side] for side in sides}, setting or self.setting)
        try:
            arena.load(self.names, self._images)
        except BaseException:
            arena.stack.close()
            raise
        return arena

    def with_compiled(self, arena: Arena) -> Trial:
        """The same, with what the arena's sides have compiled; of the reference it is kept for
        later runs too.
        """
        images = {**self.images, **arena.images()}
        images.pop(CONTROL, None)
        if REFERENCE in arena.boxes:
            reference_cache.save(self.reference, self.setting, images.get(REFERENCE, b""))
        return replace(self, images=images)


@dataclass(frozen=True)
class Judged:
    """What the small cases, and then the pilot, hand on: the trial with the code it has compiled,
    what is known of each level, and what a call at full size costs (workload -> side -> ns).
    """

    trial: Trial
    results: Results
    costs_ns: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    @property
    def right(self) -> list[Level]:
        """The levels that are right as far as is known."""
        return [
            level for level in self.trial.levels if self.results[level.name].verdict == ACCEPTED
        ]

    @property
    def waiting(self) -> list[Level]:
        """Those of them that have something to show at full size."""
        return [level for level in self.right if level.workloads and level.score != "none"]


def in_best_mode(
    setting_for: Callable[[str], Setting], trial_of: Callable[[Setting], Trial]
) -> Trial:
    """A trial in the best mode that works here; remembers why better ones were refused."""
    refused: dict[str, str] = {}
    for mode in candidates():
        trial = trial_of(setting_for(mode))
        try:
            with Arena({SOLUTION: trial.solution}, trial.setting):
                return replace(trial, refused_modes=refused)
        except NoBox as reason:
            refused[mode] = str(reason)
    raise JudgeError(f"No box can be started here: {why_refused(refused)}.")


def why_refused(refused: Mapping[str, str]) -> str:
    """Why there is no box of these modes; each reason once."""
    modes: dict[str, list[str]] = {}
    for mode, reason in refused.items():
        modes.setdefault(reason, []).append(mode)
    return "; ".join(f"{', '.join(names)}: {reason}" for reason, names in modes.items())


def replay_of(
    trial: Trial, arena: Arena, level: Level, workload: str, phase: str, calls: int = 1
) -> Replay:
    """A workload of a level, with this run's secret input."""
    return Replay(
        arena,
        trial.entry.checks(level),
        level,
        trial.entry.kata.function_of(level),
        trial.entry.workloads[workload],
        trial.secret.generator(phase, workload),
        calls,
    )
