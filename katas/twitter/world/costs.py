"""What everything costs, in nominal microseconds of a core, and how long anybody is patient.

All of it is chosen, none is measured here: the costs of one delivery, copy and merge are those of a
fast store (50 ns, 60 ns, 300 ns), all times 10,000, so that a site of 50,000 accounts has the
queues of one of hundreds of millions. A merge costs six deliveries: that ratio decides who pays.
"""

from __future__ import annotations

DELIVERY_US = 500
"""One post into one row."""
COPY_US = 600
"""One page out of a row."""
MERGE_US = 3_000
"""The newest posts of one account, fetched and merged into a page while its reader waits."""
REBUILD_US = 1_500
"""A lost row: so much for each account that its reader follows; old posts come in larger pieces."""
REFUSAL_US = 50
"""Saying no: a number is looked up and an error written."""
TICK_MS = 100
"""Decisions are asked for all that happens in so much time, with the load at its beginning."""
STALE_MS = 5_000
"""A post older than this that a page lacks makes the read bad."""
WINDOW_MS = 2_000
"""Limits hold in every stretch of so much time, not on average: nobody reads on average."""
AGAIN_MS = 2_000
"""Who was refused comes back after so much, and up to a second more."""
PATIENCE = 3
"""Who is refused this many times goes away for the evening."""
QUEUE_MAX = 20_000
"""Jobs that wait for a role; one more is refused. A refused delivery is never made up for."""
POSTS_MAX = 63
"""Posts of one account in an evening, a bit each in what a reader has seen."""
