"""The snowflake kata holds what its files promise."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from suite import accepted, answers, complaint, family, full_size, load, mistake, reference, same

from harness import catalog
from harness.catalog import case_text, domain
from harness.errors import MisuseError
from harness.kata import Case

pytestmark = pytest.mark.xdist_group("kata snowflake")
ENTRY = catalog.find("snowflake")
REFERENCE = reference(ENTRY)
EPOCH_MS, END_MS = 1_288_834_974_657, 1_288_834_974_657 + 2**41
Clock = Callable[[np.random.Generator, int], np.ndarray]


def ids_of(level: str, case: Case, module: ModuleType = REFERENCE) -> np.ndarray:
    return answers(ENTRY, level, module, case)["ids"]


def nothing_issued() -> np.ndarray:
    return np.tile(np.array([-1, 0]), (1024, 1))


def batch(kind: np.ndarray, process: np.ndarray, clock: np.ndarray) -> Case:
    kinds, processes = kind.astype(np.uint8), process.astype(np.int32)
    return {"kind": kinds, "process": processes, "clock_ms": np.ascontiguousarray(clock)}


def test_the_published_order_issues_twice_and_the_sentence_says_so() -> None:
    wrong = mistake(ENTRY, "resets_before_the_check")
    clock = EPOCH_MS + np.array([5, 5, 5, 4, 5, 5, 6])
    case: Case = {"clock_ms": clock, "worker": 1, "state": np.array([-1, 0])}
    seen = [(i >> 22, i & 4095) for i in ids_of("generate", case, wrong).tolist() if i > 0]
    assert seen == [(5, 0), (5, 1), (5, 2), (5, 1), (5, 2), (6, 0)]
    told = complaint(ENTRY, "generate", case, wrong)
    assert told and "request 4" in told[1] and "issued before" in told[1]


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
    assert complaint(ENTRY, "generate", case, REFERENCE) is None
    ids = ids_of("generate", case)
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
    clock, counts = clock_of(anchor, moves), [n for _, n in moves]
    state = nothing_issued()
    state[:2] = max(anchor, EPOCH_MS + 1), sequence
    worker = np.repeat(np.array(names[: len(counts)], np.int16), counts)
    case: Case = {"clock_ms": clock, "worker": worker, "max_drift_ms": drift, "state": state}
    assert complaint(ENTRY, "many-workers", case, REFERENCE) is None
    ids = ids_of("many-workers", case)
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
    what, process, moves = np.array(events, np.int64).reshape(-1, 3).T
    clock = EPOCH_MS + 10**10 + np.cumsum(moves)
    ends = np.flatnonzero(what < 0)
    columns = [np.split(column, ends) for column in (what, process, clock)]
    parts = [tuple(c[w >= 0] for c in (w, p, t)) for w, p, t in zip(*columns, strict=True)]
    case: Case = {
        "worker": np.array(workers, np.int16),
        "lease_end_ms": np.zeros(5, np.int64),
        "lease_ms": lease,
        "max_drift_ms": drift,
        "batches": [batch(w == 0, p, t) for w, p, t in parts],
    }
    assert complaint(ENTRY, "issue-6", case, REFERENCE) is None


def test_a_long_night_of_twins_fills_the_runs() -> None:
    """Thousands of runs a twin, in few batches: the lists of the reference grow, and stay right."""
    rng = np.random.default_rng(3)
    n = 12_000
    clock = EPOCH_MS + 10**10 + np.cumsum(rng.integers(0, 3, 2 * n)).reshape(2, n)
    batches = [batch(rng.random(n) < 0.001, rng.integers(0, 2, n), row) for row in clock]
    ends = np.zeros(2, np.int64)
    build = {"worker": np.full(2, 9, np.int16), "lease_end_ms": ends, "lease_ms": 20}
    case: Case = {**build, "max_drift_ms": 30, "batches": batches}
    assert complaint(ENTRY, "issue-6", case, REFERENCE) is None


def frozen(rng: np.random.Generator, n: int) -> np.ndarray:
    return np.full(n, EPOCH_MS + int(rng.integers(1, 10**12)))


def stepping_back(rng: np.random.Generator, n: int) -> np.ndarray:
    """Set back every thousand readings or so, by up to half a second."""
    moves = rng.integers(0, 2, n)
    back = rng.random(n) < 0.001
    moves[back] = -rng.integers(1, 501, int(back.sum()))
    return EPOCH_MS + 10**11 + np.cumsum(moves)


CLOCKS = pytest.mark.parametrize("clock", [frozen, stepping_back], ids=lambda one: one.__name__)
SOLVERS = {"reference": ENTRY.reference, **ENTRY.submissions("accepted")}
EVERYBODY = pytest.mark.parametrize("path", SOLVERS.values(), ids=SOLVERS)


@CLOCKS
@pytest.mark.parametrize("n_workers", [1, 3])
@EVERYBODY
def test_no_duplicate_and_none_lost(path: Path, n_workers: int, clock: Clock) -> None:
    """Every request gets an id, every id is new, and no slot is left out but by the clock."""
    rng = np.random.default_rng(11)
    n = 30_000
    readings, worker = clock(rng, n), rng.integers(0, n_workers, n).astype(np.int16)
    case: Case = {"clock_ms": readings, "worker": worker, "max_drift_ms": 60_000}
    ids = ids_of("many-workers", {**case, "state": nothing_issued()}, load(path))
    assert (ids > 0).all() and len(np.unique(ids)) == n
    for name in range(n_workers):
        own = worker == name
        slots = (ids[own] >> 22) * 4096 + (ids[own] & 4095)
        steps, now = np.diff(slots), (readings[own] - EPOCH_MS) * 4096
        assert ((steps == 1) | ((steps > 1) & (slots[1:] == now[1:]))).all()


@CLOCKS
@EVERYBODY
def test_the_strict_clock_issues_nothing_twice(path: Path, clock: Clock) -> None:
    """It may refuse; of a frozen clock it issues the 4,096 that there are."""
    readings = clock(np.random.default_rng(12), 30_000)
    case: Case = {"clock_ms": readings, "worker": 5, "state": np.array([-1, 0])}
    ids = ids_of("generate", case, load(path))
    assert (np.diff(ids[ids > 0]) > 0).all()
    assert clock is not frozen or int((ids > 0).sum()) == 4096


@pytest.mark.parametrize("name", ["one_worker", "thousand_workers"])
def test_nobody_is_issued_twice_at_full_size(name: str) -> None:
    ids = ids_of("many-workers", full_size(ENTRY, name, 2))
    issued = ids[ids > 0]
    assert len(np.unique(issued)) == len(issued)
    assert name == "thousand_workers" or len(issued) == len(ids), "and nobody is refused"


@pytest.mark.parametrize(
    ("level", "name"), [("restart", "rolling_restarts"), ("issue-6", "bad_night")]
)
def test_full_size_agrees_with_a_rung(level: str, name: str) -> None:
    """The numba rung shares no code with the reference, and finds collisions in another way."""
    case = full_size(ENTRY, name, 4)
    case = {**case, "batches": case["batches"][:4]}
    right = answers(ENTRY, level, REFERENCE, case)
    assert same(right, answers(ENTRY, level, accepted(ENTRY, "numba"), case))
    assert (right["rejected"] > 0).all()
    assert bool(right["collision"].any()) == (name == "bad_night")


def test_workloads_are_what_they_are_called() -> None:
    for seed in range(5):
        clock = full_size(ENTRY, "bursts", seed)["clock_ms"]
        _, counts = np.unique(clock, return_counts=True)
        assert len(clock) == 200_000 and (np.diff(clock) < 0).any()
        assert 60 < len(counts) < 2_000
    seen = {full_size(ENTRY, "archive", seed)["layout"] for seed in range(30)}
    assert seen == {0, 1, 2}
    for seed in range(3):
        clock = full_size(ENTRY, "bursts", seed)["clock_ms"]
        clock = clock[(clock > EPOCH_MS) & (clock < END_MS)]
        back = np.diff(clock)[np.diff(clock) < 0]
        assert 1 <= len(back) <= 3 and back.min() >= -20


def test_a_bad_night_goes_on_after_its_first_collision() -> None:
    """In nearly every batch an id comes again, and most of the night's collisions are old."""
    case = full_size(ENTRY, "bad_night", 4)
    right = answers(ENTRY, "issue-6", REFERENCE, case)
    sharing = np.bincount(case["worker"])[case["worker"]]
    assert 45 < (sharing > 1).sum() < 75
    _, first, which = np.unique(right["ids"], return_index=True, return_inverse=True)
    ages = np.arange(len(which)) - first[which]
    ages[right["ids"] <= 0] = 0
    places = 300_000 * np.arange(13) + right["collision"] - 1
    assert (right["collision"] > 0).sum() >= 12
    assert (ages[places] > 2**16).sum() >= 3, "found only by who remembers earlier batches"
    assert (ages > 2**16).sum() > (ages > 0).sum() / 3


