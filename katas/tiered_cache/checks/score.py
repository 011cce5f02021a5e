"""What a policy is scored by: what a request costs, and between which ends."""

from __future__ import annotations

import functools

import numpy as np

from harness.kata import Answers, Case, Quality

from .baseline import first_come
from .bound import least_cost_ms
from .referee import judged, keys_of, rules_of


def mean_cost(case: Case, got: Answers) -> Quality:
    """What a request costs on average, in ms: between first come, first served, and a total that
    nobody can go below (`bound.least_cost_ms` says why).
    """
    rules = rules_of(case)
    keys = keys_of(case)
    requests = max(1, int((keys >= 0).sum()))
    baseline, bound = _ends(keys.tobytes(), rules)
    value = judged(case, got["action"])[2].sum()
    return Quality(float(value) / requests, baseline / requests, bound / requests)


@functools.lru_cache(maxsize=4)
def _ends(keys: bytes, rules: tuple[int, ...]) -> tuple[float, float]:
    """Baseline and bound, in all; asked for by solution and reference alike."""
    names = ("n_keys", "n_warm", "origin_capacity", "origin_ms", "ttl_ms")
    case: Case = dict(zip(names, rules, strict=True))
    case["batches"] = [{"keys": np.frombuffer(keys, np.int64)}]
    baseline = judged(case, first_come(case))[2].sum()
    return float(baseline), least_cost_ms(case)
