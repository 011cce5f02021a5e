"""A ranked run with windows made up as on a quiet machine: whole, eligible, and there at once."""

from __future__ import annotations

import functools
from unittest import mock

import ranked_run
from conftest import PLAIN_REPLAY, solution

from harness.box import Setting, Window
from harness.judge.trial import CONTROL, REFERENCE, SOLUTION, Judged, Trial
from harness.judge.verdict import ACCEPTED, LevelResult
from harness.measure.launch import Launch
from harness.measure.measurement import Measurement
from harness.results import record
from harness.results.record import Row, canonical

SIDES = (REFERENCE, SOLUTION, CONTROL)
LAUNCHES = 5


@functools.cache
def _recorded() -> str:
    """The history line of a run by the code that records one; only the clocks did not run."""
    entry, level = ranked_run.ENTRY, ranked_run.LEVEL
    trial = Trial(entry, solution(PLAIN_REPLAY), (level,), Setting("full", entry.kata.limits))
    window = Window(wall_ns=2_100_000, cpu_ns=2_000_000, idle_cpu_ns=0, faults=0, switches=0)
    launch = Launch(
        windows={side: [window] * 2 for side in SIDES},
        idle_ns=40_000.0,
        build_ns=dict.fromkeys(SIDES, 50_000.0),
        units=[100_000] * 2,
        order=[list(SIDES)] * 2,
    )
    judged = Judged(trial, {level.name: LevelResult(level.name, ACCEPTED)})
    measurement = Measurement(judged, {}, "rank")
    measurement.launches = {name: [launch] * LAUNCHES for name in level.workloads}
    results = {level.name: measurement.verdict(level)}
    return canonical(record.of_run(trial, results, 60.0, measurement.measured()))


def quiet_run() -> Row:
    """Another run of the same source, with a secret of its own, that may be published."""
    with mock.patch.object(ranked_run, "_recorded", _recorded):
        return ranked_run.quiet_run()
