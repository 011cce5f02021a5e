"""fanout's own: streams and deliveries at random, stars in small cases, sizes the brief names, and
what a plan of `choose` is worth.
"""

from __future__ import annotations

import itertools
import re
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from suite import accepted, answers, family, full_size, known, load, oracle, reference, same

from harness import catalog
from harness.catalog import domain
from harness.kata import Case
from katas.fanout.cases.choose import choose_case, random_plan
from katas.fanout.cases.deliveries import deliver_case
from katas.fanout.cases.fail_whale import GOAL, TAKEN_BACK
from katas.fanout.cases.story import Story
from katas.fanout.checks.cost import DEARER_MAX, cost_quality
from katas.fanout.checks.plan import flags_are_0_or_1, within_burst_cap
from katas.fanout.events import DELETE, FOLLOW, POST, READ, event_batch

pytestmark = pytest.mark.xdist_group("kata fanout")

ENTRY = catalog.find("fanout")


def agree(level: str, case: Case, *others: ModuleType) -> bool:
    """Whether the reference answers as others do; as the oracle, where none are named."""
    mine = answers(ENTRY, level, reference(ENTRY), case)
    return all(same(mine, answers(ENTRY, level, it, case)) for it in others or [oracle(ENTRY)])


def test_a_batch_out_of_its_stream_is_no_case_for_a_check() -> None:
    case = family(ENTRY, "churn", 0)
    batch = next(batch for batch in case["batches"] if batch["R"])
    pages = np.zeros((batch["R"], 50), np.int64)
    for check in ENTRY.checks(ENTRY.level("serve")):
        assert check(batch, {"pages": pages + 1}, {"pages": pages}) is None


@pytest.mark.parametrize("name", ["uniform", "celebrities"])
def test_the_next_window_is_another_day(name: str) -> None:
    workload, rng = ENTRY.workloads[name], np.random.default_rng(3)
    one, other = workload.make(rng), workload.make(rng)
    assert all(np.shape(one[name]) == np.shape(other[name]) for name in one), "of one size"
    before, after = (
        answers(ENTRY, "deliver", reference(ENTRY), each)["timelines"] for each in (one, other)
    )
    posts = (before != 0) | (after != 0)
    assert (before != after)[posts].mean() > 0.9
    assert ((before != after).any(axis=1)).mean() > 0.9


@pytest.mark.parametrize(
    "name, batches",
    [("timeline_reads", 3), pytest.param("world_cup", 9, marks=pytest.mark.slow)],
)
def test_reference_agrees_with_a_rung_at_full_size(name: str, batches: int) -> None:
    """At full size the reference answers as the numpy rung does, which shares no code with it."""
    case = full_size(ENTRY, name, 4)
    case = {**case, "batches": case["batches"][:batches]}
    assert agree("serve", case, accepted(ENTRY, "numpy"))


@pytest.fixture(
    scope="module", params=[3, *(pytest.param(fans, marks=pytest.mark.slow) for fans in (1, 60))]
)
def easily_famous(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> ModuleType:
    """The reference, for which so few followers make a star that small cases have some."""
    source = ENTRY.reference.read_text()
    fewer = re.sub(r"^_FANS_MIN = .*$", f"_FANS_MIN = {request.param}", source, flags=re.M)
    fewer = re.sub(r"^_GAP_MAX = .*$", f"_GAP_MAX = {20 * request.param}", fewer, flags=re.M)
    path = tmp_path_factory.mktemp("famous") / "fanout.py"
    path.write_text(fewer)
    return load(path)


@pytest.mark.parametrize("level", ["serve", "fail-whale"])
def test_the_reference_is_right_about_stars(easily_famous: ModuleType, level: str) -> None:
    for name in ENTRY.families(ENTRY.level(level)):
        for seed in range(6):
            case, expected = known("fanout", level, name, seed)
            assert expected is not None
            got = answers(ENTRY, level, easily_famous, case)
            assert same(expected, got), f"{name}, {seed}"


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32), data=st.data())
def test_reference_agrees_on_any_stream(
    easily_famous: ModuleType, seed: int, data: st.DataObject
) -> None:
    n_users = data.draw(st.integers(1, 6))
    account = st.integers(0, n_users - 1)
    story = Story(np.random.default_rng(seed), n_users, [])
    for kind, user, other in data.draw(
        st.lists(st.tuples(st.integers(-1, 4), account, account), max_size=150)
    ):
        if kind == -1:
            story.cut()
        elif kind == DELETE:
            story.delete(*story.random_post())
        else:
            story.event(kind, user, other)
    for user in range(n_users):
        story.read(user)
    assert agree("serve", story.case(), oracle(ENTRY), easily_famous)


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_reference_agrees_on_any_delivery(data: st.DataObject) -> None:
    n_users = data.draw(st.integers(1, 6))
    account = st.integers(0, n_users - 1)
    edges = data.draw(st.lists(st.tuples(account, account), max_size=30))
    authors = data.draw(st.lists(account, max_size=200))
    tweets = np.cumsum(np.ones(len(authors), np.int64))
    assert agree("deliver", deliver_case(n_users, edges, authors, tweets))


