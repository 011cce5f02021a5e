"""Real commands in a project folder of their own, and what may be left of them: nothing."""

from __future__ import annotations

import argparse
import ctypes
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from commands import KATA, LRU, SUBREAPER, WRONG, children

GONE_S = 3.0
"""What a killed command started must be gone after this much time."""
ROOT = Path(__file__).parent.parent.parent
SHORT_RUN = ("run", "lru-cache", "wrong.py", *LRU[3:])
"""Judged in half a second: one box, one verdict, one row."""


class Broken(AssertionError):
    """Something did not survive."""


class Counts(Counter[str]):
    """What a run of a script has seen, and what broke; printed line by line."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def broke(self, fault: str) -> None:
        """Count a fault, and say it at once."""
        self.faults.append(fault)
        print(f"BROKEN: {fault}", flush=True)

    def told(self) -> str:
        """The counts, one a line."""
        lines = [f"{count:>8,}  {name}" for name, count in sorted(self.items())]
        return "\n".join([*lines, f"{len(self.faults):>8,}  broken"])


class Folder:
    """A project, temporary files and a cache of its own; commands run in it."""

    def __init__(self, place: Path) -> None:
        self.project, self.temporary = place / "project", place / "temporary"
        self.cache = place / "cache"
        for folder in (self.project, self.temporary, self.cache):
            folder.mkdir(exist_ok=True)
        from conftest import PLAIN_REPLAY  # loads numpy, whose threads a fork would leave behind

        (self.project / "my.py").write_text(PLAIN_REPLAY)
        (self.project / "wrong.py").write_text(WRONG)
        self.history = self.project / ".kata" / "history.jsonl"

    def start(self, *arguments: str, box: str = "full") -> subprocess.Popen[str]:
        """A `kata` command, leader of a process group of its own."""
        own = {
            "TMPDIR": str(self.temporary),
            "XDG_CACHE_HOME": str(self.cache),
            "KATA_BOX": box,
            "PYTHONPATH": str(ROOT),
        }
        return subprocess.Popen(
            [*KATA, *arguments],
            cwd=self.project,
            env={**os.environ, **own},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def rows(self) -> dict[Path, bytes]:
        """Every file of rows as it is now."""
        found = [self.history, *self.project.glob("results/*/*.jsonl")]
        return {path: path.read_bytes() for path in found if path.exists()}

    def left(self) -> list[str]:
        """Temporary files and folders, and half-written files of the cache."""
        names = [f"temporary/{path.name}" for path in self.temporary.iterdir()]
        half = [path for path in self.cache.rglob("*") if path.is_file() and path.suffix != ".jit"]
        return sorted([*names, *(f"cache/{path.name}" for path in half)])


@contextmanager
def new_folder() -> Iterator[Folder]:
    """A Folder that is removed at the end."""
    with tempfile.TemporaryDirectory(prefix="survive-") as place:
        yield Folder(Path(place))


@contextmanager
def orphans_adopted() -> Iterator[None]:
    """Whatever a killed command leaves becomes a child of this process, and is seen."""
    libc = ctypes.CDLL(None)
    if libc.prctl(SUBREAPER, 1, 0, 0, 0):
        raise OSError("this system does not hand orphans over")
    try:
        yield
    finally:
        libc.prctl(SUBREAPER, 0, 0, 0, 0)


def processes_left(before: set[int], within_s: float = GONE_S) -> set[int]:
    """The children that are still there after this much time; ended ones are reaped."""
    until_s = time.monotonic() + within_s
    while (left := children() - before) and time.monotonic() < until_s:
        time.sleep(0.005)
    _reap_adopted()
    return left


def _reap_adopted() -> None:
    """Zombies that no Popen of ours waits for."""
    for task in Path("/proc/self/task").iterdir():
        for pid in map(int, (task / "children").read_text().split()):
            with suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)


def ended(process: subprocess.Popen[str], within_s: float) -> tuple[int, str, str]:
    """Exit code, stdout and stderr; Broken where it does not end in time (it is killed then)."""
    try:
        out, said = process.communicate(timeout=within_s)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise Broken(f"{process.args[3:]} did not end within {within_s:g} s") from None
    return process.returncode, out, said


def lost_rows(before: dict[Path, bytes], now: dict[Path, bytes]) -> list[str]:
    """The files whose earlier bytes are not all there any more."""
    return [path.name for path, data in before.items() if not now.get(path, b"").startswith(data)]


def assert_sentence(text: str, where: str) -> None:
    """One line that can be printed, of a length that can be read."""
    assert text and "\n" not in text and "\x1b" not in text, f"{where}: {text!r}"
    assert len(text) < 700, f"{where}: {len(text)} characters"


def options(about: str | None, **defaults: int) -> dict[str, int]:
    """Whole numbers of the command line: `count=200` is `--count`, 200 where it is not given."""
    parser = argparse.ArgumentParser(description=(about or "").splitlines()[0])
    for name, value in defaults.items():
        parser.add_argument(f"--{name}", type=int, default=value)
    return vars(parser.parse_args())


def finish(counts: Counts) -> None:
    """Print the counts and end: 0 where nothing broke."""
    print(counts.told(), flush=True)
    sys.exit(bool(counts.faults))


def repeated(counts: Counts, number: int, action: Callable[[], None]) -> None:
    """One step of a script: what breaks is counted, and the next step begins."""
    try:
        action()
    except Broken as fault:
        counts.broke(f"{number}: {fault}")
