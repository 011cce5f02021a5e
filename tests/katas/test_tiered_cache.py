"""What tiered-cache alone promises: reference and oracle agree on any events, every single fault is
told, and nobody goes below the bound.
"""

from __future__ import annotations

import functools
import itertools
import re
from types import ModuleType

import numba
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from suite import (
    accepted,
    answers,
    complaint,
    family,
    full_size,
    known,
    mistake,
    oracle,
    reference,
    same,
)

from harness import catalog
from harness.catalog import domain
from harness.kata import Answers, Case, Level
from katas.tiered_cache.cases import events, policies
from katas.tiered_cache.checks import bound, referee

pytestmark = pytest.mark.xdist_group("kata tiered-cache")
ENTRY = catalog.find("tiered-cache")
ORACLE, REFERENCE = oracle(ENTRY), reference(ENTRY)
REPLAYED, PLAYED = ENTRY.kata.levels[:3], ENTRY.kata.levels[3:]


def workloads_of(levels: tuple[Level, ...]) -> pytest.MarkDecorator:
    """A test for each workload, with its level."""
    found = [pytest.param(level, name, id=name) for level in levels for name in level.workloads]
    return pytest.mark.parametrize(("level", "name"), found)


def families_of(levels: tuple[Level, ...]) -> st.SearchStrategy[tuple[Level, str]]:
    """A level and one of its families."""
    return st.sampled_from([(level, name) for level in levels for name in ENTRY.families(level)])


def agree(level: str, case: Case) -> bool:
    """Whether oracle and reference say the same."""
    return same(answers(ENTRY, level, ORACLE, case), answers(ENTRY, level, REFERENCE, case))


def test_a_sentence_tells_what_became_of_the_copy() -> None:
    case = family(ENTRY, "expiry_example", 1)
    check, said = complaint(ENTRY, "expiry", case, mistake(ENTRY, "expiry_slides"))
    assert check == "copies_expire"
    assert re.search(
        r"event 2 .*: expected 2 \(the regional tier\), got 1 \(the edge\); filled at (\d+) us, it "
        r"is dead from (\d+) us on",
        said,
    )


rows = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 2), st.integers(0, 4), st.integers(0, 5)),
    max_size=60,
)
most = {"edge_capacity": 3, "regional_capacity": 4, "edge_ttl_us": 60, "regional_ttl_us": 90}
most |= {"edge_us": 2, "coalesce": 2, "down_from_us": 100, "down_until_us": 200}
latencies = {"regional_us": [0, 3, 12], "origin_us": [0, 12, 30]}
systems = st.fixed_dictionaries(
    {name: st.integers(0, end) for name, end in most.items()}
    | {name: st.sampled_from(some) for name, some in latencies.items()}
)


@settings(max_examples=200, deadline=None)
@given(rows, systems)
def test_the_reference_replays_like_the_oracle(
    rows: list[tuple[int, int, int, int]], system: dict[str, int]
) -> None:
    gaps, node, key, op = np.array(rows, np.int64).reshape(-1, 4).T
    op = (op == 0).astype(np.int64)
    case = events.from_columns(np.cumsum(gaps), node, key, op, 3, 5, system)
    assert agree("coalescing", case)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 6)), max_size=200),
    st.integers(0, 4),
    st.integers(0, 6),
)
def test_the_reference_stages_are_exact(
    rows: list[tuple[int, int]], edge: int, regional: int
) -> None:
    node, key = np.array(rows, np.int64).reshape(-1, 2).T
    sizes = {"n_nodes": 4, "n_keys": 7, "edge_capacity": edge, "regional_capacity": regional}
    case = {"node": node.astype(np.int16), "key": key.astype(np.int32), **sizes}
    assert agree("two-tiers", case)


