"""consistent-hash: reference and oracle agree on any fleet, placements are held to their rules, and
quality has an honest bound.
"""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from suite import (
    accepted,
    answers,
    complaint,
    family,
    full_size,
    levels_of,
    load,
    mistake,
    oracle,
    reference,
    same,
)

from harness import catalog
from harness.catalog import domain
from harness.kata import Case
from katas.consistent_hash import rings
from katas.consistent_hash.cases import fleets
from katas.consistent_hash.cases.script import begin
from katas.consistent_hash.checks import referee, warmth
from katas.consistent_hash.streams import ADD, REMOVE, events_of, numbered

pytestmark = pytest.mark.xdist_group("kata consistent-hash")
ENTRY = catalog.find("consistent-hash")
ORACLE, REFERENCE = oracle(ENTRY), reference(ENTRY)
RULES = ENTRY.checks(ENTRY.level("placement"))


def agree(level: str, case: Case) -> bool:
    expected, got = (answers(ENTRY, level, module, case) for module in (ORACLE, REFERENCE))
    return same(expected, got)


def placed(case: Case) -> np.ndarray:
    """The owners that the reference's placement tells."""
    return answers(ENTRY, "placement", REFERENCE, case)["owner"]


any_fleets = st.dictionaries(st.integers(1, 2**31 - 1), st.integers(0, 6), min_size=1, max_size=8)
keys_lists = st.lists(st.integers(0, 2**64 - 1) | st.integers(0, 20), max_size=30)


@settings(max_examples=80, deadline=None)
@given(any_fleets, keys_lists, st.sampled_from([64, 16, 9]), st.integers(1, 4))
def test_the_reference_walks_like_the_oracle(
    fleet: dict[int, int], keys: list[int], bits: int, r: int
) -> None:
    """Nine bits: nearly all points lie on each other."""
    case = fleets.ring_case([*fleet], [*fleet.values()], np.array(keys, np.uint64), bits)
    if sum(fleet.values()) == 0:
        assert answers(ENTRY, "lookup", REFERENCE, case)["raised"][0] == 1
        return
    more = {"r": r, "numerator": 4 + r, "denominator": 4}
    for level in ("lookup", "replicas", "bounded"):
        assert agree(level, case | more), level


def test_more_nodes_than_fit_into_a_packed_table() -> None:
    rng = np.random.default_rng(1)
    node, keys = fleets.node_ids(rng, 5_000), fleets.any_keys(rng, 9_000)
    assert agree("lookup", fleets.ring_case(node, np.full(5_000, 3), keys))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 2**64 - 1), max_size=20), st.integers(1, 2**31 - 1))
def test_the_reference_jumps_like_the_oracle(keys: list[int], buckets: int) -> None:
    assert agree("jump", {"keys": np.array(keys, np.uint64), "buckets": buckets})


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 30)), max_size=25), st.integers(0, 9))
def test_placements_keep_the_rules_through_any_changes(
    changes: list[tuple[bool, int]], seed: int
) -> None:
    script = begin(np.random.default_rng(seed), 24, 4_000).look_all()
    for comes, node in changes:
        (script.add if comes else script.remove)(node).look_all()
    case = script.case()
    for module in (REFERENCE, accepted(ENTRY, "numba")):
        assert complaint(ENTRY, "placement", case, module) is None


def test_a_table_that_doubles_moves_nothing_without_need() -> None:
    script = begin(np.random.default_rng(3), 60, 40_000).look_all().remove(5)
    script.look_all().add(*range(60, 70)).look_all().remove(62).look_all().add(62).look_all()
    assert complaint(ENTRY, "placement", script.case(), REFERENCE) is None


def test_the_order_in_which_nodes_are_listed_says_nothing_to_the_reference() -> None:
    case = family(ENTRY, "random_changes", 1)
    other = case | {"node": case["node"][::-1].copy()}
    assert np.array_equal(placed(case), placed(other))


