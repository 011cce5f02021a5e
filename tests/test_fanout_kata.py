"""The fanout kata holds what its files promise: who is right, who is wrong, where and why."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.inprocess import answers
from harness.kata import Case, Level
from katas.fanout import cases, check
from katas.fanout.kata import KATA

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "katas" / "fanout"
ACCEPTED = sorted((FOLDER / "submissions" / "accepted").glob("*.py"))
WRONG = sorted((FOLDER / "submissions" / "wrong_answer").glob("*.py"))
SLOW = sorted((FOLDER / "submissions" / "time_limit").glob("*.py"))
LEVELS = {level.name: level for level in KATA.levels}
EXTREMES = np.array([0, 1, -1, 102, 103, 2**53, 2**63 - 1, -(2**63)])


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


ORACLE = load(FOLDER / "oracle.py")
REFERENCE = load(ROOT / "reference" / "fanout.py")


def levels_of(module: ModuleType) -> list[Level]:
    return [level for level in KATA.levels if hasattr(module, level.function)]


def family(name: str, seed: int) -> Case:
    return cases.FAMILIES[name](np.random.default_rng(seed))


def same(level: Level, module: ModuleType, case: Case, judge: ModuleType = ORACLE) -> bool:
    function = KATA.function_of(level)
    expected, got = answers(function, judge, case), answers(function, module, case)
    return all(np.array_equal(expected[name], got[name]) for name in expected)


def named_fault(level: Level, module: ModuleType, case: Case) -> str | None:
    """The name of the first check with something to say; None where the answer is right."""
    function = KATA.function_of(level)
    expected, got = answers(function, ORACLE, case), answers(function, module, case)
    if all(np.array_equal(expected[name], got[name]) for name in expected):
        return None
    return next(c.__name__ for c in check.CHECKS[level.name] if c(case, expected, got))


@pytest.mark.parametrize("path", [ROOT / "reference" / "fanout.py", *ACCEPTED, *SLOW], ids=_name)
def test_right_submissions_are_right_on_every_family(path: Path) -> None:
    module = load(path)
    for level in levels_of(module):
        for name in level.families:
            for seed in range(6):
                assert same(level, module, family(name, seed)), f"{level.name}, {name}, {seed}"


@pytest.mark.parametrize("path", WRONG, ids=_name)
def test_wrong_submissions_fail_where_they_say(path: Path) -> None:
    module = load(path)
    [level] = levels_of(module)
    fails = re.search(r"^fails: (\w+) at (\w+)$", module.__doc__ or "", re.MULTILINE)
    assert fails is not None
    before = level.families[: level.families.index(fails[2])]
    for seed in range(20):
        for name in before:
            assert named_fault(level, module, family(name, seed)) is None, f"{name}, {seed}"
        assert named_fault(level, module, family(fails[2], seed)) == fails[1], f"seed {seed}"


def test_every_check_stops_somebody() -> None:
    killers = {
        (levels_of(load(path))[0].name, re.findall(r"^fails: (\w+) at", path.read_text(), re.M)[0])
        for path in WRONG
    }
    assert killers == {
        (name, one.__name__) for name, checks in check.CHECKS.items() for one in checks
    }


@pytest.mark.parametrize("level", KATA.levels, ids=lambda level: level.name)
def test_checks_survive_garbage(level: Level) -> None:
    rng = np.random.default_rng(7)
    for name in level.families:
        case = family(name, 1)
        expected = answers(KATA.function_of(level), ORACLE, case)
        for noise in range(4):
            got = {key: _spoiled(rng, value, noise) for key, value in expected.items()}
            said = [one(case, expected, got) for one in check.CHECKS[level.name]]
            wrong = any((expected[key] != got[key]).any() for key in expected)
            assert any(said) == wrong


def _spoiled(rng: np.random.Generator, right: np.ndarray, noise: int) -> np.ndarray:
    """Extreme values, any values, the right ones in other places, or some of the right ones."""
    if noise == 0:
        return rng.choice(EXTREMES, right.shape)
    if noise == 1:
        return rng.integers(-(2**63), 2**63 - 1, right.shape)
    if noise == 2:
        return rng.permuted(right, axis=1)
    return np.where(rng.random(right.shape) < 0.5, right, 0)


def test_a_batch_out_of_its_stream_is_no_case_for_a_check() -> None:
    case = family("churn", 0)
    batch = next(batch for batch in case["batches"] if batch["R"])
    pages = {"pages": np.zeros((batch["R"], 50), np.int64)}
    for one in check.CHECKS["serve"]:
        assert one(batch, {"pages": pages["pages"] + 1}, pages) is None


def test_vary_changes_the_answer_and_not_its_argument() -> None:
    workload, level = cases.WORKLOADS["uniform"], LEVELS["deliver"]
    rng = np.random.default_rng(3)
    case = workload.make(rng)
    kept = {name: value.copy() for name, value in case.items()}
    varied = workload.vary(rng, case) if workload.vary else {}
    assert all(np.array_equal(case[name], kept[name]) for name in kept)
    assert all(varied[name].shape == case[name].shape for name in kept)
    before, after = (
        answers(KATA.function_of(level), REFERENCE, one)["timelines"] for one in (case, varied)
    )
    posts = (before != 0) | (after != 0)
    assert (before != after)[posts].mean() > 0.9
    assert ((before != after).any(axis=1)).mean() > 0.9


def test_reference_agrees_with_a_rung_at_full_size() -> None:
    """At full size the reference answers as the numpy rung does, which shares no code with it."""
    case = cases.WORKLOADS["timeline_reads"].make(np.random.default_rng(4))
    case = {**case, "batches": case["batches"][:3]}
    rung = load(FOLDER / "submissions" / "accepted" / "numpy.py")
    assert same(LEVELS["serve"], rung, case, REFERENCE)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32), data=st.data())
def test_reference_agrees_on_any_stream(seed: int, data: st.DataObject) -> None:
    n_users = data.draw(st.integers(1, 6))
    account = st.integers(0, n_users - 1)
    story = cases.Story(np.random.default_rng(seed), n_users, [])
    for kind, user, other in data.draw(
        st.lists(st.tuples(st.integers(-1, 4), account, account), max_size=150)
    ):
        if kind == -1:
            story.cut()
        elif kind == cases.DELETE:
            story.delete(*story.random_post())
        else:
            story.event(kind, user, other)
    for user in range(n_users):
        story.read(user)
    assert same(LEVELS["serve"], REFERENCE, story.case())


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_reference_agrees_on_any_delivery(data: st.DataObject) -> None:
    n_users = data.draw(st.integers(1, 6))
    account = st.integers(0, n_users - 1)
    edges = data.draw(st.lists(st.tuples(account, account), max_size=30))
    authors = data.draw(st.lists(account, max_size=200))
    tweets = np.cumsum(np.ones(len(authors), np.int64))
    case = cases.deliver_case(n_users, edges, authors, tweets)
    assert same(LEVELS["deliver"], REFERENCE, case)
