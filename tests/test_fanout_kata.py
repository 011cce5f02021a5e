"""The fanout kata holds what its files promise: who is right, who is wrong, where and why."""

from __future__ import annotations

import importlib.util
import itertools
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.judge.inprocess import answers
from harness.kata import Case, Level, Quality
from katas.fanout import (
    cases,
    check,
    choose_cases,
    choose_check,
    deliver_cases,
    streams,
    whale_cases,
)
from katas.fanout.kata import KATA

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "katas" / "fanout"
ACCEPTED = sorted((FOLDER / "submissions" / "accepted").glob("*.py"))
WRONG = sorted((FOLDER / "submissions" / "wrong_answer").glob("*.py"))
SLOW = sorted((FOLDER / "submissions" / "time_limit").glob("*.py"))
LEVELS = {level.name: level for level in KATA.levels}
UNIQUE = [level for level in KATA.levels if level.answers == "unique"]
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
    """The module answers as the judge does; or, where several answers are right, its is."""
    if level.answers == "properties":
        return named_fault(level, module, case) is None
    function = KATA.function_of(level)
    expected, got = answers(function, judge, case), answers(function, module, case)
    return all(np.array_equal(expected[name], got[name]) for name in expected)


def named_fault(level: Level, module: ModuleType, case: Case) -> str | None:
    """The name of the first check with something to say; None where the answer is right."""
    function = KATA.function_of(level)
    expected = answers(function, ORACLE, case) if level.answers == "unique" else None
    try:
        got = answers(function, module, case)
    except ArithmeticError:
        return "runtime_error"
    if expected and all(np.array_equal(expected[name], got[name]) for name in expected):
        return None
    return next((c.__name__ for c in check.CHECKS[level.name] if c(case, expected, got)), None)


@pytest.mark.parametrize("path", [ROOT / "reference" / "fanout.py", *ACCEPTED, *SLOW], ids=_name)
def test_right_submissions_are_right_on_every_family(path: Path) -> None:
    module = load(path)
    for level in levels_of(module):
        for name in level.families:
            for seed in range(6):
                assert same(level, module, family(name, seed)), f"{level.name}, {name}, {seed}"


@pytest.mark.slow  # the gate holds it, in boxes: tests/test_submissions.py
@pytest.mark.parametrize("path", WRONG, ids=_name)
def test_wrong_submissions_fail_where_they_say(path: Path) -> None:
    module = load(path)
    fails = re.search(r"^fails: (\w+) at (\w+)$", module.__doc__ or "", re.MULTILINE)
    assert fails is not None
    places = [(level, name) for level in levels_of(module) for name in level.families]
    until = [name for _, name in places].index(fails[2])
    for seed in range(20):
        for level, name in places[:until]:
            assert named_fault(level, module, family(name, seed)) is None, f"{name}, {seed}"
        level = places[until][0]
        assert named_fault(level, module, family(fails[2], seed)) == fails[1], f"seed {seed}"


def test_every_check_stops_somebody() -> None:
    killers = {
        (
            levels_of(load(path))[0].function,
            re.findall(r"^fails: (\w+) at", path.read_text(), re.M)[0],
        )
        for path in WRONG
    }
    assert killers - {("choose", "runtime_error")} == {
        (LEVELS[name].function, one.__name__)
        for name, checks in check.CHECKS.items()
        for one in checks
    }


@pytest.mark.parametrize("level", UNIQUE, ids=lambda level: level.name)
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


@pytest.mark.parametrize("name", deliver_cases.WORKLOADS)
def test_vary_changes_the_answer_and_not_its_argument(name: str) -> None:
    workload, level = cases.WORKLOADS[name], LEVELS["deliver"]
    rng = np.random.default_rng(3)
    case = workload.make(rng)
    kept = {key: value.copy() for key, value in case.items()}
    varied = workload.vary(rng, case) if workload.vary else {}
    assert all(np.array_equal(case[key], kept[key]) for key in kept)
    assert all(varied[key].shape == case[key].shape for key in kept)
    before, after = (
        answers(KATA.function_of(level), REFERENCE, one)["timelines"] for one in (case, varied)
    )
    posts = (before != 0) | (after != 0)
    assert (before != after)[posts].mean() > 0.9
    assert ((before != after).any(axis=1)).mean() > 0.9


