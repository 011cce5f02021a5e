"""Locks cost honest code nothing: in a locked box it takes the CPU time it takes without.

A measurement, so it is not part of the default run. `pytest -m hostile -s` prints the ratios. On a
quiet machine they lie within 5 %; the bound is wider, because a shared core moves the median of
twelve rounds by more than that.
"""

from __future__ import annotations

import ast
from pathlib import Path

import numpy as np
import pytest
from conftest import LOCKED, SCALE, solution

from harness import machine
from harness.arena import Arena
from harness.box import Setting
from harness.kata import Limits

FILES = sorted((Path(__file__).parent / "honest").glob("*.py"))
ROUNDS, BOUND, SIZE, TRIES = 12, 1.15, 50_000, 3
LIMITS = Limits(import_s=10.0, call_s=10.0, memory_mb=600, output_bytes=100_000)


def _ratio(source: str, size: int, locks: str) -> float:
    """CPU time with locks over CPU time without, in turns, on one core."""
    rng = np.random.default_rng()
    costs: dict[str, list[int]] = {locks: [], "off": []}
    with (
        machine.worker_cores(1) as cores,
        Arena({"it": solution(source)}, Setting(locks, LIMITS, cores)) as locked,
        Arena({"it": solution(source)}, Setting("off", LIMITS, cores)) as free,
    ):
        arenas = {locks: locked, "off": free}
        case = {"x": rng.integers(1, 2**40, size), "by": 3}
        for arena in arenas.values():
            arena.load(["scale"], {})
            arena.open(SCALE, case, [[case]], 10.0, False)
        for number in range(ROUNDS + 2):
            case["x"][0] = number + 1
            order = list(arenas) if number % 4 in (0, 3) else list(arenas)[::-1]
            for mode in order:
                step = arenas[mode].step([case], lambda *_: 20.0)["it"]
                assert np.array_equal(step.answers[0]["y"], case["x"] * 3)
                if number > 1:
                    costs[mode].append(step.window.cost_ns)
    ratios = np.array(costs[locks]) / np.array(costs["off"])
    return float(np.median(ratios))


@pytest.mark.hostile
@pytest.mark.parametrize("locks", LOCKED)
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_locks_cost_nothing(path: Path, locks: str, capsys: pytest.CaptureFixture[str]) -> None:
    source = path.read_text()
    text = ast.get_docstring(ast.parse(source)) or ""
    size = int(text.partition("size: ")[2] or SIZE)
    ratios = []
    for _ in range(TRIES):
        ratios.append(_ratio(source, size, locks))
        if 1 / BOUND < ratios[-1] < BOUND:
            break
    with capsys.disabled():
        print(f"\n{path.stem:14} {locks}: {', '.join(f'{ratio:.3f}' for ratio in ratios)}", end="")
    assert 1 / BOUND < ratios[-1] < BOUND
