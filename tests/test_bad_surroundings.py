"""Everything a machine can refuse or lack: the verdict, or one sentence and the right exit code."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import shutil
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest
from commands import (
    HOSTILE,
    KATA,
    LRU,
    ROOT,
    WRONG,
    adopt_orphans,
    assert_one_sentence,
    folder,
    kata,
    replay,
)

__all__ = ["adopt_orphans", "folder"]  # fixtures

# the folder


def occupied(path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text("x")


KEPT = {
    ".kata is a file": (".kata", occupied, "File exists"),
    "history is a pipe": (".kata/history.jsonl", os.mkfifo, "Illegal seek"),
    "history is a folder": (".kata/history.jsonl", Path.mkdir, "Is a directory"),
    "the disk is full": (
        ".kata/history.jsonl",
        lambda path: path.symlink_to("/dev/full"),
        "No space left on device",
    ),
}


@pytest.mark.parametrize("name", KEPT)
def test_the_verdict_stands_where_it_cannot_be_kept(folder: Path, name: str) -> None:
    place, make, reason = KEPT[name]
    (folder / "my.py").write_text(WRONG)
    if "/" in place:
        (folder / ".kata").mkdir()
    make(folder / place)
    done = kata(folder, *LRU)
    assert done.returncode == 1
    assert "replay  wrong" in done.stdout
    assert_one_sentence(done.stderr, f"could not be kept in .kata/history.jsonl ({reason})")
    assert kata(folder).returncode == 0, "and looking still works"


SOLUTIONS_FOLDER = {
    "a file": (lambda path: path.parent.write_text("x"), "start", "Not a directory"),
    "a link to itself": (lambda path: path.symlink_to(path.name), "run", "is a link"),
    "a folder in its place": (Path.mkdir, "run", "is a folder"),
    "a link to nothing": (lambda path: path.symlink_to("gone"), "run", "is a link"),
}


@pytest.mark.parametrize("name", SOLUTIONS_FOLDER)
def test_a_solutions_folder_that_is_none(folder: Path, name: str) -> None:
    make, command, text = SOLUTIONS_FOLDER[name]
    if name != "a file":
        (folder / "solutions").mkdir()
    make(folder / "solutions" / "fanout.py")
    done = kata(folder, command, "fanout")
    assert (done.returncode, done.stdout) == (2, "")
    assert_one_sentence(done.stderr, text)
    assert kata(folder).returncode == 0


def test_a_starter_is_written_whole_or_not_at_all(folder: Path) -> None:
    done = kata(folder, shell="ulimit -f 0; kata start fanout")
    assert done.returncode == 2
    assert_one_sentence(done.stderr, "cannot be written (File too large)")
    assert list(folder.glob("solutions/*")) == []


def test_a_folder_that_is_gone(folder: Path) -> None:
    (folder / "my.py").write_text(WRONG)
    shell = f"mkdir gone; cd gone; rmdir ../gone; kata run lru-cache {folder}/my.py --level replay"
    done = kata(folder, shell=shell)
    assert done.returncode == 1
    assert "replay  wrong" in done.stdout
    assert_one_sentence(done.stderr, "could not be kept")


@pytest.mark.skipif(not ROOT or not shutil.which("unshare"), reason="needs root to mount")
@pytest.mark.parametrize("options", ["ro", "size=16k"], ids=["read-only", "full"])
def test_a_disk_that_takes_nothing(folder: Path, options: str) -> None:
    """A tmpfs of its own: read-only, or filled to the last byte."""
    (folder / "my.py").write_text(WRONG)
    (folder / "disk").mkdir()
    fill = "cat /dev/zero > filler 2> /dev/null; " if "size" in options else ""
    mount = f"mount -t tmpfs -o {options} tmpfs disk && cd disk && {fill}"
    line = f"{' '.join(KATA[:2])} '{KATA[2]}' run lru-cache ../my.py --level replay"
    done = kata(folder, shell=f"unshare --mount sh -c {json.dumps(mount + line)}")
    assert done.returncode == 1, done.stderr
    assert "replay  wrong" in done.stdout
    assert_one_sentence(done.stderr, "could not be kept in .kata/history.jsonl")


@pytest.mark.skipif(not ROOT, reason="root may read everything, and become someone who may not")
def test_a_file_an_ordinary_user_may_not_read(folder: Path) -> None:
    (folder / "my.py").write_text(WRONG)
    (folder / "my.py").chmod(0)
    script = (
        "import os, sys\nfrom harness import catalog\nfrom harness.cli.main import main\n"
        "catalog.find('lru-cache')\nos.setresuid(61234, 61234, 61234)\nmain()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *LRU], cwd=folder, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert_one_sentence(done.stderr, "my.py cannot be read (Permission denied)")


# the surroundings

SURROUNDINGS: dict[str, dict[str, str | None]] = {
    "no HOME": {"HOME": None, "XDG_CACHE_HOME": None},
    "HOME that is not there": {"HOME": "/nonexistent/home", "XDG_CACHE_HOME": None},
    "TMPDIR that is not there": {"TMPDIR": "/nonexistent/temporary"},
    "the same, without namespaces": {"TMPDIR": "/nonexistent/temporary", "KATA_BOX": "nons"},
    "a dumb terminal": {"TERM": "dumb"},
    "no TERM": {"TERM": None},
}


@pytest.mark.parametrize("name", SURROUNDINGS)
def test_surroundings_that_lack_something(folder: Path, name: str) -> None:
    (folder / "my.py").write_text(WRONG)
    done = kata(folder, *LRU, **SURROUNDINGS[name])
    assert done.returncode == 1
    assert "replay  wrong: keeps_recent_keys at worked_example" in done.stdout
    assert done.stderr == "... small cases\n"


def test_an_encoding_without_bars_and_dashes(folder: Path) -> None:
    (folder / "my.py").write_text(replay("raise E", HOSTILE + "'caf\xe9'"))
    ascii_only = {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = kata(folder, *LRU, **ascii_only)
    assert done.returncode == 1
    assert done.stdout.startswith("lru-cache - my.py\n")
    assert "E: caf? (line 4, in replay)" in done.stdout


SHELL = {
    "list | head": ("set -o pipefail; kata list | head -1", 0, ""),
    "list to a full disk": ("kata list > /dev/full", 70, "No space left on device"),
    "help to a full disk": ("kata --help > /dev/full", 70, "No space left on device"),
    "run to a full disk": (
        "kata run lru-cache my.py --level replay > /dev/full",
        70,
        "No space left on device",
    ),
    "JSON to a full disk": (
        "kata run lru-cache my.py --level replay --json > /dev/full",
        70,
        "No space left",
    ),
    "run, progress to a full disk": ("kata run lru-cache my.py --level replay 2> /dev/full", 1, ""),
    "run without stdout": ("kata run lru-cache my.py --level replay >&-", 1, ""),
    "run without any": ("kata run lru-cache my.py --level replay <&- >&- 2>&-", 1, ""),
    "misuse without stderr": ("kata run nothing 2>&-", 2, ""),
    "misuse, stderr to a full disk": ("kata run nothing 2> /dev/full", 2, ""),
    "too few descriptors": (
        "ulimit -n 12; kata run lru-cache my.py --level replay",
        70,
        "Too many open files",
    ),
    "too little memory": (
        "ulimit -v 400000; kata run lru-cache my.py --level replay",
        70,
        "allocate memory",
    ),
}


@pytest.mark.parametrize("name", SHELL)
def test_streams_and_limits(folder: Path, name: str) -> None:
    shell, code, text = SHELL[name]
    (folder / "my.py").write_text(WRONG)
    done = kata(folder, shell=shell)
    assert done.returncode == code, done.stderr
    if text:
        assert_one_sentence(done.stderr, text)
    else:
        assert done.stderr in ("", "... small cases\n")


def in_terminal(
    folder: Path, columns: int, *arguments: str, program: str = KATA[2], **changes: str
) -> tuple[int, str]:
    """Exit code and what a terminal of that width gets."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    environment = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    running = subprocess.Popen(
        [*KATA[:2], program, *arguments],
        cwd=folder,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**environment, "TERM": "xterm", **changes},
        start_new_session=True,
    )
    os.close(theirs)
    seen = b""
    try:
        while part := os.read(ours, 4096):
            seen += part
    except OSError:
        pass  # Linux says so when the last writer is gone
    os.close(ours)
    return running.wait(60), seen.decode()