def test_staged_and_in_time_are_the_same() -> None:
    """Without latencies both ways through the reference must agree, and with the naive rung."""
    rng, tiers = np.random.default_rng(3), {"edge_capacity": 300, "regional_capacity": 1_500}
    ttls = {"edge_ttl_us": 1_000_000, "regional_ttl_us": 4_000_000}
    case = events.traffic(rng, 30_000, 10_000_000, 5, 5_000, writes=0.05, **tiers, **ttls)
    staged = answers(ENTRY, "expiry", REFERENCE, case)
    assert same(staged, answers(ENTRY, "expiry", accepted(ENTRY, "naive"), case))
    # an outage that comes after everything sends the reference the other way
    later = {"down_from_us": 1 << 40, "down_until_us": (1 << 40) + 1}
    assert same(staged, answers(ENTRY, "expiry", REFERENCE, case | later))


@workloads_of(REPLAYED)
def test_a_new_draw_changes_a_tenth_of_the_outcomes_everywhere(level: Level, name: str) -> None:
    workload, rng = ENTRY.workloads[name], np.random.default_rng(1)
    first, second = (
        answers(ENTRY, level, REFERENCE, workload.make(rng))["outcome"] for _ in range(2)
    )
    changed = (first != second).reshape(100, -1).mean(axis=1)
    assert changed.min() > 0.1


@settings(max_examples=80, deadline=None)
@given(families_of(REPLAYED), st.integers(0, 8), st.data())
def test_one_wrong_answer_is_always_told(
    place: tuple[Level, str], seed: int, data: st.DataObject
) -> None:
    level, name = place
    case, expected = known(ENTRY.kata.name, level.name, name, seed)
    got = {name: value.copy() for name, value in expected.items()}
    assume(any(map(len, got.values())))  # one family asks for nothing
    changed = data.draw(st.sampled_from([name for name in got if len(got[name])]))
    i = data.draw(st.integers(0, len(got[changed]) - 1))
    values = st.integers(0, 1 if changed == "raised" else 6)
    got[changed][i] = data.draw(values.filter(lambda value: value != expected[changed][i]))
    assert any(check(case, expected, got) for check in ENTRY.checks(level)), changed


@settings(max_examples=60, deadline=None)
@given(
    families_of(PLAYED),
    st.integers(0, 2**32),
    st.sampled_from([(0, 5), (1, 3), (-(2**63), 2**63 - 1)]),
)
def test_origin_checks_survive_any_action(
    place: tuple[Level, str], seed: int, ends: tuple[int, int]
) -> None:
    level, name = place
    case = family(ENTRY, name, seed % 5)
    count = len(referee.keys_of(case))
    got = {"action": np.random.default_rng(seed).integers(*ends, count, endpoint=True)}
    for check in ENTRY.checks(level):
        assert isinstance(check(case, None, got), str | None)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.sampled_from([0, 0, 1, -1, -2, -3]), min_size=1, max_size=7),
    st.integers(0, 2),
    st.integers(1, 2),
    st.integers(1, 3),
    st.integers(0, 3),
)
def test_nobody_goes_below_the_bound(
    keys: list[int], n_warm: int, capacity: int, origin_ms: int, ttl_ms: int
) -> None:
    """The least cost of any legal actions, found by trying them all."""
    rules = {"origin_capacity": capacity, "origin_ms": origin_ms, "ttl_ms": ttl_ms}
    case: Case = {"n_keys": 2, "n_warm": n_warm, **rules, "batches": [{"keys": np.array(keys)}]}
    choices = [range(1, 6) if key >= 0 else (0,) for key in keys]
    least = min(
        int(cost_ms.sum())
        for actions in itertools.product(*choices)
        for fault, _, cost_ms, _ in (referee.judged(case, np.array(actions)),)
        if fault == referee.LEGAL
    )
    assert bound.least_cost_ms(case) <= least + 1e-6


@numba.njit
def drive(step, state, keys, action):  # type: ignore[no-untyped-def]
    """The compiled loop of a worker."""
    for i in range(len(keys)):
        action[i] = step(state, keys[i])


