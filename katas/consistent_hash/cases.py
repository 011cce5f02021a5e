"""All cases of consistent-hash by name; each level's are in a module of their own."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from harness.kata import Case, Workload

from . import jump, placement_cases, replica_cases, ring_cases

Rng = np.random.Generator

FAMILIES: dict[str, Callable[[Rng], Case]] = {
    family.__name__: family
    for family in (
        ring_cases.worked_example,
        ring_cases.one_node,
        ring_cases.wrap_around,
        ring_cases.drained_nodes,
        ring_cases.weighted_nodes,
        ring_cases.insertion_order,
        ring_cases.hash_on_a_point,
        ring_cases.point_ties,
        ring_cases.neighbouring_keys,
        ring_cases.largest_ids,
        ring_cases.nobody_there,
        ring_cases.listed_twice,
        ring_cases.less_than_nothing,
        ring_cases.no_keys,
        ring_cases.random_fleet,
        replica_cases.replicas_example,
        replica_cases.neighbouring_vnodes,
        replica_cases.first_is_the_owner,
        replica_cases.around_the_end,
        replica_cases.drained_replicas,
        replica_cases.heavy_node,
        replica_cases.tied_replicas,
        replica_cases.more_than_there_are,
        replica_cases.single_replica,
        replica_cases.random_replicas,
        replica_cases.bounded_example,
        replica_cases.just_enough_room,
        replica_cases.cap_is_rounded_up,
        replica_cases.arrival_order,
        replica_cases.drained_do_not_count,
        replica_cases.overflow_wraps,
        replica_cases.far_overflow,
        replica_cases.ties_overflow,
        replica_cases.room_for_all,
        replica_cases.random_bounded,
        placement_cases.quiet_fleet,
        placement_cases.even_shares,
        placement_cases.structured_keys,
        placement_cases.first_node_leaves,
        placement_cases.middle_node_leaves,
        placement_cases.last_node_leaves,
        placement_cases.node_comes,
        placement_cases.same_keys_again,
        placement_cases.left_and_came_back,
        placement_cases.came_and_left,
        placement_cases.undone_in_reverse,
        placement_cases.idle_changes,
        placement_cases.nobody_left,
        placement_cases.half_the_fleet_leaves,
        placement_cases.fleet_doubles,
        placement_cases.random_changes,
        placement_cases.one_replacement,
        placement_cases.overlapping_replacements,
        placement_cases.small_rollout,
        *jump.FAMILIES,
    )
}

WORKLOADS: dict[str, Workload] = {
    "hundred_nodes": ring_cases.lookup_workload(100),
    "thousand_nodes": ring_cases.lookup_workload(1_000),
    "three_of_two_hundred": replica_cases.replica_workload(),
    "quarter_more": replica_cases.bounded_workload(5, 4),
    "one_percent_more": replica_cases.bounded_workload(101, 100),
    "steady_hundred": placement_cases.steady_workload(100),
    "steady_thousand": placement_cases.steady_workload(1_000),
    "rollout": placement_cases.rollout_workload(),
    "jump_hundred": jump.jump_workload(100),
    "jump_thousand": jump.jump_workload(1_000),
}
