"""What a learner has reached, the next hint, and the solutions of others afterwards."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from commands import KATA, folder, kata

from harness import catalog
from harness.catalog.excerpt import excerpt
from harness.catalog.hints import steps
from harness.cli.brief import summary, up_to_now
from harness.cli.path import to_next_medal
from harness.errors import MisuseError
from harness.results.progress import is_finished, standing_at, standings

__all__ = ["folder"]  # a fixture
RATE = catalog.find("rate-limit")
LRU = catalog.find("lru-cache")
RIGHT = (RATE.folder / "submissions" / "accepted" / "python.py").read_text()
WRONG = RIGHT.replace("now > full", "now > full + 1")


def speed(medal: str, ratio: float, workload: str = "large_cache") -> dict[str, Any]:
    return {"workload": workload, "medal": medal, "ratio": ratio, "low": ratio * 0.98}


def row(version: int = LRU.kata.version, **levels: Any) -> dict[str, Any]:
    """A run: level -> its verdict, or its speeds."""
    told = []
    for name, found in levels.items():
        name, speeds = name.replace("_", "-"), [found] if isinstance(found, dict) else []
        told.append(
            {
                "level": name,
                "verdict": "accepted" if speeds else found,
                "medal": speeds[0]["medal"] if speeds else "none",
                "ratio": speeds[0]["ratio"] if speeds else None,
                "speeds": speeds,
                "scores": [],
            }
        )
    return {"kata": {"name": "lru-cache", "version": version}, "levels": told}


def test_a_later_run_lowers_nothing() -> None:
    runs = [
        row(replay="wrong answer"),
        row(replay=speed("silver", 0.3)),
        row(replay=speed("bronze", 0.1)),
        row(replay="inconclusive"),
        row(replay="wrong answer", lru="not started"),
    ]
    replay, lru, *_ = standings(LRU.kata, runs)
    assert (replay.medal, replay.passed, replay.version) == ("silver", True, LRU.kata.version)
    assert replay.way == ("wrong answer", "silver", "bronze", "inconclusive", "wrong answer")
    assert (lru.medal, lru.way) == ("", ())
    assert standing_at(standings(LRU.kata, runs)).level.name == "lru"
    assert not is_finished(standings(LRU.kata, runs))


def test_a_medal_of_an_older_version_is_kept_until_there_is_a_newer_one() -> None:
    old = row(1, replay=speed("gold", 0.9))
    replay, *_ = standings(LRU.kata, [old, row(replay="wrong answer")])
    assert (replay.medal, replay.version) == ("gold", 1)
    replay, *_ = standings(LRU.kata, [old, row(replay=speed("bronze", 0.1))])
    assert (replay.medal, replay.version) == ("bronze", LRU.kata.version)


def test_what_is_missing_is_told_as_a_factor() -> None:
    replay, *_ = standings(LRU.kata, [row(replay=speed("bronze", 0.07))])
    assert to_next_medal(replay) == "silver: 2.0x faster at large_cache"
    replay, *_ = standings(LRU.kata, [row(replay=speed("gold", 0.9))])
    assert to_next_medal(replay) == ""
    replay, *_ = standings(LRU.kata, [row(replay="wrong answer")])
    assert to_next_medal(replay) == ""


def test_a_summary_can_be_shown_to_others() -> None:
    levels = {level.name.replace("-", "_"): speed("gold", 0.5) for level in LRU.kata.levels}
    told = summary(LRU, standings(LRU.kata, [row(replay="wrong answer"), row(**levels)]))
    assert told.splitlines()[0].endswith("finished after 2 runs.")
    assert "| replay | gold | 2.0x slower |" in told
    with pytest.raises(MisuseError, match="Nothing of lru-cache is right yet"):
        summary(LRU, standings(LRU.kata, []))


@pytest.mark.parametrize("entry", catalog.entries(), ids=lambda entry: entry.kata.name)
def test_every_level_has_hints_and_a_brief_of_its_own(entry: catalog.Entry) -> None:
    assert entry.kata.builds_on in ("", *(each.kata.name for each in catalog.entries()))
    for level in entry.kata.levels:
        found = steps(entry, level)
        assert len(found) >= 2, level.name
        assert all(step[-1] in ".?!)`" for step in found), level.name
    told = up_to_now(entry, standings(entry.kata, []))
    first, *others = entry.kata.levels
    assert f"You stand at `{first.name}`" in told
    assert "## The incident" in told
    assert "## In production" not in told
    for level in others:
        assert f"## Level `{level.name}`" not in told


def test_an_excerpt_has_what_is_used_and_nothing_else() -> None:
    source = (
        '"""Said of all."""\n\nimport heapq\nimport numpy as np\n\nSIZE = 3\n"""Why three."""\n'
        "OTHER = 4\n\n\n# a remark\n@np.vectorize\ndef helper(x):\n    return x + SIZE\n\n\n"
        "def mine(x):\n    return helper(x)\n\n\n"
        "def theirs(x):\n    return heapq.nlargest(x, OTHER)\n"
    )
    assert excerpt(source, ("mine",)) == (
        'import numpy as np\n\nSIZE = 3\n"""Why three."""\n\n\n# a remark\n@np.vectorize\n'
        "def helper(x):\n    return x + SIZE\n\n\ndef mine(x):\n    return helper(x)\n"
    )
    assert excerpt(source, ("mine", "nobodys")) == ""


def test_an_excerpt_of_every_rung_runs() -> None:
    for entry in catalog.entries():
        for level in entry.kata.levels:
            names = entry.kata.function_of(level).names
            for name, path in entry.submissions("accepted").items():
                source = excerpt(path.read_text(), names)
                scope: dict[str, Any] = {"__name__": name}
                exec(compile(source, str(path), "exec"), scope)
                assert not source or set(names) <= set(scope)


def test_hints_come_one_at_a_time_and_end_in_a_rung(folder: Path) -> None:
    count = len(steps(RATE, RATE.kata.levels[0]))
    told = [kata(folder, "hint", "rate-limit").stdout for _ in range(count + 1)]
    for number, text in enumerate(told[:-1], 1):
        assert text.startswith(f"allow, {number} of {count}: ")
    assert "the next one is a solution" in told[-2]
    assert "the rung naive (950x slower than the reference)" in told[-1]
    assert "def allow(" in told[-1]
    again = kata(folder, "hint", "rate-limit", "--again").stdout
    assert again.count(f" of {count}: ") == count
    other = kata(folder, "hint", "lru-cache", "--level", "lru").stdout
    assert other.startswith("lru, 1 of ")


def test_hints_that_cannot_be_kept_are_shown(folder: Path) -> None:
    (folder / ".kata").write_text("no folder")
    shown = kata(folder, "hint", "rate-limit")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout.startswith("allow, 1 of ")
    (folder / ".kata").unlink()
    (folder / ".kata").mkdir()
    (folder / ".kata" / "hints.json").write_text('{"rate-limit": [1, 2]')
    assert kata(folder, "hint", "rate-limit").stdout.startswith("allow, 1 of ")


def test_solutions_are_shown_once_ones_own_is_right(folder: Path) -> None:
    (folder / "solutions").mkdir()
    own = folder / "solutions" / "rate_limit.py"
    own.write_text(WRONG)
    refused = kata(folder, "show", "rate-limit", "--solutions")
    assert refused.returncode == 2
    assert "kata hint rate-limit helps on" in refused.stderr
    (folder / "other").mkdir()
    (folder / "other" / "rate_limit.py").write_text(RIGHT)
    kata(folder, "run", "rate-limit", "other/rate_limit.py", "--check")
    refused = kata(folder, "show", "rate-limit", "--solutions")
    assert refused.returncode == 2, "another file of the same name is not the learner's"
    own.write_text(RIGHT)
    kata(folder, "run", "rate-limit", "--check")
    page = kata(folder, "show", "rate-limit", "--solutions").stdout
    places = [page.index(f"### `{name}`") for name in ("naive", "python", "numba", "reference")]
    assert places == sorted(places)
    assert "5.1x faster than `naive`" in page
    alone = kata(folder).stdout
    assert "your runs: right" in alone
    assert kata(folder, "show", "rate-limit", "--summary").stdout.count("| allow | right |") == 1


def test_on_a_terminal_the_brief_is_paged_and_ends_where_one_stands(folder: Path) -> None:
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(folder)
        os.environ.update(PAGER="cat", TERM="xterm", LINES="20", COLUMNS="90")
        os.execv(sys.executable, [*KATA, "show", "fanout"])
    shown, until_s = "", time.monotonic() + 30
    while time.monotonic() < until_s:
        if select.select([terminal], [], [], 0.2)[0]:
            try:
                shown += os.read(terminal, 65536).decode("utf-8", "replace")
            except OSError:
                break
    os.waitpid(pid, 0)
    os.close(terminal)
    assert re.search(r"You stand at \S*deliver", shown)
    assert "Further reading" not in shown
    assert "\x1b[1" in shown, "formatted"


def test_the_history_of_other_tools_is_no_progress(folder: Path) -> None:
    (folder / ".kata").mkdir()
    (folder / ".kata" / "history.jsonl").write_text(json.dumps({"format": 1}) + "\nno json\n")
    assert "allow" not in kata(folder).stdout
