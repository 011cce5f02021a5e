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

from harness import inprocess
from harness.kata import Case, Level
from katas.lru_cache import cases, check
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
REPLAY, POLICY = KATA.levels

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


@pytest.mark.parametrize("path", WRONG, ids=lambda p: p.stem)
def test_wrong_submissions_are_named_by_their_check_where_they_say(path: Path) -> None:
    stated = re.search(r"^fails: (\w+) at (\w+)$", load(path).__doc__ or "", re.MULTILINE)
    assert stated is not None
    (level,) = levels_of(path)
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


def best_possible(keys: list[int], capacity: int) -> int:
    """The most hits that any decisions reach, by trying them all."""

    @functools.cache
    def best(i: int, cached: frozenset[int]) -> int:
        if i == len(keys):
            return 0
        if keys[i] in cached:
            return 1 + best(i + 1, cached)
        with_key = cached | {keys[i]}
        options = [cached, with_key] if len(with_key) <= capacity else [cached]
        options += [with_key - {victim} for victim in cached]
        return max(best(i + 1, option) for option in options)

    return best(0, frozenset())


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 5), max_size=14), st.integers(1, 4))
def test_nobody_beats_belady(keys: list[int], capacity: int) -> None:
    assert check.optimal_hits(keys, capacity) == best_possible(keys, capacity)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 9), max_size=60), st.integers(1, 6))
def test_the_baseline_is_lru(keys: list[int], capacity: int) -> None:
    assert check.lru_hits(keys, capacity) == sum(replayed(ORACLE, keys, capacity))


@numba.njit
def drive(step, state, keys, choice):  # type: ignore[no-untyped-def]
    """The compiled loop of a worker."""
    for i in range(len(keys)):
        choice[i] = step(state, keys[i])


@functools.cache
def compiled_step(path: Path) -> Any:
    return numba.njit(load(path).step)


@pytest.mark.parametrize("name", POLICY.workloads)
@pytest.mark.parametrize(
    "tier, path", [("gold", REFERENCE), ("silver", RUNG_S3_FIFO), ("bronze", RUNG_CLOCK)]
)
def test_policies_compile_and_reach_their_tier(tier: str, path: Path, name: str) -> None:
    case = cases.WORKLOADS[name].make(np.random.default_rng(2))
    keys = np.concatenate([batch["keys"] for batch in case["batches"]])
    got = {"choice": np.zeros(len(keys), np.int64)}
    state = load(path).init(case["capacity"], case["n_keys"], case["seed"])
    drive(compiled_step(path), state, keys, got["choice"])
    assert not any(c(case, None, got) for c in check.CHECKS["policy"])
    assert POLICY.pars is not None
    assert check.QUALITY["policy"](case, got).share > getattr(POLICY.pars, tier)
