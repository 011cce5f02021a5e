"""Every submission gets the verdict its docstring states, from the judge, in every kind of box.

Which tier an accepted one reaches is a matter of time and stands in no test; that it is right at
full size, and that those under time_limit are too slow there, is no matter of degree.
"""

from __future__ import annotations

import functools
from pathlib import Path

import pytest
from conftest import LOCKED

from harness import catalog
from harness.box import Setting
from harness.catalog import Entry
from harness.claims import claims
from harness.full_size import climbed, too_slow_as_stated
from harness.matrix import UNTOUCHED, Heard, Matrix, failures
from harness.solution import read
from harness.verdict import ACCEPTED
from harness.verify import Gate

ENTRIES = catalog.entries()
SEEDS = 3
MODES = LOCKED or ("off",)


@functools.cache
def matrix(name: str) -> Matrix:
    """Cases and the oracle's answers, shared by all tests of a kata."""
    entry = catalog.find(name)
    return Matrix(entry, Setting(MODES[0], entry.kata.limits))


def heard(entry: Entry, path: Path, mode: str = MODES[0]) -> Heard:
    """What becomes of a file on every seed, in one box."""
    return matrix(entry.kata.name).hear(read(path, path.stem, own=False), range(SEEDS), mode)


def every(verdict: str) -> pytest.MarkDecorator:
    """A test for each submission of that kind, named like its file."""
    pairs = [(entry, path) for entry in ENTRIES for path in entry.submissions(verdict).values()]
    names = [f"{entry.kata.name}-{path.stem}" for entry, path in pairs]
    return pytest.mark.parametrize(("entry", "path"), pairs, ids=names)


per_kata = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.kata.name)


@every("wrong_answer")
def test_a_wrong_answer_is_named(entry: Entry, path: Path) -> None:
    """In one kind of box each, in turn: which one it is makes no difference to an answer."""
    wrong = list(entry.submissions("wrong_answer").values())
    mode = MODES[wrong.index(path) % len(MODES)]
    for results in heard(entry, path, mode).by_seed:
        assert failures(results) == [claims(path).fails]
        [failed] = [each for each in results.values() if each.where]
        assert len(failed.text) > 20, "the failing case is told in words"


@every("accepted")
def test_an_accepted_one_is_right_where_it_says_so(entry: Entry, path: Path) -> None:
    reached = set(claims(path).reaches)
    assert reached, "it says how far it climbs"
    for results in heard(entry, path).by_seed:
        assert {name for name, found in results.items() if found.verdict == ACCEPTED} == reached
        assert {found.verdict for found in results.values()} <= {ACCEPTED, *UNTOUCHED}


@per_kata
def test_accepted_ones_are_right_at_full_size(entry: Entry) -> None:
    figures = climbed(entry, Setting(MODES[0], entry.kata.limits), lambda _: None)
    for name, path in entry.submissions("accepted").items():
        for level in entry.kata.levels:
            if level.name in claims(path).reaches and level.score != "none":
                assert all(name in figures[workload] for workload in level.workloads)


@every("time_limit")
def test_a_slow_one_is_right_and_too_slow(entry: Entry, path: Path) -> None:
    stated = claims(path).fails
    assert stated is not None and stated.check == "time_limit"
    assert not any(failures(results) for results in heard(entry, path).by_seed)
    setting = Setting(MODES[0], entry.kata.limits)
    assert [*too_slow_as_stated(entry, read(path, path.stem, own=False), stated, setting)] == []


@per_kata
@pytest.mark.parametrize("mode", MODES)
def test_oracle_and_reference_are_solutions_too(entry: Entry, mode: str) -> None:
    for path in (entry.oracle, entry.reference):
        for results in heard(entry, path, mode).by_seed:
            assert {found.verdict for found in results.values()} == {ACCEPTED}, path


@per_kata
def test_a_kata_passes_the_authors_gate(entry: Entry) -> None:
    """The quick gate. What was last measured is held by `kata author verify` alone."""
    findings = [*Gate(entry, SEEDS, quick=True).run()]
    assert [each.text for each in findings if not each.ok and each.step != "measured"] == []
    assert {"files", "brief", "starter", "checks", "mutants", "vary"} <= {x.step for x in findings}