def test_celebrities_are_as_large_as_the_brief_says() -> None:
    case = full_size(ENTRY, "celebrities", 5)
    reach = np.diff(case["start"])
    assert 1_900_000 < reach.sum() < 2_100_000
    assert 33_000 < reach.max() < 37_000
    assert 900_000 < reach[case["author"]].sum() < 1_200_000
    assert reach.argmax() in case["author"]


def test_the_goal_is_one_second_of_twelve() -> None:
    case = full_size(ENTRY, "world_cup", 6)
    fans = np.bincount(case["user"])
    star, batches = fans.argmax(), case["batches"][1:]
    assert abs(fans[star] - case["n_users"] / 2) < 10
    posts = [((b["kind"] == POST) & (b["user"] == star)).sum() for b in batches]
    assert max(posts) == posts[GOAL] >= 100 > 20 > sorted(posts)[-2]
    reads = [b["R"] for b in batches]
    assert max(reads) == reads[GOAL] == 20 * min(reads)
    gone = [((b["kind"] == DELETE) & (b["user"] == star)).sum() for b in batches]
    assert gone[TAKEN_BACK] == max(gone) and 10 <= gone[TAKEN_BACK] < 14
    goal = batches[GOAL]
    readers = goal["user"][goal["kind"] == READ]
    assert 75 < np.diff(case["start"])[readers].mean() < 95


def cost_of(case: Case, push: np.ndarray) -> int:
    """The cost of a plan, edge by edge, as the starter says it."""
    cost, start, reads = 0, case["start"], case["reads_per_hour"]
    for author, posts in enumerate(case["posts_per_hour"]):
        for edge in range(start[author], start[author + 1]):
            pull = case["per_pull"] * int(reads[case["user"][edge]])
            cost += case["per_push"] * int(posts) if push[edge] else pull
    return cost


def burst_of(case: Case, push: np.ndarray) -> int:
    """How many deliveries one post sets off at most."""
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
    case = choose_case(edges, data.draw(rates), data.draw(rates), costs, cap)
    n_edges, reach = len(case["user"]), np.diff(case["start"])
    plans = [np.array(plan, np.bool_) for plan in itertools.product([False, True], repeat=n_edges)]
    cheapest = min(cost_of(case, plan) for plan in plans if burst_of(case, plan) <= cap)
    by_reach = [np.repeat(reach <= limit, reach) for limit in range(-1, cap + 1)]
    rule = min(cost_of(case, plan) for plan in by_reach)
    best = (reference(ENTRY), oracle(ENTRY))
    for module in (*best, *(accepted(ENTRY, rung) for rung in ENTRY.rungs())):
        plan = answers(ENTRY, "choose", module, case)["push"]
        cost, found = cost_of(case, plan), cost_quality(case, {"push": plan})
        assert found.baseline == (cheapest / rule if rule else 1.0)
        value = cheapest / cost if cost else 1.0
        most = found.baseline + DEARER_MAX * (1 - found.baseline)
        assert found.value == (1.0 if cost == cheapest else min(value, most))
        assert found.bound == 1.0
        assert burst_of(case, plan) <= cap
        assert module not in best or cost == cheapest
        assert not flags_are_0_or_1(case, None, {"push": plan})
        assert not within_burst_cap(case, None, {"push": plan})


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_reference_chooses_as_the_oracle(seed: int) -> None:
    """Both push to the lower number among equals, though others are as cheap."""
    assert agree("choose", random_plan(np.random.default_rng(seed)))


@pytest.mark.parametrize("name", ENTRY.level("choose").workloads)
def test_the_rungs_of_choose_are_steps(name: str) -> None:
    """A rule by followers is worth no medal, one by author silver, the cheapest plan gold."""
    pars = ENTRY.level("choose").pars
    assert pars is not None
    for seed in range(3):
        case = full_size(ENTRY, name, seed)
        modules = {"best": reference(ENTRY)} | {it: accepted(ENTRY, it) for it in ENTRY.rungs()}
        plans = {who: answers(ENTRY, "choose", it, case) for who, it in modules.items()}
        share = {who: cost_quality(case, plan).share for who, plan in plans.items()}
        assert share["naive"] <= 0 < pars.silver * 1.1 < share["python"] < share["numpy"]
        assert share["numba"] == share["best"] == 1.0
    if name == "small_bursts":
        assert share["numpy"] * 1.05 < pars.gold


