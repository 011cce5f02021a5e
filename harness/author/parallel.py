"""Independent judgements in parallel, one for each core. Nothing is timed meanwhile."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Found = TypeVar("Found")


def together(work: Callable[[Item], Found], items: Iterable[Item]) -> Iterator[Found]:
    """`work` of every item, in their order; the first exception in that order passes through.

    Threads: the work itself happens in boxes, which are processes. When the caller is interrupted,
    nothing more is begun.
    """
    pool = ThreadPoolExecutor(_cores())
    try:
        yield from pool.map(work, items)
    finally:
        pool.shutdown(cancel_futures=True)


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