def broken(function: str, case: Case) -> str:
    return domain.broken_clause(ENTRY, ENTRY.kata.function(function), case) or ""


def test_the_clauses_of_the_contract_are_told() -> None:
    unpacked: Case = {"ids": np.array([5, -1]), "layout": 0}
    assert "ids[1] is below 0" in broken("unpack", unpacked)
    assert not broken("unpack", {**unpacked, "layout": 1})
    assert not broken("unpack", {**unpacked, "layout": 7})
    clock = np.array([-1, 0, 2**63 - 1])
    for state in ([0, 0], [EPOCH_MS, 0], [EPOCH_MS + 1, 4096], [EPOCH_MS + 1, -1], [-1, 1]):
        one: Case = {"clock_ms": clock, "worker": -9, "state": np.array(state)}
        assert "the state is " in broken("generate", one)
        many = nothing_issued()
        many[7] = state
        named = np.zeros(3, np.int16)
        every: Case = {"clock_ms": clock, "worker": named, "max_drift_ms": 0, "state": many}
        assert "the state of worker 7 is" in broken("generate_many", every)
    assert not broken("generate", {**one, "state": np.array([END_MS - 1, 4095])})
    late = batch(np.zeros(2), np.zeros(2), np.array([END_MS - 6, END_MS - 5]))
    fleet: Case = {
        "worker": np.zeros(1, np.int16),
        "lease_end_ms": np.zeros(1, np.int64),
        "lease_ms": 1,
        "max_drift_ms": 5,
        "batches": [late],
    }
    assert f"event 1 of batch 0 reads {END_MS - 5}; with max_drift_ms 5" in broken("Fleet", fleet)
    assert not broken("Fleet", {**fleet, "max_drift_ms": 4})


