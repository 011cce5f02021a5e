"""One solution on trial: what all phases of a run share."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from harness.box import NoBox, Setting, candidates
from harness.catalog import Entry
from harness.catalog.solution import Solution, read
from harness.errors import JudgeError
from harness.judge import reference_cache
from harness.judge.arena import Arena
from harness.judge.replay import Replay
from harness.judge.secret import Secret
from harness.kata import Level

REFERENCE, SOLUTION = "reference", "solution"
"""The two sides of a trial's arenas."""
CONTROL = "control"
"""The reference once more, as if it were a solution: what comes out between the two is noise."""


@dataclass
class Trial:
    """One solution on trial: what all phases share."""

    entry: Entry
    solution: Solution
    levels: tuple[Level, ...]
    setting: Setting
    secret: Secret = field(default_factory=Secret)
    started_s: float = field(default_factory=time.monotonic)
    images: dict[str, bytes] = field(default_factory=dict)
    refused_modes: dict[str, str] = field(default_factory=dict)
    pilot_cost_ns: dict[str, dict[str, float]] = field(default_factory=dict)
    others: dict[str, Solution] = field(default_factory=dict)
    """More sides for its arenas, by name."""

    def __post_init__(self) -> None:
        self.reference = read(self.entry.reference, REFERENCE, own=False)
        self.images[REFERENCE] = reference_cache.load(self.reference, self.setting)

    @property
    def names(self) -> list[str]:
        """Everything the kata's functions are called."""
        return sorted({name for function in self.entry.kata.functions for name in function.names})

    def arena(self, *sides: str, setting: Setting | None = None) -> Arena:
        """A fresh arena of these sides, loaded; in the trial's setting, or another of its mode."""
        known = {SOLUTION: self.solution, CONTROL: self.reference, **self.others}
        known[REFERENCE] = self.reference
        images = {**self.images, CONTROL: self.images[REFERENCE]}
        arena = Arena({side: known[side] for side in sides}, setting or self.setting)
        try:
            self.defined = arena.load(self.names, images)
        except BaseException:
            arena.stack.close()
            raise
        return arena

    def keep_images(self, arena: Arena) -> None:
        """Remember what was compiled, for this run; of the reference, also for later ones."""
        self.images.update(arena.images())
        self.images.pop(CONTROL, None)
        if REFERENCE in arena.boxes:
            reference_cache.save(self.reference, self.setting, self.images[REFERENCE])


def in_best_mode(
    setting_for: Callable[[str], Setting], trial_of: Callable[[Setting], Trial]
) -> Trial:
    """A trial in the best mode that works here; remembers why better ones were refused."""
    refused: dict[str, str] = {}
    for mode in candidates():
        trial = trial_of(setting_for(mode))
        try:
            with Arena({SOLUTION: trial.solution}, trial.setting):
                trial.refused_modes = refused
                return trial
        except NoBox as reason:
            refused[mode] = str(reason)
    raise JudgeError(f"No box can be started here: {'; '.join(refused.values())}.")


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
