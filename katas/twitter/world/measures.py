"""What an evening comes to: the numbers that its limits are about."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from . import roles
from .costs import WINDOW_MS
from .site import REFUSE, Site

FEW = 20
"""A window with fewer pages says nothing about one in fifty of them."""


class Measures(NamedTuple):
    """Of one evening. Windows are stretches of WINDOW_MS, by when a read came.

    `p99_ms` is the latency that one in a hundred pages of the worst window exceeds, at `p99_at_s`;
    `bad_ppm` the share of its pages that lack something stale, at `bad_at_s`. `early_ppm` is the
    share of replies, of those first shown to who follows both authors, without their original.
    `gone_ppm` is the share of reads that ended with their reader going away.
    """

    p99_ms: int
    p99_at_s: int
    bad_ppm: int
    bad_at_s: int
    early_ppm: int
    early: int
    rows: int
    gone_ppm: int
    gone: int
    refused: int
    pages: int


class Windows(NamedTuple):
    """By window, int64 each: when it begins, in s; p99 in ms; bad pages in ppm."""

    at_s: np.ndarray
    p99_ms: np.ndarray
    bad_ppm: np.ndarray


def windows(site: Site) -> Windows:
    """Latency and bad pages, window by window; 0 where there are too few pages."""
    taken = int(site.reading.jobs[roles.TAKEN])
    pages = site.pages
    served = pages.act[:taken] != REFUSE
    came_us = pages.came_us[:taken][served]
    took_ms = (site.reading.end_us[:taken][served] - came_us) // 1000
    bad = pages.bad[:taken][served]
    count = max(1, site.case["seconds"] * 1000 // WINDOW_MS)
    ends = np.searchsorted(came_us, np.arange(count + 1) * WINDOW_MS * 1000)
    p99_ms, bad_ppm = np.zeros(count, np.int64), np.zeros(count, np.int64)
    for w in range(count):
        part = slice(ends[w], ends[w + 1])
        n = ends[w + 1] - ends[w]
        if n >= FEW:
            p99_ms[w] = np.partition(took_ms[part], int(0.99 * (n - 1)))[int(0.99 * (n - 1))]
            bad_ppm[w] = bad[part].sum() * 1_000_000 // n
    return Windows(np.arange(count) * WINDOW_MS // 1000, p99_ms, bad_ppm)


def measures(site: Site) -> Measures:
    """The numbers of an evening that was played."""
    found = windows(site)
    slowest, worst = int(found.p99_ms.argmax()), int(found.bad_ppm.argmax())
    both, early = site.history.told.tolist()
    reads = max(1, len(site.load.read_us))
    return Measures(
        int(found.p99_ms[slowest]),
        int(found.at_s[slowest]),
        int(found.bad_ppm[worst]),
        int(found.at_s[worst]),
        early * 1_000_000 // max(1, both),
        early,
        int(np.count_nonzero(site.rows.held)),
        site.history.gone * 1_000_000 // reads,
        site.history.gone,
        site.history.refused,
        int(site.reading.jobs[roles.TAKEN]),
    )
