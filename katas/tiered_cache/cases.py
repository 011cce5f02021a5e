"""All cases of tiered-cache by name; each level's are in a module of their own."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from harness.kata import Case, Workload

from . import origin_cases, replay_cases, rush_cases, tier_cases

Rng = np.random.Generator

FAMILIES: dict[str, Callable[[Rng], Case]] = {
    family.__name__: family
    for family in (
        tier_cases.worked_example,
        tier_cases.edges_are_apart,
        tier_cases.edge_of_one,
        tier_cases.edge_recency,
        tier_cases.edge_hits_stay_at_the_edge,
        tier_cases.regional_recency,
        tier_cases.no_edges,
        tier_cases.no_regional_tier,
        tier_cases.no_tiers,
        tier_cases.negative_edge,
        tier_cases.negative_regional,
        tier_cases.loop_too_long,
        tier_cases.no_requests,
        tier_cases.last_node_and_key,
        tier_cases.random_requests,
        replay_cases.expiry_example,
        replay_cases.dead_at_expiry,
        replay_cases.expiry_does_not_slide,
        replay_cases.refilled_from_regional,
        replay_cases.dead_keep_their_place,
        replay_cases.refilled_is_newest,
        replay_cases.edge_hits_reach_nobody,
        replay_cases.write_reaches_all_edges,
        replay_cases.write_reaches_regional,
        replay_cases.write_of_nobodys_key,
        replay_cases.written_and_refilled,
        replay_cases.one_tier_with_expiry,
        replay_cases.random_expiry,
        rush_cases.coalescing_example,
        rush_cases.fills_at_done,
        rush_cases.order_of_fills,
        rush_cases.nothing_in_between,
        rush_cases.everybody_fetches,
        rush_cases.one_fetch_per_node,
        rush_cases.one_fetch_for_all,
        rush_cases.regional_hits_fill_later,
        rush_cases.joined_late,
        rush_cases.hit_in_between,
        rush_cases.dead_looked_at,
        rush_cases.region_expires_meanwhile,
        rush_cases.write_during_fetch,
        rush_cases.write_during_regional_fill,
        rush_cases.two_writes,
        rush_cases.asked_after_the_write,
        rush_cases.error_deletes_nothing,
        rush_cases.error_keeps_the_dead,
        rush_cases.error_ends_the_fetch,
        rush_cases.joined_a_failing_fetch,
        rush_cases.bounds_of_the_outage,
        rush_cases.written_while_failing,
        rush_cases.random_rush,
        rush_cases.random_outage,
        origin_cases.one_key,
        origin_cases.one_connection,
        origin_cases.nothing_cached,
        origin_cases.all_expire_at_once,
        origin_cases.quiet_hours,
        origin_cases.failed_fetch_is_over,
        origin_cases.small_zipf,
        origin_cases.broken_and_fixed,
        origin_cases.broken_twice,
    )
}

WORKLOADS: dict[str, Workload] = {
    "eight_edges": tier_cases.eight_edges(),
    "ttl_minute": replay_cases.ttl_minute(),
    "rush_hour": rush_cases.rush_hour(),
    "herd": rush_cases.herd(),
    "same_minute": origin_cases.same_minute(),
    "cold_shelf": origin_cases.cold_shelf(),
    "evening_peak": origin_cases.evening_peak(),
    "invalid_value": origin_cases.invalid_value(),
}
