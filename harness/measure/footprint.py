"""What stands beside a ratio and is never in it: the first call, memory, page faults, and what the
garbage collector would cost. Each in a pass of its own, in a box that has compiled nothing yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from harness.box import Window
from harness.judge.arena import Arena, SideEnded
from harness.judge.replay import Replay
from harness.judge.trial import SOLUTION, Trial, replay_of
from harness.kata import Level

ROUNDS = 12
PASS_S = 1.0
"""No round is begun after this much time, but for the first four."""
LIMIT_S = 60.0


@dataclass(frozen=True)
class Footprint:
    """Of one workload: seconds of the first small call, compiling included; by how much private
    memory grew at most when it was built and called at full size for the first time (None where
    the kernel does not tell: freed memory is kept for later calls, so only the first one shows
    it); page faults of a typical later call; and its time with the garbage collector on, as a
    multiple of that without.
    """

    first_call_s: float
    grown_bytes: int | None
    faults: float
    gc_ratio: float


def footprint(trial: Trial, level: Level, workload: str) -> Footprint | None:
    """The pass over one workload of the trial's solution; None where it ends its box or the input
    ends too soon.
    """
    function = trial.entry.kata.function_of(level)
    make = next(iter(trial.entry.families(level).values()))
    small = make(trial.secret.generator("footprint", level.name))
    try:
        with Arena({SOLUTION: trial.solution}, trial.setting) as arena:
            arena.load(trial.names, {})
            first_call = arena.run(function, small, LIMIT_S, compiled=True)[SOLUTION]
            replay = replay_of(trial, arena, level, workload, "footprint")
            built = replay.open(LIMIT_S)[SOLUTION]
            first, later = _window(replay), _rounds(arena, replay)
    except SideEnded:
        return None
    if first is None or len(later) < 4:
        return None
    cost = {
        on: median(window.cost_ns / units for here, window, units in later if here is on)
        for on in (True, False)
    }
    return Footprint(
        first_call_s=first_call.cost_s,
        grown_bytes=_sum(built.grown_bytes, first.grown_bytes),
        faults=float(median(window.faults for _, window, _ in later)),
        gc_ratio=cost[True] / max(cost[False], 1e-9),
    )


def _sum(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other


def _rounds(arena: Arena, replay: Replay) -> list[tuple[bool, Window, int]]:
    """Windows with the collector off and on in turn (ABBA): whether it was on, and units done."""
    found: list[tuple[bool, Window, int]] = []
    spent_s = 0.0
    while len(found) < ROUNDS and (spent_s < PASS_S or len(found) < 4):
        collecting = len(found) % 4 in (1, 2)
        arena.collect(SOLUTION, collecting, LIMIT_S)
        window = _window(replay)
        if window is None:
            break
        found.append((collecting, window, max(replay.units, 1)))
        spent_s += window.cost_ns / 1e9
    return found


def _window(replay: Replay) -> Window | None:
    following = replay.next(lambda *_: LIMIT_S)
    return following[0][SOLUTION].window if following else None
