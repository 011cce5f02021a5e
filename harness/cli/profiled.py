"""`kata run --profile`: which lines of a plain Python solution take the time, at full size, in an
ordinary process. Uses line_profiler.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import numpy as np

from harness.catalog import Entry
from harness.catalog.solution import Solution
from harness.cli.ordinary import crashed, loaded
from harness.errors import MisuseError, SolutionError
from harness.judge import inprocess
from harness.judge.alarm import within
from harness.kata import Level

LIMIT_S = 10.0
"""Then it is stopped: what it has done so far says enough, for it does the same all the time."""
SHOWN_MIN = 0.002
"""Lines below this share of the time are shown without figures."""
Timings = Mapping[tuple[str, int, str], list[tuple[int, int, int]]]
"""(file, first line, function) -> (line, how often, time) of each line that ran."""


def profile(entry: Entry, level: Level, solution: Solution) -> Iterator[str]:
    """The lines of each function of a solution that ran, with their shares of the time."""
    try:
        from line_profiler import LineProfiler
    except ImportError:
        raise MisuseError(
            "--profile needs line_profiler; type: pip install line_profiler"
        ) from None
    if not level.workloads:
        raise MisuseError(f"{level.name} has nothing at full size to be profiled.")
    function = entry.kata.function_of(level)
    module = loaded(solution, function)
    workload = level.workloads[0]
    case = entry.workloads[workload].make(np.random.default_rng())
    profiler: Any = LineProfiler(*_functions(module, solution.path))
    try:
        call = profiler.wrap_function(inprocess.answers)
        stopped = not within(LIMIT_S, lambda: call(function, module, case))
    except Exception as error:
        crashed(error, solution.path)
        raise SolutionError(f"{solution.name} crashed; kata run says at which case.") from None
    yield f"{level.name}, {workload}" + (f", the first {LIMIT_S:.0f} s" if stopped else "")
    told = list(_told(profiler.get_stats().timings, solution.source.splitlines()))
    yield from told or ["  nothing of it ran as plain Python; what is compiled has no lines"]


def _functions(module: ModuleType, path: Path) -> Iterator[FunctionType]:
    """The plain functions of a module and of its classes that stand in its own file."""
    spaces = [vars(module), *(vars(each) for each in vars(module).values() if type(each) is type)]
    for space in spaces:
        for each in space.values():
            if isinstance(each, FunctionType) and each.__code__.co_filename == str(path):
                yield each


def _told(timings: Timings, source: list[str]) -> Iterator[str]:
    """A block a function, the most expensive first: share, how often, line, source."""
    total = sum(ticks for lines in timings.values() for _, _, ticks in lines) or 1
    for (_, first, name), lines in sorted(timings.items(), key=lambda item: -_ticks(item[1])):
        if not lines:
            continue
        yield f"  {name}, from line {first}: {_ticks(lines) / total:.0%} of the time"
        figures = {line: (hits, ticks / total) for line, hits, ticks in lines}
        for line in range(first, max(figures) + 1):
            hits, share = figures.get(line, (0, 0.0))
            said = f"{share:6.1%} {hits:>11,}" if share >= SHOWN_MIN else " " * 18
            yield f"    {said}  {line:4}  {source[line - 1]}".rstrip()


def _ticks(lines: list[tuple[int, int, int]]) -> int:
    return sum(ticks for _, _, ticks in lines)