compiled = functools.cache(numba.njit)
scored_case = functools.cache(functools.partial(full_size, ENTRY, seed=2))


def played(module: ModuleType, case: Case) -> Answers:
    """A policy's actions, compiled as a worker does."""
    build = [case[parameter.name] for parameter in ENTRY.kata.function("step").build]
    keys = referee.keys_of(case)
    got = {"action": np.zeros(len(keys), np.int64)}
    drive(compiled(module.step), module.init(*build), keys, got["action"])
    return got


@workloads_of(PLAYED)
@pytest.mark.parametrize(
    ("medal", "module"),
    [("gold", REFERENCE), ("silver", accepted(ENTRY, "numba"))],
    ids=["reference", "numba"],
)
def test_policies_compile_and_reach_their_medal(
    medal: str, module: ModuleType, level: Level, name: str
) -> None:
    case = scored_case(name)
    got = played(module, case)
    assert not any(check(case, None, got) for check in ENTRY.checks(level))
    assert ENTRY.quality(level)(case, got).share > getattr(level.pars, medal)


@workloads_of(PLAYED)
def test_the_oracle_is_the_baseline_of_every_score(level: Level, name: str) -> None:
    case = scored_case(name)
    quality = ENTRY.quality(level)(case, played(ORACLE, case))
    assert quality.value == quality.baseline > quality.bound > 0


def test_the_loop_of_2010_keeps_itself_up() -> None:
    """Hours after the fix it would be the same: every fetch of the last minute is refused."""
    case = scored_case("invalid_value")
    got = played(mistake(ENTRY, "fetches_till_it_works"), case)
    _, _, _, fetched = referee.judged(case, got["action"])
    last = fetched[-60_000:]
    assert (last == 2).sum() > 0.99 * (last > 0).sum() > 0


def test_the_example_of_the_policy() -> None:
    """The actions and costs in the starter's docstring."""
    keys = np.array([0, 1, 1, 0, 0, 0, -2, 1, 1])
    case = policies.case_of(np.random.default_rng(1), keys, 2, 1, 1, 3, 4)
    fault, _, cost_ms, fetched = referee.judged(case, np.array([1, 2, 5, 1, 4, 1, 0, 5, 5]))
    assert fault == referee.LEGAL and fetched.tolist() == [0, 1, 0, 0, 1, 0, 0, 0, 0]
    assert cost_ms.tolist() == [0, 3, 10_000, 0, 0, 1, 0, 10_000, 10_000]


def clause(function: str, case: Case) -> str:
    """Which clause of its contract a case breaks."""
    return domain.broken_clause(ENTRY, ENTRY.kata.function(function), case) or "none"


REPLAY_ROWS = [(0, 0, 1, 0), (5, 1, 1, 0), (5, 1, 2, 0)]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({}, "none"),
        ({"t_us": np.array([5, 4, 5])}, "t_us falls: event 1 is before event 0"),
        ({"op": np.array([0, 0, 1], np.uint8)}, "event 2 is a write after a get of the same"),
        ({"op": np.array([0, 1, 0], np.uint8)}, "none"),
        ({"op": np.array([2, 0, 0], np.uint8)}, "op[0] is 2; it may be 0 to 1"),
        ({"node": np.array([0, 1, 4], np.int16)}, "node[2] is 4; it may be 0 to 3"),
        ({"coalesce": 3}, "coalesce is 3; it may be 0 to 2"),
        ({"edge_ttl_us": 2**60 + 1}, "edge_ttl_us is 1,152,921,504,606,846,977"),
        ({"edge_capacity": -1}, "edge_capacity is -1; it may be 0 to 1,000,000"),
    ],
)
def test_what_events_may_not_be_is_told(changed: dict[str, object], sentence: str) -> None:
    columns = np.array(REPLAY_ROWS, np.int64).T
    case = events.from_columns(*columns, n_nodes=4, n_keys=9, system={})
    assert clause("replay", case | changed).startswith(sentence)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({}, "none"),
        ({"n_warm": 6}, "n_warm is 6, and there are 5 keys"),
        ({"origin_ms": 0}, "origin_ms is 0; it may be 1 to"),
        ({"batches": [{"keys": np.array([0, 5])}]}, "keys[1] is 5; it may be -3 to 4"),
    ],
)
def test_what_a_trace_may_not_be_is_told(changed: dict[str, object], sentence: str) -> None:
    case = policies.of_batches([[0, -1, 4]])
    assert clause("step", case | changed).startswith(sentence)


