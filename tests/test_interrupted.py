"""Ctrl-C, SIGTERM and SIGHUP at many moments of a run: one word, the right code, nothing left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from commands import KATA, LRU, WRONG, adopt_orphans, children, wait_until_gone
from conftest import PLAIN_REPLAY

from harness.results.ledger import Ledger

__all__ = ["adopt_orphans"]  # a fixture that every test here has


@pytest.fixture(autouse=True)
def interruptible() -> Iterator[None]:
    """What a shell starts in the background ignores SIGINT, and so would all that these tests
    start.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
WITHIN_S = 2.0

TIMED = ("run", "fanout", "--solution", "reference", "--level", "deliver")
SHOWN = ("run", "fanout", "--level", "deliver")
# what is waited for on stderr ("" is the start), then a moment more
MOMENTS = [
    *[(LRU, "", wait_s) for wait_s in (0.03, 0.05, 0.07, 0.09, 0.12, 0.15, 0.2, 0.26)],
    *[(LRU, "small cases", wait_s) for wait_s in (0.0, 0.05, 0.1, 0.2, 0.3)],
    *[(LRU, "a first pair", wait_s) for wait_s in (0.0, 0.1, 0.3, 0.6)],
    *[(TIMED, "launch 1", wait_s) for wait_s in (0.0, 0.2)],
    (TIMED, "launch 2", 0.1),
    *[(SHOWN, "the ladder", wait_s) for wait_s in (0.0, 0.2, 0.7)],
]
ENDED_BY = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}


class Started:
    """A run in a folder of its own, with temporary files of its own."""

    def __init__(self, folder: Path, arguments: tuple[str, ...], box: str = "full") -> None:
        self.folder, self.temporary = folder / "project", folder / "temporary"
        self.cache = folder.parent / "cache"  # shared: what the references compile takes seconds
        self.folder.mkdir()
        self.temporary.mkdir()
        (self.folder / "my.py").write_text(PLAIN_REPLAY)
        self.before = children()
        self.process = subprocess.Popen(
            [*KATA, *arguments],
            cwd=self.folder,
            env={
                **os.environ,
                "TMPDIR": str(self.temporary),
                "XDG_CACHE_HOME": str(self.cache),
                "KATA_BOX": box,
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def wait_for(self, text: str, wait_s: float) -> None:
        """Until that line is on stderr, and a moment more: any moment is a right one."""
        assert self.process.stderr is not None
        while text and text not in (line := self.process.stderr.readline()):
            assert line, "it ended too early"
        time.sleep(wait_s)

    def stop(self, number: signal.Signals) -> tuple[int, str]:
        """Signal the whole group, as a terminal does; exit code and what was said."""
        os.killpg(self.process.pid, number)
        said = self.process.communicate(timeout=WITHIN_S)[1]
        return self.process.returncode, said

    def check_nothing_is_left(self) -> None:
        wait_until_gone(self.before)
        assert list(self.temporary.iterdir()) == []
        assert [path for path in self.cache.rglob("*") if path.name.startswith("tmp")] == []
        assert [line for line in Ledger(self.folder / ".kata").lines() if line.fault] == []


@pytest.mark.parametrize(
    ("arguments", "text", "wait_s"),
    [
        pytest.param(*moment, marks=() if place % 3 == 0 else pytest.mark.slow)
        for place, moment in enumerate(MOMENTS)
    ],
    ids=lambda value: str(value).replace(" ", "-") if not isinstance(value, tuple) else value[1],
)
def test_ctrl_c_at_any_moment(
    tmp_path: Path, arguments: tuple[str, ...], text: str, wait_s: float
) -> None:
    run = Started(tmp_path, arguments)
    run.wait_for(text, wait_s)
    code, said = run.stop(signal.SIGINT)
    if (code, text) != (-signal.SIGINT, "") and not _python_was_starting(said):
        assert code == 130, said
        assert said.rstrip().endswith("kata: stopped.")
        assert "Traceback" not in said
    run.check_nothing_is_left()


def _python_was_starting(said: str) -> bool:
    """Before our first line Python itself ends, with a traceback of its own."""
    return "harness" not in said and "KeyboardInterrupt" in said


@pytest.mark.parametrize("box", ["full", "nons", "off"])
@pytest.mark.parametrize("number", ENDED_BY, ids=lambda number: number.name)
def test_every_signal_in_every_box(tmp_path: Path, number: signal.Signals, box: str) -> None:
    run = Started(tmp_path, LRU, box)
    run.wait_for("small cases", 0.25)
    code, said = run.stop(number)
    assert code == ENDED_BY[number]
    assert said.rstrip().endswith("kata: stopped.")
    run.check_nothing_is_left()


def test_a_second_ctrl_c_ends_at_once(tmp_path: Path) -> None:
    run = Started(tmp_path, LRU, "nons")
    run.wait_for("small cases", 0.25)
    os.killpg(run.process.pid, signal.SIGINT)
    code, said = run.stop(signal.SIGINT)
    assert code == 130
    assert "Traceback" not in said
    run.check_nothing_is_left()


def test_what_was_ignored_stays_ignored(tmp_path: Path) -> None:
    """`nohup kata run` goes on when the terminal is closed."""
    script = f'trap "" HUP; exec {sys.executable} -c "$0" run lru-cache my.py --level replay'
    (tmp_path / "my.py").write_text(WRONG)
    running = subprocess.Popen(
        ["sh", "-c", script, KATA[2]],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert running.stderr is not None
    assert "small cases" in running.stderr.readline()
    os.killpg(running.pid, signal.SIGHUP)
    assert "wrong" in running.communicate(timeout=60)[0]
    assert running.returncode == 1


SLOW_TO_LEAVE = """
import os, signal, sys, time
from harness.cli import stop
sys.argv = ["kata", "list"]
stop.listen()
import importlib
main = importlib.import_module("harness.cli.main")

class Slow:
    def __del__(self, sleep=time.sleep):
        sleep(2.5)  # while the interpreter ends: signals are the kernel's again

def stopped():
    os.kill(os.getpid(), signal.SIGTERM)

slow = Slow()
main._exit_code = stopped
main.main()
"""


def test_a_slow_way_out_keeps_the_exit_code() -> None:
    """The alarm that cuts a long clean-up short must not be what ends the process."""
    done = subprocess.run([sys.executable, "-c", SLOW_TO_LEAVE], capture_output=True, text=True)
    assert (done.returncode, done.stderr.strip()) == (143, "kata: stopped.")
