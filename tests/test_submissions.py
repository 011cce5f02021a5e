"""Every submission gets the verdict its docstring states, from the judge, in every kind of box.

Which tier an accepted one reaches is a matter of time and stands in no test; that it is right at
full size, and that those under time_limit are too slow, is decided by the pilot.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from harness import catalog
from harness.box import Setting
from harness.catalog import Entry
from harness.judge import small_cases
from harness.kata import Level
from harness.pilot import pilot
from harness.solution import find, read
from harness.trial import Trial
from harness.verdict import LevelResult

ENTRIES = catalog.entries()


def submissions(verdict: str) -> list[tuple[Entry, Path]]:
    return [(entry, path) for entry in ENTRIES for path in entry.submissions(verdict).values()]


def names(pair: tuple[Entry, Path]) -> str:
    return f"{pair[0].kata.name}-{pair[1].stem}"


def stated(path: Path, word: str) -> list[list[str]]:
    """The docstring's machine-read lines that begin with `word`, split."""
    text = ast.get_docstring(ast.parse(path.read_text())) or ""
    return [line.split() for line in re.findall(rf"^{word}: (.*)$", text, re.MULTILINE)]


def judged(entry: Entry, path: Path, mode: str, full_size: bool) -> dict[str, LevelResult]:
    """What phases 1 and, if wanted, 2 say of each level."""
    solution = read(path, path.stem, own=False)
    trial = Trial(entry, solution, entry.kata.levels, Setting(mode, entry.kata.limits))
    results = small_cases(trial, lambda _: None)
    if full_size:
        pilot(trial, results, lambda _: None)
    return results


@pytest.fixture(params=submissions("wrong_answer"), ids=names)
def wrong(request: pytest.FixtureRequest) -> tuple[Entry, Path]:
    return request.param  # type: ignore[no-any-return]


def test_a_wrong_answer_is_named(wrong: tuple[Entry, Path], locked_mode: str) -> None:
    entry, path = wrong
    [[check, _, where]] = stated(path, "fails")
    results = judged(entry, path, locked_mode, full_size=False)
    failed = [result for result in results.values() if result.verdict == "wrong answer"]
    assert [(result.check, result.where) for result in failed] == [(check, where)]
    assert len(failed[0].text) > 20, "the failing case is told in words"


@pytest.mark.parametrize("pair", submissions("time_limit"), ids=names)
def test_a_slow_one_is_right_and_too_slow(pair: tuple[Entry, Path]) -> None:
    entry, path = pair
    [[check, _, where]] = stated(path, "fails")
    assert check == "time_limit"
    results = judged(entry, path, "full", full_size=True)
    slow = [
        result for result in results.values() if result.verdict not in ("not started", "accepted")
    ]
    assert [result.verdict for result in slow] == ["time limit"]
    assert where in slow[0].where


@pytest.mark.parametrize("pair", submissions("accepted"), ids=names)
def test_an_accepted_one_is_right_at_full_size(pair: tuple[Entry, Path]) -> None:
    entry, path = pair
    reached = {level for level, _ in stated(path, "reaches")}
    results = judged(entry, path, "full", full_size=True)
    assert {name for name, found in results.items() if found.verdict == "accepted"} == reached
    assert {found.verdict for found in results.values()} <= {"accepted", "not started"}


def test_oracle_and_reference_are_solutions_too(locked_mode: str) -> None:
    for entry in ENTRIES:
        for path in (entry.oracle, entry.reference):
            results = judged(entry, path, locked_mode, full_size=False)
            assert {found.verdict for found in results.values()} == {"accepted"}, path


def test_a_starter_is_not_started() -> None:
    for entry in ENTRIES:
        results = judged(entry, entry.starter, "full", full_size=False)
        assert {found.verdict for found in results.values()} == {"not started"}


def test_every_check_kills_somebody() -> None:
    for entry in ENTRIES:
        wrong = entry.submissions("wrong_answer").values()
        killers = {stated(path, "fails")[0][0] for path in wrong}
        checks = entry.module("check").CHECKS
        assert {check.__name__ for level in checks.values() for check in level} <= killers


def test_every_level_has_all_that_is_owed() -> None:
    for entry in ENTRIES:
        cases, checks = entry.module("cases"), entry.module("check")
        for level in entry.kata.levels:
            assert set(level.families) <= set(cases.FAMILIES)
            assert set(level.workloads) <= set(cases.WORKLOADS)
            assert checks.CHECKS[level.name]
            assert f"## {level.name}" in (entry.folder / "hints.md").read_text()
            assert _has_quality(entry, level)
        assert (
            entry.starter.exists()
            and "## after you pass" in (entry.folder / "hints.md").read_text()
        )
        assert find(entry, "naive") is not None


def _has_quality(entry: Entry, level: Level) -> bool:
    return level.score != "quality" or level.name in entry.module("check").QUALITY
