"""What lru-cache alone promises: one LRU told in three ways, and a score with an honest bound."""

from __future__ import annotations

import functools
import time
from types import ModuleType
from typing import Any

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from suite import accepted, answers, complaint, family, full_size, mistake, oracle, reference

from harness import catalog
from harness.catalog import case_text, domain
from harness.errors import MisuseError
from harness.kata import TWO_ALIVE, Answers, Case, Level
from katas import traces
from katas.lru_cache import hit_counts

pytestmark = pytest.mark.xdist_group("kata lru-cache")
ENTRY = catalog.find("lru-cache")
REPLAY, POLICY, FLOOD = (ENTRY.level(name) for name in ("replay", "policy", "scan-flood"))

keys_lists = st.lists(st.sampled_from([-(2**63), -2, -1, 0, 1, 2**32, 2**32 + 1, 2**63 - 1]))


def of(who: str) -> ModuleType:
    """The oracle, the reference or an accepted submission."""
    named = {"oracle": oracle, "reference": reference}
    return named[who](ENTRY) if who in named else accepted(ENTRY, who)


def replayed(who: str, keys: np.ndarray | list[int], capacity: int) -> list[int]:
    case = {"keys": np.array(keys, np.int64), "capacity": capacity}
    hit: list[int] = answers(ENTRY, "replay", of(who), case)["hit"].tolist()
    return hit


def test_the_example_of_the_starter() -> None:
    assert replayed("oracle", [7, 8, 7, 9, 7, 8], 2) == [0, 0, 1, 0, 1, 0]
    policy = of("oracle")
    state = policy.init(2, 10, 0)
    assert [policy.step(state, key) for key in (3, 5, 3, 8, 5)] == [-1, -1, -1, 5, 3]


def test_a_sentence_names_request_key_and_both_answers() -> None:
    case = {"keys": np.array([7, 8, 7, 9, 7]), "capacity": 2}
    assert complaint(ENTRY, "replay", case, mistake(ENTRY, "evicts_by_arrival")) == (
        "hits_refresh",
        "request 4: expected a hit, got a miss. Key 7 was stored at request 0 and last used at "
        "request 2: that refreshed it, and only 1 other keys came since (capacity 2)",
    )


@settings(max_examples=150, deadline=None)
@given(keys_lists, st.integers(0, 9))
def test_the_reference_replays_like_the_oracle(keys: list[int], capacity: int) -> None:
    assert replayed("reference", keys, capacity) == replayed("oracle", keys, capacity)


@pytest.mark.parametrize("capacity", [1, 700, 100_000])
def test_the_reference_grows_its_table(capacity: int) -> None:
    keys = np.tile(np.arange(20_000) * 2**40, 2)
    assert replayed("reference", keys, capacity) == replayed("naive", keys, capacity)


def test_half_hashes_that_agree_are_told_apart() -> None:
    """Keys k and k + 2**32 * j keep the lower half of the product; equal slots make them
    neighbours.
    """
    keys = np.tile(np.arange(4000) << 32, 2)
    assert replayed("reference", keys, 4000) == [0] * 4000 + [1] * 4000


@pytest.mark.parametrize("name", REPLAY.workloads)
def test_a_new_draw_changes_a_tenth_of_the_hits_everywhere(name: str) -> None:
    drawn = []
    for seed in (1, 2):
        case = full_size(ENTRY, name, seed)
        assert ENTRY.workloads[name].units(case) == len(case["keys"]) == 1_000_000
        drawn.append(answers(ENTRY, "replay", of("reference"), case)["hit"])
    assert (drawn[0] != drawn[1]).reshape(100, -1).mean(axis=1).min() > 0.1


def played(who: str, case: Case) -> tuple[list[int], list[int]]:
    got = answers(ENTRY, "lru", of(who), case)
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
    assert not batches or played("reference", case) == played("oracle", case)