def test_numbers_of_the_brief() -> None:
    assert END_MS - 1 == 3_487_858_230_208
    assert 11.5 < 10**9 / 86_400_000 < 11.6


def test_no_two_processes_are_one_worker_at_level_restart() -> None:
    """Neither families nor what is drawn has twins there."""
    level, rng = ENTRY.level("restart"), np.random.default_rng(5)
    anything = ENTRY.anything(level)
    assert anything is not None
    names = [*ENTRY.families(level), *ENTRY.depth(level)]
    makers = {**ENTRY.families(level), **ENTRY.depth(level)}
    for case in [*(makers[name](rng) for name in names), *(anything(rng) for _ in range(200))]:
        assert len(np.unique(case["worker"])) == len(case["worker"])


FLEET = """snowflake Fleet
lease_ms 10
max_drift_ms 0
process 3 0
process 3 0
ask 0 1288834974662 x2
batch
restart 0 1288834974663
ask 1 1288834974662
"""


def test_lines_of_a_fleet_may_be_dropped() -> None:
    function, case = case_text.read(ENTRY, FLEET)
    assert complaint(ENTRY, "issue-6", case, REFERENCE) is None
    assert answers(ENTRY, "issue-6", REFERENCE, case)["collision"].tolist() == [0, 2]
    _, merged = case_text.read(ENTRY, FLEET.replace("batch\n", ""))
    assert answers(ENTRY, "issue-6", REFERENCE, merged)["collision"].tolist() == [4]
    _, alone = case_text.read(ENTRY, FLEET.replace("process 3 0\n", "", 1))
    assert "process[1] is 1; it may be 0 to 0" in broken("Fleet", alone)
    assert case_text.told(ENTRY, function, case).count("batch") == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("snowflake generate\nworker 1\nlast -1 0\nlast -1 0\n", "'last' stands twice"),
        ("snowflake generate_many\nmax_drift_ms 1\nlast 1024 5 5\n", "from 0 to 1023"),
        ("snowflake generate_many\nmax_drift_ms 1\nlast 1 5 5 x2\n", "twice for one worker"),
        ("snowflake generate_many\nmax_drift_ms 1\nask 70000 5\n", "no case of generate_many"),
    ],
)
def test_lines_that_make_no_case_are_told(text: str, told: str) -> None:
    with pytest.raises(MisuseError, match=told):
        case_text.read(ENTRY, text)


def test_the_last_id_of_all_is_issued() -> None:
    for level, name in (("generate", "last_ids_of_all"), ("restart", "last_ids_of_a_worker")):
        assert int(ids_of(level, family(ENTRY, name, 1)).max()) == 2**63 - 1
