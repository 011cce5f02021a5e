"""lru-cache: everyone agrees with the oracle, every mistake is named, and quality has an honest
bound.
"""

from __future__ import annotations

import functools
import importlib.util
import itertools
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.judge import inprocess
from harness.kata import Case, Level
from katas import traces
from katas.lru_cache import cases, check, hit_counts, policy_check
from katas.lru_cache.kata import KATA

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "katas" / "lru_cache"
SUBMISSIONS = FOLDER / "submissions"
REFERENCE = ROOT / "reference" / "lru_cache.py"
ORACLE = FOLDER / "oracle.py"
ACCEPTED = sorted((SUBMISSIONS / "accepted").glob("*.py"))
WRONG = sorted((SUBMISSIONS / "wrong_answer").glob("*.py"))
TOO_SLOW = sorted((SUBMISSIONS / "time_limit").glob("*.py"))
RUNG_CLOCK = SUBMISSIONS / "accepted" / "python.py"
RUNG_S3_FIFO = SUBMISSIONS / "accepted" / "numba.py"
BY_ARRIVAL = SUBMISSIONS / "wrong_answer" / "evicts_by_arrival.py"
LEVELS = {level.name: level for level in KATA.levels}
REPLAY, POLICY = LEVELS["replay"], LEVELS["policy"]

keys_lists = st.lists(st.sampled_from([-(2**63), -2, -1, 0, 1, 2**32, 2**32 + 1, 2**63 - 1]))


@pytest.fixture(scope="module", autouse=True)
def compiled_code_elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Numba's cache remembers module names; ours must not lie beside the files that others load."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(numba.config, "CACHE_DIR", str(tmp_path_factory.mktemp("numba")))
        yield


@functools.cache
def load(path: Path) -> ModuleType:
    """The file as a module with a neutral name: submissions are called numpy.py and numba.py."""
    name = f"lru_cache_solution_{len(sys.modules)}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def levels_of(path: Path) -> list[Level]:
    """The levels whose function the file defines."""
    names = dir(load(path))
    return [level for level in KATA.levels if {*KATA.function_of(level).names} <= {*names}]


def family_case(family: str, seed: int) -> Case:
    return cases.FAMILIES[family](np.random.default_rng([seed, len(family)]))


def replayed(path: Path, keys: np.ndarray | list[int], capacity: int) -> list[int]:
    case = {"keys": np.array(keys, np.int64), "capacity": capacity}
    hit = inprocess.answers(KATA.function("replay"), load(path), case)["hit"]
    return [int(mark) for mark in hit]


def complaint(level: Level, case: Case, path: Path) -> tuple[str, str] | None:
    """What the judge would say: the first check that speaks, and its sentence."""
    function = KATA.function_of(level)
    got = inprocess.answers(function, load(path), case)
    expected = None
    if level.answers == "unique":
        expected = inprocess.answers(function, load(ORACLE), case)
        if all(np.array_equal(expected[name], got[name]) for name in expected):
            return None
    said = ((c.__name__, c(case, expected, got)) for c in check.CHECKS[level.name])
    spoken = next(((name, sentence) for name, sentence in said if sentence), None)
    assert spoken or expected is None, f"{path.name} is wrong and no check says how"
    return spoken


@pytest.mark.parametrize("path", [ORACLE, REFERENCE, *ACCEPTED, *TOO_SLOW], ids=lambda p: p.stem)
def test_right_solutions_pass_every_family(path: Path) -> None:
    assert levels_of(path)
    for level in levels_of(path):
        for family, seed in itertools.product(level.families, range(4)):
            assert complaint(level, family_case(family, seed), path) is None, (family, seed)


@pytest.mark.slow  # the gate holds it, in boxes: tests/test_submissions.py
@pytest.mark.parametrize("path", WRONG, ids=lambda p: p.stem)
def test_wrong_submissions_are_named_by_their_check_where_they_say(path: Path) -> None:
    stated = re.search(r"^fails: (\w+) at (\w+)$", load(path).__doc__ or "", re.MULTILINE)
    assert stated is not None
    level = levels_of(path)[0]
    until = level.families.index(stated[2])
    for family, seed in itertools.product(level.families[: until + 1], range(20)):
        said = complaint(level, family_case(family, seed), path)
        assert (said and said[0]) == (stated[1] if family == stated[2] else None), (family, seed)


def test_every_check_stops_a_wrong_submission() -> None:
    stopped = {line for path in WRONG for line in re.findall(r"fails: (\w+)", path.read_text())}
    assert stopped == {c.__name__ for checks in check.CHECKS.values() for c in checks}


