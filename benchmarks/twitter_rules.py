"""`python -m benchmarks.twitter_rules [seeds]`: where the rules everybody knows end.

Push all, pull all and the best threshold of a scored evening each fail at a level. The margin is
how far beyond its limit the worst number is, on the seed on which it is least.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from harness.kata import Case
from katas.twitter import bounds, evenings
from katas.twitter.world import Measures, measures

EVERYBODY, NOBODY = 50_000, 0
SEEDS = 20


class Rule(NamedTuple):
    """A threshold of followers, and the evening that ends it."""

    name: str
    followers: int
    evening: int


RULES = (
    Rule("pull all", NOBODY, 1),
    Rule("push all", EVERYBODY, 2),
    Rule("push all", EVERYBODY, 3),
    Rule("best threshold", bounds.THRESHOLD[4], 4),
    Rule("best threshold", bounds.THRESHOLD[5], 5),
)


def excess(case: Case, numbers: Measures) -> tuple[float, str]:
    """How many times its limit the worst number is, and which one that is."""
    found = {
        "p99_ms": numbers.p99_ms,
        "bad_ppm": numbers.bad_ppm,
        "early_ppm": numbers.early_ppm,
        "gone_ppm": numbers.gone_ppm,
        "rows_max": numbers.rows,
    }
    return max((number / case[name], name) for name, number in found.items())


def margins(rule: Rule, seeds: int) -> Iterator[tuple[float, str]]:
    """Seed by seed."""
    for seed in range(seeds):
        case = evenings.evening(np.random.default_rng(seed), rule.evening)
        yield excess(case, measures(bounds.by_threshold(case, rule.followers)))


def table(seeds: int) -> Iterator[str]:
    """A line a rule: how often it fails, and the least margin."""
    yield f"{'rule':16}{'level':>6}{'fails':>10}{'margin':>9}  of"
    for rule in RULES:
        found = list(margins(rule, seeds))
        fails = sum(one > 1 for one, _ in found)
        least, name = min(found)
        told = f"{fails} of {seeds}"
        yield f"{rule.name:16}{rule.evening:>6}{told:>10}{least:>8.1f}x  {name}"


if __name__ == "__main__":
    for line in table(int(sys.argv[1]) if sys.argv[1:] else SEEDS):
        print(line, flush=True)