def begun(case: Case) -> list[Case]:
    """The case after its first batch, its second, and so on."""
    return [case | {"batches": case["batches"][: n + 1]} for n in range(len(case["batches"]))]


def test_batches_judged_one_by_one_are_judged_as_a_whole() -> None:
    """A stream is shown to the checks anew with each batch; what was right stays right."""
    case = family(ENTRY, "twenty_come_and_leave", 1)
    owner = answers(ENTRY, "placement", mistake(ENTRY, "undoes_one_change"), case)["owner"]
    whole = [rule(case, None, {"owner": owner}) for rule in RULES]
    step: list[str | None] = []
    for part in begun(case):
        said = {"owner": owner[: events_of(part)]}
        step = step if any(step) else [rule(part, None, said) for rule in RULES]
    assert any(whole) and whole == step


def small_stream() -> tuple[Case, list[np.ndarray]]:
    """A case of five batches, a right answer, and others that differ from it in one event."""
    rng = np.random.default_rng(5)
    script = begin(rng, 9, 60).look_all().look_all().cut()
    for gone in (3, 5):
        script.remove(gone).look_all().cut().add(gone).look_all().look_all().cut()
    case = script.case()
    said = [placed(case) for _ in range(9)]
    for wrong in said[1:]:
        wrong[rng.integers(0, len(wrong))] = rng.choice(case["node"])
    return case, said


def judged_alone(case: Case, owner: np.ndarray) -> referee.Finding | None:
    alone, start = referee.Referee(case), 0
    for batch in case["batches"]:
        if alone.finding is None:
            alone.judge(batch, owner[start : start + len(batch["kind"])])
        start += len(batch["kind"])
    return alone.finding


def test_what_is_remembered_of_one_answer_is_said_of_no_other() -> None:
    """Answers come in any order, whole or in part, in a new array or in one that is overwritten."""
    case, said = small_stream()
    parts = begun(case)
    ends = [events_of(part) for part in parts]
    buffers = [np.zeros(end, np.int32) for end in ends]
    alone = [
        [judged_alone(part, owner[:end]) for part, end in zip(parts, ends, strict=True)]
        for owner in said
    ]
    assert alone[0] == [None] * len(ends) and all(one[-1] for one in alone[1:])
    rng = np.random.default_rng(6)
    for _ in range(600):
        who, n = int(rng.integers(0, len(said))), int(rng.integers(0, len(ends)))
        owner = said[who][: ends[n]].copy()  # freed at once, so that its place is used again
        if rng.random() < 0.5:
            buffers[n][:] = owner
            owner = buffers[n]
        assert referee.finding_of(parts[n], {"owner": owner}) == alone[who][n]