def lines_of(seen: str) -> list[str]:
    """What is to be read, without colours and what the spinner took back."""
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", seen)
    return [line.rpartition("\r")[2] for line in plain.replace("\r\n", "\n").split("\n")]


@pytest.mark.parametrize("columns", [40, 200])
def test_sentences_are_wrapped_to_the_terminal(folder: Path, columns: int) -> None:
    (folder / "my.py").write_text(WRONG)
    code, seen = in_terminal(folder, columns, *LRU)
    assert code == 1
    assert max(map(len, lines_of(seen))) <= columns
    assert "keeps_recent_keys" in " ".join(lines_of(seen))
    code, seen = in_terminal(folder, columns, "run", "lru-cach")
    assert code == 2
    assert max(map(len, lines_of(seen))) <= columns
    assert "Did you mean lru-cache?" in " ".join(" ".join(lines_of(seen)).split())


BARS = """
from harness.cli.render import Screen
rates = {"naive": 2.29e6, "numpy": 38.5e6, "you": 70.3e6, "reference": 172e6}
Screen().bars({name: (rate / 172e6, rate) for name, rate in rates.items()}, "deliveries")
"""


def test_bars_fit_a_narrow_terminal(folder: Path) -> None:
    code, seen = in_terminal(folder, 40, program=BARS, NO_COLOR="1")
    assert code == 0
    bars = [line.rstrip() for line in lines_of(seen) if "█" in line]
    assert len(bars) == 4
    assert all(line.endswith(" deliveries/s") and len(line) <= 40 for line in bars), bars
    assert not re.search(r"\x1b\[[0-9;]*3[0-9][0-9;]*m", seen), "NO_COLOR"
