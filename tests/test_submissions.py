"""Every submission gets the verdict its docstring states, from the judge, in every kind of box.

The author's gate holds a kata in the best kind of box; here it does so for the wrong submissions,
while the right ones are tried in process (tests/katas). The other kinds of box are tried
with a few submissions of each kata. `-m slow` tries all of them, and the rest of the gate. Which
medal an accepted one reaches is a matter of time and stands in no test.
"""

from __future__ import annotations

import functools
import os

import pytest
from conftest import LOCKED

from harness import catalog
from harness.author import parallel
from harness.author.gate import STEPS, Gate
from harness.author.seeds import Heard, Matrix, failures
from harness.box import Setting
from harness.catalog import Entry
from harness.catalog.mistakes import Wrong
from harness.catalog.solution import Solution, of_wrong, read
from harness.judge.verdict import ACCEPTED

ENTRIES = catalog.entries()
SEEDS = 1
"""The gate itself asks for 20; `-m slow` for three."""
SLOW_SEEDS = 3
MODES = LOCKED or ("off",)


@pytest.fixture(autouse=True)
def one_core_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the tests themselves run side by side, a gate takes one core, not all."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        monkeypatch.setattr(parallel, "_cores", lambda: 1)


@functools.cache
def matrix(name: str) -> Matrix:
    """Cases and the oracle's answers, shared by all tests of a kata."""
    entry = catalog.find(name)
    return Matrix(entry, Setting(MODES[0], entry.kata.limits))


def heard(entry: Entry, one: Solution, mode: str = MODES[0]) -> Heard:
    """What becomes of a solution on every seed, in one box; the oracle is too slow for depth."""
    deep = one.path != entry.oracle
    return matrix(entry.kata.name).hear(one, range(SEEDS), mode, deep)


WRITTEN_DOWN = ("files", "brief", "starter", "contract", "wrong", "checks")
per_kata = pytest.mark.parametrize(
    "entry",
    [
        pytest.param(entry, id=entry.kata.name, marks=pytest.mark.xdist_group(entry.kata.name))
        for entry in ENTRIES
    ],
)
SAMPLE = 20
"""Of the wrong answers, every twentieth is in the default run."""


def _evenings(entry: Entry) -> bool:
    """Whether what decides is whole evenings of a world, seconds each: those are slow tests."""
    return any(function.turns for function in entry.kata.functions)


def wrong_answers() -> list[object]:
    """Each of every kata in each kind of box; most are slow tests."""
    found = []
    for entry in ENTRIES:
        for number, wrong in enumerate(entry.wrong().values()):
            for mode in MODES:
                sampled = number % SAMPLE == 0 and mode == MODES[-1] and not _evenings(entry)
                marks = [pytest.mark.xdist_group(entry.kata.name)]
                marks += [] if sampled else [pytest.mark.slow]
                name = f"{entry.kata.name}-{wrong.name}-{mode}"
                found.append(pytest.param(entry, wrong, mode, marks=marks, id=name))
    return found


@pytest.mark.parametrize(("entry", "wrong", "mode"), wrong_answers())
def test_a_wrong_answer_is_named(entry: Entry, wrong: Wrong, mode: str) -> None:
    for results in heard(entry, of_wrong(wrong), mode).by_seed:
        assert failures(results) == [wrong.fails]
        [failed] = [each for each in results.values() if each.where]
        assert len(failed.text) > 20, "the failing case is told in words"


@pytest.mark.slow
@per_kata
@pytest.mark.parametrize("mode", MODES[1:] or MODES)
def test_oracle_and_reference_are_solutions_too(entry: Entry, mode: str) -> None:
    for path in (entry.oracle, entry.reference):
        for results in heard(entry, read(path, path.stem, own=False), mode).by_seed:
            assert {found.verdict for found in results.values()} == {ACCEPTED}, path


@per_kata
def test_a_kata_passes_the_authors_gate(entry: Entry) -> None:
    """Its parts, and every wrong submission at the check that it names, on every seed."""
    late = ("wrong", "checks") if _evenings(entry) else ()
    _passes(entry, tuple(step for step in WRITTEN_DOWN if step not in late), SEEDS)


@pytest.mark.slow
@per_kata
def test_a_kata_passes_the_rest_of_the_gate(entry: Entry) -> None:
    """All of it, but what a busy machine may change: where pars lie, and what was measured last."""
    steps = set(STEPS) - {"pars", "measured"}
    _passes(entry, tuple(steps), SLOW_SEEDS)


def _passes(entry: Entry, steps: tuple[str, ...], seeds: int) -> None:
    findings = [*Gate(entry, seeds, only=steps).run()]
    assert [each.text for each in findings if not each.ok] == []
    assert {each.step for each in findings} == set(steps)
