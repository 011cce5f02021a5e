"""All cases of lru-cache by name; each level's are in a module of their own."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from harness.kata import Case, Workload
from katas import traces

from . import capacity_cases, lru_cases, policy_cases, replay_cases

Rng = np.random.Generator

FAMILIES: dict[str, Callable[[Rng], Case]] = {
    family.__name__: family
    for family in (
        replay_cases.worked_example,
        replay_cases.capacity_one,
        replay_cases.never_full,
        replay_cases.refresh_order,
        replay_cases.loop_one_too_long,
        replay_cases.repeats,
        replay_cases.capacity_zero,
        replay_cases.negative_capacity,
        replay_cases.colliding_keys,
        replay_cases.extreme_keys,
        replay_cases.no_requests,
        replay_cases.random_zipf,
        lru_cases.lru_example,
        lru_cases.single_place,
        lru_cases.no_places,
        lru_cases.peeked_before_eviction,
        lru_cases.updated_when_full,
        lru_cases.asked_for_in_vain,
        lru_cases.deleted_and_replaced,
        lru_cases.deleted_twice,
        lru_cases.deleted_at_both_ends,
        lru_cases.recency_starts_anew,
        lru_cases.state_between_batches,
        lru_cases.extreme_values,
        lru_cases.same_lower_bits,
        lru_cases.random_operations,
        capacity_cases.capacity_example,
        capacity_cases.empty_trace,
        capacity_cases.all_different,
        capacity_cases.one_key,
        capacity_cases.loops,
        capacity_cases.there_and_back,
        capacity_cases.chatter_in_between,
        capacity_cases.around_powers_of_two,
        capacity_cases.far_apart_keys,
        capacity_cases.random_requests,
        capacity_cases.drifting_requests,
        policy_cases.one_place,
        policy_cases.two_places,
        policy_cases.cache_never_full,
        policy_cases.room_for_every_key,
        policy_cases.one_hit_wonders,
        policy_cases.small_loop,
        policy_cases.small_zipf,
        policy_cases.celebrity_alone,
        policy_cases.small_flood,
    )
}


def _loop(rng: Rng, count: int) -> np.ndarray:
    return traces.loop_and_hot_keys(rng, count, 10_000, length=1_250)


def _drift(rng: Rng, count: int) -> np.ndarray:
    return traces.drifting_keys(rng, count, 50_000, every=25_000)


def _scans(rng: Rng, count: int) -> np.ndarray:
    return traces.scans_and_working_set(rng, count, 10_000, length=2_000)


def _wonders(rng: Rng, count: int) -> np.ndarray:
    """Exponent and share of keys that come once of Twitter's cluster 45, `stat/2020Mar.md`."""
    return traces.one_hit_wonders(rng, count, 10_000, alpha=0.6372, wonder_share=0.487)


WORKLOADS: dict[str, Workload] = {
    "small_cache": replay_cases.replay_workload(10_000),
    "large_cache": replay_cases.replay_workload(100_000),
    "etc_pool": lru_cases.etc_pool(),
    "million": capacity_cases.million(),
    "zipf": policy_cases.policy_workload(
        lambda rng, count: traces.zipf_ranks(rng, count, 100_000), 1_000, n_keys=100_000
    ),
    "loop": policy_cases.policy_workload(_loop, 1_000, n_keys=10_000),
    "drift": policy_cases.policy_workload(_drift, 1_000, n_keys=50_000),
    "scans": policy_cases.policy_workload(_scans, 1_000, n_keys=32_000),
    "wonders": policy_cases.policy_workload(_wonders, 1_000, n_keys=20_000),
    "nightly_export": policy_cases.nightly_export(),
}
