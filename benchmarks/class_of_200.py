"""A class of 200: made of rungs, ways, mistakes and hostile files, graded twice and on a cluster.

`python -m benchmarks.class_of_200 [--files 200] [--jobs 2] [--no-cluster]` says how long it took,
in wall and CPU time, and whether all grades gave the same points. Exit 1 where they did not.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from harness import catalog
from harness.catalog import Entry

KATA = "fanout"
SEED = "c1a55" + "0" * 59
COMMAND = [sys.executable, "-c", "from harness.cli import main; main()"]
ENDLESS = (
    "def deliver(*everything):\n    while True:\n        pass\n",
    "def choose(*everything):\n    while True:\n        pass\n",
    "class Timelines:\n    def __init__(self, *everything):\n        pass\n\n"
    "    def apply(self, *everything):\n        while True:\n            pass\n",
    "import time\n\n\ndef deliver(*everything):\n    time.sleep(1000)\n",
    "while True:\n    pass\n",
)
HOSTILE = (
    "",
    "def deliver(:\n",
    "import os\n\nos._exit(0)\n",
    "import os\n\n\ndef deliver(*everything):\n    while True:\n        os.fork()\n",
    "def deliver(*everything):\n    print('x' * 10_000_000)\n",
    "def deliver(*everything):\n    held = [bytearray(1 << 26) for _ in range(1000)]\n",
    "def deliver(*everything):\n    deliver(*everything)\n",
    "import numpy\n\n\ndef deliver(followers, author, tweet, timelines):\n"
    "    numpy.lib.stride_tricks.as_strided(timelines, (1 << 40,))[:] = 1\n",
    "import os\n\n\ndef deliver(*everything):\n    os.kill(os.getppid(), 9)\n",
    "x = '" + "x" * 100_000 + "'\n",
)


def made(entry: Entry, count: int) -> dict[str, str]:
    """Name -> source of so many files: a quarter right, a twentieth endless, a twentieth hostile,
    the rest wrong in different ways.
    """
    right = [path.read_text() for path in entry.submissions("accepted").values()]
    rungs = list(entry.rungs().values())
    bases = [path.read_text() for path in rungs[:3]]
    wrong = [each.source for each in entry.wrong().values()]
    sources = [right[i % len(right)] for i in range(count // 4)]
    sources += [ENDLESS[i % len(ENDLESS)] for i in range(count // 20)]
    sources += [HOSTILE[i % len(HOSTILE)] for i in range(count // 20)]
    while len(sources) < count:
        place = len(sources)
        base = bases[place // len(wrong) % len(bases)]
        sources.append(_with(base, wrong[place % len(wrong)]))
    random.Random(1).shuffle(sources)
    return {
        f"Student {number:03} Müller_{number}_assignsubmission_file_{entry.folder_name}.py": (
            f"{source}\n# handed in by {number}\n"
        )
        for number, source in enumerate(sources)
    }


def _with(base: str, mistake: str) -> str:
    """A right solution whose one function is somebody's mistake."""
    lines = mistake.splitlines()
    later = [line for line in lines if not line.startswith("from __future__")]
    return "\n".join([base, *later])


