"""All cases of snowflake by name; each level's are in a module of their own."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from harness.kata import Case, Workload

from . import fleet_cases, fleet_traffic, many_cases, strict_cases, unpack_cases

Rng = np.random.Generator

FAMILIES: dict[str, Callable[[Rng], Case]] = {
    family.__name__: family
    for family in (
        unpack_cases.worked_example,
        unpack_cases.no_ids,
        unpack_cases.twitter_fields,
        unpack_cases.discord_fields,
        unpack_cases.instagram_fields,
        unpack_cases.above_2_to_53,
        unpack_cases.instagram_sign_bit,
        unpack_cases.discord_sign_bit,
        unpack_cases.random_ids,
        unpack_cases.unknown_layout,
        strict_cases.strict_example,
        strict_cases.no_requests,
        strict_cases.rising_clock,
        strict_cases.used_up,
        strict_cases.issue_six,
        strict_cases.refused_in_between,
        strict_cases.continued_state,
        strict_cases.unsorted_clocks,
        strict_cases.epoch_bounds,
        strict_cases.worker_range,
        strict_cases.random_clocks,
        many_cases.many_example,
        many_cases.nobody_asks,
        many_cases.all_workers,
        many_cases.borrowed_time,
        many_cases.frozen_clock,
        many_cases.drift_bound,
        many_cases.refused_borrowers,
        many_cases.stepping_clocks,
        many_cases.continued_workers,
        many_cases.layout_end,
        many_cases.layout_end_out_of_reach,
        many_cases.random_workers,
        fleet_cases.fleet_example,
        fleet_cases.leases_on_disk,
        fleet_cases.crashed_at_once,
        fleet_cases.own_disks,
        fleet_cases.lease_bounds,
        fleet_cases.lease_of_borrowed_time,
        fleet_cases.refused_then_crashed,
        fleet_cases.crash_loop,
        fleet_cases.restarts_in_batches,
        fleet_cases.random_restarts,
        fleet_cases.twin_example,
        fleet_cases.one_tick_back,
        fleet_cases.leap_second,
        fleet_cases.paused_machine,
        fleet_cases.twins,
        fleet_cases.strangers,
        fleet_cases.late_twin,
        fleet_cases.restarted_twins,
        fleet_cases.collisions_in_batches,
        fleet_cases.random_incident,
    )
}

WORKLOADS: dict[str, Workload] = {
    "archive": unpack_cases.archive,
    "bursts": strict_cases.bursts,
    "one_worker": many_cases.one_worker,
    "thousand_workers": many_cases.thousand_workers,
    "rolling_restarts": fleet_traffic.rolling_restarts,
    "bad_night": fleet_traffic.bad_night,
}
