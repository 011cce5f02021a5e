"""Kills at random moments of `kata run`, `kata run --rank` and `kata publish`.

After each: no process is left, every earlier row is there byte by byte and readable, a signal that
can be handled was answered in words, and once another command has started in a box, no temporary
file is left.

    python -m tests.survive.kills --count 200 --seed 1
"""

from __future__ import annotations

import json
import os
import random
import signal
import time
from dataclasses import dataclass

from harness.results.ledger import Ledger
from harness.results.record import canonical

from .common import (
    SHORT_RUN,
    Broken,
    Counts,
    Folder,
    children,
    ended,
    finish,
    lost_rows,
    new_folder,
    options,
    orphans_adopted,
    processes_left,
    repeated,
)

SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
MODES = ("full", "nons", "off")
ENDS_WITHIN_S = 5.0
"""A signal that can be handled is answered in this time, on a busy machine too."""
DONE_WITHIN_S = 60.0


@dataclass(frozen=True)
class Kind:
    """A command, the exit codes it has undisturbed, and the time in which it is killed.

    0 s: what it takes here, followed up so that a third of the kills meet its last steps or come
    after them.
    """

    name: str
    arguments: tuple[str, ...]
    codes: tuple[int, ...]
    within_s: float = 0.0


KINDS = (
    Kind("run, wrong", SHORT_RUN, (1,)),
    Kind("run, right", ("run", "lru-cache", "my.py", "--level", "replay"), (0, 3), 9.0),
    Kind("run --rank", ("run", "lru-cache", "my.py", "--level", "replay", "--rank"), (0, 3), 12.0),
    Kind("publish", ("publish", "lru-cache", "my.py", "--yes"), (0,)),
)
"""The end of a run, where its row is kept, is met in the short one; the launches of a ranked run
are all alike.
"""


def publishable(folder: Folder) -> None:
    """Add a ranked run to the history that is not published yet."""
    from .made import quiet_run

    folder.history.parent.mkdir(exist_ok=True)
    with folder.history.open("a") as file:
        file.write(canonical(quiet_run()) + "\n")


class Moments:
    """When to kill: within the time that each kind of command takes at present."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.within_s: dict[str, float] = {}

    def draw(self, kind: Kind) -> float:
        """Seconds after its start."""
        return self.rng.random() * (kind.within_s or self.within_s.setdefault(kind.name, 1.0))

    def follow(self, kind: Kind, met: bool) -> None:
        """Later where all were met, earlier where it had ended; a history that grows takes time."""
        if not kind.within_s:
            self.within_s[kind.name] *= 1.1 if met else 0.8


def kill(folder: Folder, moments: Moments, counts: Counts, kinds: tuple[Kind, ...]) -> None:
    """Start one command, signal it at a random moment, look at what it leaves."""
    rng = moments.rng
    kind, number = rng.choice(kinds), rng.choice(SIGNALS)
    mode, whole_group = rng.choice(MODES), rng.random() < 0.5
    moment_s = moments.draw(kind)
    if kind.name == "publish":
        publishable(folder)
    before, processes = folder.rows(), children()
    process = folder.start(*kind.arguments, box=mode)
    time.sleep(moment_s)
    (os.killpg if whole_group else os.kill)(process.pid, number)
    code, _, said = ended(process, ENDS_WITHIN_S)
    what = f"{kind.name}, {mode}, {number.name} after {moment_s:.3f} s (exit {code})"
    counts[f"kills with {number.name}"] += 1
    was_met = code in (-number, 128 + number)
    met = "met it" if was_met else "had ended before"
    moments.follow(kind, was_met)
    counts[f"{kind.name} {met}"] += 1
    kept = sum(map(len, folder.rows().values())) > sum(map(len, before.values()))
    counts[f"{kind.name} {met}, its row kept"] += kept
    if left := processes_left(processes):
        raise Broken(f"{what}: processes {left} are left")
    if fault := fault_of_words(kind, number, code, said):
        raise Broken(f"{what}: {fault}: {said[-300:]}")
    check_rows(folder, before, what)
    if number != signal.SIGKILL and folder.left():
        raise Broken(f"{what}: {folder.left()} is left")
    if folder.left():
        counts["left by SIGKILL, removed by the next start"] += 1
        next_start(folder, rng, what)


def fault_of_words(kind: Kind, number: signal.Signals, code: int, said: str) -> str:
    """What is wrong with how a signal was answered; "" where nothing is."""
    if code in kind.codes or code == -signal.SIGKILL == -number:
        return ""  # it had ended before, or could not answer
    if code == -number:  # before our first line
        ours = "harness/" in said
        return "it was in our code, and had no words" if ours else ""
    if code != 128 + number or "kata: stopped." not in said:
        return "it was not stopped in words"
    return "a traceback" if "Traceback" in said and "harness/" in said else ""


def check_rows(folder: Folder, before: dict[object, bytes], what: str) -> None:
    """Every earlier byte is there, and a row after a torn one is whole."""
    now = folder.rows()
    if lost := lost_rows(before, now):  # type: ignore[arg-type]
        raise Broken(f"{what}: {lost} has lost rows")
    for path, data in before.items():
        whole = sum(_is_row(line) for line in data.splitlines())
        still = sum(_is_row(line) for line in now[path].splitlines())  # type: ignore[index]
        if still < whole:
            raise Broken(f"{what}: of {whole} rows {still} can be read")


def _is_row(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


def next_start(folder: Folder, rng: random.Random, what: str) -> None:
    """A short run in any mode: it removes what the killed one had no time for."""
    mode = rng.choice(MODES)
    code, _, said = ended(folder.start(*SHORT_RUN, box=mode), DONE_WITHIN_S)
    if code != 1:
        raise Broken(f"{what}: the next start, {mode}, ended with {code}: {said[-300:]}")
    if left := folder.left():
        raise Broken(f"{what}: after the next start, {mode}, {left} is left")


def run(count: int, seed: int, kinds: tuple[Kind, ...] = KINDS) -> Counts:
    """`count` kills; every row of the last history is readable."""
    # what a shell starts in the background ignores SIGINT, and what nohup starts SIGHUP; so would
    # all that they start
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    counts, rng = Counts(), random.Random(seed)
    moments = Moments(rng)
    with new_folder() as folder, orphans_adopted():
        ended(folder.start(*SHORT_RUN), DONE_WITHIN_S)
        for number in range(count):
            repeated(counts, number, lambda: kill(folder, moments, counts, kinds))
            if number % 20 == 19:
                print(f"{number + 1} kills, {len(counts.faults)} broken", flush=True)
        next_start(folder, rng, "at the end")
        lines = list(Ledger(folder.history.parent).lines())
        counts["rows in the history"] = sum(line.row is not None for line in lines)
        counts["torn rows in the history, passed over"] = sum(line.row is None for line in lines)
        published = [path for path in folder.rows() if path != folder.history]
        counts["rows published"] = sum(
            _is_row(line) for path in published for line in path.read_bytes().splitlines()
        )
    return counts


if __name__ == "__main__":
    finish(run(**options(__doc__, count=200, seed=1)))