def grade(place: Path, files: Path, *options: str) -> tuple[str, float, float]:
    """One grade in a folder of its own: the table, and its wall and CPU time."""
    place.mkdir(exist_ok=True)
    before, begun_s = _cpu_s(), time.monotonic()
    command = [*COMMAND, "grade", KATA, str(files), "--csv", "points.csv", *options]
    done = subprocess.run(command, cwd=place, stdout=subprocess.DEVNULL, check=False)
    wall_s = time.monotonic() - begun_s
    if done.returncode:
        raise SystemExit(f"the grade ended with {done.returncode}")
    return (place / "points.csv").read_text(encoding="utf-8"), wall_s, _cpu_s() - before


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@contextmanager
def cluster(place: Path, workers: int) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and so many workers on the loopback: its address, and the workers."""
    place.mkdir(exist_ok=True)
    address_file = place / "scheduler.json"
    common = ["--scheduler-file", str(address_file), "--host", "127.0.0.1", "--no-dashboard"]

    def started(program: str, name: str, *options: str) -> subprocess.Popen[bytes]:
        with (place / f"{name}.log").open("wb") as log:
            command = [sys.executable, "-m", f"distributed.cli.{program}", *common, *options]
            return subprocess.Popen(command, cwd=place, stdout=log, stderr=log)

    processes = [started("dask_scheduler", "scheduler", "--port", "0")]
    try:
        while not address_file.exists():
            assert processes[0].poll() is None, "the scheduler did not start"
            time.sleep(0.05)
        for number in range(workers):
            folder = ["--local-directory", str(place / f"worker-{number}")]
            options = ["--nthreads", "1", "--no-nanny", *folder]
            processes.append(started("dask_worker", f"worker-{number}", *options))
        yield json.loads(address_file.read_text())["address"], processes[1:]
    finally:
        for process in reversed(processes):
            process.kill()
            process.wait()


def graded_on_cluster(place: Path, files: Path, count: int) -> tuple[str, float]:
    """On three workers, one of which is killed when a third is done."""
    place.mkdir()
    begun_s = time.monotonic()
    with cluster(place / "cluster", 3) as (address, workers):
        options = ["--scheduler", address, "--csv", "points.csv", "--seed", SEED]
        command = [*COMMAND, "grade", KATA, str(files), *options]
        process = subprocess.Popen(command, cwd=place, stdout=subprocess.DEVNULL)
        while process.poll() is None and _kept(place) < count // 3:
            time.sleep(0.1)
        assert process.poll() is None, "it ended before a worker could be killed"
        workers[1].send_signal(signal.SIGKILL)
        if process.wait():
            raise SystemExit(f"the grade on the cluster ended with {process.returncode}")
    return (place / "points.csv").read_text(encoding="utf-8"), time.monotonic() - begun_s


def _kept(place: Path) -> int:
    lines = [path.read_bytes().count(b"\n") for path in place.glob(".kata/grades/*.jsonl")]
    return sum(lines)


def main() -> None:
    """Make the class, grade it, and say what came out."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--files", type=int, default=200)
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--no-cluster", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="class-") as name:
        place = Path(name)
        files = place / "class"
        files.mkdir()
        for file, source in made(catalog.find(KATA), asked.files).items():
            (files / file).write_text(source, encoding="utf-8")
        same = _graded(place, files, asked)
    sys.exit(0 if same else 1)


def _graded(place: Path, files: Path, asked: argparse.Namespace) -> bool:
    jobs = ("--jobs", str(asked.jobs))
    points, wall_s, cpu_s = grade(place / "first", files, "--seed", SEED, *jobs)
    _say("judged", wall_s, cpu_s)
    again, wall_s, cpu_s = grade(place / "first", files, "--again", *jobs)
    _say("judged again", wall_s, cpu_s)
    tables = [points, again]
    if not asked.no_cluster:
        found, wall_s = graded_on_cluster(place / "third", files, asked.files)
        print(f"on three workers, one killed: {wall_s:.0f} s", flush=True)
        tables.append(found)
    _, wall_s, cpu_s = grade(place / "first", files, "--feedback", "pages", *jobs)
    _say("a page each", wall_s, cpu_s)
    for table in tables[1:]:
        for one, other in zip(points.splitlines(), table.splitlines(), strict=True):
            if one != other:
                print(f"differs:\n  {one}\n  {other}")
    return len(set(tables)) == 1


def _say(what: str, wall_s: float, cpu_s: float) -> None:
    cores = len(os.sched_getaffinity(0))
    each = cpu_s / cores
    print(
        f"{what}: {wall_s:.0f} s on this machine as it is; {cpu_s:.0f} s of CPU time, which is "
        f"{each:.0f} s on {cores} idle cores",
        flush=True,
    )


if __name__ == "__main__":
    main()
