"""Answers that are only bytes: the checks of every kata survive them, and call them wrong."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from harness import binding, catalog, inprocess
from harness.checking import first_fault
from harness.kata import Case, Function, Level

LEVELS = [(entry, level) for entry in catalog.entries() for level in entry.kata.levels]


def garbage(shape: tuple[int, ...], dtype: np.dtype) -> Iterator[np.ndarray]:
    """Random bytes, all bits, one bit at each end, small negative numbers: as this dtype."""
    rng = np.random.default_rng(7)
    size = int(np.prod(shape)) * dtype.itemsize
    yield np.frombuffer(rng.bytes(size), dtype).reshape(shape)
    for byte in (b"\xff", b"\x80", b"\x7f", b"\x01"):
        yield np.frombuffer(byte * size, dtype).reshape(shape)
    if dtype.kind == "i":
        yield rng.integers(-3, 3, shape).astype(dtype)


def shapes(function: Function, case: Case) -> dict[str, tuple[tuple[int, ...], np.dtype]]:
    """Name -> shape and dtype of the outputs, batches joined."""
    parts: dict[str, list[np.ndarray]] = {}
    for step in binding.steps_of(case):
        for slot in binding.bind(binding.outputs_of(function), step):
            if slot.kind in ("out", "inout"):
                parts.setdefault(slot.name, []).append(np.zeros(slot.shape, slot.dtype))
    joined = {name: inprocess.joined(found) for name, found in parts.items()}
    return {name: (array.shape, array.dtype) for name, array in joined.items()}


@pytest.mark.parametrize(
    ("entry", "level"), LEVELS, ids=[f"{entry.kata.name}-{level.name}" for entry, level in LEVELS]
)
def test_garbage_is_wrong_and_hurts_nobody(entry: catalog.Entry, level: Level) -> None:
    function, checks = entry.kata.function_of(level), entry.module("check")
    for family in level.families:
        case = entry.module("cases").FAMILIES[family](np.random.default_rng(3))
        expected = None
        if level.answers == "unique":
            expected = inprocess.answers(function, entry.module("oracle"), case)
        found = shapes(function, case)
        for arrays in zip(*(garbage(*what) for what in found.values()), strict=False):
            answer = dict(zip(found, arrays, strict=True))
            fault = first_fault(checks, level, case, expected, answer)
            full = any(array.size for array in arrays)
            if (
                expected is not None
                and full
                and any(not np.array_equal(expected[name], answer[name]) for name in answer)
            ):
                assert fault is not None, f"{family}: {answer}"
            if fault is not None:
                assert fault[1], f"{family}: {fault[0]} says nothing"
