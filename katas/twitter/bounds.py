"""How many reading cores an evening needs: with the best rule known beforehand, and at least.

What is scored is how many reads of the busiest second a core carries: `peak / cores`. It doubles
where half the cores do, so that the last cores count as much as the first.
"""

from __future__ import annotations

import functools

import numpy as np

from harness.kata import Answers, Case, Quality

from .world import Measures, Site, drive, measures
from .world.costs import AGAIN_MS, COPY_US, PATIENCE, REBUILD_US, WINDOW_MS
from .world.site import REBUILD

THRESHOLD = {4: 62, 5: 1_000}
"""The best threshold of followers for a scored evening, with everything known: tests try others."""
CORES_MAX = 160
"""Where the search for the baseline begins."""
_MORE_MS = 1_000
"""What chance adds to the time after which a refused reader comes back."""


def quality(case: Case, got: Answers) -> Quality:
    """Reads of the busiest second a core, between the threshold's and what nobody can beat."""
    peak = _peak_reads_s(_key(case))
    baseline, least = _baseline_cores(_key(case)), _least_cores(_key(case))
    return Quality(peak / case["read_cores"], peak / baseline, peak / least)


def holds(case: Case, numbers: Measures) -> bool:
    """Whether an evening kept all its limits."""
    most = (case[name] for name in ("p99_ms", "bad_ppm", "early_ppm", "gone_ppm", "rows_max"))
    found = (numbers.p99_ms, numbers.bad_ppm, numbers.early_ppm, numbers.gone_ppm, numbers.rows)
    return all(one <= limit for one, limit in zip(found, most, strict=True))


def by_threshold(case: Case, followers: int) -> Site:
    """An evening with the rule everybody knows: authors with more followers than the threshold are
    pulled, all others pushed, deliveries trusted; lost rows are rebuilt when their readers come.
    """

    def on_post(asked: Case) -> Answers:
        return {"push": np.where(asked["followers"][:, 5] <= followers, 5, 0).astype(np.int8)}

    def on_read(asked: Case) -> Answers:
        return {
            "merge": (asked["posts"] > asked["on_way"]).astype(np.int8),
            "act": (REBUILD * asked["lost"]).astype(np.int8),
        }

    return drive(Site(case), {"on_post": on_post, "on_read": on_read})


def fewest_with_threshold(case: Case, followers: int) -> int:
    """The fewest reading cores with which the rule keeps all limits; CORES_MAX + 1 for none."""
    low, high = 0, CORES_MAX + 1
    while high - low > 1:
        cores = (low + high) // 2
        tried = {**case, "read_cores": cores}
        if holds(tried, measures(by_threshold(tried, followers))):
            high = cores
        else:
            low = cores
    return high


def _key(case: Case) -> tuple[tuple[str, int], ...]:
    """A case but for its reading cores."""
    return tuple(sorted((name, each) for name, each in case.items() if name != "read_cores"))


@functools.lru_cache(maxsize=16)
def _baseline_cores(key: tuple[tuple[str, int], ...]) -> int:
    case = dict(key)
    return fewest_with_threshold(case, THRESHOLD.get(case["evening"], 1_000))


@functools.lru_cache(maxsize=16)
def _peak_reads_s(key: tuple[tuple[str, int], ...]) -> float:
    came_us = Site(dict(key) | {"read_cores": 1}).load.read_us
    return float(max(1, np.bincount(came_us // 1_000_000, minlength=1).max()))


@functools.lru_cache(maxsize=16)
def _least_cores(key: tuple[tuple[str, int], ...]) -> float:
    """With fewer cores than this nobody keeps the limits: a proof, and a loose one.

    Of the reads that come in a stretch of time all but 1 % and those that go are served in time,
    and each page costs COPY_US of a reading core, not before its read has come. Who is refused
    comes back within AGAIN_MS and a second, fewer than PATIENCE times, and is served p99_ms later:
    so this work must fit between the beginning of the stretch and `late_us` after its end. From the
    loss on, each reader of a lost row who comes has it rebuilt, but for pages that may be bad, and
    those are taken for the dearest. Merges and deliveries are not counted.
    """
    case = dict(key)
    site = Site(case | {"read_cores": 1})
    came_us = site.load.read_us
    late_us = ((PATIENCE - 1) * (AGAIN_MS + _MORE_MS) + case["p99_ms"]) * 1_000
    may_go = case["gone_ppm"] * len(came_us) / 1_000_000
    most = 0.0
    for first_us in range(0, case["seconds"] * 1_000_000, 1_000_000):
        for until_us in range(first_us + 1_000_000, case["seconds"] * 1_000_000 + 1, 1_000_000):
            begin, end = np.searchsorted(came_us, (first_us, until_us))
            work_us = max(0.0, 0.99 * (end - begin) - may_go) * COPY_US
            if first_us == site.load.lost_us:
                work_us += _rebuilding_us(case, site, until_us, late_us, may_go)
            most = max(most, work_us / (until_us - first_us + late_us))
    return max(1.0, most)


def _rebuilding_us(case: Case, site: Site, until_us: int, late_us: int, may_go: float) -> float:
    """The work of rebuilding the rows of all who come between the loss and a time, but for as many
    as may be late, go, or have bad pages.
    """
    load, graph = site.load, site.graph
    begin, end, after = np.searchsorted(
        load.read_us, (load.lost_us, until_us, until_us + late_us + 2 * WINDOW_MS * 1_000)
    )
    readers = np.unique(load.reader[begin:end])
    readers = readers[load.lost[readers]]
    costs_us = np.sort(REBUILD_US * (graph.reads[readers + 1] - graph.reads[readers]))
    spared = int((0.01 + case["bad_ppm"] / 1_000_000) * (after - begin) + may_go)
    return float(costs_us[: max(0, len(costs_us) - spared)].sum())
