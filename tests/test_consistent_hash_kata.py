"""consistent-hash: everyone agrees with the oracle, every mistake is named, placements are held to
their rules, and quality has an honest bound.
"""

from __future__ import annotations

import functools
import importlib.util
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.judge import inprocess
from harness.kata import Case, Level
from katas.consistent_hash import cases, check, placement_cases, placement_check, referee, rings
from katas.consistent_hash.kata import KATA

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "katas" / "consistent_hash"
SUBMISSIONS = FOLDER / "submissions"
REFERENCE = ROOT / "reference" / "consistent_hash.py"
ORACLE = FOLDER / "oracle.py"
ACCEPTED = sorted((SUBMISSIONS / "accepted").glob("*.py"))
WRONG = sorted((SUBMISSIONS / "wrong_answer").glob("*.py"))
LEVELS = {level.name: level for level in KATA.levels}
QUICK = ("lookup", "jump")
"""Levels whose families take no time; the gate judges all of them on twenty seeds."""


@pytest.fixture(scope="module", autouse=True)
def compiled_code_elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Numba's cache remembers module names; ours must not lie beside the files that others load."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(numba.config, "CACHE_DIR", str(tmp_path_factory.mktemp("numba")))
        yield


@functools.cache
def load(path: Path) -> ModuleType:
    """The file as a module with a neutral name: submissions are called numpy.py and numba.py."""
    name = f"consistent_hash_solution_{len(sys.modules)}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def levels_of(path: Path) -> list[Level]:
    names = dir(load(path))
    return [level for level in KATA.levels if {*KATA.function_of(level).names} <= {*names}]


def family_case(family: str, seed: int) -> Case:
    return cases.FAMILIES[family](np.random.default_rng([seed, len(family)]))


def answers(path: Path, name: str, case: Case) -> dict[str, np.ndarray]:
    return inprocess.answers(KATA.function(name), load(path), case)


def complaint(level: Level, case: Case, path: Path) -> tuple[str, str] | None:
    """What the judge would say: the first check that speaks, and its sentence."""
    try:
        got = answers(path, level.function, case)
    except Exception as error:
        return "runtime_error", str(error)
    expected = None
    if level.answers == "unique":
        expected = answers(ORACLE, level.function, case)
        if all(np.array_equal(expected[name], got[name]) for name in expected):
            return None
    said = ((c.__name__, c(case, expected, got)) for c in check.CHECKS[level.name])
    spoken = next(((name, sentence) for name, sentence in said if sentence), None)
    assert spoken or expected is None, f"{path.name} is wrong and no check says how"
    return spoken


@pytest.mark.parametrize("path", [ORACLE, REFERENCE, *ACCEPTED], ids=lambda p: p.stem)
def test_right_solutions_pass_every_family(path: Path) -> None:
    for level in levels_of(path):
        for family in level.families:
            assert complaint(level, family_case(family, 1), path) is None, family


def stated(path: Path) -> tuple[str, str]:
    found = re.search(r"^fails: (\w+) at (\w+)$", load(path).__doc__ or "", re.MULTILINE)
    assert found is not None
    return found[1], found[2]


@pytest.mark.slow  # the gate holds it, in boxes: tests/test_submissions.py
@pytest.mark.parametrize("path", WRONG, ids=lambda p: p.stem)
def test_wrong_submissions_are_named_by_their_check_where_they_say(path: Path) -> None:
    name, where = stated(path)
    level = levels_of(path)[0]
    assert where in level.families
    if name == "time_limit":
        pytest.skip("walks for ever")
    said = complaint(level, family_case(where, 2), path)
    assert said is not None and said[0] == name


def test_every_check_stops_a_wrong_submission() -> None:
    stopped = {(levels_of(path)[0].function, stated(path)[0]) for path in WRONG}
    for level in KATA.levels:
        assert {(level.function, c.__name__) for c in check.CHECKS[level.name]} <= stopped


def test_every_family_and_workload_belongs_to_a_level() -> None:
    assert {f for level in KATA.levels for f in level.families} == {*cases.FAMILIES}
    assert {w for level in KATA.levels for w in level.workloads} == {*cases.WORKLOADS}
    assert {*KATA.rungs} <= {path.stem for path in ACCEPTED}
    assert LEVELS["jump"].bonus


fleets = st.dictionaries(st.integers(1, 2**31 - 1), st.integers(0, 6), min_size=1, max_size=8)
keys_lists = st.lists(st.integers(0, 2**64 - 1) | st.integers(0, 20), max_size=30)


