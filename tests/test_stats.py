"""The arithmetic: against published values, and by simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest

from harness.measure import stats

# two-sided 95 % and 97.5 % points of Student's t, from any printed table
TABLE = [
    (0.975, 1, 12.706),
    (0.975, 4, 2.776),
    (0.975, 30, 2.042),
    (0.9875, 2, 6.205),
    (0.9875, 4, 3.495),
]


@pytest.mark.parametrize(("probability", "freedom", "expected"), TABLE)
def test_quantiles_agree_with_the_tables(probability: float, freedom: int, expected: float) -> None:
    assert stats.student_t_quantile(probability, freedom) == pytest.approx(expected, abs=5e-4)


def test_one_slow_sample_does_not_move_the_ratio() -> None:
    reference = [10.0] * 12
    mine = [20.0] * 11 + [2000.0]
    assert math.exp(stats.log_ratio(reference, mine)) == pytest.approx(0.5)


def test_the_error_of_a_median_is_how_far_medians_are_off() -> None:
    rng = np.random.default_rng(1)
    drawn = rng.normal(0.3, 0.05, (3000, 24))
    said = np.mean([stats.standard_error_of_median(row) for row in drawn.tolist()])
    assert said == pytest.approx(float(np.median(drawn, axis=1).std()), rel=0.1)


def test_the_interval_covers_the_truth_as_often_as_it_says() -> None:
    rng = np.random.default_rng(1)
    truth = math.log(0.4)
    hits = 0
    for _ in range(4000):
        _, low, high = stats.interval(list(rng.normal(truth, 0.02, 5)))
        hits += low <= 0.4 <= high
    assert hits / 4000 == pytest.approx(stats.CONFIDENCE, abs=0.01)


def test_a_single_launch_claims_little() -> None:
    ratio, low, high = stats.interval([math.log(0.03)])
    assert low < ratio / 1.1
    assert high > ratio * 1.1
