"""What the tests of all katas do: load a file, make a case, and say what a judge would.

In this process, without boxes: every file here is the kata's own.
"""

from __future__ import annotations

import atexit
import functools
import importlib.util
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import numba
import numpy as np

from harness import catalog
from harness.catalog import Entry, Family
from harness.judge.answer import first_fault
from harness.judge.small_cases import inprocess
from harness.kata import Answers, Case, Level

ENTRIES = catalog.entries()
# numba's cache remembers module names: ours must not lie beside the files that others load
numba.config.CACHE_DIR = tempfile.mkdtemp(prefix="kata-tests-")
atexit.register(shutil.rmtree, numba.config.CACHE_DIR, ignore_errors=True)
EXTREMES = np.array([0, 1, -1, 102, 103, 2**31, 2**53, 2**63 - 1, -(2**63)])


@functools.cache
def load(path: Path) -> ModuleType:
    """The file as a module with a neutral name: submissions are called numpy.py and numba.py."""
    name = f"{path.parent.name}_{path.stem}_{len(sys.modules)}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def made(source: str, name: str) -> ModuleType:
    """Source text as a module: a mistake, which is no file of its own."""
    module = sys.modules[name] = ModuleType(name)
    exec(compile(source, name, "exec"), module.__dict__)
    return module


def mistake(entry: Entry, name: str) -> ModuleType:
    """A wrong submission of a kata as a module."""
    return made(entry.wrong()[name].source, f"{entry.folder_name}_{name}")


def levels_of(entry: Entry, module: ModuleType) -> list[Level]:
    """The levels whose function a module defines."""
    defined = set(dir(module))
    kata = entry.kata
    return [level for level in kata.levels if set(kata.function_of(level).names) <= defined]


def family(entry: Entry, name: str, seed: int) -> Case:
    """A small case, or a long history, by the name of its family."""
    makers: dict[str, Family] = {}
    for level in entry.kata.levels:
        makers |= entry.families(level) | entry.depth(level)
    return makers[name](np.random.default_rng(seed))


def full_size(entry: Entry, workload: str, seed: int) -> Case:
    """A case of a workload."""
    return entry.workloads[workload].make(np.random.default_rng(seed))


def answers(entry: Entry, level: Level | str, module: ModuleType, case: Case) -> Answers:
    """What a module answers at a level."""
    level = entry.level(level) if isinstance(level, str) else level
    return inprocess.answers(entry.kata.function_of(level), module, case)


def oracle(entry: Entry) -> ModuleType:
    """The kata's oracle."""
    return load(entry.oracle)


def reference(entry: Entry) -> ModuleType:
    """The kata's reference."""
    return load(entry.reference)


def accepted(entry: Entry, name: str) -> ModuleType:
    """An accepted submission."""
    return load(entry.submissions("accepted")[name])


def complaint(
    entry: Entry,
    level: Level | str,
    case: Case,
    module: ModuleType,
    judge: ModuleType | None = None,
) -> tuple[str, str] | None:
    """What the judge would say: the first check that speaks, and its sentence; by the oracle, or
    another module that is believed.
    """
    level = entry.level(level) if isinstance(level, str) else level
    expected = None
    if level.answers == "unique":
        expected = answers(entry, level, judge or oracle(entry), case)
    got = answers(entry, level, module, case)
    return first_fault(entry.checks(level), level, case, expected, got)


def same(first: Answers, second: Answers) -> bool:
    """Whether two answers are equal in every place."""
    return all(np.array_equal(first[name], second[name]) for name in first)


@functools.cache
def known(kata: str, level: str, name: str, seed: int) -> tuple[Case, Answers | None]:
    """A family's case and the oracle's answer, made once; None where the checks alone decide."""
    entry = catalog.find(kata)
    case = family(entry, name, seed)
    unique = entry.level(level).answers == "unique"
    return case, answers(entry, level, oracle(entry), case) if unique else None


def spoiled(right: Answers, seed: int = 7) -> Iterator[Answers]:
    """Answers of the same shapes: extreme values, any bytes, all bits, one bit at each end, small
    numbers, the right values elsewhere, some of the right ones, and errors where none belong.

    Whether a call raised is told by the worker, and is 0 or 1.
    """
    rng = np.random.default_rng(seed)

    def each(make: Callable[[np.ndarray], np.ndarray]) -> Answers:
        return {name: it if name == "raised" else make(it) for name, it in right.items()}

    def of_bytes(data: Callable[[int], bytes]) -> Answers:
        return each(lambda it: np.frombuffer(data(it.nbytes), it.dtype).reshape(it.shape))

    yield each(lambda it: rng.choice(EXTREMES, it.shape).astype(it.dtype))
    yield of_bytes(rng.bytes)
    for byte in (b"\xff", b"\x80", b"\x7f", b"\x01"):
        yield of_bytes(lambda count, byte=byte: byte * count)
    yield each(lambda it: rng.integers(-3, 3, it.shape).astype(it.dtype))
    yield each(lambda it: rng.permutation(it.reshape(-1)).reshape(it.shape))
    yield each(lambda it: np.where(rng.random(it.shape) < 0.5, it, np.zeros_like(it)))
    if "raised" in right:
        yield {**right, "raised": 1 - right["raised"]}
