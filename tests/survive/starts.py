"""A thousand boxes after one another, of every mode: nothing grows.

python -m tests.survive.starts --count 1000
"""

from __future__ import annotations

import gc
import os
import tempfile
from contextlib import suppress
from pathlib import Path

import numpy as np
from conftest import HONEST, LIMITS, SCALE, solution

from harness.box import Setting
from harness.judge.arena import Arena, SideEnded

from .common import Counts, children, finish, options

MODES = ("full", "nons", "off")
WARM = 12
"""Boxes before the first look: imports, caches, the allocator's first pages."""
GROWTH_KB_PER_BOX = 2.0
"""The allocator's own noise; a leak of one array page, mapping or pipe buffer a box is more."""
CRASH = "def scale(x, by, y):\n    import ctypes\n    ctypes.string_at(0)\n"
ENDS = (HONEST, HONEST, CRASH, "def scale(x, by, y):\n    return 1 // 0\n", "syntax error")
"""Every fifth box ends in another way: right, right, a crash, an exception, at import."""


def used() -> dict[str, int]:
    """What this process and this machine hold."""
    gc.collect()
    status = Path("/proc/self/status").read_text()
    memory_kb = next(int(line.split()[1]) for line in status.splitlines() if "VmRSS" in line)
    temporary = Path(tempfile.gettempdir()).glob("kata-*")
    return {
        "descriptors": len(os.listdir("/proc/self/fd")),
        "memory_kb": memory_kb,
        "mappings": len(Path("/proc/self/maps").read_text().splitlines()),
        "threads": len(os.listdir("/proc/self/task")),
        "children": len(children()),
        "mounts": len(Path("/proc/self/mountinfo").read_text().splitlines()),
        "temporary files": sum(f"-{os.getpid()}-" in path.name for path in temporary),
    }


def one(number: int, modes: tuple[str, ...]) -> str:
    """One box from start to end; how it ended."""
    case = {"x": np.arange(1, 2000), "by": 3}
    source = ENDS[number % len(ENDS)]
    with (
        suppress(SideEnded),
        Arena(
            {"it": solution(source)}, Setting(modes[number // len(ENDS) % len(modes)], LIMITS)
        ) as arena,
    ):
        arena.load(["scale"], {})
        ran = arena.run(SCALE, case, LIMITS.call_s)["it"]
        if not np.array_equal(ran.answer["y"], case["x"] * 3):
            return "wrong"
        return "right"
    return "ended by itself"


def run(count: int, modes: tuple[str, ...] = MODES) -> Counts:
    """`count` boxes; what is held after the first WARM and at the end."""
    counts = Counts()
    before = used()
    for number in range(count):
        if number == WARM:
            before = used()
        counts[f"boxes: {one(number, modes)}"] += 1
        if number % 100 == 99:
            print(f"{number + 1} boxes, {used()}", flush=True)
    after = used()
    for name, value in after.items():
        allowed = GROWTH_KB_PER_BOX * count + 2000 if name == "memory_kb" else 0
        if value > before[name] + allowed:
            counts.broke(f"{name}: {before[name]} after {WARM} boxes, {value} after {count}")
        counts[f"{name} at the end (grown by {value - before[name]})"] = value
    return counts


if __name__ == "__main__":
    finish(run(**options(__doc__, count=1000)))
