"""Real commands for the tests: in an empty folder, and with an eye on what they leave behind."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

KATA = [sys.executable, "-c", "from harness.cli import main; main()"]
LRU = ("run", "lru-cache", "my.py", "--level", "replay")
WRONG = "def replay(keys, capacity, hit):\n    pass\n"
HOSTILE = "class E(Exception):\n    def __str__(self): return "
ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
LEFT_S = 2.0
"""What an ended command started must be gone after this much time."""
SUBREAPER = 36


@pytest.fixture(autouse=True)
def adopt_orphans() -> Iterator[None]:
    """Whatever a killed run leaves becomes a child of this process, and is seen."""
    if sys.platform != "linux":
        yield
        return
    libc = ctypes.CDLL(None)
    assert libc.prctl(SUBREAPER, 1, 0, 0, 0) == 0
    yield
    assert libc.prctl(SUBREAPER, 0, 0, 0, 0) == 0


def children() -> set[int]:
    """The children of this process that are not zombies."""
    if sys.platform != "linux":
        return set()
    found: set[int] = set()
    for task in Path("/proc/self/task").iterdir():
        found.update(map(int, (task / "children").read_text().split()))
    return {pid for pid in found if _state(pid) not in ("Z", "")}


def wait_until_gone(before: set[int]) -> None:
    """Until this process has the children it had before."""
    until_s = time.monotonic() + LEFT_S
    while children() - before:
        assert time.monotonic() < until_s, "a process is left"
        time.sleep(0.01)


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """An empty folder to work in; at the end no process and no temporary file is left."""
    (tmp_path / "project").mkdir()
    (tmp_path / "temporary").mkdir()
    before = children()
    yield tmp_path / "project"
    wait_until_gone(before)
    assert list((tmp_path / "temporary").iterdir()) == []


def kata(
    folder: Path, *arguments: str, shell: str = "", **changes: str | None
) -> subprocess.CompletedProcess[str]:
    """The command, or a line of shell in which `kata` is the command."""
    own = {
        "XDG_CACHE_HOME": str(folder.parent / "cache"),
        "TMPDIR": str(folder.parent / "temporary"),
    }
    environment = {**os.environ, **own, **changes}
    line = f'kata() {{ {sys.executable} -c "from harness.cli import main; main()" "$@"; }}\n'
    return subprocess.run(
        ["bash", "-c", line + shell] if shell else [*KATA, *arguments],
        cwd=folder,
        env={name: value for name, value in environment.items() if value is not None},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )


def assert_one_sentence(said: str, text: str) -> None:
    """On stderr: what is wrong, from us, in one line."""
    lines = [line for line in said.splitlines() if not line.startswith("... ")]
    assert len(lines) == 1, said
    assert lines[0].startswith("kata: ")
    assert text in lines[0]
    assert len(lines[0]) < 300


def replay(body: str, before: str = "") -> str:
    return f"{before}\ndef replay(keys, capacity, hit):\n{textwrap.indent(body, '    ')}\n"