@settings(max_examples=80, deadline=None)
@given(fleets, keys_lists, st.sampled_from([64, 16, 9]), st.integers(1, 4))
def test_the_reference_walks_like_the_oracle(
    fleet: dict[int, int], keys: list[int], bits: int, r: int
) -> None:
    """Nine bits: nearly all points lie on each other."""
    array = np.array(keys, np.uint64)
    case = rings.ring_case([*fleet], [*fleet.values()], array, bits)
    if sum(fleet.values()) == 0:
        assert answers(REFERENCE, "lookup", case)["raised"][0] == 1
        return
    more = {"r": r, "numerator": 4 + r, "denominator": 4}
    for name in ("lookup", "replicas", "bounded"):
        expected, got = (answers(path, name, case | more) for path in (ORACLE, REFERENCE))
        assert all(np.array_equal(expected[each], got[each]) for each in expected), name


def test_more_nodes_than_fit_into_a_packed_table() -> None:
    rng = np.random.default_rng(1)
    case = rings.ring_case(
        rings.node_ids(rng, 5_000), np.full(5_000, 3), rings.any_keys(rng, 9_000)
    )
    expected, got = (answers(path, "lookup", case)["owner"] for path in (ORACLE, REFERENCE))
    assert np.array_equal(expected, got)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 2**64 - 1), max_size=20), st.integers(1, 2**31 - 1))
def test_the_reference_jumps_like_the_oracle(keys: list[int], buckets: int) -> None:
    case = {"keys": np.array(keys, np.uint64), "buckets": buckets}
    expected, got = (answers(path, "jump", case)["bucket"] for path in (ORACLE, REFERENCE))
    assert np.array_equal(expected, got)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 30)), max_size=25), st.integers(0, 9))
def test_placements_keep_the_rules_through_any_changes(
    changes: list[tuple[bool, int]], seed: int
) -> None:
    script = placement_cases._script(np.random.default_rng(seed), 24, 4_000).look_all()
    for comes, node in changes:
        (script.add if comes else script.remove)(node).look_all()
    case = script.case()
    for path in (REFERENCE, SUBMISSIONS / "accepted" / "numba.py"):
        assert complaint(LEVELS["placement"], case, path) is None


def test_a_table_that_doubles_moves_nothing_without_need() -> None:
    script = placement_cases._script(np.random.default_rng(3), 60, 40_000).look_all().remove(5)
    script.look_all().add(*range(60, 70)).look_all().remove(62).look_all().add(62).look_all()
    assert complaint(LEVELS["placement"], script.case(), REFERENCE) is None


def test_the_order_in_which_nodes_are_listed_says_nothing_to_the_reference() -> None:
    case = family_case("random_changes", 1)
    other = case | {"node": case["node"][::-1].copy()}
    one, two = (answers(REFERENCE, "Placement", each)["owner"] for each in (case, other))
    assert np.array_equal(one, two)


def test_batches_judged_one_by_one_are_judged_as_a_whole() -> None:
    """A stream is shown to the checks anew with each batch; what was right stays right."""
    case = family_case("undone_in_reverse", 1)
    wrong = SUBMISSIONS / "wrong_answer" / "undoes_one_change.py"
    owner = answers(wrong, "Placement", case)["owner"]
    said = placement_check.CHECKS
    whole = [c(case, None, {"owner": owner}) for c in said]
    step: list[str | None] = []
    end = 0
    for count, batch in enumerate(case["batches"], 1):
        end += len(batch["kind"])
        part = case | {"batches": case["batches"][:count]}
        step = step if any(step) else [c(part, None, {"owner": owner[:end]}) for c in said]
    assert any(whole) and whole == step


