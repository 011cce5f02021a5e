"""What holds for each kata of the catalog, tried in this process: right ones are right, garbage is
wrong and hurts no check, and varying a case leaves it as it was.

That every wrong submission is stopped where it says, and every check stops somebody, is held in
boxes by the author's gate: tests/test_submissions.py.
"""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
from suite import (
    ENTRIES,
    answers,
    full_size,
    known,
    levels_of,
    load,
    made,
    oracle,
    reference,
    spoiled,
)

from harness.catalog import Entry
from harness.judge.answer import equal, first_fault
from harness.kata import Case, Level

SEEDS = 1
"""In boxes the gate asks for 20."""


def group(entry: Entry) -> pytest.MarkDecorator:
    """All of a kata is one worker's, who compiles and makes its cases once."""
    return pytest.mark.xdist_group(f"kata {entry.kata.name}")


def right_ones() -> list[object]:
    """Reference, accepted, slow ones and ways of each kata."""
    found = []
    for entry in ENTRIES:
        files = {"reference": entry.reference}
        for folder in ("accepted", "time_limit"):
            files |= {f"{folder}-{k}": path for k, path in entry.submissions(folder).items()}
        files |= {f"way-{name}": path for name, path in entry.ways().items()}
        sources: dict[str, Path | str] = {**files}
        sources |= {f"slow-{k}": each.source for k, each in entry.slow().items() if each.diff}
        for name, one in sources.items():
            label = f"{entry.kata.name}-{name}"
            found.append(pytest.param(entry, one, marks=group(entry), id=label))
    return found


@pytest.mark.parametrize(("entry", "one"), right_ones())
def test_right_ones_are_right_on_every_family(entry: Entry, one: Path | str) -> None:
    module = load(one) if isinstance(one, Path) else made(one, f"slow_{entry.folder_name}")
    assert levels_of(entry, module)
    for level in levels_of(entry, module):
        for name in entry.families(level):
            for seed in range(SEEDS):
                case, expected = known(entry.kata.name, level.name, name, seed)
                got = answers(entry, level, module, case)
                fault = first_fault(entry.checks(level), level, case, expected, got)
                assert fault is None, (name, seed)


LEVELS = [
    pytest.param(entry, level, marks=group(entry), id=f"{entry.kata.name}-{level.name}")
    for entry in ENTRIES
    for level in entry.kata.levels
]


@pytest.mark.parametrize(("entry", "level"), LEVELS)
def test_garbage_is_wrong_and_hurts_no_check(entry: Entry, level: Level) -> None:
    for name in entry.families(level):
        case, expected = known(entry.kata.name, level.name, name, 1)
        right = answers(entry, level, oracle(entry), case)
        for noise, got in enumerate(spoiled(right)):
            fault = first_fault(entry.checks(level), level, case, expected, got)
            if expected is not None:
                assert (fault is None) == equal(expected, got), (name, noise)
            assert fault is None or len(fault[1]) > 10, (name, noise, fault)


CHECK_S = 1.0
"""No check takes longer, in CPU time, whatever it is given."""
OF_WORKLOADS = [
    pytest.param(entry, level, name, marks=group(entry), id=f"{entry.kata.name}-{name}")
    for entry in ENTRIES
    for level in entry.kata.levels
    for name in level.workloads[:1]
]


def full_size_garbage(entry: Entry, level: Level, name: str) -> None:
    """Each check of a level, on every kind of garbage at full size."""
    case = full_size(entry, name, 1)
    right = answers(entry, level, reference(entry), case)
    expected = right if level.answers == "unique" else None
    for number, got in enumerate(spoiled(right)):
        if expected is None or not equal(right, got):
            for check in entry.checks(level):
                began_s = time.thread_time()
                check(case, expected, got)
                took_s = time.thread_time() - began_s
                assert took_s < CHECK_S, (check.__name__, number, round(took_s, 2))


@pytest.mark.slow
@pytest.mark.parametrize(("entry", "level", "name"), OF_WORKLOADS)
def test_no_check_takes_long_on_any_garbage(entry: Entry, level: Level, name: str) -> None:
    full_size_garbage(entry, level, name)


VARIED = [
    pytest.param(entry, level, name, marks=group(entry), id=f"{entry.kata.name}-{name}")
    for entry in ENTRIES
    for level in entry.kata.levels
    for name in level.workloads
    if entry.workloads[name].vary
]


@pytest.mark.parametrize(("entry", "level", "name"), VARIED)
def test_vary_leaves_its_argument_and_the_shapes_as_they_were(
    entry: Entry, level: Level, name: str
) -> None:
    workload, rng = entry.workloads[name], np.random.default_rng(3)
    assert workload.vary is not None
    case = workload.make(rng)
    kept = {key: np.copy(value) for key, value in case.items()}
    varied: Case = workload.vary(rng, case)
    assert all(np.array_equal(case[key], kept[key]) for key in kept), "it changed its argument"
    asked = [key for key in kept if not key.startswith("_")]
    assert all(np.shape(varied[key]) == np.shape(kept[key]) for key in asked)