@pytest.mark.parametrize("name, batches", [("timeline_reads", 3), ("world_cup", 9)])
def test_reference_agrees_with_a_rung_at_full_size(name: str, batches: int) -> None:
    """At full size the reference answers as the numpy rung does, which shares no code with it."""
    case = cases.WORKLOADS[name].make(np.random.default_rng(4))
    case = {**case, "batches": case["batches"][:batches]}
    rung = load(FOLDER / "submissions" / "accepted" / "numpy.py")
    assert same(LEVELS["serve"], rung, case, REFERENCE)


@pytest.fixture(scope="module", params=[1, 3, 60])
def easily_famous(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The reference, for which so few followers make a star that small cases have some."""
    source = (ROOT / "reference" / "fanout.py").read_text()
    fewer = re.sub(r"^_FANS_MIN = .*$", f"_FANS_MIN = {request.param}", source, flags=re.M)
    fewer = re.sub(r"^_GAP_MAX = .*$", f"_GAP_MAX = {20 * request.param}", fewer, flags=re.M)
    path = tmp_path_factory.mktemp("famous") / "fanout.py"
    path.write_text(fewer)
    return load(path)


@pytest.mark.parametrize("level", ["serve", "fail-whale"])
def test_the_reference_is_right_about_stars(easily_famous: ModuleType, level: str) -> None:
    for name in LEVELS[level].families:
        for seed in range(6):
            assert same(LEVELS[level], easily_famous, family(name, seed)), f"{name}, {seed}"


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32), data=st.data())
def test_reference_agrees_on_any_stream(
    easily_famous: ModuleType, seed: int, data: st.DataObject
) -> None:
    n_users = data.draw(st.integers(1, 6))
    account = st.integers(0, n_users - 1)
    story = streams.Story(np.random.default_rng(seed), n_users, [])
    for kind, user, other in data.draw(
        st.lists(st.tuples(st.integers(-1, 4), account, account), max_size=150)
    ):
        if kind == -1:
            story.cut()
        elif kind == streams.DELETE:
            story.delete(*story.random_post())
        else:
            story.event(kind, user, other)
    for user in range(n_users):
        story.read(user)
    assert same(LEVELS["serve"], REFERENCE, story.case())
    assert same(LEVELS["serve"], easily_famous, story.case())


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_reference_agrees_on_any_delivery(data: st.DataObject) -> None:
    n_users = data.draw(st.integers(1, 6))
    account = st.integers(0, n_users - 1)
    edges = data.draw(st.lists(st.tuples(account, account), max_size=30))
    authors = data.draw(st.lists(account, max_size=200))
    tweets = np.cumsum(np.ones(len(authors), np.int64))
    case = deliver_cases.deliver_case(n_users, edges, authors, tweets)
    assert same(LEVELS["deliver"], REFERENCE, case)


def test_celebrities_are_as_large_as_the_brief_says() -> None:
    case = cases.WORKLOADS["celebrities"].make(np.random.default_rng(5))
    reach = np.diff(case["start"])
    assert 1_900_000 < reach.sum() < 2_100_000
    assert 33_000 < reach.max() < 37_000
    assert 900_000 < reach[case["author"]].sum() < 1_200_000
    assert reach.argmax() in case["author"]


def test_the_goal_is_one_second_of_twelve() -> None:
    case = cases.WORKLOADS["world_cup"].make(np.random.default_rng(6))
    fans = np.bincount(case["user"])
    star, batches = fans.argmax(), case["batches"][1:]
    assert abs(fans[star] - case["n_users"] / 2) < 10
    posts = [((b["kind"] == streams.POST) & (b["user"] == star)).sum() for b in batches]
    assert max(posts) == posts[whale_cases.GOAL] >= 100 > 20 > sorted(posts)[-2]
    reads = [b["R"] for b in batches]
    assert max(reads) == reads[whale_cases.GOAL] == 20 * min(reads)


def _quality(case: Case, module: ModuleType) -> Quality:
    return choose_check.cost_quality(case, answers(KATA.function("choose"), module, case))


def _cost(case: Case, push: np.ndarray) -> int:
    """The cost of a plan, edge by edge, as the starter says it."""
    cost = 0
    for author in range(len(case["posts_per_hour"])):
        for edge in range(case["start"][author], case["start"][author + 1]):
            if push[edge]:
                cost += case["per_push"] * int(case["posts_per_hour"][author])
            else:
                cost += case["per_pull"] * int(case["reads_per_hour"][case["user"][edge]])
    return cost


def _burst(case: Case, push: np.ndarray) -> int:
    author = np.repeat(np.arange(len(case["start"]) - 1), np.diff(case["start"]))
    return int(np.bincount(author[push], minlength=1).max())


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_quality_is_the_cheapest_of_all_plans_over_this_one(data: st.DataObject) -> None:
    n_users = data.draw(st.integers(1, 4))
    account, rate = st.integers(0, n_users - 1), st.integers(0, 9)
    edges = data.draw(st.lists(st.tuples(account, account), max_size=8))
    rates = st.lists(rate, min_size=n_users, max_size=n_users)
    costs = data.draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
    cap = data.draw(st.integers(0, 3))
    case = choose_cases.choose_case(edges, data.draw(rates), data.draw(rates), costs, cap)
    n_edges, reach = len(case["user"]), np.diff(case["start"])
    plans = [np.array(plan, np.bool_) for plan in itertools.product([False, True], repeat=n_edges)]
    legal = [plan for plan in plans if _burst(case, plan) <= cap]
    cheapest = min(_cost(case, plan) for plan in legal)
    by_reach = [np.repeat(reach <= limit, reach) for limit in range(-1, cap + 1)]
    rule = min(_cost(case, plan) for plan in by_reach)
    for module in (REFERENCE, ORACLE, *map(load, ACCEPTED)):
        if hasattr(module, "choose"):
            plan = answers(KATA.function("choose"), module, case)["push"]
            cost, found = _cost(case, plan), choose_check.cost_quality(case, {"push": plan})
            assert found.value == (cheapest / cost if cost else 1.0)
            assert found.baseline == (cheapest / rule if rule else 1.0)
            assert found.bound == 1.0
            assert _burst(case, plan) <= cap
            assert module not in (REFERENCE, ORACLE) or cost == cheapest
            said = [one(case, None, {"push": plan}) for one in choose_check.CHECKS]
            assert not any(said)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_reference_chooses_as_the_oracle(seed: int) -> None:
    """Both push to the lower number among equals, though others are as cheap."""
    case = choose_cases.random_plan(np.random.default_rng(seed))
    one, other = (answers(KATA.function("choose"), m, case)["push"] for m in (ORACLE, REFERENCE))
    assert np.array_equal(one, other)


@pytest.mark.parametrize("name", choose_cases.WORKLOADS)
def test_the_rungs_of_choose_are_steps(name: str) -> None:
    """A rule by followers is worth no tier, one by author silver, the cheapest plan gold."""
    pars = LEVELS["choose"].pars
    assert pars is not None
    for seed in range(3):
        case = cases.WORKLOADS[name].make(np.random.default_rng(seed))
        share = {
            path.stem: _quality(case, load(path)).share
            for path in ACCEPTED
            if path.stem in KATA.rungs
        }
        assert share["naive"] <= 0 < pars.silver * 1.1 < share["python"] < share["numpy"]
        assert share["numba"] == _quality(case, REFERENCE).share == 1.0
    if name == "small_bursts":
        assert share["numpy"] * 1.05 < pars.gold


def test_what_is_wrong_with_a_plan_is_said_in_words() -> None:
    case = family("choose_example", 0)
    flags = np.array([0, 2, 1, 1, 0], np.uint8)
    assert choose_check.flags_are_0_or_1(case, None, {"push": flags.view(np.bool_)}) == (
        "edge 1 (author 0, follower 2) is flagged 2, which is neither 0 (pull) nor 1 (push)"
    )
    push = np.array([False, True, True, True, False])
    assert choose_check.within_burst_cap(case, None, {"push": push}) == (
        "posts of user 0 are pushed to 2 of 3 followers, and burst_cap is 1"
    )
