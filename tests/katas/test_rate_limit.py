"""What only rate-limit promises: its ways of counting agree everywhere, and its brief is true."""

from __future__ import annotations

import numpy as np
import pytest
import suite
from hypothesis import given, settings
from hypothesis import strategies as st

from harness import catalog
from harness.kata import Case

pytestmark = pytest.mark.xdist_group("kata rate-limit")
ENTRY = catalog.find("rate-limit")
DAY_MS, LAST_MS = 86_400_000, 2**53


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Any case of the contract, with steps around the interval more often than by chance."""
    capacity = draw(st.integers(1, 1000))
    interval_ms = draw(st.integers(1, DAY_MS))
    near = st.integers(-1, 1).map(lambda off: max(0, interval_ms + off))
    steps = draw(st.lists(st.one_of(near, st.integers(0, 2), st.integers(0, 2**40)), max_size=60))
    users = draw(st.lists(st.integers(0, 3), min_size=len(steps), max_size=len(steps)))
    total = sum(steps)
    begin = draw(st.integers(0, LAST_MS - total))
    return {
        "user": np.array(users, np.int32),
        "at_ms": begin + np.cumsum(np.array(steps, np.int64)),
        "n_users": 4,
        "capacity": draw(st.sampled_from([1, 2, capacity])),
        "interval_ms": interval_ms,
    }


@settings(max_examples=200, deadline=None)
@given(cases())
def test_reference_and_ways_count_like_the_oracle(case: Case) -> None:
    ways = [suite.load(path) for path in ENTRY.ways().values()]
    for module in (suite.reference(ENTRY), *ways):
        assert suite.complaint(ENTRY, "allow", case, module) is None


def test_a_rush_is_what_the_brief_says() -> None:
    case = suite.full_size(ENTRY, "rush", 1)
    allowed = suite.answers(ENTRY, "allow", suite.reference(ENTRY), case)["allowed"]
    asked = np.bincount(case["user"], minlength=case["n_users"])
    passed = np.bincount(case["user"], weights=allowed, minlength=case["n_users"])
    loud, seconds = case["n_users"] // 10, np.ptp(case["at_ms"]) / 1000
    assert (len(case["user"]), case["n_users"], round(seconds)) == (2_000_000, 40_000, 20)
    assert 0.6 < asked[:loud].sum() / asked.sum() < 0.7
    assert 7.5 < asked[:loud].mean() * case["interval_ms"] / 1000 / seconds < 8.5
    assert passed[loud:].sum() > 0.999 * asked[loud:].sum()


def test_a_fleet_is_what_the_brief_says() -> None:
    assert ENTRY.kata.capacity.units == 100_000 * 86_400
    case = suite.full_size(ENTRY, "rush", 1)
    work = ENTRY.work(ENTRY.level("allow"))
    assert work is not None
    least = work(case)
    assert least.streamed_bytes == 13 * least.gathers == 13 * len(case["user"])
    assert least.gathered_bytes < case["n_users"] * 8 == 320_000