def test_every_family_and_workload_belongs_to_a_level() -> None:
    assert {f for level in KATA.levels for f in level.families} == {*cases.FAMILIES}
    assert {w for level in KATA.levels for w in level.workloads} == {*cases.WORKLOADS}
    assert {*KATA.rungs} <= {path.stem for path in ACCEPTED}


def test_the_example_of_the_starter() -> None:
    assert replayed(ORACLE, [7, 8, 7, 9, 7, 8], 2) == [0, 0, 1, 0, 1, 0]
    oracle = load(ORACLE)
    state = oracle.init(2, 10, 0)
    assert [oracle.step(state, key) for key in (3, 5, 3, 8, 5)] == [-1, -1, -1, 5, 3]


def test_a_sentence_names_request_key_and_both_answers() -> None:
    said = complaint(REPLAY, {"keys": np.array([7, 8, 7, 9, 7]), "capacity": 2}, BY_ARRIVAL)
    assert said == (
        "hits_refresh",
        "request 4: expected a hit, got a miss. Key 7 was stored at request 0 and last used at "
        "request 2: that refreshed it, and only 1 other keys came since (capacity 2)",
    )


@settings(max_examples=150, deadline=None)
@given(keys_lists, st.integers(0, 9))
def test_the_reference_replays_like_the_oracle(keys: list[int], capacity: int) -> None:
    assert replayed(REFERENCE, keys, capacity) == replayed(ORACLE, keys, capacity)


@pytest.mark.parametrize("capacity", [1, 700, 100_000])
def test_the_reference_grows_its_table(capacity: int) -> None:
    keys = np.tile(np.arange(20_000) * 2**40, 2)
    naive = SUBMISSIONS / "accepted" / "naive.py"
    assert replayed(REFERENCE, keys, capacity) == replayed(naive, keys, capacity)


def test_half_hashes_that_agree_are_told_apart() -> None:
    """Keys k and k + 2**32 * j keep the lower half of the product; equal slots make them
    neighbours.
    """
    keys = np.tile(np.arange(4000) << 32, 2)
    assert replayed(REFERENCE, keys, 4000) == [0] * 4000 + [1] * 4000


@pytest.mark.parametrize("name", REPLAY.workloads)
def test_a_new_draw_changes_a_tenth_of_the_hits_everywhere(name: str) -> None:
    workload, rng = cases.WORKLOADS[name], np.random.default_rng(1)
    answers = []
    for case in (workload.make(rng), workload.make(rng)):
        assert workload.units(case) == len(case["keys"]) == 1_000_000
        answers.append(inprocess.answers(KATA.function("replay"), load(REFERENCE), case)["hit"])
    changed = (answers[0] != answers[1]).reshape(100, -1).mean(axis=1)
    assert changed.min() > 0.1


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(REPLAY.families), st.integers(0, 2**32), st.data())
def test_replay_checks_survive_any_answer(family: str, seed: int, data: st.DataObject) -> None:
    case = family_case(family, seed)
    expected = inprocess.answers(KATA.function("replay"), load(ORACLE), case)
    n = len(case["keys"])
    hit = np.random.default_rng(seed).integers(0, data.draw(st.sampled_from([2, 256])), n)
    got = {
        "hit": hit.astype(np.uint8),
        "raised": np.array([data.draw(st.sampled_from([-(2**63), 0, 1, 2**63 - 1]))]),
    }
    for a_check in check.CHECKS["replay"]:
        assert isinstance(a_check(case, expected, got), str | None)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(POLICY.families), st.integers(0, 2**32), st.data())
def test_policy_checks_survive_any_answer(family: str, seed: int, data: st.DataObject) -> None:
    case = family_case(family, seed)
    low, high = data.draw(st.sampled_from([(-3, 5), (-2, 0), (-(2**63), 2**63 - 1)]))
    count = sum(len(batch["keys"]) for batch in case["batches"])
    got = {"choice": np.random.default_rng(seed).integers(low, high, count, endpoint=True)}
    for a_check in check.CHECKS["policy"]:
        assert isinstance(a_check(case, None, got), str | None)
    check.QUALITY["policy"](case, got)


def best_possible(keys: list[int], capacity: int, start: int = 0) -> int:
    """The most hits from `start` on that any decisions reach, by trying them all."""

    @functools.cache
    def best(i: int, cached: frozenset[int]) -> int:
        if i == len(keys):
            return 0
        if keys[i] in cached:
            return (i >= start) + best(i + 1, cached)
        with_key = cached | {keys[i]}
        options = [cached, with_key] if len(with_key) <= capacity else [cached]
        options += [with_key - {victim} for victim in cached]
        return max(best(i + 1, option) for option in options)

    return best(0, frozenset())


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 5), max_size=14), st.integers(1, 4))
def test_nobody_beats_belady(keys: list[int], capacity: int) -> None:
    assert hit_counts.optimal_hits(keys, capacity) == best_possible(keys, capacity)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 9), max_size=60), st.integers(1, 6))
