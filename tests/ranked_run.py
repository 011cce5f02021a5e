"""One real ranked run for the tests of publish and board, and copies that are quiet or forged."""

from __future__ import annotations

import copy
import functools
import hashlib
import json
import math
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from conftest import PLAIN_REPLAY, solution

from harness import catalog
from harness.cli.main import kata
from harness.errors import KataError
from harness.judge.secret import Secret
from harness.judge.trial import CONTROL, REFERENCE, SOLUTION
from harness.measure import figures
from harness.measure.launch import PAIRS, PAIRS_MIN, SIDE_S, Launch
from harness.results import audit
from harness.results.eligible import TAKEN
from harness.results.official import rerun_row
from harness.results.publish import published_row
from harness.results.record import Row, canonical

ENTRY = catalog.find("lru-cache")
LEVEL = ENTRY.level("replay")
KATA = [sys.executable, "-c", "from harness.cli import main; main()"]
FAST_REPLAY = (ENTRY.folder / "submissions" / "accepted" / "numba.py").read_text()
"""What really runs: a plain one would take minutes to be ranked."""
Samples = dict[str, Any]


@functools.cache
def _recorded() -> str:
    """The history line of a real `kata run lru-cache --level replay --rank`."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "solutions").mkdir()
        (folder / "solutions" / "lru_cache.py").write_text(FAST_REPLAY)
        command = [*KATA, "run", "lru-cache", "--level", "replay", "--rank", "--json"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=600)
        lines = (folder / ".kata" / "history.jsonl").read_text().splitlines()
    runs = [line for line in lines if json.loads(line)["kind"] == "run"]
    assert runs, done.stderr
    return runs[-1]


def real_run() -> Row:
    """A fresh copy of the real run; how quiet this machine was decides its verdict."""
    row: Row = json.loads(_recorded())
    return row


def sealed(row: Row) -> Row:
    """The row with the id that its content has: as a forger would do it."""
    content = {name: value for name, value in row.items() if name != "id"}
    return {**content, "id": hashlib.sha256(canonical(content).encode()).hexdigest()}


def quiet_run(
    ratio: float = 0.25, minutes: float = 0.0, spread: float = 0.005, source: str = PLAIN_REPLAY
) -> Row:
    """The real run as it would have been on a machine without noise: its windows are replaced, and
    all that follows from them; a fresh secret, and the turns drawn from it.

    `minutes` later than the real one; `spread` is the relative half-range of the launches.
    """
    run, secret = real_run(), Secret()
    [told] = run["levels"]
    count = 5
    drawn = [audit._draws(secret, number + 1, len(LEVEL.workloads)) for number in range(count)]
    told["samples"] = {
        name: [
            _quiet_launch(
                told["samples"][name][0], drawn[i][place], ratio * (1 + spread * (i - 2) / 2), i
            )
            for i in range(count)
        ]
        for place, name in enumerate(LEVEL.workloads)
    }
    run["at"] = (datetime.fromisoformat(run["at"]) + timedelta(minutes=minutes)).isoformat()
    run["secret"] = {"master": secret.master.hex(), "commitment": secret.commitment}
    run["solution"]["digest"] = solution(source).digest
    run["noise"] = {
        **run["noise"],
        "marks": [],
        "steal_share": 0.0,
        "runnable_median": 1.0,
        "rankable": True,
    }
    told.update(verdict="accepted", text="", where="", check="")
    return sealed(recomputed(run))


def _quiet_launch(real: Samples, forward: list[str], ratio: float, number: int) -> Samples:
    """Rounds with 2 ms of the reference, as many as the protocol plays; `number` and a salt keep
    launches apart.
    """
    costs_ns = {REFERENCE: 2_000_000, SOLUTION: int(2_000_000 / ratio), CONTROL: 2_000_000}
    idle_ns = int(real["idle_ns"])
    salt = Secret().master[0] + number
    rounds = PAIRS_MIN
    while rounds < PAIRS and rounds * sum(costs_ns.values()) < SIDE_S * len(costs_ns) * 1e9:
        rounds += 1
    windows = {
        side: [[ns + idle_ns + 9_000, ns + idle_ns + 5 * i, 0, salt, i] for i in range(rounds)]
        for side, ns in costs_ns.items()
    }
    turns = [forward if i % 4 in (0, 3) else forward[::-1] for i in range(rounds)]
    units = [real["units"][0]] * rounds
    return {**real, "idle_ns": idle_ns, "order": turns, "units": units, "windows": windows}


def recomputed(run: Row) -> Row:
    """The run with the figures that follow from its samples: what no audit can see."""
    [told] = run["levels"]
    launches = {
        name: [Launch.from_samples(part) for part in parts]
        for name, parts in told["samples"].items()
    }
    workloads = ENTRY.workloads
    units = {name: workloads[name].unit for name in LEVEL.workloads}
    speeds = figures.speeds_of(LEVEL, launches, 1, units)
    told["speeds"] = [asdict(speed) for speed in speeds]
    told["medal"] = min((s.medal for s in speeds), key=audit.MEDALS.index)
    told["ratio"] = math.exp(sum(math.log(s.ratio) for s in speeds) / len(speeds))
    for name in run["control"]:
        found = figures.interval(launches, name, 1, CONTROL)
        run["control"][name] = dict(zip(("ratio", "low", "high"), found, strict=True))
    return run


def published(run: Row, handle: str = "ann") -> Row:
    """The run as `kata publish` packs it, at the moment it ran."""
    return sealed({**published_row(handle, run), "at": run["at"]})


def rerun(run: Row, handle: str = "ann", host: str = "host") -> Row:
    """The run as `kata board rerun` packs it."""
    return sealed({**rerun_row(handle, host, run), "at": run["at"]})


def changed(row: Row, change: Callable[[Row], object]) -> Row:
    """A changed copy."""
    other = copy.deepcopy(row)
    change(other)
    return other


class Project:
    """A folder as a learner has it, and the commands in it."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        monkeypatch.chdir(folder)
        (folder / "solutions").mkdir()
        self.solution = folder / "solutions" / "lru_cache.py"
        self.solution.write_text(PLAIN_REPLAY)
        self.history = folder / ".kata" / "history.jsonl"
        self.results = folder / "results" / "lru_cache"

    def ran(self, *runs: Row) -> None:
        """These runs are the history."""
        self.history.parent.mkdir(exist_ok=True)
        self.history.write_text("".join(canonical(run) + "\n" for run in runs))

    def received(self, handle: str, *rows: Row, source: str = PLAIN_REPLAY) -> None:
        """These rows and their source lie in results/ under a handle."""
        self.results.mkdir(parents=True, exist_ok=True)
        path = self.results / f"{handle}.jsonl"
        path.write_text("".join(canonical(row) + "\n" for row in rows))
        if handle not in TAKEN:
            path.with_suffix(".py").write_text(source)

    def kata(self, *arguments: str) -> tuple[int, str]:
        """Exit code, and everything said."""
        done = CliRunner().invoke(kata, arguments)
        if isinstance(done.exception, KataError):
            return done.exception.exit_code, done.output + str(done.exception)
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.exit_code, done.output

    def publish(self, *arguments: str) -> tuple[int, str]:
        return self.kata("publish", "lru-cache", "--yes", *arguments)

    def board(self, *arguments: str) -> str:
        code, said = self.kata("board", "lru-cache", *arguments)
        assert code == 0
        return said
