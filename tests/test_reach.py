"""Cells: what of a contract a case reaches, and which of them are open."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from harness import catalog
from harness.author import reach
from harness.author.automatic import mistakes_of
from harness.author.seeds import Matrix
from harness.box import Setting
from harness.catalog import Entry
from harness.kata import TWO_ALIVE, Function, Group, array, out, scalar

ENTRIES = catalog.entries()
SEEDS = range(1)
BATCH = Function(
    "asked",
    (
        array("key", "int64[n]"),
        array("at", "int64[n]", low=0, high="limit"),
        scalar("limit", low=0, high=2**40),
        out("answer", "int64[n]"),
    ),
    sizes={"n": (0, 10**6)},
)
STREAM = Function(
    "Kept",
    shape="stream",
    build=(scalar("capacity", low=0, high=8),),
    parameters=(
        Group("batch", "Batch", (array("key", "int32[n]", 0, 300),)),
        out("hit", "uint8[n]"),
    ),
    sizes={"n": (0, 100_000)},
)


class Told(Entry):
    """An entry whose contract says nothing of its own."""

    @property
    def contract(self) -> Any:  # type: ignore[override]
        return SimpleNamespace(REACHES={"asked": {"a key of 7": self._seven}}, UNREACHED={})

    @staticmethod
    def _seven(case: Any) -> bool:
        return bool((case["key"] == 7).any())


TOLD = Told(replace(ENTRIES[0].kata), ENTRIES[0].root)


def case(key: list[int], at: list[int], limit: int) -> dict[str, Any]:
    return {"key": np.array(key, np.int64), "at": np.array(at, np.int64), "limit": limit}


def test_ends_follow_the_numbers_of_the_case() -> None:
    found = reach.reached(TOLD, BATCH, case([7, 7, 263], [0, 5, 5], 5))
    assert {"at lowest", "at highest", "a key of 7", "key equal in 8 bits"} <= found
    assert {"key equal neighbours", "at equal neighbours"} <= found
    assert not found & {"key repeats", "limit lowest", "at 1", "n 1", "key equal in 16 bits"}


def test_repeats_come_after_something_else() -> None:
    assert "key repeats" in reach.reached(TOLD, BATCH, case([1, 2, 1], [0, 0, 0], 1))
    assert "key repeats" not in reach.reached(TOLD, BATCH, case([1, 1, 2], [0, 0, 0], 1))


@pytest.mark.parametrize(("value", "reached"), [(2**53 + 1, True), (2**53 + 2, False), (3, False)])
def test_a_number_that_no_float_holds(value: int, reached: bool) -> None:
    found = reach.reached(TOLD, BATCH, case([value, -value], [0, 0], 1))
    assert ("key odd beyond 2^53" in found) == reached


def test_sizes_of_a_stream_add_up() -> None:
    batches = [{"key": np.zeros(40_000, np.int32)}, {"key": np.arange(40_000, dtype=np.int32) % 9}]
    found = reach.reached(TOLD, STREAM, {"capacity": 0, "batches": batches, TWO_ALIVE: True})
    assert {"n beyond 2^16", "several batches", "two alive", "capacity lowest"} <= found
    assert "n beyond 2^16" not in reach.reached(
        TOLD, STREAM, {"capacity": 0, "batches": batches[:1]}
    )


def test_only_what_the_domain_holds_is_a_cell() -> None:
    names = reach.cells(TOLD, STREAM)
    assert {"key 1", "key equal in 8 bits", "capacity highest", "n 0", "n 1"} <= set(names)
    assert not {"key equal in 16 bits", "key odd beyond 2^24", "key 0"} & set(names)


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param(one, id=one.kata.name, marks=pytest.mark.xdist_group(f"kata {one.kata.name}"))
        for one in ENTRIES
    ],
)
def test_no_cell_of_a_kata_is_open(entry: Entry) -> None:
    matrix = Matrix(entry, Setting("off", entry.kata.limits), deep_seeds=1)
    assert [str(each) for each in reach.open_cells(matrix, SEEDS)] == []
    assert [*reach.idle_excuses(matrix, SEEDS, mistakes_of)] == []
