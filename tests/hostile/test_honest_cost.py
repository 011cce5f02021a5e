"""Locks cost honest code nothing: in a locked box it takes the CPU time it takes without, to 5 %.

A measurement, so it is not part of the default run. `pytest -m hostile -s` prints the ratios, each
with the interval of fresh pairs of boxes. It fails where the interval lies beyond 5 %, and is
skipped where it is wider than 10 % to a side.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from conftest import LOCKED, SCALE, solution

import harness.judge.arena
from harness import machine
from harness.box import Box, Memory, Setting
from harness.judge.arena import Arena
from harness.judge.replay import Replay
from harness.judge.trial import REFERENCE
from harness.kata import Case, Level, Limits, Workload
from harness.measure import stats
from harness.measure.launch import play

FILES = sorted((Path(__file__).parent / "honest").glob("*.py"))
BOUND, SIZE, CALL_NUMBERS = 1.05, 50_000, 200_000
NARROW = 1.03
"""Launches go on, from the first look to the last, until the interval is as narrow as this."""
TOO_WIDE = 1.1
LEVEL = Level("scale", "", "scale", ("numbers",))
LIMITS = Limits(import_s=20.0, call_s=20.0, memory_mb=600, output_bytes=100_000)


def _log_ratio(source: str, size: int, locks: str) -> float:
    """log(CPU time with locks / without): a launch as `kata run` makes it, one side unlocked."""
    rng = np.random.default_rng()
    sides = {REFERENCE: solution(source), "locked": solution(source)}
    modes = iter(["off", locks])

    def box(source: str, setting: Setting, inputs: Memory) -> Box:
        return Box(source, replace(setting, mode=next(modes)), inputs)

    with pytest.MonkeyPatch.context() as patch, machine.worker_cores(1) as cores:
        patch.setattr(harness.judge.arena, "Box", box)
        with Arena(sides, Setting(locks, LIMITS, cores)) as arena:
            arena.load(["scale"], {})
            workload = Workload(partial(_case, size), lambda _: size, "numbers", vary=_other_factor)
            calls = max(1, CALL_NUMBERS // size)
            replay = Replay(arena, (), LEVEL, SCALE, workload, rng, calls)
            return -play(replay, rng, lambda *_: 30.0).log_ratio("locked", 1)


def _case(size: int, rng: np.random.Generator) -> Case:
    return {"x": rng.integers(1, 2**40, size), "by": 3}


def _other_factor(rng: np.random.Generator, case: Case) -> Case:
    return {**case, "by": int(rng.integers(2, 1000))}


def _intervals(source: str, size: int, locks: str) -> Iterator[tuple[float, float, float]]:
    """The ratio, its low and high, launch by launch from the first look on."""
    logs: list[float] = []
    first, last = stats.RANKED_LOOKS
    while len(logs) < last:
        logs.append(_log_ratio(source, size, locks))
        if len(logs) >= first:
            yield stats.interval(logs)


@pytest.mark.hostile
@pytest.mark.parametrize("locks", LOCKED)
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_locks_cost_nothing(path: Path, locks: str, capsys: pytest.CaptureFixture[str]) -> None:
    source = path.read_text()
    text = ast.get_docstring(ast.parse(source)) or ""
    size = int(text.partition("size: ")[2] or SIZE)
    for found in _intervals(source, size, locks):
        ratio, low, high = found
        if math.sqrt(high / low) < NARROW:
            break
    with capsys.disabled():
        print(f"\n{path.stem:14} {locks}: {ratio:.3f} ({low:.3f} to {high:.3f})", end="")
    if math.sqrt(high / low) > TOO_WIDE:
        pytest.skip("the machine is too busy to tell")
    assert low <= BOUND and high >= 1 / BOUND
