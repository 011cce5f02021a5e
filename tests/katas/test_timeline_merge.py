"""What timeline-merge alone promises: its cases, and pages that belong together."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from suite import accepted, answers, complaint, family, full_size, mistake, oracle, reference, same

from harness import catalog
from harness.catalog import case_text, domain
from harness.errors import MisuseError
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


def clause(function: str, case: Case, **other: object) -> str | None:
    """What is said of a case with something else in it."""
    return domain.broken_clause(ENTRY, ENTRY.kata.function(function), case | other)


ONE = FEEDS.one_request([[9, 4], [], [7]], [2, 0], 3)
MANY = FEEDS.many_requests([[9, 4], [7, 4]], [([0, 1], 0, 9), ([1], 4, 7)], [5, 7], 2)
BROKEN = [
    ("newest", {"start": [0, 2, 2, 2]}, "start goes from 0 to 2; it must go from 0 to 3"),
    ("newest", {"start": [0, 3, 2, 3]}, "start falls: the list of author 1 ends before it begins"),
    ("newest", {"start": [0, 2, 2, 4]}, "start[3] is 4; it may be 0 to 3"),
    ("newest", {"id": [4, 9, 7]}, "the posts of author 0 do not fall: 9 comes after 4"),
    ("newest", {"id": [9, 9, 7]}, "the posts of author 0 do not fall: 9 comes after 9"),
    ("newest", {"id": [9, 7, 7]}, "post 7 is in two lists, of authors 0 and 2"),
    ("newest", {"id": [9, 0, 7]}, "id[1] is 0; it may be 1 to 9,223,372,036,854,775,807"),
    ("newest", {"authors": [0, 2, 0]}, "author 0 is asked for twice"),
    ("newest", {"authors": [3]}, "authors[0] is 3; it may be 0 to 2"),
    ("newest", {"k": 1_001}, "k is 1,001; it may be 0 to 1,000"),
    ("newest_many", {"id": [9, 4, 4, 7]}, "the posts of author 1 do not fall: 7 comes after 4"),
    ("newest_many", {"begin": [0, 2, 2]}, "begin goes from 0 to 2; it must go from 0 to 3"),
    (
        "newest_many",
        {"begin": [0, 3, 1, 3], "after": [0] * 3, "upto": [9] * 3},
        "begin falls: request 1 ends before it begins",
    ),
    ("newest_many", {"deleted": [7, 5]}, "deleted must ascend, each id once: 5 comes after 7"),
    ("newest_many", {"deleted": [5, 5]}, "deleted must ascend, each id once: 5 comes after 5"),
    ("newest_many", {"after": [0, -1]}, "after[1] is -1; it may be 0 to 9,223,372,036,854,775,807"),
    ("newest_many", {"author": [0, 1, 2]}, "author[2] is 2; it may be 0 to 1"),
    (
        "newest_many",
        {
            "k": 1_000,
            "begin": np.zeros(10_002),
            "author": [],
            "after": np.zeros(10_001),
            "upto": np.zeros(10_001),
        },
        "the pages have 10,001,000 places together; they may have 10,000,000",
    ),
]


@pytest.mark.parametrize(("function", "other", "said"), BROKEN)
def test_each_clause_is_told_where_it_is_broken(
    function: str, other: dict[str, object], said: str
) -> None:
    case: Case = {"newest": ONE, "newest_many": MANY}[function]
    assert clause(function, case) is None
    made = {k: v if k == "k" else np.array(v, case[k].dtype) for k, v in other.items()}
    assert clause(function, case, **made) == said


def read(function: str, *lines: str) -> Case:
    """The case of some lines."""
    return case_text.read(ENTRY, "\n".join([f"timeline-merge {function}", *lines]))[1]


def test_a_case_may_be_typed_in_any_order_and_lines_may_go() -> None:
    typed = ["authors 2", "page 2", "deleted 7", "post 1 4", "post 0 4", "post 1 7", "post 0 9"]
    typed += ["deleted 5", "request 0 9", "ask 0", "ask 1", "request 4 7", "ask 1"]
    case = read("newest_many", *typed)
    assert all(np.array_equal(case[name], MANY[name]) for name in MANY)
    for i in range(2, len(typed)):
        left = typed[:i] + typed[i + 1 :]
        if typed[i] == "request 0 9":
            with pytest.raises(MisuseError, match="before the first request"):
                read("newest_many", *left)
        else:
            assert clause("newest_many", read("newest_many", *left)) is None
    with pytest.raises(MisuseError, match="no author 2 among 2 authors"):
        read("newest", "authors 2", "page 1", "post 2 5")
    assert clause("newest", read("newest", "authors 1", "page 0", "post 0 1", "post 0 1")) == (
        "the posts of author 0 do not fall: 1 comes after 1"
    )


def test_a_row_of_deleted_is_read_past() -> None:
    case = FEEDS.many_requests([range(1, 31)], [([0], 0, FEEDS.NO_LIMIT)], range(19, 30), 2)
    assert pages("cursors", case).tolist() == [[30, 18]]


def test_capacity_is_what_the_brief_says() -> None:
    reads, lists, ns = 300_000, 1_000, 1e-9
    assert ENTRY.kata.capacity.units == reads
    assert reads * lists == 300_000_000
    assert round(reads * lists * 7 * ns) == 2 and round(reads * lists * 286 * ns) == 86
    assert round(reads * 200_000 * 10 * ns) == 600
    assert 3 < reads * 10.5e-6 < 3.2


def test_levels_are_what_the_brief_says() -> None:
    public = full_size(ENTRY, "public_timeline", 1)
    assert (len(public["authors"]), public["k"]) == (100_000, 800)
    sizes = {
        "paging": (1_000, 100, 50),
        "thousand_follows": (1_000, 1_000, 50),
        "long_pages": (200, 1_000, 800),
        "home_and_fifty": (1_500, 51, 50),
        "final_whistle": (300, 5_000, 50),
    }
    for name, (requests, follows, k) in sizes.items():
        case = full_size(ENTRY, name, 1)
        mean = len(case["author"]) / len(case["after"])
        assert (len(case["after"]), round(mean, -1 if follows == 100 else 0), case["k"]) == (
            requests,
            follows,
            k,
        )
        length = np.diff(case["start"])
        assert 3_000 < length.max() <= 3_200
        third = len(case["after"]) // 3
        for moved in (case["after"] > 0, case["upto"] < FEEDS.NO_LIMIT):
            assert moved.sum() - third in (0, 1)
        again = len(case["id"]) - len(np.unique(case["id"]))
        assert name == "final_whistle" or 0.05 < again / len(case["id"]) < 0.15
