"""All cases of timeline-merge by name; full size is in shapes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from harness.kata import Case

from . import crowd_cases, cursor_cases, page_cases, shapes

Rng = np.random.Generator

FAMILIES: dict[str, Callable[[Rng], Case]] = {
    family.__name__: family
    for family in (
        page_cases.worked_example,
        page_cases.ten_lists,
        page_cases.one_list,
        page_cases.quiet_authors,
        page_cases.nothing_to_show,
        page_cases.busy_author,
        page_cases.snowflake_ids,
        page_cases.page_sizes,
        cursor_cases.cursors_example,
        cursor_cases.no_cursors,
        cursor_cases.upto_is_a_post,
        cursor_cases.after_is_a_post,
        cursor_cases.nothing_between,
        cursor_cases.heads_above_upto,
        cursor_cases.page_after_page,
        cursor_cases.nobody_asks,
        cursor_cases.passed_on,
        cursor_cases.author_twice,
        cursor_cases.same_follows,
        cursor_cases.upto_is_deleted,
        cursor_cases.deleted_posts,
        cursor_cases.deleted_heads,
        cursor_cases.equal_heads,
        cursor_cases.large_ids,
        cursor_cases.sizes_of_pages,
        crowd_cases.many_short_lists,
        crowd_cases.long_lists,
        crowd_cases.many_at_random,
        crowd_cases.home_and_celebrities,
        crowd_cases.celebrity_at_home,
        crowd_cases.stale_home,
        crowd_cases.flood,
        crowd_cases.goal,
        crowd_cases.purge,
        crowd_cases.final_minute,
    )
}

WORKLOADS = shapes.WORKLOADS
