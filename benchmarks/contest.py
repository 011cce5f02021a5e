"""A contest: one workload, and everybody who can answer it, called in this process.

Nothing here runs a stranger's file: contenders are the kata's own files and installed libraries.
"""

from __future__ import annotations

import functools
import importlib.util
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import numba
import numpy as np

from harness import binding, catalog
from harness.kata import Answers, Case, Function

os.environ.setdefault("OMP_NUM_THREADS", "1")
"""One thread for all: the idle threads of a peer spin, which counts as its CPU time."""

Call = Callable[[Answers], None]
"""Fills the outputs, which arrive zeroed."""

Contender = Callable[[Case], Call]
"""Given the case, the call to be timed.

What a peer wants to read (a list of ints, say) is made before the call; a class starts from a new
object in each call. ImportError where a peer is not installed.
"""

SLOW_NS = 500_000_000
"""A contender whose call takes longer is called in one round only."""

WINDOW_NS = 5_000_000
"""A window lasts at least this long, as in a run: a short call alone is a measurement of what the
contender before it left in the caches."""

REFERENCE = "reference"


@dataclass(frozen=True)
class Contest:
    """A workload and its contenders by name; `"reference"` is always among them.

    Yardsticks take turns with them and answer another question, so nobody compares their answers.
    """

    name: str
    kata: str
    make: Callable[[], Case]
    outputs: Callable[[Case], Answers]
    contenders: dict[str, Contender]
    yardsticks: dict[str, Contender] = field(default_factory=dict)


@contextmanager
def compiled_code_elsewhere() -> Iterator[None]:
    """Numba's cache remembers module names; ours must not lie beside the files that others load."""
    before = numba.config.CACHE_DIR
    with tempfile.TemporaryDirectory() as folder:
        numba.config.CACHE_DIR = folder
        try:
            yield
        finally:
            numba.config.CACHE_DIR = before


@functools.cache
def load(path: Path) -> ModuleType:
    """The file as a module with a neutral name: submissions are called numpy.py and numba.py."""
    name = f"benchmarked_{path.parent.name}_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"cannot import {path}")
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def outputs_of(function: Function) -> Callable[[Case], Answers]:
    """Fresh zeroed outputs of a case; those of a stream's batches joined along axis 0."""

    def outputs(case: Case) -> Answers:
        parts = [_zeroed(function, step) for step in binding.steps_of(case)]
        return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}

    return outputs


def own_contenders(
    kata: str, function: str, others: Iterable[str] = (), skip: Iterable[str] = ()
) -> dict[str, Contender]:
    """Reference, rungs and further accepted submissions that define the function, by name."""
    entry = catalog.find(kata)
    asked = entry.kata.function(function)
    accepted = entry.submissions("accepted")
    names = [name for name in (*entry.kata.rungs, *others) if name not in skip]
    paths = {REFERENCE: entry.reference} | {name: accepted[name] for name in names}
    defined = {name: path for name, path in paths.items() if _defines(path, function)}
    return {name: contender(asked, path) for name, path in defined.items()}


def _defines(path: Path, function: str) -> bool:
    return re.search(rf"^(def|class) {function}\b", path.read_text("utf-8"), re.M) is not None


def contender(function: Function, path: Path) -> Contender:
    """The function of one of the kata's own files; a class replays its whole stream in a call."""

    def prepare(case: Case) -> Call:
        target = getattr(load(path), function.name)
        arguments = functools.partial(binding.arguments, function.parameters)
        if function.shape == "batch":
            return lambda answer: target(*arguments(case | answer))
        build = binding.arguments(function.build, case)
        steps = list(_steps(function, case))

        def replay(answer: Answers) -> None:
            stream = target(*build)
            for step, rows in steps:
                views = {name: answer[name][rows[name]] for name in rows}
                stream.apply(*arguments(step | views))

        return replay

    return prepare


def _steps(function: Function, case: Case) -> Iterator[tuple[Case, dict[str, slice]]]:
    """Each batch of a stream, and its rows in the joined outputs."""
    ends: dict[str, int] = {}
    for step in binding.steps_of(case):
        rows = {}
        for name, array in _zeroed(function, step).items():
            start = ends.get(name, 0)
            ends[name] = start + len(array)
            rows[name] = slice(start, ends[name])
        yield step, rows


def _zeroed(function: Function, step: Case) -> Answers:
    slots = binding.bind(function.parameters, step)
    return {s.name: np.zeros(s.shape, s.dtype) for s in slots if s.kind == "out"}


def ready(contest: Contest, case: Case) -> tuple[dict[str, Call], list[str]]:
    """The calls of all contenders, and the names of those that are not installed."""
    calls, missing = {}, []
    for name, prepare in {**contest.contenders, **contest.yardsticks}.items():
        try:
            calls[name] = prepare(case)
        except ImportError:
            missing.append(name)
    return calls, missing


def answer_of(contest: Contest, case: Case, call: Call) -> Answers:
    """What the call answers."""
    answer = contest.outputs(case)
    call(answer)
    return answer


def differing(expected: Answers, got: Answers) -> str | None:
    """The first output that differs, in words; None where all are the same."""
    for name, wanted in expected.items():
        if not np.array_equal(wanted, got[name]):
            place = np.argwhere(np.asarray(wanted != got[name]))[0].tolist()
            return f"{name} differs first at {place}"
    return None


def round_robin(contest: Contest, rounds: int) -> dict[str, list[float]]:
    """CPU time in ns of a call of each contender, one figure a round; those not installed are left
    out.

    Every answer is checked first. A round calls everybody once, and every other round in the
    opposite order (ABBA), so that a drift of the machine falls on all alike; the slow only once.
    """
    case = contest.make()
    calls, _ = ready(contest, case)
    expected = answer_of(contest, case, calls[REFERENCE])
    for name, call in calls.items():
        answer = answer_of(contest, case, call)
        fault = None if name in contest.yardsticks else differing(expected, answer)
        if fault:
            raise ValueError(f"{contest.name}: {name} answers wrong, {fault}")
    times: dict[str, list[float]] = {name: [] for name in calls}
    for number in range(rounds):
        order = list(calls) if number % 2 == 0 else list(reversed(calls))
        for name in order:
            if not times[name] or times[name][0] < SLOW_NS:
                times[name].append(cpu_ns(contest, case, calls[name]))
    return times


def cpu_ns(contest: Contest, case: Case, call: Call) -> float:
    """CPU time of a call into fresh outputs: the mean of as many as WINDOW_NS holds, at least one.

    A call that has a server work for it tells the server's CPU time by its attribute `server_ns`.
    """
    server_ns: Callable[[], int] = getattr(call, "server_ns", lambda: 0)
    answer = contest.outputs(case)
    spent, calls = 0, 0
    while spent < WINDOW_NS:
        for array in answer.values():
            array.fill(0)  # touches the pages, which np.zeros does not
        start = time.process_time_ns() + server_ns()
        call(answer)
        spent += time.process_time_ns() + server_ns() - start
        calls += 1
    return spent / calls
