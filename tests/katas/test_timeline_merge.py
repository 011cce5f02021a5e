"""What timeline-merge alone promises: its cases, and pages that belong together."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from suite import accepted, answers, complaint, family, full_size, mistake, oracle, reference, same

from harness import catalog
from harness.kata import Case

pytestmark = pytest.mark.xdist_group("kata timeline-merge")
ENTRY = catalog.find("timeline-merge")
ORACLE, REFERENCE = oracle(ENTRY), reference(ENTRY)
FEEDS = ENTRY.module("feeds")
FAMILIES = [
    pytest.param(level.function, name, id=name)
    for level in ENTRY.kata.levels
    for name in ENTRY.families(level)
]
WORKLOADS = [
    pytest.param(level.name, name, id=name)
    for level in ENTRY.kata.levels
    for name in level.workloads
]


def pages(level: str, case: Case) -> np.ndarray:
    """What the reference answers."""
    [found] = answers(ENTRY, level, REFERENCE, case).values()
    return found


def agree(level: str, case: Case) -> bool:
    """Whether oracle and reference say the same."""
    return same(answers(ENTRY, level, ORACLE, case), answers(ENTRY, level, REFERENCE, case))


def test_a_check_tells_place_post_and_reason() -> None:
    case = family(ENTRY, "cursors_example", 0)
    assert complaint(ENTRY, "cursors", case, mistake(ENTRY, "after_included")) == (
        "after_is_below",
        "page of request 2 (1 authors, after 104, up to 110), position 1: expected an empty "
        "place, got post 104 (it is the post `after`, which is not shown again)",
    )


@pytest.mark.parametrize(("function", "name"), FAMILIES)
def test_families_keep_what_the_starter_promises(function: str, name: str) -> None:
    for seed in range(20):
        _promised(family(ENTRY, name, seed), distinct=function == "newest")


@pytest.mark.parametrize(("level", "name"), WORKLOADS)
def test_workloads_keep_what_the_starter_promises(level: str, name: str) -> None:
    vary, rng = ENTRY.workloads[name].vary, np.random.default_rng(5)
    assert vary is not None
    case = ENTRY.workloads[name].make(rng)
    varied = vary(rng, vary(rng, case))
    for each in (case, varied):
        _promised(each, distinct=level == "newest")
    before, after = pages(level, case), pages(level, varied)
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
    case = full_size(ENTRY, "final_whistle", 2)
    heads = case["id"][case["start"][:-1]]
    count = np.unique(heads, return_counts=True)[1]
    assert count.max() > 5_000, "equal heads"
    flooding = case["id"][case["start"][case["_flooding"]] :][:3_200]
    newest = np.unique(case["id"])[-2_000:]
    assert np.isin(newest, flooding).mean() > 0.2, "a flood"
    assert 0.4 < np.isin(np.unique(case["id"])[-60_000:], case["deleted"]).mean() < 0.6, "a purge"


@pytest.mark.parametrize(("level", "name"), WORKLOADS)
def test_reference_agrees_with_a_rung_at_full_size(level: str, name: str) -> None:
    """At full size the reference answers as the numba rung does, which shares no code with it."""
    case = full_size(ENTRY, name, 4)
    rung = answers(ENTRY, level, accepted(ENTRY, "numba"), case)
    assert same(rung, answers(ENTRY, level, REFERENCE, case))


LISTS = st.lists(st.sets(st.integers(1, 60), max_size=40), min_size=1, max_size=12)
LIMITS = st.one_of(st.integers(0, 61), st.just(FEEDS.NO_LIMIT))


@settings(max_examples=150, deadline=None)
@given(lists=LISTS, gone=st.sets(st.integers(1, 70)), k=st.integers(0, 70), data=st.data())
def test_reference_agrees_on_any_requests(
    lists: list[set[int]], gone: set[int], k: int, data: st.DataObject
) -> None:
    authors = st.lists(st.integers(0, len(lists) - 1), max_size=40)
    asked = data.draw(st.lists(st.tuples(authors, LIMITS, LIMITS), max_size=6))
    case = FEEDS.many_requests([*map(sorted, lists)], asked, sorted(gone), k)
    assert agree("cursors", case)


@settings(max_examples=100, deadline=None)
@given(owners=st.lists(st.integers(0, 30), max_size=300), k=st.integers(0, 90), data=st.data())
def test_reference_agrees_on_any_page(owners: list[int], k: int, data: st.DataObject) -> None:
    lists = [[i + 1 for i, owner in enumerate(owners) if owner == a] for a in range(31)]
    authors = data.draw(st.permutations(range(31)))[: data.draw(st.integers(0, 31))]
    assert agree("newest", FEEDS.one_request(lists, authors, k))


@pytest.mark.parametrize("seed", range(5))
def test_two_pages_are_one_long_page(seed: int) -> None:
    case, k = family(ENTRY, "many_at_random", seed), 7
    double = pages("cursors", case | {"k": 2 * k})
    first = pages("cursors", case | {"k": k})
    follow = np.where(first[:, -1] > 0, first[:, -1] - 1, 0)
    second = pages("cursors", case | {"k": k, "upto": follow})
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
    asked = [(np.arange(n_lists), 0, FEEDS.NO_LIMIT)]
    case = FEEDS.many_requests(head[:, None], asked, [], k)
    assert agree("many-lists", case)