def test_an_answer_on_which_a_check_broke_down_is_not_remembered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case, said = small_stream()
    start = begun(case)[1]
    assert referee.finding_of(start, {"owner": said[0][: events_of(start)]}) is None
    with monkeypatch.context() as patch:
        patch.setattr(referee.Referee, "_lookups", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            referee.finding_of(case, {"owner": said[1]})
    for owner in said:
        assert referee.finding_of(case, {"owner": owner}) == judged_alone(case, owner)


DECISIVE = ("drained_keep_a_point", "copies_on_drained_nodes", "drained_take_overflow")


@pytest.mark.parametrize("name", DECISIVE)
def test_keys_lie_where_the_points_of_drained_nodes_would_be(name: str) -> None:
    wrong, fails = mistake(ENTRY, name), ENTRY.wrong()[name].fails
    [level] = levels_of(ENTRY, wrong)
    for seed in range(40):
        said = complaint(ENTRY, level, family(ENTRY, fails.where, seed), wrong)
        assert said is not None and said[0] == fails.check


def test_a_node_that_came_back_stands_elsewhere_in_a_list() -> None:
    for seed in range(40):
        case = family(ENTRY, "undone_in_reverse", seed)
        gone, back = (int(b["arg"][b["kind"] == REMOVE][0]) for b in case["batches"][:2])
        left = case["node"].tolist()
        left.remove(gone)
        assert back != left[-1] and back != max(left)


@settings(max_examples=20, deadline=None)
@given(st.sampled_from([*ENTRY.families(ENTRY.level("placement"))]), st.integers(0, 2**32))
def test_placement_checks_survive_any_answer(name: str, seed: int) -> None:
    """Of nodes of the fleet, if it begins with any, which is what is looked at most closely."""
    case = family(ENTRY, name, seed)
    nodes = np.append(case["node"], [1] * (not len(case["node"])))
    owner = np.random.default_rng(seed).choice(nodes, events_of(case)).astype(np.int32)
    for rule in RULES:
        assert isinstance(rule(case, None, {"owner": owner}), str | None)


def test_misses_are_counted_as_told() -> None:
    """Key 0 is asked for first, then its node leaves, then a spare takes key 1 away."""
    kind = [0, 0, 0, 2, 0, 0, 1, 0, 0, 0]
    key = [0, 1, 0, -1, 0, 1, -1, 0, 1, 1]
    owner = [7, 8, 7, 0, 8, 8, 0, 8, 9, 9]
    batch = {
        "kind": np.array(kind, np.uint8),
        "arg": np.array([0, 1, 0, 7, 0, 1, 9, 0, 1, 1], np.uint64),
        "_key": np.array(key, np.int32),
    }
    case = {"node": np.array([7, 8], np.int32), "batches": [batch], "_keys": 2, "_trouble": (3,)}
    assert warmth.misses(case, np.array(owner)) == (1, 2)


def test_rendezvous_is_the_baseline_and_the_bound_is_above_everybody() -> None:
    case = full_size(ENTRY, "rollout", 1)
    baseline = warmth.warm_requests(case, {"owner": warmth._rendezvous(case)})
    assert baseline.value == baseline.baseline
    got = {"owner": placed(case)}
    assert not any(rule(case, None, got) for rule in RULES)
    quality = warmth.warm_requests(case, got)
    assert quality.baseline < quality.value < quality.bound
    pars = ENTRY.level("rolling-replacement").pars
    assert pars is not None and quality.share > pars.gold


def test_the_accepted_agree_at_full_size() -> None:
    case = full_size(ENTRY, "thousand_nodes", 1)
    case["keys"] = case["keys"][:300_000]
    modules = (REFERENCE, accepted(ENTRY, "numpy"))
    assert same(*(answers(ENTRY, "lookup", module, case) for module in modules))


def test_the_hash_of_the_cases_is_that_of_the_starter() -> None:
    starter = load(ENTRY.starter)
    numbers = [0, 1, 2**63, 2**64 - 1, 123_456_789]
    mixed = rings.mixed(np.array(numbers, np.uint64)).tolist()
    assert mixed == [starter.mix64(number + starter.GOLDEN) for number in numbers]
    fleet = SimpleNamespace(node=np.array([3, 1, 2]), vnodes=np.array([2, 2, 1]), bits=16)
    points = [8259, 20397, 33031, 50220, 59314]
    assert [point for point, _ in ORACLE.ring_of(fleet)] == points


def broken(function: str, case: Case) -> str | None:
    return domain.broken_clause(ENTRY, ENTRY.kata.function(function), case)


def ring(node: list[int], vnodes: list[int], bits: int = 64, **more: int) -> Case:
    return fleets.ring_case(node, vnodes, np.array([7, 7], np.uint64), bits) | more


@pytest.mark.parametrize(
    ("function", "case", "said"),
    [
        ("lookup", ring([1], [1], 32), "bits is 32"),
        ("lookup", ring([0], [1]), "node[0] is 0"),
        ("lookup", ring([1], [100_001]), "vnodes[0] is 100,001"),
        ("lookup", ring([*range(1, 12)], [100_000] * 11), "1,100,000 vnodes together"),
        ("replicas", ring([5, 5], [1, 0], r=1), "node 5 is listed twice"),
        ("replicas", ring([5, 6], [0, 0], r=1), "no node has a vnode"),
        ("replicas", ring([5], [-1], r=1), "vnodes[0] is -1"),
        ("replicas", ring([5], [1], r=33), "r is 33"),
        ("bounded", ring([5], [1], numerator=4, denominator=5), "below 1"),
        ("bounded", ring([5], [1], numerator=2**53 + 1, denominator=1), "numerator is"),
        (
            "bounded",
            ring([*range(1, 1026)], [1] * 1025, numerator=2**53, denominator=2**53),
            "must be below 2**63",
        ),
        ("jump", {"keys": np.zeros(1, np.uint64), "buckets": 0}, "buckets is 0"),
    ],
)
def test_each_clause_of_the_ring_is_told(function: str, case: Case, said: str) -> None:
    told = broken(function, case)
    assert told is not None and said in told


def stream(nodes: list[int], *batches: list[tuple[int, int]]) -> Case:
    """Events by kind and argument."""
    parts = [
        {
            "kind": np.array([kind for kind, _ in part], np.uint8),
            "arg": np.array([arg for _, arg in part], np.uint64),
        }
        for part in batches
    ]
    return numbered({"node": np.array(nodes, np.int32), "batches": parts})


COME_AND_GO = [(REMOVE, 1), (ADD, 1)]


@pytest.mark.parametrize(
    ("case", "said"),
    [
        (stream([1, 1], []), "twice at the beginning"),
        (stream([1], *([] for _ in range(301))), "301 batches"),
        (stream([1], [], [(ADD, 0)]), "batch 1: node 0 comes or goes"),
        (stream([1], [(ADD, 2**31)]), "node 2147483648 comes or goes"),
        (stream([*range(1, 1001)], [(ADD, 1001)]), "1,001 nodes are there"),
        (stream([1], COME_AND_GO * 1000 + [(REMOVE, 1)]), "2,001 changes"),
        (stream([*range(1, 1002)], []), "N is 1,001"),
        (stream([1], [(3, 1)]), "kind[0] is 3"),
    ],
)
def test_each_clause_of_a_stream_is_told(case: Case, said: str) -> None:
    told = broken("Placement", case)
    assert told is not None and said in told


def test_as_much_as_may_be_is_no_breach() -> None:
    assert broken("Placement", stream([1], COME_AND_GO * 1000)) is None
    assert broken("Placement", stream([1], [(ADD, 1)] * 3000)) is None
    assert broken("replicas", ring([5], [1], r=32)) is None


def test_a_hash_is_taken_back() -> None:
    numbers = fleets.alike_keys(np.random.default_rng(1))
    assert np.array_equal(rings.unmixed(rings.mixed(numbers)), numbers)


def test_the_ring_of_160_points_is_as_uneven_as_the_brief_says() -> None:
    """8 % as a deviation, the fullest of 1,000 about 28 % above the mean, by a dozen fleets."""
    most, deviations = [], []
    for seed in range(12):
        node = fleets.node_ids(np.random.default_rng(seed), 1_000)
        points, owner = rings.points_of(node, np.full(1_000, 160), 64)
        arcs = np.diff(points, prepend=points[-1]).astype(float)  # wraps around by itself
        shares = np.bincount(np.searchsorted(np.sort(node), owner), weights=arcs) * 1_000 / 2**64
        most.append(shares.max() - 1)
        deviations.append(shares.std())
    assert round(np.mean(most) * 100) == 28 and round(np.mean(deviations) * 100) == 8
    assert "28 % above the mean" in ENTRY.brief and "8 % at 160" in ENTRY.brief


def test_a_batch_that_ends_with_a_change_is_judged_for_shares_too() -> None:
    """At full size, where shares are counted once a batch: 4,096 slots are too few for many."""
    script = begin(np.random.default_rng(2), 999, 110_000).look_all().remove(3)
    case = script.case()
    few = mistake(ENTRY, "slots_for_a_hundred")
    said = complaint(ENTRY, "placement", case, few)
    assert said is not None and said[0] == "shares_are_even"
    assert complaint(ENTRY, "placement", case, REFERENCE) is None
