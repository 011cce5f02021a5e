"""What comes again in timed input is found, in whatever disguise; who learns is not paid for it."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from harness import catalog
from harness.author.fresh import remembered, seen_before
from harness.author.seeds import Matrix
from harness.box import Window
from harness.measure.launch import Launch, before_it_learnt

Rng = np.random.Generator
N, USERS = 40_000, 1 << 16


def rows(rng: Rng) -> np.ndarray:
    """Who follows: a row of ascending accounts for each author."""
    return np.concatenate([np.sort(rng.choice(USERS, 20, replace=False)) for _ in range(N // 20)])


def dealt(rng: Rng, values: np.ndarray) -> np.ndarray:
    dealt: np.ndarray = rng.permutation(values.reshape(-1, 20)).reshape(-1)
    return dealt


DISGUISES: dict[str, Callable[[Rng, np.ndarray], np.ndarray]] = {
    "as they are": lambda rng, values: values,
    "turned": lambda rng, values: np.roll(values, int(rng.integers(1, N))),
    "shifted": lambda rng, values: values + int(rng.integers(1, 1 << 30)),
    "turned and shifted": lambda rng, values: np.roll(values, 777) + int(rng.integers(1 << 30)),
    "renamed by xor": lambda rng, values: values ^ int(rng.integers(1, USERS)),
    "renamed": lambda rng, values: rng.permutation(USERS)[values],
    "rows dealt anew": dealt,
    "the second half": lambda rng, values: np.concatenate(
        [rng.integers(0, USERS, N // 2), values[N // 2 :]]
    ),
}


@pytest.mark.parametrize("name", DISGUISES)
@pytest.mark.parametrize("what", ["drawn", "rows"])
def test_what_was_there_is_found(name: str, what: str) -> None:
    rng = np.random.default_rng(5)
    values = rows(rng) if what == "rows" else (rng.zipf(1.5, N) % USERS)
    before = [rng.integers(0, USERS, N), values]
    found = list(seen_before(before, DISGUISES[name](rng, values)))
    assert any(share > most for _, share, most in found), found


def test_sparse_numbers_are_found_one_by_one() -> None:
    rng = np.random.default_rng(6)
    values = rng.integers(0, 2**62, N)
    found = dict((how, share) for how, share, _ in seen_before([values], rng.permutation(values)))
    assert found["number by number"] == 1.0


@pytest.mark.parametrize(
    "make",
    [
        lambda rng: rng.integers(0, USERS, N),
        lambda rng: rng.zipf(1.5, N) % USERS,
        rows,
        lambda rng: 10**12 + np.cumsum(rng.random(N) < 0.01),
        lambda rng: np.arange(N) * 5 + int(rng.integers(99)),
        lambda rng: rng.integers(0, 2, N),
        lambda rng: rng.random(N),
    ],
)
def test_what_is_new_is_left_alone(make: Callable[[Rng], np.ndarray]) -> None:
    rng = np.random.default_rng(7)
    found = list(seen_before([make(rng), make(rng)], make(rng)))
    assert [each for each in found if each[1] > each[2]] == []


@pytest.mark.slow
def test_nothing_timed_at_the_smallest_kata_comes_again() -> None:
    entry = catalog.find("rate-limit")
    from harness.box import Setting

    assert list(remembered(Matrix(entry, Setting("off", entry.kata.limits), 1))) == []


# learning


def launch(costs: list[float], stream: bool = False) -> Launch:
    """A reference that always takes 10 ms beside a solution."""
    found = Launch(stream=stream)
    for cost in costs:
        windows = {
            side: Window(int(ms * 1e6), int(ms * 1e6), 0, 0, 0)
            for side, ms in (("reference", 10.0), ("solution", cost))
        }
        found.add(windows, ["reference", "solution"], 1)
    return found


def test_who_learns_is_rated_by_what_it_was_before() -> None:
    slow_then_fast = [20.0, 18.0, 16.0, 15.0, 9.0, 6.0, 5.0, 5.0, 5.0, 5.0, 5.0, 5.0]
    assert launch(slow_then_fast).log_ratio("solution", 1) == pytest.approx(
        math.log(10 / 17), abs=0.01
    )
    again = Launch.from_samples(launch(slow_then_fast).samples())
    assert again.log_ratio("solution", 1) == pytest.approx(math.log(10 / 17), abs=0.01)


def test_noise_a_slow_start_and_a_stream_are_no_learning() -> None:
    rng = np.random.default_rng(1)
    steady = (10 * np.exp(rng.normal(0, 0.05, (2_000, 12)))).tolist()
    mine = [10.0] * 12
    cut = sum(before_it_learnt(mine, theirs) < 12 for theirs in steady)
    assert cut < 2_000 / 70
    one_slow = [14.0, *[10.0] * 11]
    assert before_it_learnt(mine, one_slow) == 12
    falling = [20.0 - i for i in range(12)]
    assert launch(falling, stream=True).log_ratio("solution", 1) > launch(falling).log_ratio(
        "solution", 1
    )
    assert before_it_learnt(mine[:8], falling[:8]) == 8
