"""Does the measurement find what is there, and nothing else? `python -m benchmarks.self_test`.

Runs of the default protocol on a kernel against itself and against planted 1.05x and 1.10x work,
alone, beside busy neighbours, or with a burst of load in the middle. Prints one line of the table
in docs/measuring.md.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median, stdev

from harness import machine
from harness.box import Setting, candidates
from harness.kata import Limits
from harness.measure import stats
from harness.measure.doctor import PLANTED, Resolution, resolution

NEIGHBOURS = 2
BURST_S, BURST_AFTER_S = 3.0, 2.0


def _spin(seconds: float) -> None:
    """Take a core, as an ordinary neighbour does."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        sum(range(1000))


def _wait_and_spin(seconds: float) -> None:
    time.sleep(BURST_AFTER_S)
    _spin(seconds)


@contextmanager
def load(kind: str) -> Iterator[None]:
    """Neighbours for the time of the block; they end with it."""
    work = {"alone": None, "busy": (_spin, 3600.0), "burst": (_wait_and_spin, BURST_S)}[kind]
    if work is None:
        yield
        return
    target, seconds = work
    neighbours = [
        multiprocessing.Process(target=target, args=(seconds,), daemon=True)
        for _ in range(NEIGHBOURS)
    ]
    for neighbour in neighbours:
        neighbour.start()
    try:
        yield
    finally:
        for neighbour in neighbours:
            neighbour.kill()
            neighbour.join()


def main() -> None:
    """Run, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--load", choices=("alone", "busy", "burst"), default="alone")
    parser.add_argument("--launches", type=int, default=stats.LOOKS[-1])
    options = parser.parse_args()
    setting = Setting(candidates()[0], Limits())
    found: list[Resolution] = []
    for number in range(options.runs):
        with load(options.load):
            found.append(resolution(setting, options.launches, lambda _: None))
        print(f"{number + 1} of {options.runs}", file=sys.stderr)
    print(f"{machine.describe()['cpu']}, {machine.describe()['cores']} cores")
    print(line(options.load, found))


def line(kind: str, runs: list[Resolution]) -> str:
    """The runs as one line of a Markdown table."""
    ratios = [run.intervals["itself"][0] for run in runs]
    misses = sum(not low <= 1 <= high for _, low, high in (r.intervals["itself"] for r in runs))
    scatter = stdev(ratios) if len(ratios) > 1 else 0.0
    cells = [kind, f"{len(runs)}", f"{median(ratios):.3f}", f"{scatter:.1%}", f"{misses}"]
    cells += [f"{sum(run.finds(side) for run in runs) / len(runs):.0%}" for side in PLANTED]
    cells.append(f"{median(run.half_width for run in runs):.1%}")
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