def test_expiry_draws_what_its_level_promises() -> None:
    level = ENTRY.level("expiry")
    make = ENTRY.anything(level)
    assert make is not None
    for seed in range(50):
        case = make(np.random.default_rng(seed))
        assert clause("replay", case) == "none"
        assert not any(case[name] for name in tuple(case)[-6:]), "the last six of System"


@pytest.mark.parametrize(("coalesce", "who"), [(0, "nobody"), (1, "a node's own gets")])
def test_who_may_not_join_is_told_of_the_fetch(coalesce: int, who: str) -> None:
    rows = [(7, 0, 3, 0), (9, 1, 3, 0)]
    case = events.case_of(rows, coalesce=coalesce, **events.SLOW)
    said = complaint(ENTRY, "coalescing", case, mistake(ENTRY, "always_coalesces"))
    if coalesce == 1:
        said = complaint(ENTRY, "coalescing", case, mistake(ENTRY, "nodes_join_others"))
    assert said is not None
    assert said[1].endswith(
        "event 0 began a fetch of the key at node 0, 1007 us, which ends at 1107 us, and "
        f"coalesce {coalesce} lets {who} join"
    )


@pytest.mark.parametrize(("late_ms", "recovered"), [(-1, True), (0, False)])
def test_recovery_begins_three_lives_after_the_last_fix(late_ms: int, recovered: bool) -> None:
    """One place at the origin; a second fetch is refused in the last allowed moment, or after."""
    ttl_ms, fixed = 4, 6
    at = fixed + 3 * ttl_ms + late_ms
    keys = [0] * 30
    keys[1], keys[3], keys[fixed] = policies.BREAKS, policies.REPAIRED, policies.REPAIRED
    case = policies.of_batches([keys], n_warm=1, origin_ms=5, ttl_ms=ttl_ms)
    action = np.where(np.array(keys) < 0, 0, 1)
    action[[at - 1, at]] = referee.REFRESH
    faults = [check(case, None, {"action": action}) for check in ENTRY.checks(PLAYED[1])]
    assert (not any(faults)) == recovered


def test_what_the_brief_says_of_full_size() -> None:
    """The shares of the tiers, and how long a day of a region takes to replay."""
    outcome = answers(ENTRY, "two-tiers", REFERENCE, full_size(ENTRY, "eight_edges", 1))["outcome"]
    edge, regional, origin = (round(100 * float((outcome == each).mean())) for each in (1, 2, 3))
    assert (edge, regional, origin) == (58, 13, 29)
    assert round(100 * float((outcome == 2).mean() / (outcome != 1).mean())) == 31
    requests = ENTRY.kata.capacity.units
    assert requests == 86_400 * 1_000_000
    assert round(requests / 700_000 / 3_600) == 34 and round(requests / 40_000_000 / 60) == 36


def test_a_full_size_fault_is_told_in_time() -> None:
    """60 s after the fix are three lives of a value; and the sentence is not slow to find."""
    case = scored_case("invalid_value")
    fixed = int(np.flatnonzero(referee.keys_of(case) == referee.REPAIRED)[-1])
    assert 3 * case["ttl_ms"] == 60_000 and len(referee.keys_of(case)) == fixed + 90_000