@pytest.mark.parametrize("capacity", [1, 300, 100_000])
def test_the_reference_grows_and_renumbers(capacity: int) -> None:
    """Many thousand operations: more keys than the first table holds, more uses than its log."""
    rng = np.random.default_rng(capacity)
    shares = (0.6, 0.3, 0.05, 0.05)
    batches = [traces.cache_operations(rng, 8_000, 5_000, shares) for _ in range(4)]
    case = {"capacity": capacity, "batches": batches}
    assert played("reference", case) == played("python", case)


def test_the_operations_are_in_the_published_proportion() -> None:
    case = full_size(ENTRY, "etc_pool", 1)
    assert len(case["batches"]) == 13
    gets, puts, deletes, peeks = (
        sum(int((batch["op"] == op).sum()) for batch in case["batches"][1:]) for op in range(4)
    )
    assert 29 < gets / puts < 31 and deletes > 10_000 and peeks > 50_000
    found = np.array(played("reference", case)[0]).reshape(13, -1)
    assert (found[1:].mean(axis=1) > 0.5).all() and (found[1:].mean(axis=1) < 0.9).all()


def test_a_peek_that_refreshes_is_called_by_its_name() -> None:
    case = family(ENTRY, "peeked_before_eviction", 1)
    said = complaint(ENTRY, "lru", case, mistake(ENTRY, "peeks_like_get"))
    assert said is not None and said[1].endswith("A peek leaves the order as it is")
    assert "expected found 0" in said[1] and "got found 1" in said[1]


def curve(who: str, keys: np.ndarray) -> np.ndarray:
    return answers(ENTRY, "every-capacity", of(who), {"keys": keys})["hits"]


@settings(max_examples=150, deadline=None)
@given(keys_lists)
def test_the_curve_is_what_replays_say(keys: list[int]) -> None:
    array = np.array(keys, np.int64)
    hits = curve("reference", array).tolist()
    assert hits == curve("oracle", array).tolist()
    assert hits == [sum(replayed("oracle", keys, capacity)) for capacity in range(len(keys) + 1)]


def test_the_curve_of_a_long_trace_agrees_with_replays() -> None:
    """Over two million positions: more than one row of the widest running count."""
    rng = np.random.default_rng(5)
    keys = np.concatenate([rng.permutation(700_000) for _ in range(3)] + [np.arange(9)])
    hits = curve("reference", keys)
    assert hits[0] == 0 and hits[-1] == len(keys) - 700_000 and (np.diff(hits) >= 0).all()
    for capacity in (1, 1_000, 500_000, 699_999, 700_000):
        assert hits[capacity] == sum(replayed("reference", keys, capacity))


def test_a_new_million_changes_the_whole_curve() -> None:
    first, second = (curve("reference", full_size(ENTRY, "million", s)["keys"]) for s in (1, 2))
    assert (first != second).reshape(-1)[1:].reshape(100, -1).mean(axis=1).min() > 0.1


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([*ENTRY.families(POLICY)]), st.integers(0, 2**32), st.data())
def test_policy_checks_survive_any_answer(name: str, seed: int, data: st.DataObject) -> None:
    case = family(ENTRY, name, seed)
    low, high = data.draw(st.sampled_from([(-3, 5), (-2, 0), (-(2**63), 2**63 - 1)]))
    count = sum(len(batch["keys"]) for batch in case["batches"])
    got = {"choice": np.random.default_rng(seed).integers(low, high, count, endpoint=True)}
    for check in ENTRY.checks(POLICY):
        assert isinstance(check(case, None, got), str | None)
    score(POLICY, case, got["choice"])


def score(level: Level, case: Case, choice: np.ndarray) -> Any:
    quality = ENTRY.quality(level)
    assert quality is not None
    return quality(case, {"choice": choice})


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
    assert list(hit_counts.lru_marks(keys, capacity)) == replayed("oracle", keys, capacity)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 4), min_size=1, max_size=9), st.integers(1, 3), st.data())
def test_nobody_hits_more_in_the_trouble_than_its_bound(
    keys: list[int], capacity: int, data: st.DataObject
) -> None:
    """The best decisions for the requests from `start` on, found by trying them all."""
    start = data.draw(st.integers(0, len(keys) - 1))
    batches = [{"keys": np.array(keys)}]
    case = {"capacity": capacity, "n_keys": 5, "batches": batches, "_trouble": (start,)}
    bound = score(FLOOD, case, np.full(len(keys), -2)).bound
    assert round(bound * (len(keys) - start)) == best_possible(keys, capacity, start)