def small_stream() -> tuple[Case, list[np.ndarray]]:
    """A case of five batches, a right answer, and others that differ from it in one event."""
    rng = np.random.default_rng(5)
    script = placement_cases._script(rng, 9, 60).look_all().look_all().cut()
    for gone in (3, 5):
        script.remove(gone).look_all().cut().add(gone).look_all().look_all().cut()
    case = script.case()
    right = answers(REFERENCE, "Placement", case)["owner"]
    said = [right] + [right.copy() for _ in range(8)]
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
    ends = np.cumsum([len(batch["kind"]) for batch in case["batches"]]).tolist()
    parts = [case | {"batches": case["batches"][: n + 1]} for n in range(len(ends))]
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
    start = case | {"batches": case["batches"][:2]}
    count = sum(len(batch["kind"]) for batch in start["batches"])
    assert referee.finding_of(start, {"owner": said[0][:count]}) is None
    with monkeypatch.context() as patch:
        patch.setattr(referee.Referee, "_lookups", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            referee.finding_of(case, {"owner": said[1]})
    for owner in said:
        found = referee.finding_of(case, {"owner": owner})
        assert found == judged_alone(case, owner)


DECISIVE = ("drained_keep_a_point", "copies_on_drained_nodes", "drained_take_overflow")


@pytest.mark.parametrize("stem", DECISIVE)
def test_keys_lie_where_the_points_of_drained_nodes_would_be(stem: str) -> None:
    path = SUBMISSIONS / "wrong_answer" / f"{stem}.py"
    name, where = stated(path)
    for seed in range(40):
        said = complaint(levels_of(path)[0], family_case(where, seed), path)
        assert said is not None and said[0] == name


def test_a_node_that_came_back_stands_elsewhere_in_a_list() -> None:
    for seed in range(40):
        case = family_case("undone_in_reverse", seed)
        left, other = case["node"].tolist(), case["batches"][1]
        back = int(other["arg"][other["kind"] == placement_cases.REMOVE][0])
        gone = case["batches"][0]
        left.remove(int(gone["arg"][gone["kind"] == placement_cases.REMOVE][0]))
        assert back != left[-1] and back != max(left)


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(QUICK), st.integers(0, 2**32), st.data())
def test_checks_survive_any_answer(name: str, seed: int, data: st.DataObject) -> None:
    level = LEVELS[name]
    case = family_case(data.draw(st.sampled_from(level.families)), seed)
    expected = answers(ORACLE, level.function, case)
    rng, most = np.random.default_rng(seed), data.draw(st.sampled_from([1, 2**31 - 1]))
    got = {n: rng.integers(0, most, v.shape, endpoint=True) for n, v in expected.items()}
    got = {n: value.astype(expected[n].dtype) for n, value in got.items()}
    for each in check.CHECKS[name]:
        assert isinstance(each(case, expected, got), str | None)


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(LEVELS["placement"].families), st.integers(0, 2**32), st.data())
def test_placement_checks_survive_any_answer(family: str, seed: int, data: st.DataObject) -> None:
    case = family_case(family, seed)
    count = sum(len(batch["kind"]) for batch in case["batches"])
    ids = data.draw(st.sampled_from([case["node"], np.array([0, -1, 2**31 - 1])]))
    got = {"owner": np.random.default_rng(seed).choice(ids, count).astype(np.int32)}
    for each in check.CHECKS["placement"]:
        assert isinstance(each(case, None, got), str | None)


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
    assert placement_check.misses(case, np.array(owner)) == (1, 2)


def test_rendezvous_is_the_baseline_and_the_bound_is_above_everybody() -> None:
    case = cases.WORKLOADS["rollout"].make(np.random.default_rng(1))
    baseline = placement_check.warm_requests(case, {"owner": placement_check._rendezvous(case)})
    assert baseline.value == baseline.baseline
    got = answers(REFERENCE, "Placement", case)
    assert not any(each(case, None, got) for each in check.CHECKS["rolling-replacement"])
    quality = check.QUALITY["rolling-replacement"](case, got)
    assert quality.baseline < quality.value < quality.bound
    pars = LEVELS["rolling-replacement"].pars
    assert pars is not None and quality.share > pars.gold


@pytest.mark.parametrize("name", ["hundred_nodes", "three_of_two_hundred", "one_percent_more"])
def test_a_new_draw_changes_a_tenth_of_the_answer_everywhere(name: str) -> None:
    workload, rng = cases.WORKLOADS[name], np.random.default_rng(1)
    function = next(level.function for level in KATA.levels if name in level.workloads)
    first, second = (answers(REFERENCE, function, workload.make(rng)) for _ in range(2))
    output = next(each for each in first if each != "raised")
    changed = (first[output] != second[output]).reshape(100, -1).mean(axis=1)
    assert changed.min() > 0.1


def test_the_accepted_agree_at_full_size() -> None:
    case = cases.WORKLOADS["thousand_nodes"].make(np.random.default_rng(1))
    case["keys"] = case["keys"][:300_000]
    rung = SUBMISSIONS / "accepted" / "numpy.py"
    ours, theirs = (answers(path, "lookup", case)["owner"] for path in (REFERENCE, rung))
    assert np.array_equal(ours, theirs)


def test_the_hash_of_the_cases_is_that_of_the_starter() -> None:
    starter = load(FOLDER / "starter.py")
    numbers = [0, 1, 2**63, 2**64 - 1, 123_456_789]
    mixed = rings.mixed(np.array(numbers, np.uint64)).tolist()
    assert mixed == [starter.mix64(number + starter.GOLDEN) for number in numbers]
    fleet = SimpleNamespace(node=np.array([3, 1, 2]), vnodes=np.array([2, 2, 1]), bits=16)
    points = [8259, 20397, 33031, 50220, 59314]
    assert [point for point, _ in load(ORACLE).ring_of(fleet)] == points
