"""The snowflake kata holds what its files promise."""

from __future__ import annotations

import datetime
import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness import catalog
from harness.judge.inprocess import answers
from harness.kata import Case, Level

ENTRY = catalog.find("snowflake")
CASES, CHECK, ORACLE = (ENTRY.module(part) for part in ("cases", "check", "oracle"))
LEVELS = {level.name: level for level in ENTRY.kata.levels}
EPOCH_MS, END_MS = 1_288_834_974_657, 1_288_834_974_657 + 2**41
Clock = Callable[[np.random.Generator, int], np.ndarray]
EXTREMES = np.array([0, -1, -2, -3, -4, -5, 1, 4095, 4096, 2**53, 2**63 - 1, -(2**63)])


def load(path: Path) -> ModuleType:
    """A file as the module `solution`, the name it has in a worker (numba's cache remembers it)."""
    spec = importlib.util.spec_from_file_location("solution", path)
    assert spec is not None and spec.loader is not None
    module = sys.modules["solution"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


REFERENCE = load(ENTRY.reference)


def family(name: str, seed: int) -> Case:
    case: Case = CASES.FAMILIES[name](np.random.default_rng(seed))
    return case


def told(level: str, module: ModuleType, case: Case) -> dict[str, np.ndarray]:
    return answers(ENTRY.kata.function_of(LEVELS[level]), module, case)


def same(level: str, module: ModuleType, case: Case) -> bool:
    expected, got = told(level, ORACLE, case), told(level, module, case)
    return all(np.array_equal(expected[name], got[name]) for name in expected)


def parts(number: int) -> tuple[int, int, int]:
    return (number >> 22) + EPOCH_MS, number >> 12 & 1023, number & 4095


@pytest.mark.parametrize("level", LEVELS.values(), ids=lambda level: level.name)
def test_the_reference_is_right_on_every_family(level: Level) -> None:
    for name in level.families:
        for seed in range(10):
            assert same(level.name, REFERENCE, family(name, seed)), f"{name}, {seed}"


@pytest.mark.parametrize("level", LEVELS.values(), ids=lambda level: level.name)
def test_checks_speak_of_whatever_is_wrong_and_of_nothing_else(level: Level) -> None:
    rng = np.random.default_rng(7)
    for name in level.families:
        case = family(name, 1)
        expected = told(level.name, ORACLE, case)
        for noise in range(4):
            got = {key: _spoiled(rng, value, noise) for key, value in expected.items()}
            if "raised" in expected:
                got["raised"] = expected["raised"]
            said = [one(case, expected, got) for one in CHECK.CHECKS[level.name]]
            wrong = any((expected[key] != got[key]).any() for key in expected)
            assert any(said) == wrong, f"{name}, {noise}"


def _spoiled(rng: np.random.Generator, right: np.ndarray, noise: int) -> np.ndarray:
    """Extreme values, any values, the right ones in other places, or some of the right ones."""
    if noise == 0:
        return rng.choice(EXTREMES, right.shape)
    if noise == 1:
        return rng.integers(-(2**63), 2**63 - 1, right.shape)
    if noise == 2:
        return rng.permuted(right, axis=0)
    return np.where(rng.random(right.shape) < 0.5, right, 0)


def test_the_published_order_issues_twice_and_the_sentence_says_so() -> None:
    wrong = load(ENTRY.submissions("wrong_answer")["resets_before_the_check"])
    clock = EPOCH_MS + np.array([5, 5, 5, 4, 5, 5, 6])
    case: Case = {"clock_ms": clock, "worker": 1, "state": np.array([-1, 0])}
    expected, got = told("generate", ORACLE, case), told("generate", wrong, case)
    short = [parts(i)[::2] for i in got["ids"].tolist() if i > 0]
    seen = [(ms - EPOCH_MS, n) for ms, n in short]
    assert seen == [(5, 0), (5, 1), (5, 2), (5, 1), (5, 2), (6, 0)]
    sentence = next(filter(None, (one(case, expected, got) for one in CHECK.CHECKS["generate"])))
    assert "request 4" in sentence and "issued before" in sentence


def test_dates_of_the_brief() -> None:
    """What the brief says of the layouts' ends follows from their epochs."""

    def day(ms: int) -> str:
        return str(datetime.datetime.fromtimestamp(ms / 1000, datetime.UTC).date())

    assert day(1_314_220_021_721 + 2**40) == "2046-06-27"
    assert day(1_420_070_400_000 + 2**41)[:4] == "2084"
    assert day(EPOCH_MS + 2**31) == "2010-11-28"
    assert day(EPOCH_MS + 2**41) == "2080-07-10"
    assert day(2**41)[:4] == "2039"


lengths = st.one_of(st.integers(1, 70), st.integers(200, 600))
ticks = st.lists(st.tuples(st.integers(-3, 3), lengths), max_size=20)
anchors = st.sampled_from([EPOCH_MS + 1, EPOCH_MS + 10**11, END_MS - 3])


def clock_of(anchor: int, moves: list[tuple[int, int]]) -> np.ndarray:
    """Runs of requests; each begins so many ms after the one before it."""
    steps, counts = np.array(moves, np.int64).reshape(-1, 2).T
    return np.repeat(anchor + np.cumsum(steps), counts)


@settings(max_examples=100, deadline=None)
@given(anchor=anchors, moves=ticks, last=st.integers(-2, 2), sequence=st.integers(3900, 4095))
def test_strict_ids(anchor: int, moves: list[tuple[int, int]], last: int, sequence: int) -> None:
    state = np.array([max(anchor + last, EPOCH_MS + 1), sequence])
    case: Case = {"clock_ms": clock_of(anchor, moves), "worker": 77, "state": state}
    assert same("generate", REFERENCE, case)
    ids = told("generate", REFERENCE, case)["ids"]
    issued = ids > 0
    assert (np.diff(ids[issued]) > 0).all(), "distinct, and rising"
    assert ((ids[issued] >> 22) + EPOCH_MS == case["clock_ms"][issued]).all()


@settings(max_examples=100, deadline=None)
@given(
    anchor=anchors,
    moves=ticks,
    drift=st.integers(0, 4),
    names=st.lists(st.integers(0, 3), min_size=30, max_size=30),
    sequence=st.integers(3900, 4095),
)
def test_borrowed_ids(
    anchor: int, moves: list[tuple[int, int]], drift: int, names: list[int], sequence: int
) -> None:
    clock = clock_of(anchor, moves)
    counts = [n for _, n in moves]
    state = np.tile(np.array([-1, 0]), (1024, 1))
    state[:2] = max(anchor, EPOCH_MS + 1), sequence
    worker = np.repeat(np.array(names[: len(counts)], np.int16), counts)
    case: Case = {"clock_ms": clock, "worker": worker, "max_drift_ms": drift, "state": state}
    assert same("many-workers", REFERENCE, case)
    ids = told("many-workers", REFERENCE, case)["ids"]
    issued = ids > 0
    ahead = (ids[issued] >> 22) + EPOCH_MS - clock[issued]
    assert ((ahead >= 0) & (ahead <= drift)).all()
    for name in range(4):
        assert (np.diff(ids[issued & (worker == name)]) > 0).all()


@settings(max_examples=100, deadline=None)
@given(
    events=st.lists(
        st.tuples(st.integers(-1, 11), st.integers(0, 4), st.integers(-6, 8)), max_size=150
    ),
    workers=st.lists(st.integers(0, 2), min_size=5, max_size=5),
    lease=st.integers(1, 12),
    drift=st.integers(0, 12),
)
def test_fleets(
    events: list[tuple[int, int, int]], workers: list[int], lease: int, drift: int
) -> None:
    """What is -1 ends the batch, 0 restarts, the rest asks."""
    batches: list[list[tuple[int, int, int]]] = [[]]
    now = EPOCH_MS + 10**10
    for what, process, move in events:
        now += move
        if what < 0:
            batches.append([])
        else:
            batches[-1].append((int(what == 0), process, now))
    columns = [np.array(batch, np.int64).reshape(-1, 3).T for batch in batches]
    case: Case = {
        "worker": np.array(workers, np.int16),
        "lease_end_ms": np.zeros(5, np.int64),
        "lease_ms": lease,
        "max_drift_ms": drift,
        "batches": [
            {"kind": kind.astype(np.uint8), "process": who.astype(np.int32), "clock_ms": clock}
            for kind, who, clock in columns
        ],
    }
    assert same("issue-6", REFERENCE, case)


def test_a_long_night_of_twins_fills_the_runs() -> None:
    """Thousands of runs a twin, in few batches: the lists of the reference grow, and stay right."""
    rng = np.random.default_rng(3)
    n = 12_000
    clock = EPOCH_MS + 10**10 + np.cumsum(rng.integers(0, 3, 2 * n)).reshape(2, n)
    batches = [
        {
            "kind": (rng.random(n) < 0.001).astype(np.uint8),
            "process": rng.integers(0, 2, n).astype(np.int32),
            "clock_ms": np.ascontiguousarray(row),
        }
        for row in clock
    ]
    ends = np.zeros(2, np.int64)
    build = {"worker": np.full(2, 9, np.int16), "lease_end_ms": ends, "lease_ms": 20}
    case: Case = {**build, "max_drift_ms": 30, "batches": batches}
    assert same("issue-6", REFERENCE, case)


def frozen(rng: np.random.Generator, n: int) -> np.ndarray:
    return np.full(n, EPOCH_MS + int(rng.integers(1, 10**12)))


def stepping_back(rng: np.random.Generator, n: int) -> np.ndarray:
    """Set back every thousand readings or so, by up to half a second."""
    moves = rng.integers(0, 2, n)
    back = rng.random(n) < 0.001
    moves[back] = -rng.integers(1, 501, int(back.sum()))
    return EPOCH_MS + 10**11 + np.cumsum(moves)


@pytest.mark.parametrize("clock", [frozen, stepping_back], ids=lambda clock: clock.__name__)
@pytest.mark.parametrize("n_workers", [1, 3])
@pytest.mark.parametrize("who", ["reference", *ENTRY.submissions("accepted")])
def test_no_duplicate_and_none_lost(who: str, n_workers: int, clock: Clock) -> None:
    """Every request gets an id, every id is new, and no slot is left out but by the clock."""
    rng = np.random.default_rng(11)
    n = 30_000
    case: Case = {
        "clock_ms": clock(rng, n),
        "worker": rng.integers(0, n_workers, n).astype(np.int16),
        "max_drift_ms": 60_000,
        "state": np.tile(np.array([-1, 0]), (1024, 1)),
    }
    module = REFERENCE if who == "reference" else load(ENTRY.submissions("accepted")[who])
    ids = told("many-workers", module, case)["ids"]
    assert (ids > 0).all() and len(np.unique(ids)) == n
    for name in range(n_workers):
        own = case["worker"] == name
        slots = (ids[own] >> 22) * 4096 + (ids[own] & 4095)
        steps, now = np.diff(slots), (case["clock_ms"][own] - EPOCH_MS) * 4096
        assert ((steps == 1) | ((steps > 1) & (slots[1:] == now[1:]))).all()


@pytest.mark.parametrize("clock", [frozen, stepping_back], ids=lambda clock: clock.__name__)
@pytest.mark.parametrize("who", ["reference", *ENTRY.submissions("accepted")])
def test_the_strict_clock_issues_nothing_twice(who: str, clock: Clock) -> None:
    """It may refuse; of a frozen clock it issues the 4,096 that there are."""
    readings = clock(np.random.default_rng(12), 30_000)
    case: Case = {"clock_ms": readings, "worker": 5, "state": np.array([-1, 0])}
    module = REFERENCE if who == "reference" else load(ENTRY.submissions("accepted")[who])
    ids = told("generate", module, case)["ids"]
    assert (np.diff(ids[ids > 0]) > 0).all()
    assert clock is not frozen or int((ids > 0).sum()) == 4096


@pytest.mark.parametrize("name", ["one_worker", "thousand_workers"])
def test_nobody_is_issued_twice_at_full_size(name: str) -> None:
    case = CASES.WORKLOADS[name].make(np.random.default_rng(2))
    ids = told("many-workers", REFERENCE, case)["ids"]
    issued = ids[ids > 0]
    assert len(np.unique(issued)) == len(issued)
    assert name == "thousand_workers" or len(issued) == len(ids), "and nobody is refused"


@pytest.mark.parametrize("name", ["rolling_restarts", "bad_night"])
def test_full_size_agrees_with_a_rung(name: str) -> None:
    """The numba rung shares no code with the reference, and finds collisions in another way."""
    level = "restart" if name == "rolling_restarts" else "issue-6"
    case = CASES.WORKLOADS[name].make(np.random.default_rng(4))
    case = {**case, "batches": case["batches"][:4]}
    right = told(level, REFERENCE, case)
    rung = told(level, load(ENTRY.submissions("accepted")["numba"]), case)
    assert all(np.array_equal(right[key], rung[key]) for key in right)
    assert (right["rejected"] > 0).all()
    assert bool(right["collision"].any()) == (name == "bad_night")


def test_workloads_are_what_they_are_called() -> None:
    rng = np.random.default_rng(5)
    for _ in range(5):
        clock = CASES.WORKLOADS["bursts"].make(rng)["clock_ms"]
        _, counts = np.unique(clock, return_counts=True)
        assert len(clock) == 200_000 and (np.diff(clock) < 0).any()
        assert 60 < len(counts) < 2_000
    seen = {CASES.WORKLOADS["archive"].make(rng)["layout"] for _ in range(30)}
    assert seen == {0, 1, 2}
