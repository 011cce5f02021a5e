"""What is around a solution breaks: the harness says whose fault it is, and never the learner's.

At random moments of a run the supervisor is killed or stopped, a worker is killed or stopped, of
the solution or of the reference; pipes between the harness and a supervisor are closed; disks are
full. The solution is right: a run ends with its verdict, or with exit code 70 and one sentence.

    python -m tests.survive.faults --count 24 --seed 1
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from commands import KATA, LRU
from commands import ROOT as IS_ROOT
from conftest import LIMITS, SCALE, solution

from harness.box import Box, Setting
from harness.errors import JudgeError
from harness.judge.arena import Arena, SideEnded

from .common import (
    Broken,
    Counts,
    Folder,
    children,
    ended,
    finish,
    new_folder,
    options,
    orphans_adopted,
    processes_left,
    repeated,
)

RUN = ("run", "lru-cache", "my.py", *LRU[3:])
MODES = ("full", "nons", "off")
WITHIN_S = 240.0
"""A run of one level took 66 s while six others wanted the two cores."""
KILLED, STOPPED = signal.SIGKILL, signal.SIGSTOP
BLAMED = ("wrong", "crashed", "too slow", "does not load", "too much", "not allowed")
"""Words a learner with a right solution must not read."""


def child_of(pid: int) -> list[int]:
    """The children of a process."""
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(word) for task in tasks for word in (task / "children").read_text().split()]
    except OSError:
        return []


def is_supervisor(pid: int) -> bool:
    """Whether a process is the supervisor of a box."""
    try:
        return b"supervisor.py" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def disturb(folder: Folder, rng: random.Random, counts: Counts) -> None:
    """One run with a right solution, and one blow at a process of it."""
    mode, moment_s = rng.choice(MODES), 0.25 + rng.random() * 6
    at_worker, number = rng.random() < 0.5, rng.choice((KILLED, KILLED, STOPPED))
    before = children()
    process = folder.start(*RUN, box=mode)
    time.sleep(moment_s)
    supervisors = [pid for pid in child_of(process.pid) if is_supervisor(pid)]
    victims = [pid for each in supervisors for pid in child_of(each)] if at_worker else supervisors
    struck = bool(victims)
    if struck:
        try:
            os.kill(rng.choice(victims), number)
        except ProcessLookupError:
            struck = False
    code, out, said = ended(process, WITHIN_S)
    what = f"{number.name} to a {'worker' if at_worker else 'supervisor'}"
    counts[f"{what}: exit {code}" if struck else "nobody there"] += 1
    blamed = [word for word in BLAMED if word in out]
    if mode != "full" and "killed by SIGKILL" in out:
        counts[f"{what}: told so, for it can kill itself there"] += 1
    elif code not in (0, 3, 70) or blamed:
        raise Broken(f"{what}, {mode}, after {moment_s:.2f} s: exit {code}, {blamed}: {out[-400:]}")
    if code == 70:
        check_sentence(said)
    if left := processes_left(before):
        raise Broken(f"{what}, {mode}: processes {left} are left")
    if folder.left():
        raise Broken(f"{what}, {mode}: {folder.left()} is left")


def check_sentence(said: str) -> str:
    """The one sentence on stderr; Broken where it is none, or asks to report us."""
    beside = ("... ", "kata: Practice mode: ")
    lines = [line for line in said.splitlines() if line and not line.startswith(beside)]
    if len(lines) != 1 or not lines[0].startswith("kata: ") or "our fault" in lines[0]:
        raise Broken(f"not one sentence: {said[-500:]}")
    return lines[0]


# blows at a box of this process


SLOW = "import time\ndef scale(x, by, y):\n    time.sleep(0.6)\n    y[:] = x * by\n"


def struck_window(mode: str, strike: Callable[[Box], None], during: bool) -> str:
    """What becomes of a window whose box is struck, while it runs or before: "right" or whose
    fault it is.
    """
    case = {"x": np.arange(1, 100), "by": 3}
    with Arena({"it": solution(SLOW)}, Setting(mode, LIMITS)) as arena:
        arena.load(["scale"], {})
        box = arena.boxes["it"]
        if during:
            threading.Timer(0.25, strike, [box]).start()
        else:
            strike(box)
            time.sleep(0.05)
        try:
            ran = arena.run(SCALE, case, 2.0)["it"]
        except SideEnded as over:
            return f"blamed: {over.ended.verdict}, {over.ended.text}"
        except JudgeError as error:
            return f"judge error: {error}"
        return "right" if np.array_equal(ran.answer["y"], case["x"] * 3) else "blamed: wrong"


def supervisor_of(box: Box) -> int:
    return box.process.pid


def worker_of(box: Box) -> int:
    return child_of(box.process.pid)[0]


def close_requests(box: Box) -> None:
    """Our end of the request pipe is gone; its number stays in use, so that nobody gets it."""
    assert box.process.stdin is not None
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), box.process.stdin.fileno())


def close_answers(box: Box) -> None:
    """The same of the pipe with the answers."""
    assert box.process.stdout is not None
    with open(os.devnull, "rb") as nowhere:
        os.dup2(nowhere.fileno(), box.process.stdout.fileno())


def _signal(whose: Callable[[Box], int], number: signal.Signals) -> Callable[[Box], None]:
    return lambda box: os.kill(whose(box), number)


STRIKES: dict[str, tuple[Callable[[Box], None], bool]] = {
    "supervisor killed in a window": (_signal(supervisor_of, KILLED), True),
    "supervisor stopped in a window": (_signal(supervisor_of, STOPPED), True),
    "supervisor stopped between windows": (_signal(supervisor_of, STOPPED), False),
    "supervisor killed between windows": (_signal(supervisor_of, KILLED), False),
    "worker stopped in a window": (_signal(worker_of, STOPPED), True),
    "worker stopped between windows": (_signal(worker_of, STOPPED), False),
    "requests cut in a window": (close_requests, True),
    "requests cut between windows": (close_requests, False),
    "answers cut between windows": (close_answers, False),
}
WORKER_KILLED = {
    "worker killed in a window": (_signal(worker_of, KILLED), True),
    "worker killed between windows": (_signal(worker_of, KILLED), False),
}
"""Told apart in mode full only: elsewhere a solution can kill itself, and nobody can tell."""


def strike_all(counts: Counts, modes: tuple[str, ...] = MODES) -> None:
    """Every strike in every mode, in boxes of this process."""
    for mode in modes:
        for name, (strike, during) in {**STRIKES, **WORKER_KILLED}.items():
            if name in WORKER_KILLED and mode != "full":
                continue
            said = struck_window(mode, strike, during)
            counts[f"{name}: {said.partition(':')[0]}"] += 1
            if said.startswith("blamed") or "\n" in said:
                counts.broke(f"{name}, {mode}: {said}")


# disks


CACHED = """
import numba
@numba.njit(cache=True)
def inner(keys, capacity, hit):
    for i in range(len(keys)):
        hit[i] = 0
