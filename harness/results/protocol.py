"""Was a launch played as the protocol plays it: sides in turn, windows a clock gives, and an end
where it stops?
"""

from __future__ import annotations

from typing import Any

from harness.box import Window
from harness.judge.trial import CONTROL, REFERENCE, SOLUTION
from harness.measure.launch import PAIRS, PAIRS_MAX, PAIRS_MIN, SAMPLE, SIDE_S, Launch

SIDES = (REFERENCE, SOLUTION, CONTROL)
"""Who takes turns in a launch of a ranked run, as the workers are started."""
IDLE_NS_MAX = 1_000_000
"""An empty window takes about 40 us; what is subtracted from both sides must stay small."""
CLOCK_SLACK_S = 1e-3
"""The elapsed time is stored in milliseconds."""


def fault_of_launch(launch: dict[str, Any], batch: bool, whole: bool) -> str:
    """What is not as `harness.measure.launch.play` leaves it; "" where all is."""
    rounds = len(launch["units"])
    windows = launch["windows"]
    if set(windows) != set(SIDES):
        return "the sides are not reference, solution and control"
    if any(len(windows[side]) != rounds for side in SIDES) or len(launch["order"]) != rounds:
        return "the sides have different numbers of windows"
    values = [window for side in SIDES for window in windows[side]]
    if any(len(window) != 5 or min(window) < 0 or not window[0] for window in values):
        return "a window has numbers that no clock gives"
    if not 0 <= launch["idle_ns"] <= IDLE_NS_MAX or min(launch["units"], default=0) < 1:
        return "the empty window or the work is not what it can be"
    forward = launch["order"][0]
    turns = [forward if i % 4 in (0, 3) else forward[::-1] for i in range(rounds)]
    if sorted(forward) != sorted(SIDES) or launch["order"] != turns:
        return "the sides do not take turns (A B B A)"
    spent_s = [sum(_spent_s(windows[side][i]) for side in SIDES) for i in range(rounds)]
    if launch["whole"] != whole:
        return "the batches are not rated as the level says"
    if launch.get("stream", False) == batch:
        return "the rounds are not the batches or calls that the function has"
    if _goes_on_too_long(launch, spent_s) or (batch and _stops_too_early(launch, spent_s)):
        return f"{rounds} rounds of {sum(spent_s):.3g} s are not where the protocol stops"
    return ""


def _spent_s(window: list[Any]) -> float:
    return Window(**dict(zip(SAMPLE, window, strict=True))).spent_s


def _goes_on_too_long(launch: dict[str, Any], spent_s: list[float]) -> bool:
    """Whether a round was begun when the one before had been enough. A slowest batch needs all."""
    rounds = len(spent_s)
    if launch["whole"] or rounds <= PAIRS_MIN:
        return False
    late = sum(spent_s[:-1]) >= SIDE_S * len(SIDES) + CLOCK_SLACK_S
    return late or rounds > PAIRS_MAX or _steady_before(launch, rounds)


def _stops_too_early(launch: dict[str, Any], spent_s: list[float]) -> bool:
    rounds = len(spent_s)
    in_time = sum(spent_s) < SIDE_S * len(SIDES) - CLOCK_SLACK_S
    wants_more = rounds < PAIRS_MAX and not _steady_before(launch, rounds + 1)
    return rounds < PAIRS_MIN or (in_time and wants_more)


def _steady_before(launch: dict[str, Any], rounds: int) -> bool:
    """Whether fewer rounds than these would have been enough."""
    played = Launch.from_samples(launch)
    return any(played.is_steady(number, SIDES) for number in range(PAIRS, rounds))
