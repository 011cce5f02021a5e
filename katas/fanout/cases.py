"""All cases of fanout by name; each function's are in a module of their own."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from harness.kata import Case, Workload

from . import choose_cases, deliver_cases, serve_cases, whale_cases

WORKLOADS: dict[str, Workload] = {
    **deliver_cases.WORKLOADS,
    **choose_cases.WORKLOADS,
    **serve_cases.WORKLOADS,
    **whale_cases.WORKLOADS,
}

FAMILIES: dict[str, Callable[[np.random.Generator], Case]] = {
    family.__name__: family
    for family in (
        deliver_cases.worked_example,
        deliver_cases.no_posts,
        deliver_cases.nobody_follows,
        deliver_cases.random_small,
        deliver_cases.celebrity,
        deliver_cases.snowflake_ids,
        deliver_cases.full_rows,
        deliver_cases.overflow,
        deliver_cases.busy_author,
        deliver_cases.two_stars,
        deliver_cases.star_above_full_rows,
        deliver_cases.star_alone_fills_rows,
        deliver_cases.everybody_famous,
        choose_cases.choose_example,
        choose_cases.no_edges,
        choose_cases.silent_accounts,
        choose_cases.nothing_may_be_pushed,
        choose_cases.one_too_many,
        choose_cases.equal_savings,
        choose_cases.readers_of_one,
        choose_cases.gaps_in_the_rows,
        choose_cases.large_numbers,
        choose_cases.random_plan,
        serve_cases.serve_example,
        serve_cases.nothing_to_read,
        serve_cases.read_your_batch,
        serve_cases.own_posts,
        serve_cases.follow_backfill,
        serve_cases.unfollow,
        serve_cases.follow_twice,
        serve_cases.delete_refill,
        serve_cases.delete_unknown,
        serve_cases.busy_followee,
        serve_cases.celebrity_above_full_page,
        serve_cases.threshold_crossing,
        serve_cases.long_history,
        serve_cases.random_stream,
        serve_cases.churn,
        whale_cases.burst,
        whale_cases.stars_in_turn,
        whale_cases.deleted_in_the_burst,
        whale_cases.left_in_the_burst,
        whale_cases.joined_in_the_burst,
        whale_cases.rises_in_the_burst,
        whale_cases.falls_in_the_burst,
        whale_cases.back_after_the_burst,
        whale_cases.taken_back_by_the_famous,
    )
}
