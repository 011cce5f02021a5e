"""Shared by the tests: one tiny kata function, and a box with a solution of it."""

from __future__ import annotations

import platform
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from harness import catalog
from harness.box import Setting
from harness.box.syscalls import ARCHITECTURES
from harness.catalog.solution import Solution
from harness.judge.arena import Arena, Ran
from harness.judge.small_cases import small_cases
from harness.judge.trial import Judged, Trial
from harness.kata import Case, Function, Limits, array, out, scalar

LOCKED = ("full", "nons") if sys.platform == "linux" and platform.machine() in ARCHITECTURES else ()
MODES = (*LOCKED, "off")
SCALE = Function("scale", (array("x", "int64[n]"), scalar("by"), out("y", "int64[n]")))
HONEST = "def scale(x, by, y):\n    y[:] = x * by\n"
# right on every case, and quick to write
PLAIN_REPLAY = """
from collections import OrderedDict

def replay(keys, capacity, hit):
    if capacity < 0:
        raise ValueError("capacity is negative")
    cache = OrderedDict()
    for i, key in enumerate(keys.tolist()):
        if key in cache:
            hit[i] = 1
            cache.move_to_end(key)
            continue
        cache[key] = True
        if len(cache) > capacity:
            cache.popitem(last=False)
"""
LIMITS = Limits(import_s=2.0, call_s=1.0, memory_mb=400, output_bytes=100_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With `-n 2` a file is one worker's, who compiles and makes its cases once; but for the gates,
    which are a worker's kata by kata.
    """
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


@dataclass(frozen=True)
class Tried:
    """What one boxed call of SCALE came to."""

    case: Case
    ran: Ran

    @property
    def right(self) -> bool:
        return bool(np.array_equal(self.ran.answer["y"], self.case["x"] * self.case["by"]))


def solution(source: str, name: str = "test") -> Solution:
    """Source text as a solution."""
    return Solution(name, source, own=True, path=Path(name))


def try_scale(source: str, mode: str, limits: Limits = LIMITS, n: int = 1000) -> Tried:
    """Import `source` in a box and call its `scale` once, on fresh input."""
    rng = np.random.default_rng()
    case = {"x": rng.integers(1, 2**40, n), "by": int(rng.integers(2, 1000))}
    with Arena({"it": solution(source)}, Setting(mode, limits)) as arena:
        arena.load(["scale"], {})
        return Tried(case, arena.run(SCALE, case, limits.call_s)["it"])


@pytest.fixture(params=MODES)
def mode(request: pytest.FixtureRequest) -> str:
    """Every kind of box this system can have."""
    return str(request.param)


@pytest.fixture(params=LOCKED)
def locked_mode(request: pytest.FixtureRequest) -> str:
    """Every kind of box with locks."""
    return str(request.param)


def in_trial(kata: str, level: str, source: str, mode: str = "full") -> Judged:
    """A trial of one level, and what the small cases say."""
    entry = catalog.find(kata)
    setting = Setting(mode, entry.kata.limits)
    trial = Trial(entry, solution(source), (entry.level(level),), setting)
    return small_cases(trial, lambda _: None)
