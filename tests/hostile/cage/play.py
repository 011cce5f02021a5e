"""Plays an attack in a box and says how it ended, what it won, and what it was charged."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from cage.attack import Attack
from cage.prey import LOOT, Prey, armed, prey
from harness import catalog, machine, place
from harness.box import Setting
from harness.catalog.solution import Solution, read
from harness.errors import JudgeError, KataError
from harness.judge.arena import Arena, SideEnded
from harness.judge.pilot import pilot
from harness.judge.small_cases import small_cases
from harness.judge.trial import Trial
from harness.kata import Function, Limits, array, out, scalar
from harness.measure.launch import _plausible
from harness.text import in_words

SCALE = Function("scale", (array("x", "int64[n]"), scalar("by"), out("y", "int64[n]")))
LIMITS = Limits(import_s=2.0, call_s=0.5, memory_mb=400, output_bytes=100_000)
HONEST = "def scale(x, by, y):\n    work(x, by, y)\n"
ROUNDS, TIMED_ROUNDS, SIZE, TIMED_SIZE = 3, 10, 1_000, 20_000
TRIES = 3
"""A median of ten rounds wanders by more than a quarter where neighbours share cores, and a host
that takes a core away voids a round. Neither is the doing of the box. Who gains by a trick gains
every time; so a gain must be seen this many times."""


@dataclass
class Outcome:
    """How it ended; `won` says in words what it got that it should not have."""

    verdict: str
    won: list[str] = field(default_factory=list)
    text: str = ""
    gain: float = 1.0
    charged_ms: float = 0.0


def solution(source: str) -> Solution:
    return Solution("attack", source, own=True, path=Path("attack.py"))


def fresh(rng: np.random.Generator, size: int) -> dict[str, Any]:
    """A case that nobody can know before."""
    return {"x": rng.integers(1, 2**40, size), "by": int(rng.integers(2, 1000))}


def _opened(arena: Arena, case: dict[str, Any]) -> None:
    arena.open(SCALE, case, [[case]], 5.0, False)


def _judged(outcome: Outcome, case: dict[str, Any], answer: np.ndarray) -> None:
    if (answer == LOOT).any():
        outcome.won.append("it got what it came for")
    if not np.array_equal(answer, case["x"] * case["by"]):
        outcome.verdict = "wrong answer"


def _loaded(arena: Arena, outcome: Outcome, images: dict[str, bytes] | None = None) -> bool:
    """Import the attack; False where that is all there is to say."""
    try:
        if arena.load(["scale"], images or {})["attack"] == {"scale"}:
            return True
        outcome.verdict = "not started"
    except SideEnded as over:
        outcome.verdict, outcome.text = over.ended.verdict, over.ended.text
        if outcome.verdict == "runtime error":
            outcome.verdict = "load error"
    return False


def scale(attack: Attack, mode: str, told: Prey, rounds: int = ROUNDS) -> Outcome:
    """A few calls, each on fresh input."""
    outcome, rng = Outcome("accepted"), np.random.default_rng()
    source = solution(armed(attack.source, told.told))
    try:
        with Arena({"attack": source}, Setting(mode, LIMITS)) as arena:
            if _loaded(arena, outcome):
                _opened(arena, fresh(rng, SIZE))
                for _ in range(rounds):
                    case = fresh(rng, SIZE)
                    step = arena.step([case], lambda *_: LIMITS.call_s)["attack"]
                    _judged(outcome, case, step.answers[0]["y"])
    except SideEnded as over:
        outcome.verdict, outcome.text = over.ended.verdict, over.ended.text
    return outcome


def many(attack: Attack, mode: str, told: Prey) -> Outcome:
    """More calls than `scale`, for what grows slowly."""
    return scale(attack, mode, told, rounds=40)


def images(attack: Attack, mode: str, told: Prey) -> Outcome:
    """One box fills the cache of the run, a second gets it, and a box of somebody else runs after
    them.
    """
    outcome, rng = Outcome("accepted"), np.random.default_rng()
    kept: dict[str, bytes] = {}
    for source in (attack.source, attack.source, HONEST):
        try:
            with Arena(
                {"attack": solution(armed(source, told.told))}, Setting(mode, LIMITS)
            ) as arena:
                if _loaded(arena, outcome, kept if source == attack.source else {}):
                    case = fresh(rng, SIZE)
                    _opened(arena, case)
                    step = arena.step([case], lambda *_: 5.0)["attack"]
                    _judged(outcome, case, step.answers[0]["y"])
                    kept = arena.images()
        except SideEnded as over:
            outcome.verdict, outcome.text = over.ended.verdict, over.ended.text
            if source != attack.source:
                outcome.won.append("another solution was hurt")
    return outcome


def two(attack: Attack, mode: str, told: Prey) -> Outcome:
    """Two boxes of the attack at once; each writes, then both read."""
    outcome, rng = Outcome("accepted"), np.random.default_rng()
    source = solution(armed(attack.source, told.told))
    try:
        with Arena({"attack": source, "other": source}, Setting(mode, LIMITS)) as arena:
            if _loaded(arena, outcome):
                _opened(arena, fresh(rng, SIZE))
                for _ in range(2):
                    case = fresh(rng, SIZE)
                    for step in arena.step([case], lambda *_: 2.0).values():
                        _judged(outcome, case, step.answers[0]["y"])
    except SideEnded as over:
        outcome.verdict, outcome.text = over.ended.verdict, over.ended.text
    return outcome


def timed(attack: Attack, mode: str, told: Prey, idle_of: str = "honest") -> Outcome:
    """Beside honest work on one core, in turns, on the same input."""
    outcome = Outcome("accepted")
    for _ in range(TRIES):
        outcome = _timed_once(attack, mode, told, idle_of)
        if outcome.gain > attack.gain_max and outcome.verdict == "accepted":
            outcome.won.append(f"it looks {outcome.gain:.2f} times as fast as honest work")
        if not outcome.won:
            return outcome
    return outcome


def _idle_ns(arena: Arena, side: str) -> float:
    windows = [arena.boxes[side].window("nothing", 1.0) for _ in range(5)]
    return float(np.median([window.cost_ns for window in windows]))


def _timed_once(attack: Attack, mode: str, told: Prey, idle_of: str) -> Outcome:
    outcome, rng = Outcome("accepted"), np.random.default_rng()
    sides = {"honest": HONEST, "attack": attack.source}
    costs: dict[str, list[float]] = {side: [] for side in sides}
    void = 0
    try:
        with machine.worker_cores(1) as cores:
            setting = Setting(mode, LIMITS, cores=cores)
            sources = {name: solution(armed(text, told.told)) for name, text in sides.items()}
            with Arena(sources, setting) as arena:
                if not _loaded(arena, outcome):
                    return outcome
                idle_ns = {side: _idle_ns(arena, idle_of or side) for side in sides}
                _opened(arena, fresh(rng, TIMED_SIZE))
                for number in range(TIMED_ROUNDS + 1):
                    case = fresh(rng, TIMED_SIZE)
                    order = list(sides) if number % 4 in (0, 3) else list(sides)[::-1]
                    steps = arena.step([case], lambda *_: 2.0, order)
                    _judged(outcome, case, steps["attack"].answers[0]["y"])
                    if number:
                        void += not _plausible(steps["attack"].window, 1)
                        for side, step in steps.items():
                            costs[side].append(max(1e3, step.window.cost_ns - idle_ns[side]))
    except SideEnded as over:
        outcome.verdict, outcome.text = over.ended.verdict, over.ended.text
        return outcome
    honest, mine = (float(np.median(costs[side])) for side in sides)
    outcome.gain, outcome.charged_ms = honest / mine, mine / 1e6
    if void:
        outcome.won.append(f"{void} of {TIMED_ROUNDS} rounds are void because it wanted that")
    return outcome


def policy(attack: Attack, mode: str, told: Prey) -> Outcome:
    """A cache policy in a whole trial, but for the timing."""
    entry = catalog.find("lru-cache")
    text = armed(attack.source, told.told)
    trial = Trial(entry, solution(text), (entry.level("policy"),), Setting(mode, entry.kata.limits))
    judged = pilot(small_cases(trial, lambda _: None), lambda _: None)
    result = judged.results["policy"]
    return Outcome(result.verdict, text=f"{result.check} {result.text}".strip())


def source(attack: Attack, mode: str, told: Prey) -> Outcome:
    """A file that should not be a solution: its bytes are SOURCE of the attack file."""
    scope: dict[str, Any] = {}
    exec(compile(attack.source, attack.name, "exec"), scope)
    path = told.scratch / "solution.py"
    path.write_bytes(scope["SOURCE"])
    outcome = Outcome("accepted")
    try:
        found = read(path, path.name, own=True)
        with Arena({"attack": found}, Setting(mode, LIMITS)) as arena:
            _loaded(arena, outcome)
    except KataError as error:
        outcome.verdict, outcome.text = "refused", str(error)
    finally:
        path.unlink()
    return outcome


def names(attack: Attack, mode: str, told: Prey) -> Outcome:
    """Names from outside, NAMES of the attack file: kata, handle, package."""
    from harness.results.eligible import fault_of_handle

    scope: dict[str, Any] = {}
    exec(compile(attack.source, attack.name, "exec"), scope)
    outcome = Outcome("refused")
    for name in scope["NAMES"]:
        try:
            entry = catalog.find(name)
            outcome.won.append(f"a kata {name!r} was found at {entry.folder}")
        except KataError as error:
            outcome.text = str(error)
        if not fault_of_handle(name):
            outcome.won.append(f"{name!r} is allowed as a handle")
    if place.solutions().is_absolute():
        outcome.won.append("solutions are read from an absolute path")
    return outcome


DRIVES: dict[str, Callable[[Attack, str, Prey], Outcome]] = {
    drive.__name__: drive for drive in (scale, many, images, two, timed, policy, source, names)
}


def play(attack: Attack, locks: str) -> Outcome:
    """The attack in a box of mode `locks`, and what it did to the prey."""
    with prey() as told:
        try:
            outcome = DRIVES[attack.drive](attack, locks, told)
        except JudgeError as error:
            outcome = Outcome("judge error", [f"it is our fault: {error}"])
        except BaseException as error:
            if not isinstance(error, Exception):
                raise
            outcome = Outcome("crash", [f"{type(error).__name__} in the judge: {error}"[:300]])
        gc.collect()
        outcome.won += told.harm()
    line = in_words(outcome.text) if outcome.text else ""
    if not line.isprintable():
        outcome.won.append(f"its words reach the terminal: {line!r}")
    outcome.text = line[:200]
    sys.stdout.flush()
    return outcome


def faults(attack: Attack, mode: str, outcome: Outcome) -> list[str]:
    """What is not as the attack file promises, in words; empty where the box held."""
    found = list(outcome.won)
    expected = attack.expected(mode)
    if outcome.verdict not in expected:
        found.append(f"{outcome.verdict} ({outcome.text}), not {' or '.join(expected)}")
    elif outcome.verdict == "accepted" and outcome.charged_ms < attack.charged_ms_min:
        found.append(f"charged {outcome.charged_ms:.1f} ms, not {attack.charged_ms_min:.0f}")
    return found