def test_what_is_wrong_with_a_plan_is_said_in_words() -> None:
    case = family(ENTRY, "choose_example", 0)
    flags = np.array([0, 2, 1, 1, 0], np.uint8)
    assert flags_are_0_or_1(case, None, {"push": flags.view(np.bool_)}) == (
        "edge 1 (author 0, follower 2) is flagged 2, which is neither 0 (pull) nor 1 (push)"
    )
    push = np.array([False, True, True, True, False])
    assert within_burst_cap(case, None, {"push": push}) == (
        "posts of user 0 are pushed to 2 of 3 followers, and burst_cap is 1"
    )


def test_close_calls_are_beyond_floats() -> None:
    """Costs of 55 bits, and a product of floats loses by a unit what only integers see."""
    for seed in range(3):
        case = full_size(ENTRY, "close_calls", seed)
        author = np.repeat(np.arange(len(case["start"]) - 1), np.diff(case["start"]))
        pushed = case["per_push"] * case["posts_per_hour"][author]
        pulled = case["per_pull"] * case["reads_per_hour"][case["user"]]
        assert pushed.min() > 2**53
        assert (pulled - pushed == 1).any()
        rounded = pulled.astype(np.float64) > pushed.astype(np.float64)
        plan = answers(ENTRY, "choose", reference(ENTRY), case)["push"]
        assert cost_quality(case, {"push": plan}).share == 1.0
        assert cost_quality(case, {"push": plan & rounded}).share < 0.9


def stream(*batches: list[tuple[int, int, int]]) -> Case:
    """Three accounts, of whom 0 follows 1, and batches of kind, user and arg."""
    made = [event_batch(np.array(batch, np.int64).reshape(-1, 3)) for batch in batches]
    graph = {"start": np.array([0, 1, 1, 1]), "user": np.array([1], np.int32)}
    return {"n_users": 3, **graph, "batches": made}


GRAPH = {"start": np.array([0, 2, 2, 2]), "user": np.array([1, 2], np.int32)}
POSTS = {"author": np.array([0, 0], np.int32), "tweet": np.array([5, 6])}
RATES = {"posts_per_hour": np.array([2**62, 0, 0]), "reads_per_hour": np.array([0, 1, 1])}
LIMITS = {"per_push": 1, "per_pull": 1, "burst_cap": 1}
BROKEN = [
    ("deliver", {**GRAPH, **POSTS, "tweet": np.array([5, 5])}, "post 1 has id 5, which is not"),
    ("deliver", {**GRAPH, **POSTS, "tweet": np.array([0, 5])}, "tweet[0] is 0"),
    ("deliver", {**GRAPH, **POSTS, "user": np.array([2, 1], np.int32)}, "comes after 2; they asc"),
    ("deliver", {**GRAPH, **POSTS, "user": np.array([1, 1], np.int32)}, "comes after 1; they asc"),
    ("deliver", {**GRAPH, **POSTS, "user": np.array([0, 1], np.int32)}, "is its own follower"),
    ("deliver", {**GRAPH, **POSTS, "start": np.array([0, 2, 1, 2])}, "start does not ascend"),
    ("choose", {**GRAPH, **RATES, **LIMITS, "per_push": 2}, "per_push times posts_per_hour comes"),
    ("choose", {**GRAPH, **RATES, **LIMITS}, "the dearest plan costs 9223372036854775808"),
    ("Timelines", {**stream([]), "n_users": 4}, "n_users is 4, and start has 3 accounts"),
    ("Timelines", stream([(POST, 1, 7)], [(POST, 2, 7)]), "batch 1: post 7 comes after 7"),
    ("Timelines", stream([(DELETE, 1, 0)]), "event 0: arg is 0; ids are above 0"),
    ("Timelines", stream([(READ, 1, 2)]), "event 0: arg is 2; for a READ it is 0"),
    ("Timelines", stream([(FOLLOW, 1, 3)]), "event 0: arg is 3; no such account"),
]


@pytest.mark.parametrize(("function", "case", "sentence"), BROKEN)
def test_each_clause_of_the_contract_is_told(function: str, case: Case, sentence: str) -> None:
    told = domain.broken_clause(ENTRY, ENTRY.kata.function(function), case)
    assert told is not None and sentence in told
