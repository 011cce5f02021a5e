"""Six whole runs at once on one machine: every one is judged, and noisy ones say so.

python -m tests.survive.together --count 6
"""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Iterable
from typing import Any

from harness.results.ledger import Ledger

from .common import (
    SHORT_RUN,
    Broken,
    Counts,
    children,
    ended,
    finish,
    new_folder,
    options,
    orphans_adopted,
    processes_left,
)

WITHIN_S = 900.0
MODES = ("full", "nons", "full", "off", "full", "nons")
ARGUMENTS = ("run", "lru-cache", "my.py", "--level", "replay", "--json")


def said_of(process: subprocess.Popen[str], found: list[Any]) -> None:
    """Wait for a run in a thread of its own: its pipes must be read while it works."""
    try:
        found.append((*ended(process, WITHIN_S), process.args))
    except Broken as fault:
        found.append((-1, "", str(fault), process.args))


def check_short(code: int, out: str, said: str, counts: Counts) -> None:
    """The verdict of a wrong solution."""
    if code != 1 or json.loads(out)["levels"][0]["verdict"] != "wrong answer":
        counts.broke(f"exit {code}: {said[-300:]}{out[:300]}")
    counts["wrong solutions judged"] += 1


def check(code: int, out: str, said: str, counts: Counts) -> None:
    """A verdict for the level; in a ranked run, marks where the machine was busy."""
    if code not in (0, 3):
        counts.broke(f"exit {code}: {said[-300:]}{out[:300]}")
        return
    row = json.loads(out)
    [level] = row["levels"]
    counts[f"{row['protocol']}: {level['verdict']}"] += 1
    if (code, level["verdict"]) not in ((0, "accepted"), (3, "inconclusive")):
        counts.broke(f"exit {code} for {level['verdict']}: {level['text']}")
    counts[f"{row['protocol']}: says it was noisy"] += says_noise(row)
    if code == 3 and not says_noise(row):
        counts.broke(f"inconclusive without a reason: {level['text']}")


def says_noise(row: dict[str, Any]) -> bool:
    """Whether the row tells that the machine was busy: marks, launches that disagree, a reason."""
    levels = row["levels"]
    noisy = [speed["noisy"] for level in levels for speed in level["speeds"]]
    reasons = ["run it again" in level["text"] for level in levels]
    return bool(row["noise"]["marks"]) or any(noisy) or any(reasons)


def run(count: int, ranked: int, short: int = 0) -> Counts:
    """`count` runs at once in one project, the first `ranked` of them with --rank.

    `short`: of a solution that is wrong, which takes a second.
    """
    arguments = (*SHORT_RUN, "--json") if short else ARGUMENTS
    counts, found = Counts(), list[Any]()
    with new_folder() as folder, orphans_adopted():
        before = children()
        processes = [
            folder.start(*arguments, *(["--rank"] if number < ranked else []), box=mode)
            for number, mode in zip(range(count), _cycle(MODES), strict=False)
        ]
        threads = [threading.Thread(target=said_of, args=(each, found)) for each in processes]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for code, out, said, _ in found:
            (check_short if short else check)(code, out, said, counts)
        told = sum(count for name, count in counts.items() if "says it was noisy" in name)
        if count > (os.cpu_count() or 1) and not told and not short:
            counts.broke("nobody says that the machine was busy")
        lines = list(Ledger(folder.history.parent).lines())
        runs = [line.row for line in lines if line.row is not None and line.row["kind"] == "run"]
        counts["rows of runs kept"] = len(runs)
        if len(runs) != count or any(line.fault for line in lines):
            counts.broke(f"{len(runs)} rows kept of {count} runs")
        if left := processes_left(before):
            counts.broke(f"processes {left} are left")
        if folder.left():
            counts.broke(f"{folder.left()} is left")
    return counts


def _cycle(modes: Iterable[str]) -> Iterable[str]:
    while True:
        yield from modes


if __name__ == "__main__":
    finish(run(**options(__doc__, count=6, ranked=3, short=0)))