def test_the_baseline_is_lru(keys: list[int], capacity: int) -> None:
    assert list(hit_counts.lru_marks(keys, capacity)) == replayed(ORACLE, keys, capacity)


@numba.njit
def drive(step, state, keys, choice):  # type: ignore[no-untyped-def]
    """The compiled loop of a worker."""
    for i in range(len(keys)):
        choice[i] = step(state, keys[i])


@functools.cache
def compiled_step(path: Path) -> Any:
    return numba.njit(load(path).step)


SCORED = [(level, name) for level in (POLICY, LEVELS["scan-flood"]) for name in level.workloads]


@pytest.mark.parametrize("level, name", SCORED, ids=lambda part: getattr(part, "name", part))
@pytest.mark.parametrize(
    "tier, path", [("gold", REFERENCE), ("silver", RUNG_S3_FIFO), ("bronze", RUNG_CLOCK)]
)
def test_policies_compile_and_reach_their_tier(
    tier: str, path: Path, level: Level, name: str
) -> None:
    case = cases.WORKLOADS[name].make(np.random.default_rng(2))
    keys = np.concatenate([batch["keys"] for batch in case["batches"]])
    got = {"choice": np.zeros(len(keys), np.int64)}
    state = load(path).init(case["capacity"], case["n_keys"], case["seed"])
    drive(compiled_step(path), state, keys, got["choice"])
    assert not any(c(case, None, got) for c in check.CHECKS[level.name])
    assert level.pars is not None
    assert check.QUALITY[level.name](case, got).share > getattr(level.pars, tier)


@pytest.mark.parametrize("level, name", SCORED, ids=lambda part: getattr(part, "name", part))
def test_lru_is_the_baseline_of_every_score(level: Level, name: str) -> None:
    case = cases.WORKLOADS[name].make(np.random.default_rng(3))
    keys = np.concatenate([batch["keys"] for batch in case["batches"]])
    assert keys.min() >= 0 and keys.max() < case["n_keys"]
    got = {"choice": np.zeros(len(keys), np.int64)}
    naive = load(SUBMISSIONS / "accepted" / "naive.py")
    state = naive.init(case["capacity"], case["n_keys"], case["seed"])
    drive(numba.njit(naive.step), state, keys, got["choice"])
    quality = check.QUALITY[level.name](case, got)
    assert quality.value == quality.baseline < quality.bound


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 4), min_size=1, max_size=9), st.integers(1, 3), st.data())
def test_nobody_hits_more_in_the_trouble_than_its_bound(
    keys: list[int], capacity: int, data: st.DataObject
) -> None:
    """The best decisions for the requests from `start` on, found by trying them all."""
    start = data.draw(st.integers(0, len(keys) - 1))
    batches = [{"keys": np.array(keys)}]
    case = {"capacity": capacity, "n_keys": 5, "batches": batches, "_trouble": (start,)}
    nothing = {"choice": np.full(len(keys), -2)}
    bound = policy_check.hit_ratio_in_trouble(case, nothing).bound
    assert round(bound * (len(keys) - start)) == best_possible(keys, capacity, start)


def played(path: Path, case: Case) -> tuple[list[int], list[int]]:
    got = inprocess.answers(KATA.function("LRU"), load(path), case)
    return got["found"].tolist(), got["answer"].tolist()


int64s = st.integers(-(2**63), 2**63 - 1)
operations = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from([0, -1, 2**32, 5, 2**63 - 1, 7]), int64s)
)


@settings(max_examples=150, deadline=None)
@given(st.lists(operations, max_size=4), st.integers(0, 5))
def test_the_reference_serves_like_the_oracle(
    batches: list[list[tuple[int, int, int]]], capacity: int
) -> None:
    types = {"op": np.uint8, "key": np.int64, "value": np.int64}
    columns = [zip(types, np.array(b, np.int64).reshape(-1, 3).T, strict=True) for b in batches]
    case = {
        "capacity": capacity,
        "batches": [{name: part.astype(types[name]) for name, part in b} for b in columns],
    }
    assert not batches or played(REFERENCE, case) == played(ORACLE, case)


