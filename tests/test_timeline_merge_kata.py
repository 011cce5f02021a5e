"""The timeline-merge kata holds what its files promise: who is right, who is wrong, and why."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness import catalog
from harness.catalog.claims import claims
from harness.judge.inprocess import answers
from harness.kata import Case, Level

ENTRY = catalog.find("timeline-merge")
CASES, CHECK = ENTRY.module("cases"), ENTRY.module("check")
LEVELS = {level.name: level for level in ENTRY.kata.levels}
NO_LIMIT = 2**63 - 1
ACCEPTED = [*ENTRY.submissions("accepted").values()]
SLOW = [*ENTRY.submissions("time_limit").values()]
WRONG = [*ENTRY.submissions("wrong_answer").values()]
WORKLOADS = [
    pytest.param(level, name, id=name) for level in LEVELS.values() for name in level.workloads
]


def _name(path: Path) -> str:
    return f"{path.parent.name}-{path.stem}"


def load(path: Path) -> ModuleType:
    """A file as the module `solution`, the name it has in a worker (numba's cache remembers it)."""
    spec = importlib.util.spec_from_file_location("solution", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["solution"] = module
    spec.loader.exec_module(module)
    return module


ORACLE, REFERENCE = load(ENTRY.oracle), load(ENTRY.reference)


def family(name: str, seed: int) -> Case:
    case: Case = CASES.FAMILIES[name](np.random.default_rng(seed))
    for value in case.values():
        if isinstance(value, np.ndarray):
            value.flags.writeable = False
    return case


def answer(level: Level, module: ModuleType, case: Case) -> np.ndarray:
    [page] = answers(ENTRY.kata.function_of(level), module, case).values()
    return page


def named_fault(level: Level, case: Case, expected: np.ndarray, got: np.ndarray) -> str | None:
    """The name of the first check with something to say; None where the answer is right."""
    name = "page" if level.function == "newest" else "pages"
    if np.array_equal(expected, got):
        return None
    pair = {name: expected}, {name: got}
    return next(one.__name__ for one in CHECK.CHECKS[level.name] if one(case, *pair))


@pytest.mark.parametrize("path", [ENTRY.reference, *ACCEPTED, *SLOW], ids=_name)
def test_right_submissions_are_right_on_every_family(path: Path) -> None:
    module = load(path)
    for level in LEVELS.values():
        for name in level.families if hasattr(module, level.function) else ():
            for seed in range(5):
                case = family(name, seed)
                expected, got = answer(level, ORACLE, case), answer(level, module, case)
                assert np.array_equal(expected, got), f"{level.name}, {name}, {seed}"


@pytest.mark.filterwarnings("ignore:overflow")
@pytest.mark.slow  # the gate holds it, in boxes: tests/test_submissions.py
@pytest.mark.parametrize("path", WRONG, ids=_name)
def test_wrong_submissions_fail_where_they_say(path: Path) -> None:
    module, stated = load(path), claims(path).fails
    assert stated is not None
    for seed in range(10):
        assert first_stop(module, seed) == str(stated), f"seed {seed}"


def first_stop(module: ModuleType, seed: int) -> str:
    """Where and by what a module is stopped, the first time in the order of the levels."""
    for level in LEVELS.values():
        for name in level.families if hasattr(module, level.function) else ():
            case = family(name, seed)
            try:
                got = answer(level, module, case)
            except Exception:
                return f"runtime_error at {name}"
            fault = named_fault(level, case, answer(level, ORACLE, case), got)
            if fault:
                return f"{fault} at {name}"
    return "right"


@pytest.mark.parametrize("level", LEVELS.values(), ids=lambda level: level.name)
def test_checks_survive_garbage(level: Level) -> None:
    rng = np.random.default_rng(7)
    for name in level.families:
        case = family(name, 1)
        expected = answer(level, ORACLE, case)
        for noise in range(4):
            got = _spoiled(rng, expected, noise)
            fault = named_fault(level, case, expected, got)
            assert (fault is not None) == bool((expected != got).any())


def _spoiled(rng: np.random.Generator, right: np.ndarray, noise: int) -> np.ndarray:
    """Extreme values, any values, the right ones in other places, or some of the right ones."""
    if noise == 0:
        return rng.choice(np.array([0, 1, -1, 104, 107, NO_LIMIT, -(2**63)]), right.shape)
    if noise == 1:
        return rng.integers(-(2**63), NO_LIMIT, right.shape)
    if noise == 2:
        return rng.permuted(right, axis=-1)
    return np.where(rng.random(right.shape) < 0.5, right, 0)


def test_a_check_tells_place_post_and_reason() -> None:
    case = family("cursors_example", 0)
    expected = answer(LEVELS["cursors"], ORACLE, case)
    got = expected.copy()
    got[2, 0] = 104
    said = [one(case, {"pages": expected}, {"pages": got}) for one in CHECK.CHECKS["cursors"]]
    assert next(text for text in said if text) == (
        "page of request 2 (1 authors, after 104, up to 110), position 0: expected post 108, "
        "got post 104 (it is the post `after`, which is not shown again)"
    )


@pytest.mark.parametrize("name", CASES.FAMILIES)
def test_families_keep_what_the_starter_promises(name: str) -> None:
    for seed in range(20):
        _promised(family(name, seed), distinct="authors" in family(name, seed))


@pytest.mark.parametrize(("level", "name"), WORKLOADS)
def test_workloads_keep_what_the_starter_promises(level: Level, name: str) -> None:
    workload, rng = CASES.WORKLOADS[name], np.random.default_rng(5)
    case = workload.make(rng)
    kept = {key: np.copy(value) for key, value in case.items()}
    varied = workload.vary(rng, workload.vary(rng, case))
    assert all(np.array_equal(case[key], kept[key]) for key in kept), "vary changes its argument"
    for each in (case, varied):
        _promised(each, distinct=level.name == "newest")
    assert all(np.shape(varied[key]) == np.shape(case[key]) for key in kept)
    before, after = answer(level, REFERENCE, case), answer(level, REFERENCE, varied)
    assert (before != after)[(before > 0) | (after > 0)].mean() > 0.9
    assert (before > 0).mean() > 0.5


def _promised(case: Case, distinct: bool) -> None:
    start, ids = case["start"], case["id"]
    falls = np.diff(ids) < 0
    inner = np.ones(max(len(ids) - 1, 0), np.bool_)
    ends = start[1:-1]
    inner[ends[(ends > 0) & (ends < len(ids))] - 1] = False
    assert falls[inner].all() and (ids > 0).all()
    assert start[0] == 0 and start[-1] == len(ids) and (np.diff(start) >= 0).all()
    asked = case["authors"] if distinct else case["author"]
    assert ((asked >= 0) & (asked < len(start) - 1)).all()
    if distinct:
        assert len(set(ids.tolist())) == len(ids) and len(set(asked.tolist())) == len(asked)
    else:
        assert (np.diff(case["deleted"]) > 0).all() and (case["deleted"] > 0).all()
        assert (case["after"] >= 0).all() and (case["upto"] >= 0).all()


def test_the_world_cup_is_one() -> None:
    case = CASES.WORKLOADS["final_whistle"].make(np.random.default_rng(2))
    heads = case["id"][case["start"][:-1]]
    count = np.unique(heads, return_counts=True)[1]
    assert count.max() > 5_000, "equal heads"
    flooding = case["id"][case["start"][case["_flooding"]] :][:3_200]
    newest = np.unique(case["id"])[-2_000:]
    assert np.isin(newest, flooding).mean() > 0.2, "a flood"
    assert 0.4 < np.isin(np.unique(case["id"])[-60_000:], case["deleted"]).mean() < 0.6, "a purge"


@pytest.mark.parametrize(("level", "name"), WORKLOADS)
def test_reference_agrees_with_a_rung_at_full_size(level: Level, name: str) -> None:
    """At full size the reference answers as the numba rung does, which shares no code with it."""
    case = CASES.WORKLOADS[name].make(np.random.default_rng(4))
    rung = load(ENTRY.submissions("accepted")["numba"])
    assert np.array_equal(answer(level, rung, case), answer(level, REFERENCE, case))


LISTS = st.lists(st.sets(st.integers(1, 60), max_size=40), min_size=1, max_size=12)
LIMITS = st.one_of(st.integers(0, 61), st.just(NO_LIMIT))


def _csr(lists: list[set[int]]) -> Case:
    start = np.cumsum([0, *map(len, lists)])
    flat = [post for posts in lists for post in sorted(posts, reverse=True)]
    return {"start": start, "id": np.array(flat, np.int64)}


@settings(max_examples=150, deadline=None)
@given(lists=LISTS, gone=st.sets(st.integers(1, 70)), k=st.integers(0, 70), data=st.data())
def test_reference_agrees_on_any_requests(
    lists: list[set[int]], gone: set[int], k: int, data: st.DataObject
) -> None:
    authors = st.lists(st.integers(0, len(lists) - 1), max_size=40)
    asked = data.draw(st.lists(st.tuples(authors, LIMITS, LIMITS), max_size=6))
    case = _csr(lists) | {
        "begin": np.cumsum([0, *(len(row) for row, _, _ in asked)]),
        "author": np.array([a for row, _, _ in asked for a in row], np.int32),
        "after": np.array([after for _, after, _ in asked], np.int64),
        "upto": np.array([upto for _, _, upto in asked], np.int64),
        "deleted": np.array(sorted(gone), np.int64),
        "k": k,
    }
    level = LEVELS["cursors"]
    assert np.array_equal(answer(level, ORACLE, case), answer(level, REFERENCE, case))


@settings(max_examples=100, deadline=None)
@given(owners=st.lists(st.integers(0, 30), max_size=300), k=st.integers(0, 90), data=st.data())
def test_reference_agrees_on_any_page(owners: list[int], k: int, data: st.DataObject) -> None:
    lists = [{i + 1 for i, owner in enumerate(owners) if owner == a} for a in range(31)]
    authors = data.draw(st.permutations(range(31)))[: data.draw(st.integers(0, 31))]
    case = _csr(lists) | {"authors": np.array(authors, np.int32), "k": k}
    level = LEVELS["newest"]
    assert np.array_equal(answer(level, ORACLE, case), answer(level, REFERENCE, case))


@pytest.mark.parametrize("seed", range(5))
def test_two_pages_are_one_long_page(seed: int) -> None:
    case = family("many_at_random", seed)
    level, k = LEVELS["cursors"], 7
    double = answer(level, REFERENCE, case | {"k": 2 * k})
    first = answer(level, REFERENCE, case | {"k": k})
    follow = np.where(first[:, -1] > 0, first[:, -1] - 1, 0)
    second = answer(level, REFERENCE, case | {"k": k, "upto": follow})
    assert np.array_equal(np.hstack([first, second]), double)


@pytest.mark.parametrize("seed", range(5))
def test_the_guess_that_leaves_too_few_is_dropped(seed: int) -> None:
    """Where the sampled heads are new and the others old, the guess is above nearly everything."""
    rng = np.random.default_rng(seed)
    n_lists, k = 2_000, 50
    sampled = np.arange(0, n_lists, n_lists // (6 * n_lists // k))
    others = np.setdiff1d(np.arange(n_lists), sampled)
    head = np.empty(n_lists, np.int64)
    head[sampled] = 1_000_000 + rng.permutation(len(sampled))
    head[others] = 1 + rng.permutation(len(others))
    case = {
        "start": np.arange(n_lists + 1),
        "id": head,
        "begin": np.array([0, n_lists]),
        "author": np.arange(n_lists, dtype=np.int32),
        "after": np.zeros(1, np.int64),
        "upto": np.array([NO_LIMIT]),
        "deleted": np.zeros(0, np.int64),
        "k": k,
    }
    level = LEVELS["many-lists"]
    assert np.array_equal(answer(level, ORACLE, case), answer(level, REFERENCE, case))