@numba.njit
def drive(step, state, keys, choice):  # type: ignore[no-untyped-def]
    """The compiled loop of a worker."""
    for i in range(len(keys)):
        choice[i] = step(state, keys[i])


@functools.cache
def compiled_step(who: str) -> Any:
    return numba.njit(of(who).step)


def decisions(who: str, case: Case) -> np.ndarray:
    """What a policy decides at full size, compiled."""
    keys = np.concatenate([batch["keys"] for batch in case["batches"]])
    assert keys.min() >= 0 and keys.max() < case["n_keys"]
    choice = np.zeros(len(keys), np.int64)
    state = of(who).init(case["capacity"], case["n_keys"], case["seed"])
    drive(compiled_step(who), state, keys, choice)
    return choice


SCORED = pytest.mark.parametrize(
    ("level", "name"),
    [pytest.param(level, name, id=name) for level in (POLICY, FLOOD) for name in level.workloads],
)


@SCORED
@pytest.mark.parametrize(
    ("medal", "who"), [("gold", "reference"), ("silver", "numba"), ("bronze", "python")]
)
def test_policies_compile_and_reach_their_medal(
    medal: str, who: str, level: Level, name: str
) -> None:
    case = full_size(ENTRY, name, 2)
    choice = decisions(who, case)
    assert not any(check(case, None, {"choice": choice}) for check in ENTRY.checks(level))
    assert level.pars is not None
    assert score(level, case, choice).share > getattr(level.pars, medal)


@SCORED
def test_lru_is_the_baseline_of_every_score(level: Level, name: str) -> None:
    case = full_size(ENTRY, name, 3)
    quality = score(level, case, decisions("naive", case))
    assert quality.value == quality.baseline < quality.bound


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


def clause(text: str) -> str | None:
    """Which clause the case of a text breaks."""
    function, case = case_text.read(ENTRY, text)
    return domain.broken_clause(ENTRY, function, case)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("LRU\ncapacity -1", "capacity is -1; it may be 0 to 1,000,000"),
        ("LRU\ncapacity 1" + "\nbatch" * 100, "101 batches; a stream has 100 at most"),
        ("step\ncapacity 0\nkeys 1\nseed 0", "capacity is 0; it may be 1 to 100,000"),
        ("step\ncapacity 1\nkeys 2\nseed 0\nrequest 2", "keys[0] is 2; it may be 0 to 1"),
        ("step\ncapacity 1\nkeys 1\nseed -1", "seed is -1; it may be 0 to 2,147,483,647"),
    ],
)
def test_a_case_beyond_the_contract_is_told_its_clause(text: str, said: str) -> None:
    assert clause(f"lru-cache {text}") == said


def test_only_a_put_has_a_value_and_the_trouble_begins_within() -> None:
    case = family(ENTRY, "lru_example", 1)
    case["batches"][0]["value"][2] = 5
    said = domain.broken_clause(ENTRY, ENTRY.kata.function("LRU"), case)
    assert said == "operation 2 of batch 0 is a get and has the value 5; only a put has one"
    flood = family(ENTRY, "small_flood", 1) | {"_trouble": (10**6,)}
    said = domain.broken_clause(ENTRY, ENTRY.kata.function("step"), flood)
    assert said is not None and said.startswith("the trouble begins at request 1000000 of")


def test_lines_may_be_dropped_and_lowered() -> None:
    text = "lru-cache LRU\ncapacity 1\nput 1 0\nbatch\nget 1\ntwo_alive\npeek 2"
    _, case = case_text.read(ENTRY, text)
    assert case[TWO_ALIVE] and [len(batch["op"]) for batch in case["batches"]] == [1, 2]
    _, merged = case_text.read(ENTRY, text.replace("batch\n", ""))
    assert [len(batch["op"]) for batch in merged["batches"]] == [3]
    with pytest.raises(MisuseError, match="chunk of 0 requests"):
        case_text.read(ENTRY, "lru-cache step\ncapacity 1\nkeys 1\nseed 0\nchunk 0")


