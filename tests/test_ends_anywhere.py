"""A solution that ends its worker, in every window and phase there is: it is its own fault, in a
verdict and a record, and never ours.
"""

from __future__ import annotations

import json
import signal
import subprocess
from pathlib import Path

import pytest
from commands import KATA, adopt_orphans, folder, kata
from conftest import MODES

from harness import catalog
from harness.box.handle import WINDOWS
from harness.box.worker import WINDOWS as METHODS

__all__ = ["adopt_orphans", "folder"]  # fixtures
ENTRY = catalog.find("rate-limit")
RIGHT = (ENTRY.folder / "submissions" / "accepted" / "numba.py").read_text()
METHOD = {window: METHODS[window[:1].encode()] for window in WINDOWS}
"""Window -> what the worker does in it."""
COMMANDS = {"load": "_keep_compiled_code", "layout": "prepare"}
"""What it is told outside of windows, and where a solution can take it over."""
PLACES = {**METHOD, **COMMANDS}
PHASES = {
    "small": "True",
    "pilot": "'prepared' in SEEN and os.environ['PYTHONHASHSEED'] == '0'",
    "launch": "'prepared' in SEEN and os.environ['PYTHONHASHSEED'] != '0'",
}
"""Phase -> what holds in its box: at full size something large was prepared, and each launch hashes
in another way.
"""
AT_LOAD = {
    "small": "True",
    "pilot": "os.path.isdir(os.environ['NUMBA_CACHE_DIR']) and os.environ['PYTHONHASHSEED'] == '0'",
    "launch": "os.environ['PYTHONHASHSEED'] != '0'",
}
"""The same where nothing is prepared yet: the pilot's box has what the small cases compiled."""
ENDS = {"exits": "os._exit(3)", "is killed": "os.kill(os.getpid(), 9)", "fails": "1 / 0"}
TAKES_OVER = """
import os, __main__
SEEN = set()
_prepare, _place = __main__.Worker.prepare, __main__.Worker.{place}

def _prepared(self, layout):
    if layout["input_bytes"] > 1_000_000: SEEN.add("prepared")
    return _prepare(self, layout)

def _taken(self, *given):
    if {when}: {end}
    return _place(self, *given)

__main__.Worker.prepare = _prepared
__main__.Worker.{place} = _taken
"""


def ending(window: str, phase: str, how: str) -> str:
    """A right solution that ends its worker there."""
    place = PLACES[window]
    when = AT_LOAD[phase] if window == "load" else PHASES[phase]
    if place == "prepare":
        return (
            (RIGHT + TAKES_OVER)
            .format(place=place, when=when, end=ENDS[how])
            .replace("return _place(self, *given)", "return _prepared(self, *given)")
        )
    return RIGHT + TAKES_OVER.format(place=place, when=when, end=ENDS[how])


def test_the_windows_are_those_of_the_worker() -> None:
    assert {window[:1].encode() for window in WINDOWS} == set(METHODS)


def judged(folder: Path, window: str, phase: str, how: str, mode: str) -> None:
    """A whole run with everything that -v looks at; a verdict, a record, nothing of ours."""
    (folder / "my.py").write_text(ending(window, phase, how))
    words = ("run", "rate-limit", "my.py", "-v")
    done = kata(folder, *words, KATA_BOX=mode)
    assert "our fault" not in done.stderr, done.stderr
    assert "judge error" not in done.stdout + done.stderr
    assert done.returncode in (0, 1, 3), (done.returncode, done.stdout, done.stderr)
    [row] = [
        row
        for row in map(json.loads, (folder / ".kata/history.jsonl").read_text().splitlines())
        if row["kind"] == "run"
    ]
    verdict = row["levels"][0]["verdict"]
    if window in ("step", "build", "layout", "load"):
        assert verdict in ("runtime error", "load error"), verdict
        assert done.returncode == 1


@pytest.mark.parametrize("window", ["pack", "collect", "step"])
def test_an_end_at_full_size_is_the_solutions_own(folder: Path, window: str) -> None:
    judged(folder, window, "pilot", "exits", MODES[0])


@pytest.mark.slow
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("how", ENDS)
@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("window", PLACES)
def test_an_end_anywhere_is_the_solutions_own(
    folder: Path, window: str, phase: str, how: str, mode: str
) -> None:
    judged(folder, window, phase, how, mode)


@pytest.mark.parametrize("mode", MODES)
def test_who_starts_us_may_ignore_its_children(folder: Path, mode: str) -> None:
    (folder / "my.py").write_text("def allow(*_):\n    import os\n    os._exit(3)\n")
    done = subprocess.run(
        [*KATA, "run", "rate-limit", "my.py"],
        cwd=folder,
        env={
            **__import__("os").environ,
            "KATA_BOX": mode,
            "TMPDIR": str(folder.parent / "temporary"),
        },
        preexec_fn=lambda: signal.signal(signal.SIGCHLD, signal.SIG_IGN) and None,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "our fault" not in done.stderr, done.stderr
    assert done.returncode == 1, done.stderr
    assert "it ended the process (exit code 3)" in done.stdout
