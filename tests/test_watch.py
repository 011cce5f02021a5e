"""`kata watch` as a learner meets it: real processes on terminals of their own."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from commands import KATA, adopt_orphans, assert_one_sentence, folder, kata
from conftest import LOCKED, PLAIN_REPLAY, solution

from harness import catalog
from harness.box import Setting
from harness.judge import small_cases
from harness.judge.again import Again, Kept
from harness.judge.trial import Trial
from harness.judge.verdict import LevelResult

__all__ = ["adopt_orphans", "folder"]  # fixtures
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="terminals as Linux has them")
WRONG = PLAIN_REPLAY.replace("            cache.move_to_end(key)\n", "")
WITHIN_S = 20.0
ENDED_S = 3.0
FOOTER = "q quit"


class Terminal:
    """A terminal, and the command in its foreground; what it shows is read once."""

    def __init__(self, folder: Path, *command: str) -> None:
        self.ours, self.theirs = pty.openpty()
        fcntl.ioctl(self.theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 200, 0, 0))
        self.before = termios.tcgetattr(self.theirs)
        self.shown = ""
        own = {"TERM": "xterm", "TMPDIR": str(folder.parent / "temporary")}
        self.process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **own},
            stdin=self.theirs,
            stdout=self.theirs,
            stderr=self.theirs,
            start_new_session=True,
            preexec_fn=_in_front,
        )

    def until(self, wanted: str) -> str:
        """What is shown up to a text, which must come; what follows it is for the next one."""
        ends_s = time.monotonic() + WITHIN_S
        while wanted not in self.shown:
            assert time.monotonic() < ends_s, f"no {wanted!r} in {self.shown}"
            if select.select([self.ours], [], [], 0.2)[0]:
                read = os.read(self.ours, 65536).decode("utf-8", "replace")
                self.shown += re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", read)
        seen, _, self.shown = self.shown.partition(wanted)
        return seen + wanted

    def type(self, keys: str) -> None:
        os.write(self.ours, keys.encode())

    def attributes(self) -> list[object]:
        return termios.tcgetattr(self.theirs)

    def ended(self) -> int:
        """The exit code, soon; the terminal is as it was."""
        code = self.process.wait(ENDED_S)
        assert self.attributes() == self.before
        return code

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.ours)
        os.close(self.theirs)


def _in_front() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # what runs in background ignores it
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


Begin = Callable[..., Terminal]


@pytest.fixture
def begin(folder: Path) -> Iterator[Begin]:
    """Starts commands on terminals, in the folder."""
    begun: list[Terminal] = []

    def start(*command: str) -> Terminal:
        begun.append(Terminal(folder, *command))
        return begun[-1]

    yield start
    for terminal in begun:
        terminal.close()


def write(folder: Path, source: str) -> Path:
    path = folder / "solutions" / "lru_cache.py"
    path.parent.mkdir(exist_ok=True)
    path.write_text(source)
    return path


@pytest.fixture
def watched(folder: Path, begin: Begin) -> Terminal:
    """A right file that is being watched, and was judged."""
    write(folder, PLAIN_REPLAY)
    terminal = begin(*KATA, "watch", "lru-cache")
    shown = terminal.until(FOOTER)
    assert "replay  right (" in shown
    assert "t time replay · h hint · d debugger · n on to lru · q quit" in shown
    assert terminal.attributes() != terminal.before
    return terminal


# saves


def test_every_save_has_a_verdict_and_the_case_that_failed_comes_first(
    folder: Path, watched: Terminal
) -> None:
    write(folder, WRONG)
    shown = watched.until(FOOTER)
    assert "replay  wrong: " in shown
    assert "the case that failed last" not in shown
    assert "the smallest case that fails the same way" in shown
    assert "next: mend replay" in shown
    assert (folder / ".kata" / "cases" / "lru-cache" / "replay.txt").is_file()
    write(folder, WRONG + "\n")
    shown = watched.until(FOOTER)
    assert 0 < shown.index("the case that failed last  still ") < shown.index("replay  wrong: ")
    write(folder, PLAIN_REPLAY)
    shown = watched.until(FOOTER)
    assert 0 < shown.index("the case that failed last  right now") < shown.index("replay  right (")
    assert "replay is right; t times it" in shown
    watched.type("q")
    assert watched.ended() == 0


def test_a_renamed_file_is_a_save_and_half_a_file_does_not_load(
    folder: Path, watched: Terminal
) -> None:
    path = write(folder, PLAIN_REPLAY)
    beside = path.with_name("lru_cache.py~")
    beside.write_text(WRONG)
    os.replace(beside, path)
    assert "replay  wrong: " in watched.until(FOOTER)
    half = PLAIN_REPLAY[: PLAIN_REPLAY.index("(keys, ") + 3]
    with write(folder, "").open("w") as file:
        file.write(half)
        file.flush()
        assert "replay  does not load: SyntaxError" in watched.until(FOOTER)
        file.write(PLAIN_REPLAY[len(half) :])
    watched.until("replay is right")


def test_a_file_that_is_gone_is_waited_for(folder: Path, watched: Terminal) -> None:
    write(folder, PLAIN_REPLAY).unlink()
    watched.until("lru_cache.py is gone; this waits until it is back.")
    watched.type("t")
    watched.until("there is no file to time")
    write(folder, PLAIN_REPLAY)
    watched.until("replay is right")
    write(folder, PLAIN_REPLAY).write_bytes(b"\xff = 1\n")
    watched.until("lru_cache.py is not UTF-8")
    write(folder, PLAIN_REPLAY)
    watched.until("replay is right")


def test_of_saves_that_come_too_fast_the_last_one_is_judged(
    folder: Path, watched: Terminal
) -> None:
    write(folder, WRONG)
    write(folder, PLAIN_REPLAY + "\n")
    assert "wrong" not in watched.until("replay is right")
    write(folder, WRONG)
    watched.until("replay  wrong: ")  # it is still being made small
    write(folder, PLAIN_REPLAY)
    watched.until("replay is right")


# keys


def test_keys_are_a_hint_a_run_and_the_next_level(folder: Path, watched: Terminal) -> None:
    watched.type("h")
    watched.until("replay, 1 of ")
    watched.until(FOOTER)
    watched.type("t")
    watched.until("Enter skips")
    assert watched.attributes() == watched.before
    watched.type("\n")
    watched.until("nothing was timed: kata run lru-cache")
    watched.until(FOOTER)
    assert any(path.is_file() for path in (folder / ".kata").rglob("*")), "the run is kept"
    watched.type("\x1b[Dx\x1bOqn")  # arrows, and what is no key of ours
    shown = watched.until("n on to every-capacity")
    assert "next: fill in LRU" in shown
    assert re.search(r"replay +right \(.*\s+lru +not started", shown)
    watched.type("nnnnnnn")
    watched.until("scan-flood is the last level")
    watched.type("q")
    assert watched.ended() == 0


def test_one_key_is_the_debugger_and_ctrl_c_is_for_it_alone(
    folder: Path, watched: Terminal
) -> None:
    write(folder, WRONG)
    watched.until(FOOTER)
    watched.type("d")
    assert ".kata/cases/lru-cache/replay.txt" in watched.until("(Pdb)")
    watched.type("\x03\n")  # a signal that comes before readline waits is seen at the next key
    watched.until("kata: stopped.")
    watched.until(FOOTER)
    write(folder, PLAIN_REPLAY)
    watched.until("replay is right")
    watched.type("q")
    assert watched.ended() == 0


# ends


@pytest.mark.parametrize(
    ("moment", "number"),
    [
        ("waiting", signal.SIGINT),
        ("waiting", signal.SIGTERM),
        ("waiting", signal.SIGHUP),
        ("judging", signal.SIGINT),
        ("debugging", signal.SIGTERM),
    ],
)
def test_whatever_ends_it_leaves_the_terminal_as_it_was_and_no_process(
    folder: Path, watched: Terminal, moment: str, number: int
) -> None:
    if moment == "judging":
        write(folder, WRONG)
        watched.until("lru-cache · replay · ")
    if moment == "debugging":
        watched.type("d")
        watched.until("(Pdb)")
    if number == signal.SIGINT:
        watched.type("\x03")
    else:
        watched.process.send_signal(number)
    assert watched.ended() == 128 + number


def test_a_terminal_that_goes_ends_it(folder: Path, begin: Begin) -> None:
    write(folder, PLAIN_REPLAY)
    terminal = begin(*KATA, "watch", "lru-cache")
    terminal.until(FOOTER)
    os.close(terminal.ours)
    assert terminal.process.wait(ENDED_S) == 129
    terminal.ours = os.open(os.devnull, os.O_RDONLY)


def test_ctrl_z_gives_the_terminal_to_the_shell_and_takes_it_again(
    folder: Path, begin: Begin
) -> None:
    write(folder, PLAIN_REPLAY)
    shell = begin("bash", "--norc", "--noprofile", "-i")
    shell.type(f"PS1='ready$ '; {sys.executable} -c '{KATA[-1]}' watch lru-cache\n")
    shell.until(f"· {FOOTER}")
    shell.type("\x1a")
    shell.until("Stopped")
    shell.type("stty -a | tr ' ' '\\n' | grep icanon\n")
    assert "-icanon" not in shell.until("ready$ ").split("grep")[-1]
    shell.type("fg\n")
    write(folder, WRONG)
    shell.until(f"· {FOOTER}")
    shell.type("q")
    shell.until("ready$ ")
    shell.type("exit $?\n")
    assert shell.process.wait(ENDED_S) == 0


# without a terminal


def test_without_a_terminal_lines_are_added_until_the_input_ends(folder: Path) -> None:
    write(folder, PLAIN_REPLAY)
    done = kata(folder, "watch", "lru-cache")
    assert (done.returncode, done.stderr) == (0, "")
    assert "replay  right (" in done.stdout
    assert "kata run lru-cache --level replay times it" in done.stdout
    assert "q quit" not in done.stdout
    assert "\x1b" not in done.stdout


def test_without_a_file_there_is_nothing_to_watch(folder: Path) -> None:
    done = kata(folder, "watch", "lru-cache")
    assert done.returncode == 2
    assert_one_sentence(done.stderr, "kata start lru-cache")


# one save after the other


CRASHES = PLAIN_REPLAY.replace("cache.move_to_end(key)", "cache.move_to_end(None)")


def judged(again: Again, source: str, kept: Kept | None = None) -> tuple[list[str], list[str]]:
    """What is said of the kept case and of the level, in order, by its verdicts."""
    first: list[str] = []
    told: list[str] = []
    again.judged(
        solution(source),
        again.begun.levels,
        kept,
        lambda found: first.append(found.result.verdict if found else "right"),
        lambda result: told.append(result.verdict),
    )
    return first, told


@pytest.fixture
def again() -> Again:
    entry = catalog.find("lru-cache")
    setting = Setting((LOCKED or ("off",))[0], entry.kata.limits)
    return Again(Trial(entry, solution(PLAIN_REPLAY), entry.kata.levels[:1], setting))


def test_a_case_that_ends_its_box_leaves_another_one_for_the_rest(again: Again) -> None:
    entry = again.begun.entry
    level = entry.kata.levels[0]
    case = entry.families(level)["worked_example"](np.random.default_rng(0))
    kept = Kept(level, case)
    assert judged(again, CRASHES, kept) == (["runtime error"], ["runtime error"])
    assert judged(again, PLAIN_REPLAY, kept) == (["right"], ["accepted"])
    assert judged(again, "def other(): pass\n", kept) == ([], ["not started"])
    assert judged(again, "def replay(\n", kept) == ([], ["load error"])


def test_cases_are_made_once_and_what_else_is_allowed_comes_last(
    again: Again, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert judged(again, PLAIN_REPLAY) == ([], ["accepted"])
    made = dict(again.known)
    assert len(made) >= 3
    fault = LevelResult("replay", "wrong answer")
    monkeypatch.setattr(small_cases, "_anything", lambda *_: fault)
    monkeypatch.setattr(small_cases, "_asked", lambda *_: pytest.fail("it was made before"))
    assert judged(again, PLAIN_REPLAY) == ([], ["accepted", "wrong answer"])
    assert again.known == made
