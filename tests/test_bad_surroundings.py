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

from harness.box import Setting
from harness.catalog.solution import read
from harness.judge import reference_cache
from harness.kata import Limits

LOWEST = Path(__file__).parent / "lowest.py"
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
        "Too many open files; lift your own limit (ulimit -n 12)",
    ),
    "too little memory": (
        "ulimit -v 400000; kata run lru-cache my.py --level replay",
        70,
        "allocate memory; lift your own limit (ulimit -v 400000)",
    ),
    "too small files": (
        "ulimit -f 1000; kata run lru-cache my.py --level replay",
        70,
        "File too large; lift your own limit (ulimit -f 1000)",
    ),
    "too little memory for a solution": (
        "ulimit -v 1500000; kata run lru-cache greedy.py --level replay",
        70,
        "your own limit ended it (ulimit -v 1500000)",
    ),
    "no columns": ("COLUMNS=0 kata run lru-cache my.py --level replay", 1, ""),
    "too many columns": ("COLUMNS=99999999 kata run lru-cache my.py --level replay", 1, ""),
    "a kata that ends the program": (
        "mkdir -p k/katas/evil; echo 'raise SystemExit(0)' > k/katas/evil/kata.py; "
        "KATA_PATH=k kata list",
        70,
        "k/katas/evil/kata.py ends the program when it loads; mend it",
    ),
    "no stdin, and a question": ("kata publish lru-cache my.py <&-", 2, "no ranked run"),
}
GREEDY = "def replay(keys, capacity, hit):\n    held = [bytearray(1 << 20) for _ in range(4000)]\n"


@pytest.mark.parametrize("name", SHELL)
def test_streams_and_limits(folder: Path, name: str) -> None:
    shell, code, text = SHELL[name]
    (folder / "my.py").write_text(WRONG)
    (folder / "greedy.py").write_text(GREEDY)
    done = kata(folder, shell=shell)
    assert done.returncode == code, done.stderr
    if text:
        assert_one_sentence(done.stderr, text)
    else:
        assert done.stderr in ("", "... small cases\n")


@pytest.mark.skipif(sys.platform != "linux", reason="needs locks")
def test_stricter_limits_of_the_user_are_kept_and_no_lock_is_given_up(folder: Path) -> None:
    (folder / "my.py").write_text(WRONG)
    limits = "ulimit -s 8192; ulimit -n 64; ulimit -v 2500000; ulimit -t 60; ulimit -u 200"
    done = kata(folder, shell=f"{limits}; kata {' '.join(LRU)} -v")
    assert done.returncode == 1, done.stderr
    assert "replay  wrong" in done.stdout
    assert "  locks: full" in done.stdout


@pytest.mark.skipif(not ROOT or not shutil.which("capsh"), reason="needs root and capsh")
@pytest.mark.parametrize("name", ["umask 077", "capsh --drop=all"])
def test_root_that_is_less_than_root(folder: Path, name: str) -> None:
    (folder / "my.py").write_text(WRONG)
    line = f"{sys.executable} -c '{KATA[2]}' {' '.join(LRU)} -v"
    shell = f"umask 077; {line}" if name == "umask 077" else f'capsh --drop=all -- -c "{line}"'
    done = kata(folder, shell=shell, KATA_BOX="nons")
    assert done.returncode == 1, done.stderr
    assert "replay  wrong" in done.stdout
    assert "  locks: nons" in done.stdout


OLD_KERNELS = {
    "before 5.1, no seal for the future": (
        "some",
        ["landlock_create_ruleset=ENOSYS", "close_range=ENOSYS", "fcntl:1==1033:2&16=EINVAL"],
    ),
    "an old profile of a container": ("few", ["landlock_create_ruleset=EPERM", "unshare=EPERM"]),
    "calls that are newer than a profile": ("full", ["close_range=EPERM", "clone3=EPERM"]),
}


@pytest.mark.skipif(not ROOT, reason="root may put a filter on itself and be root all the same")
@pytest.mark.parametrize("name", OLD_KERNELS)
def test_kernels_and_containers_that_lack_calls(folder: Path, name: str) -> None:
    """The other locks hold, and what is missing is said."""
    mode, refusals = OLD_KERNELS[name]
    (folder / "my.py").write_text(WRONG)
    player = [sys.executable, str(Path(__file__).parent / "survive" / "refusing.py")]
    done = subprocess.run(
        [*player, *refusals, "--", *KATA, *LRU, "-v"],
        cwd=folder,
        env={**os.environ, "TMPDIR": str(folder.parent / "temporary")},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1, done.stderr
    assert "replay  wrong" in done.stdout
    assert f"  locks: {mode}" in done.stdout
    if mode != "full":
        assert_one_sentence(done.stderr, "not all locks around the solution here")
        assert "without Landlock" in done.stderr


def as_nobody(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command by somebody who owns nothing, without a home and an entry in passwd."""
    script = (
        "import os\nfrom harness import catalog\nfrom harness.cli.main import main\n"
        "from harness.results import board, history, publish, tables\n"
        "catalog.entries()\nos.setresuid(61234, 61234, 61234)\nmain()\n"
    )
    environment = {name: value for name, value in os.environ.items() if name != "HOME"}
    return subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=folder,
        env={**environment, "XDG_CACHE_HOME": "relative"},
        capture_output=True,
        text=True,
    )


CLOSED = {
    ".kata": ((), 0, ".kata/history.jsonl cannot be read (Permission denied)"),
    "solutions": (("run", "fanout"), 2, "solutions cannot be entered (Permission denied)"),
    "results": (("board", "fanout"), 2, "cannot be read (Permission denied)"),
}


@pytest.mark.skipif(not ROOT, reason="root may read everything, and become someone who may not")
@pytest.mark.parametrize("name", CLOSED)
def test_a_folder_that_may_not_be_entered_is_neither_empty_nor_full(
    folder: Path, name: str
) -> None:
    arguments, code, text = CLOSED[name]
    (folder / name).mkdir(mode=0)
    done = as_nobody(folder, *arguments)
    assert done.returncode == code
    assert_one_sentence(done.stderr, text)
    assert "started:" not in done.stdout and "Nobody is" not in done.stdout


def test_without_a_home_nothing_is_kept_and_no_folder_is_named_after_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("HOME", "~")  # what is left where passwd has no entry either
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    solution, setting = read(LOWEST, "this", own=False), Setting("off", Limits())
    reference_cache.save(solution, setting, b"an image")
    assert reference_cache.load(solution, setting) == b""
    assert list(folder.iterdir()) == []


def test_a_name_with_escapes_is_shown_without(folder: Path) -> None:
    name = "\x1b[31mmy.py"
    (folder / name).write_text(WRONG)
    done = kata(folder, "run", "lru-cache", name, "--level", "replay", "--check")
    assert done.returncode == 1
    assert done.stdout.startswith("lru-cache · \\x1b[31mmy.py\n")
    assert "\x1b" not in done.stdout + done.stderr


@pytest.mark.parametrize("command", [(), ("run",), ("author", "verify")], ids=" ".join)
def test_help_is_whole_without_docstrings(folder: Path, command: tuple[str, ...]) -> None:
    usual = kata(folder, *command, "--help")
    assert kata(folder, *command, "--help", PYTHONOPTIMIZE="2").stdout == usual.stdout


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
