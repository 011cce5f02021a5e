"""What this machine's memory can do, measured in a box like everything else.

Streams, independent gathers and dependent chases, each over several sizes. The kernels run as a
solution does, so that overheads are the same, and the best of several windows counts: a limit is
what the machine does when nobody disturbs it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from harness.box import Setting
from harness.catalog.solution import Solution
from harness.errors import JudgeError
from harness.judge.arena import Arena
from harness.kata import Case, Function, Work, array, out, scalar

KERNELS = """
from numba import njit

@njit(cache=True)
def stream(source, target):
    for i in range(len(source)):
        target[i] = source[i]

@njit(cache=True)
def gather(place, source, total):
    a = b = c = d = 0
    for i in range(0, len(place), 4):
        a += source[place[i]]
        b += source[place[i + 1]]
        c += source[place[i + 2]]
        d += source[place[i + 3]]
    total[0] = a + b + c + d

@njit(cache=True)
def chase(after, steps, end):
    place = 0
    for _ in range(steps):
        place = after[place]
    end[0] = place
"""
STREAM = Function("stream", (array("source", "int64[n]"), out("target", "int64[n]")))
GATHER = Function(
    "gather",
    (array("place", "int32[k]"), array("source", "int64[n]"), out("total", "int64[1]")),
)
CHASE = Function("chase", (array("after", "int64[n]"), scalar("steps"), out("end", "int64[1]")))

SIZES_BYTES = (1 << 15, 1 << 20, 1 << 23, 1 << 26)
"""First-level cache, second-level, third-level and memory on most machines of today."""
GATHERS, CHASES = 1 << 20, 1 << 16
WINDOWS = 7
LIMIT_S = 10.0


@dataclass(frozen=True)
class Calibration:
    """Bytes a second read and written together, in order, by size; nanoseconds a gather or a step
    of a chase, by size.
    """

    stream_bytes_s: dict[int, float]
    gather_ns: dict[int, float]
    chase_ns: dict[int, float]

    def seconds(self, work: Work) -> float:
        """The least time for this work: streams at the full width of the memory, gathers at the
        speed that their memory's size allows.
        """
        # what is larger is never faster: a size that came out slow was disturbed
        fastest = {
            size: max(rate for other, rate in self.stream_bytes_s.items() if other >= size)
            for size in self.stream_bytes_s
        }
        stream_s = work.streamed_bytes / at_size(fastest, work.streamed_bytes)
        return stream_s + work.gathers * at_size(self.gather_ns, work.gathered_bytes) / 1e9

    def told(self) -> dict[str, dict[str, float]]:
        """For a record: GB a second and nanoseconds, by size in bytes."""
        return {
            "stream_gb_s": {str(k): round(v / 1e9, 2) for k, v in self.stream_bytes_s.items()},
            "gather_ns": {str(k): round(v, 3) for k, v in self.gather_ns.items()},
            "chase_ns": {str(k): round(v, 2) for k, v in self.chase_ns.items()},
        }


def at_size(by_size: dict[int, float], size_bytes: int) -> float:
    """Between two measured sizes by the logarithm of the size; flat outside them."""
    sizes = sorted(by_size)
    logs = [math.log(size) for size in sizes]
    return float(np.interp(math.log(max(1, size_bytes)), logs, [by_size[size] for size in sizes]))


def calibrate(setting: Setting) -> Calibration:
    """Measure; about two seconds."""
    rng = np.random.default_rng()
    kernels = Solution("calibration", KERNELS, own=False, path=Path("calibration.py"))
    with Arena({"machine": kernels}, setting) as arena:
        arena.load(["stream", "gather", "chase"], {})
        streams, gathers, chases = {}, {}, {}
        for size in SIZES_BYTES:
            n = size // 8
            source = rng.integers(0, 1 << 40, n)
            place = rng.integers(0, n, GATHERS).astype(np.int32)
            half: Case = {"source": source[: n // 2]}
            repeats = max(1, (1 << 23) // size)
            streams[size] = size / _best_s(arena, STREAM, half, repeats)
            seconds = _best_s(arena, GATHER, {"place": place, "source": source})
            gathers[size] = 1e9 * seconds / GATHERS
            ring: Case = {"after": _ring(rng, n), "steps": CHASES}
            chases[size] = 1e9 * _best_s(arena, CHASE, ring) / CHASES
    return Calibration(streams, gathers, chases)


def _ring(rng: np.random.Generator, n: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    """One circle through all places, in random order."""
    order = rng.permutation(n)
    after = np.empty(n, np.int64)
    after[order] = np.roll(order, -1)
    return after


def _best_s(arena: Arena, function: Function, case: Case, repeats: int = 1) -> float:
    """Seconds a call, in the best of several windows of `repeats` calls."""
    calls = [case] * repeats
    arena.open(function, case, [calls], LIMIT_S, compiled=True)
    costs_ns = []
    idle_ns = arena.idle_ns()
    for _ in range(WINDOWS):
        step = arena.step(calls, lambda *_: LIMIT_S)["machine"]
        costs_ns.append(step.window.cost_ns - idle_ns)
    # a virtual machine's account of a frozen process is wrong in one window of thousands
    counted_ns = [cost_ns for cost_ns in costs_ns[1:] if cost_ns > 0]
    if len(counted_ns) < len(costs_ns) // 2:
        raise JudgeError(f"the clock says that {function.name} took no time; run it again.")
    return float(min(counted_ns)) / 1e9 / repeats
