"""What holds on this machine today: locks, and how small a difference can be told.

Nothing here judges anybody. Attacks are tried in a box with locks and in one without: an attack
that fails in both shows nothing.
"""

from __future__ import annotations

import os
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from harness import machine
from harness.box import Setting
from harness.catalog.solution import Solution
from harness.judge.arena import Arena, SideEnded
from harness.judge.replay import Replay
from harness.judge.trial import REFERENCE
from harness.kata import Case, Function, Level, Workload, array, out
from harness.measure import stats
from harness.measure.launch import play
from harness.text import type_of_error

ATTACK = Function("attack", (out("done", "int64[1]"),))
ATTACKS = {
    "read a file of yours": "done[0] = len(open(FILE).read()) > 0",
    "write a file beside it": "open(FILE + '.new', 'w').close(); done[0] = 1",
    "talk to a server": "socket.create_connection(('127.0.0.1', PORT), 2).close(); done[0] = 1",
    "start a program": "done[0] = subprocess.run([sys.executable, '-c', '']).returncode == 0",
    "signal the judge": "os.kill(JUDGE, 0); done[0] = 1",
    "look into another process": "done[0] = len(open(f'/proc/{JUDGE}/maps').read()) > 0",
}
LIMIT_S = 10.0


def _solution(name: str, source: str) -> Solution:
    return Solution(name, source, own=False, path=Path(f"{name}.py"))


@dataclass(frozen=True)
class Canary:
    """One attack: how it ended with the locks on, and whether it wins without them."""

    attack: str
    stopped: bool
    how: str
    wins_unlocked: bool


@contextmanager
def _prey() -> Iterator[dict[str, Any]]:
    """Something to read, somebody to talk to."""
    with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as server:
        file = Path(folder) / "private"
        file.write_text("yours")
        yield {"FILE": str(file), "PORT": server.getsockname()[1], "JUDGE": os.getpid()}


def canaries(setting: Setting) -> Iterator[Canary]:
    """Every attack, with locks and without."""
    with _prey() as prey:
        for attack, line in ATTACKS.items():
            head = "import os, socket, subprocess, sys\n"
            head += "".join(f"{name} = {value!r}\n" for name, value in prey.items())
            source = f"{head}def attack(done):\n    {line}\n"
            won, how = _tried(source, setting)
            free, _ = _tried(source, replace(setting, mode="off"))
            yield Canary(attack, not won, how, free)


def _tried(source: str, setting: Setting) -> tuple[bool, str]:
    """Whether the attack got what it wanted, and what it was told."""
    try:
        with Arena({"canary": _solution("canary", source)}, setting) as arena:
            arena.load(["attack"], {})
            ran = arena.run(ATTACK, {}, LIMIT_S)["canary"]
            return bool(ran.answer["done"][0]), ""
    except SideEnded as over:
        return False, type_of_error(over.ended.text) or over.ended.verdict


KERNELS = """
from numba import njit

@njit(cache=True)
def work(place, source, total):
    found = 0
    for i in range({asked}):
        found += source[place[i]]
    total[0] = found
    for i in range({asked}, {done}):
        found += source[place[i]]
    total[1] = found == -1
"""
WORK = Function(
    "work",
    (array("place", "int32[k]"), array("source", "int64[n]"), out("total", "int64[2]")),
)
PLANTED = {"1.05x": 0.05, "1.10x": 0.10}
GATHERS, SOURCE_BYTES = 400_000, 1 << 23
CALLS = 2
"""Windows of 5 to 10 ms, as those of `kata run`: in longer ones a neighbour's load comes and goes,
and the sides have less of it in common.
"""
_LEVEL = Level("work", "", "work", ("gathers",))


def _make(rng: np.random.Generator) -> Case:
    source = rng.integers(1, 1 << 40, SOURCE_BYTES // 8)
    places = int(GATHERS * (1 + max(PLANTED.values())))
    return {"place": rng.integers(0, len(source), places).astype(np.int32), "source": source}


_WORKLOAD = Workload(_make, lambda _: GATHERS, "gathers")


def kernels() -> dict[str, Solution]:
    """The same kernel twice, and with 5 and 10 % more work."""
    more = {REFERENCE: 0.0, "itself": 0.0, **PLANTED}
    return {
        side: _solution(side, KERNELS.format(asked=GATHERS, done=int(GATHERS * (1 + share))))
        for side, share in more.items()
    }


@dataclass(frozen=True)
class Resolution:
    """What launches say of identical and of slightly slower code: side -> ratio, low, high."""

    intervals: dict[str, tuple[float, float, float]]

    @property
    def half_width(self) -> float:
        """The smallest difference that these launches tell apart: the widest half interval."""
        return max((high - low) / 2 / ratio for ratio, low, high in self.intervals.values())

    def finds(self, side: str) -> bool:
        """Whether the interval says that this side is slower."""
        return self.intervals[side][2] < 1.0


def resolution(setting: Setting, launches: int, progress: Callable[[str], None]) -> Resolution:
    """Reference against itself and against planted slower kernels, in launches as `kata run` makes
    them.
    """
    checks = SimpleNamespace(CHECKS={"work": ()})
    rng = np.random.default_rng()
    logs: dict[str, list[float]] = {}
    images: dict[str, bytes] = {}
    for number in range(1, launches + 1):
        progress(f"the same kernel against itself, launch {number} of {launches}")
        with (
            machine.worker_cores(1) as cores,
            Arena(kernels(), replace(setting, cores=cores, hash_seed=number)) as arena,
        ):
            arena.load(["work"], images)
            replay = Replay(arena, checks, _LEVEL, WORK, _WORKLOAD, rng, CALLS)  # type: ignore[arg-type]
            launch = play(replay, rng, lambda *_: LIMIT_S)
            images = arena.images()
            for side in list(arena.boxes)[1:]:
                if not launch.is_void(side, 1):
                    logs.setdefault(side, []).append(launch.log_ratio(side, 1))
    return Resolution({side: stats.interval(found) for side, found in logs.items()})