@pytest.mark.parametrize("capacity", [1, 300, 100_000])
def test_the_reference_grows_and_renumbers(capacity: int) -> None:
    """Many thousand operations: more keys than the first table holds, more uses than its log."""
    rng = np.random.default_rng(capacity)
    shares = (0.6, 0.3, 0.05, 0.05)
    batches = [traces.cache_operations(rng, 8_000, 5_000, shares) for _ in range(4)]
    case = {"capacity": capacity, "batches": batches}
    assert played(REFERENCE, case) == played(SUBMISSIONS / "accepted" / "python.py", case)


def curve(path: Path, keys: np.ndarray) -> np.ndarray:
    case = {"keys": keys}
    return inprocess.answers(KATA.function("hits_by_capacity"), load(path), case)["hits"]


@settings(max_examples=150, deadline=None)
@given(keys_lists)
def test_the_curve_is_what_replays_say(keys: list[int]) -> None:
    array = np.array(keys, np.int64)
    hits = curve(REFERENCE, array).tolist()
    assert hits == curve(ORACLE, array).tolist()
    assert hits == [sum(replayed(ORACLE, keys, capacity)) for capacity in range(len(keys) + 1)]


def test_the_curve_of_a_long_trace_agrees_with_replays() -> None:
    """Over two million positions: more than one row of the widest running count."""
    rng = np.random.default_rng(5)
    keys = np.concatenate([rng.permutation(700_000) for _ in range(3)] + [np.arange(9)])
    hits = curve(REFERENCE, keys)
    assert hits[0] == 0 and hits[-1] == len(keys) - 700_000 and (np.diff(hits) >= 0).all()
    for capacity in (1, 1_000, 500_000, 699_999, 700_000):
        assert hits[capacity] == sum(replayed(REFERENCE, keys, capacity))


def test_a_new_million_changes_the_whole_curve() -> None:
    rng = np.random.default_rng(1)
    make = cases.WORKLOADS["million"].make
    first, second = (curve(REFERENCE, make(rng)["keys"]) for _ in range(2))
    assert (first != second).reshape(-1)[1:].reshape(100, -1).mean(axis=1).min() > 0.1


def test_the_operations_are_in_the_published_proportion() -> None:
    case = cases.WORKLOADS["etc_pool"].make(np.random.default_rng(1))
    assert len(case["batches"]) == 13
    gets, puts, deletes, peeks = (
        sum(int((batch["op"] == op).sum()) for batch in case["batches"][1:]) for op in range(4)
    )
    assert 29 < gets / puts < 31 and deletes > 10_000 and peeks > 50_000
    found = np.array(played(REFERENCE, case)[0]).reshape(13, -1)
    assert (found[1:].mean(axis=1) > 0.5).all() and (found[1:].mean(axis=1) < 0.9).all()


def test_one_hit_wonders_have_the_share_they_should() -> None:
    keys = traces.one_hit_wonders(np.random.default_rng(1), 100_000, 10_000, 0.6372, 0.487)
    uses = np.unique(keys, return_counts=True)[1]
    assert abs((uses == 1).mean() - 0.487) < 0.02


def test_the_trouble_is_an_export_and_then_a_celebrity() -> None:
    keys, start = traces.export_and_celebrity(np.random.default_rng(1), 500, 20_000)
    export = keys[start : start + 40_000 : 2]
    assert len(keys) == 120_000 and start == 30_000
    assert sorted(export.tolist()) == list(range(20_000))
    celebrity = (keys[start + 40_000 :] == 20_000).reshape(-1, 500).mean(axis=1)
    assert 0.25 < celebrity.max() < 0.36 and not celebrity[40:].any()


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(["lru", "every-capacity"]), st.integers(0, 2**32), st.data())
def test_checks_survive_any_answer(name: str, seed: int, data: st.DataObject) -> None:
    level = LEVELS[name]
    case = family_case(data.draw(st.sampled_from(level.families)), seed)
    expected = inprocess.answers(KATA.function_of(level), load(ORACLE), case)
    rng, most = np.random.default_rng(seed), data.draw(st.sampled_from([1, 255]))
    got = {n: rng.integers(0, most, v.shape, endpoint=True) for n, v in expected.items()}
    got = {n: value.astype(expected[n].dtype) for n, value in got.items()}
    wrong = any(not np.array_equal(expected[n], got[n]) for n in expected)
    said = [c(case, expected, got) for c in check.CHECKS[name]]
    assert any(said) == wrong and all(isinstance(text, str | None) for text in said)


def test_a_peek_that_refreshes_is_called_by_its_name() -> None:
    path = SUBMISSIONS / "wrong_answer" / "peeks_like_get.py"
    said = complaint(LEVELS["lru"], family_case("peeked_before_eviction", 1), path)
    assert said is not None and said[1].endswith("A peek leaves the order as it is")
    assert "expected found 0" in said[1] and "got found 1" in said[1]
