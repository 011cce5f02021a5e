"""What a run shows with -v: locks, launches, clocks, and what stands beside the ratios."""

from __future__ import annotations

import time
from collections.abc import Mapping

from harness.cli.render import Screen
from harness.judge.trial import Trial
from harness.judge.verdict import Results
from harness.measure.footprint import Footprint
from harness.results.record import Row


def show_details(
    screen: Screen, trial: Trial, results: Results, footprints: Mapping[str, Footprint], row: Row
) -> None:
    """All of it, in the order in which it came about."""
    _locks_and_launches(screen, trial, results)
    for name, found in footprints.items():
        screen.line(f"  {name}: {_in_words(found)}")
    for figure, control in row["control"].items():
        interval = f"{control['ratio']:.4g}x ({control['low']:.4g} to {control['high']:.4g})"
        screen.line(f"  {figure}: the reference against itself {interval}")
    if row["noise"]:
        marks = "; ".join(row["noise"]["marks"]) or "none"
        screen.line(f"  marks against this machine's quietness: {marks}")


def _locks_and_launches(screen: Screen, trial: Trial, results: Results) -> None:
    screen.line()
    screen.line(f"  locks: {trial.setting.mode}")
    for mode, reason in trial.refused_modes.items():
        screen.line(f"    {mode} is not available: {reason}")
    screen.line(f"  inputs: secret, SHA-256 {trial.secret.commitment[:16]}…")
    for result in results.values():
        screen.line(f"  {result.level}: {result.verdict}, medal {result.medal}")
        for speed in result.speeds:
            interval = f"{speed.ratio:.4g}x ({speed.low:.4g} to {speed.high:.4g})"
            walls = f"by wall clock {speed.wall_ratio:.4g}x"
            screen.line(f"    {speed.workload}: {interval} in {speed.launches} launches; {walls}")
    screen.line(f"  {time.monotonic() - trial.started_s:.1f} s in all")


def _in_words(found: Footprint) -> str:
    grown = "unknown" if found.grown_bytes is None else f"{found.grown_bytes / 1e6:.3g} MB"
    return (
        f"first call {found.first_call_s:.2f} s, memory {grown}, "
        f"{found.faults:.0f} page faults, garbage collector {found.gc_ratio:.2f}x"
    )