def test_a_value_of_zero_and_uses_are_told() -> None:
    text = "capacity 2\nput 1 0\nput 2 5\nget 2\nput 2 6\ndelete 3\nget 1\nget 1"
    _, case = case_text.read(ENTRY, f"lru-cache LRU\n{text}")
    expected = answers(ENTRY, "lru", of("oracle"), case)
    got = {name: array.copy() for name, array in expected.items()}
    got["found"][5] = 0
    told = [check(case, expected, got) for check in ENTRY.checks(ENTRY.level("lru"))]
    assert [each for each in told if each] == [
        "operation 5 (get of key 1, capacity 2): expected found 1, answer 0; got found 0, answer "
        "0. With this key happened before: put at 0; since its last use at 0, 1 other keys were "
        "put or found by get; its value is 0, which is a value like any other"
    ]


def test_what_is_kept_outside_the_state_is_called_so() -> None:
    said = complaint(
        ENTRY, POLICY, family(ENTRY, "two_policies", 1), mistake(ENTRY, "one_queue_for_all")
    )
    assert said is not None and said[0] == "keeps_its_memory_in_state"
    assert said[1].endswith("not beside it is kept outside `state`")


TIMED = [level for level in ENTRY.kata.levels if level.answers == "unique"]


def wrong_answers(right: Answers) -> list[Answers]:
    """Right but for the last place or the first, all of one number, and any numbers."""
    rng = np.random.default_rng(1)
    made = []
    for place in (-1, 0, "all", "any"):
        got = {name: array.copy() for name, array in right.items()}
        for name, array in got.items():
            if name == "raised":
                continue
            if place == "all":
                array[:] = 1
            elif place == "any":
                array[:] = rng.integers(0, 2, len(array))
            else:
                array[place] ^= 1
        made.append(got)
    return made


@pytest.mark.parametrize("level", TIMED, ids=lambda level: level.name)
def test_no_check_takes_long_at_full_size(level: Level) -> None:
    """Process time, and the better of two, for others work here too."""
    case = full_size(ENTRY, level.workloads[-1], 1)
    right = answers(ENTRY, level, of("reference"), case)
    for got in wrong_answers(right):
        for check in ENTRY.checks(level):
            costs_s = []
            for _ in range(2):
                start_s = time.process_time()
                check(case, right, got)
                costs_s.append(time.process_time() - start_s)
                if costs_s[0] < 0.5:
                    break
            assert min(costs_s) < 1.5, check.__name__


def test_replay_checks_take_no_time_on_repeats_of_one_key() -> None:
    case = family(ENTRY, "many_repeats_between", 1)
    right = answers(ENTRY, REPLAY, of("reference"), case)
    got = {**right, "hit": right["hit"].copy()}
    got["hit"][60_000] = 0
    start_s = time.process_time()
    assert any(check(case, right, got) for check in ENTRY.checks(REPLAY))
    assert time.process_time() - start_s < 1.0


BRIEFED = {  # shares of the way from LRU to Belady, as the brief has them
    "python": (0.15, 0.04, 0.13, 0.14, 0.08, 0.12),
    "numba": (0.54, 0.49, 0.26, 0.59, 0.35, 0.49),
    "reference": (0.60, 0.91, 0.32, 0.63, 0.44, 0.60),
}


@pytest.mark.parametrize("who", BRIEFED)
def test_shares_are_what_the_brief_says(who: str) -> None:
    cells = [f"{share:.2f}" for share in BRIEFED[who]]
    assert f"| {' | '.join(cells)} |" in ENTRY.brief
    places = [(level, name) for level in (POLICY, FLOOD) for name in level.workloads]
    for (level, name), share in zip(places, BRIEFED[who], strict=True):
        case = full_size(ENTRY, name, 2)
        assert abs(score(level, case, decisions(who, case)).share - share) < 0.05, name


def test_a_day_of_timelines_is_what_the_brief_says() -> None:
    assert ENTRY.kata.capacity.units == 300_000 * 86_400
    assert "25,920,000,000" in ENTRY.brief
