"""Reference and accepted submissions on this machine, for results/<kata>/reference.jsonl."""

from __future__ import annotations

import math
from typing import Any

from harness.catalog.digests import measured_digest, workload_digests
from harness.judge.trial import Trial
from harness.measure import stats
from harness.measure.handed_on import Progress
from harness.measure.ladder import THOROUGH, Figures, climb, far_below
from harness.results import record
from harness.results.record import Row

LAUNCHES = 5


def bench(trial: Trial, progress: Progress, launches: int = LAUNCHES) -> Row:
    """The whole ladder in several launches of fresh workers: a row of kind `bench`. Rungs that the
    first launch finds far below the reference are not measured again.
    """
    climbs = [climb(trial, progress, pace=THOROUGH)]
    placed = far_below(trial, climbs[0])
    for number in range(2, launches + 1):
        climbs.append(climb(trial, progress, number, THOROUGH, placed))
    figures = {name: _figure(name, climbs) for name in climbs[0]}
    measured, digests = measured_digest(trial.entry), workload_digests(trial.entry)
    return record.of_bench(trial.entry, trial.setting.mode, figures, measured, digests)


def _figure(name: str, climbs: list[Figures]) -> dict[str, dict[str, Any]]:
    rungs = {rung for climb in climbs for rung in climb[name]}
    return {
        rung: _rung([climb[name][rung] for climb in climbs if rung in climb[name]])
        for rung in sorted(rungs)
    }


def _rung(found: list[dict[str, Any]]) -> dict[str, Any]:
    """One rung over the launches: ratio with interval and rate, or the shares as they came."""
    if "share" in found[0]:
        shares = [one["share"] for one in found]
        return {"share": sum(shares) / len(shares), "low": min(shares), "high": max(shares)}
    ratio, low, high = stats.interval([math.log(one["ratio"]) for one in found])
    rates = sorted(one["units_s"] for one in found)
    return {"ratio": ratio, "low": low, "high": high, "units_s": rates[len(rates) // 2]}