def replay(keys, capacity, hit):
    inner(keys, capacity, hit)
"""
Disk = tuple[str, int, str]
ROOM_KB = (20, 40, 60, 80, 160)
"""What is free for temporary files: nothing works, then the box alone, then its cache too."""
DISKS = [(mode, kb, "TMPDIR") for mode in ("nons", "off") for kb in ROOM_KB]
DISKS += [("full", 0, "XDG_CACHE_HOME")]
"""Mode, free KB, and what is on that disk."""


def full_disk(folder: Folder, disk: Disk, counts: Counts) -> None:
    """A tmpfs with little room: exit 70 and a sentence, or the verdict, and nothing left on it."""
    mode, kb, variable = disk
    name = f"{kb} KB for {variable}, {mode}"
    (folder.project / "cached.py").write_text(CACHED)
    (folder.project / "disk").mkdir()
    line = f"{' '.join(KATA[:2])} '{KATA[2]}' run lru-cache cached.py --level replay"
    script = (
        f"mount -t tmpfs -o size=1m tmpfs disk && head -c {kb << 10} /dev/zero > disk/spare; "
        "cat /dev/zero > disk/filler 2> /dev/null; rm -f disk/spare; "
        f"export {variable}=$PWD/disk; {line}; code=$?; ls disk >&2; exit $code"
    )
    environment = {"PATH": "/usr/bin:/bin", "KATA_BOX": mode, "TMPDIR": str(folder.temporary)}
    environment["XDG_CACHE_HOME"] = str(folder.cache)
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", script],
        cwd=folder.project,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    *said, left = done.stderr.rstrip("\n").split("\n")
    counts[f"disk with little room: exit {done.returncode}"] += 1
    if "crashed" in done.stdout or "OSError" in done.stdout:
        raise Broken(f"{name}: {done.stdout}")
    if left != "filler" and variable == "TMPDIR":
        raise Broken(f"{name}: {left} is left on the disk")
    if done.returncode == 70:
        check_sentence("\n".join(said))
    elif done.returncode != 1 or "wrong" not in done.stdout:
        raise Broken(f"{name}: exit {done.returncode}: {done.stdout}{done.stderr}")


def fill_all(counts: Counts, disks: Sequence[Disk] = DISKS) -> None:
    """Every one of these disks; only root can mount them."""
    if not IS_ROOT or not shutil.which("unshare"):
        counts["disks not tried: needs root"] += 1
        return
    for disk in disks:
        with new_folder() as folder:
            try:
                full_disk(folder, disk, counts)
            except Broken as fault:
                counts.broke(str(fault))


def run(count: int, seed: int) -> Counts:
    """`count` blows at random, every strike, every disk."""
    counts, rng = Counts(), random.Random(seed)
    with new_folder() as folder, orphans_adopted():
        strike_all(counts)
        fill_all(counts)
        for number in range(count):
            repeated(counts, number, lambda: disturb(folder, rng, counts))
            if number % 10 == 9:
                print(f"{number + 1} blows, {len(counts.faults)} broken", flush=True)
    return counts


if __name__ == "__main__":
    finish(run(**options(__doc__, count=24, seed=1)))
