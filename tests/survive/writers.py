"""Many processes append to one history and to one published file at the same moment.

Every row is there once, whole, and in the order in which its own writer wrote it. Some writers are
killed on the way: they may take their last row with them, no other one.

    python -m tests.survive.writers --count 200 --rows 3 --seed 1
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

from harness import catalog
from harness.results import record
from harness.results.ledger import Ledger, Results

from .common import Counts, finish, new_folder, options

ENTRY = catalog.find("fanout")
PADDING = 3000
"""Makes rows longer than a page or a pipe takes at once: up to this many times eight bytes."""


def row(writer: int, number: int) -> record.Row:
    """A row that says who wrote it."""
    size = random.Random(f"{writer} {number}").randrange(PADDING)
    figures = {"ratio": 1.0 + writer, "units_s": float(number), "padding": "x" * 8 * size}
    return record.of_ladder(ENTRY, "full", {"uniform": {"naive": figures}})


def write(folder: Path, writer: int, rows: int, start_s: float) -> None:
    """In a process of its own: wait for the common start, then append."""
    made = [row(writer, number) for number in range(rows)]
    time.sleep(max(0.0, start_s - time.monotonic()))
    for each in made:
        Ledger(folder / ".kata").append(each)
        Results(folder / "results").append(ENTRY, "everybody", each)


def start(folder: Path, writer: int, rows: int, start_s: float) -> int:
    """Fork a writer: cheap enough for two hundred of them."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            write(folder, writer, rows, start_s)
            code = 0
        finally:
            sys.stdout.flush()
            os._exit(code)
    return pid


def check(path: Path, expected: dict[int, int], rows: int, counts: Counts) -> None:
    """Every row of who lived, and of who was killed a beginning; no line that is no row."""
    found: dict[int, list[int]] = {}
    torn = 0
    for line in path.read_bytes().splitlines():
        try:
            figures = json.loads(line)["workloads"]["uniform"]["naive"]
        except ValueError:
            torn += 1
            continue
        found.setdefault(int(figures["ratio"]) - 1, []).append(int(figures["units_s"]))
    for writer, code in expected.items():
        numbers = found.pop(writer, [])
        if numbers != list(range(len(numbers))) or (code == 0 and len(numbers) < rows):
            counts.broke(f"{path.name}: writer {writer} ({code}) has the rows {numbers}")
    if found:
        counts.broke(f"{path.name}: rows of nobody: {sorted(found)}")
    killed = sum(code != 0 for code in expected.values())
    if torn > killed:
        counts.broke(f"{path.name}: {torn} torn rows of {killed} killed writers")
    counts[f"torn rows in {path.name}"] += torn


def run(count: int, rows: int, kills: int, seed: int) -> Counts:
    """`count` writers at once, `kills` of which are killed while they write."""
    counts, rng = Counts(), random.Random(seed)
    with new_folder() as folder:
        start_s = time.monotonic() + 0.5 + count / 400
        pids = {start(folder.project, n, rows, start_s): n for n in range(count)}
        time.sleep(max(0.0, start_s - time.monotonic()))
        for pid in rng.sample(sorted(pids), kills):
            time.sleep(rng.random() * 0.01)
            os.kill(pid, signal.SIGKILL)
        codes = {n: os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid, n in pids.items()}
        ledger = Ledger(folder.project / ".kata")
        paths = (ledger.path, Results(folder.project / "results").path(ENTRY, "everybody"))
        for path in paths:
            check(path, codes, rows, counts)
        if bad := [code for code in codes.values() if code not in (0, -signal.SIGKILL)]:
            counts.broke(f"writers ended with {bad}")
        whole = [line for line in ledger.lines() if line.row is not None]
        counts["writers"] = count
        counts["writers killed on the way"] = sum(code != 0 for code in codes.values())
        counts["rows whole in history.jsonl"] = len(whole)
        counts["rows asked for"] = count * rows
        if not kills and len(whole) != count * rows:
            counts.broke(f"{len(whole)} rows of {count * rows}")
    return counts


if __name__ == "__main__":
    finish(run(**options(__doc__, count=200, rows=1, kills=0, seed=1)))
