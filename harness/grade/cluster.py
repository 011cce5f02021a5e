"""The same tasks on a Dask cluster, for a class that outgrows one machine. Needs `distributed`.

Each thread of a worker keeps one process that judges, as the pool of one machine does. A worker
that dies loses what it was at; the scheduler gives that to another. Points are those of one
machine, for cases come from the grade's seed; nothing is ever timed here.
"""

from __future__ import annotations

import importlib
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from harness.errors import KataError, MisuseError
from harness.grade.bench import Bench
from harness.grade.pool import Doing, Outcome, tried
from harness.grade.task import Task

CONNECT_S = 10
ADDRESS = re.compile(r"(tcp|tls)://[^\s/]+:\d{1,5}")
_THREAD = threading.local()


def on_cluster(address: str) -> Doing:
    """With the workers of a scheduler. MisuseError where it cannot be reached, or has none."""
    distributed = _distributed()
    if not ADDRESS.fullmatch(address):
        raise MisuseError(f"{address[:80]!r} is no scheduler's address; write tcp://HOST:PORT.")

    def doing(tasks: Sequence[Task]) -> Iterator[Outcome]:
        client = _connected(distributed, address)
        futures: dict[Any, Task] = {}
        try:
            for task in tasks:
                futures[client.submit(done_here, task.as_json(), pure=False)] = task
            for future in distributed.as_completed(list(futures), loop=client.loop):
                yield _outcome(future, futures[future])
        finally:
            with suppress(Exception):  # whoever is gone has let go
                client.cancel(list(futures))
                client.close(timeout=2)

    return doing


def done_here(task: dict[str, Any]) -> dict[str, Any]:
    """On a worker: what a task came to, or why there is nothing."""
    kept: list[Bench] = _THREAD.__dict__.setdefault("benches", [])
    try:
        outcome, bench = tried(Task.of_json(task), kept.pop() if kept else None, Bench, Bench.close)
    except KataError as problem:
        return {"misuse": str(problem)}
    if bench is not None:
        kept.append(bench)
    return {"answer": outcome.answer, "fault": outcome.fault}


def _outcome(future: Any, task: Task) -> Outcome:
    if future.status != "finished":
        reason = future.exception() if future.status == "error" else future.status
        return Outcome(task, None, f"the cluster did not do it: {type(reason).__name__} {reason}")
    found = future.result()
    if "misuse" in found:
        raise MisuseError(f"On a worker: {found['misuse']}")
    return Outcome(task, found["answer"], found["fault"])


def _distributed() -> Any:
    try:
        return importlib.import_module("distributed")
    except ImportError:
        raise MisuseError(
            "--scheduler needs Dask: pip install 'system-design-katas[cluster]', here and on "
            "every worker."
        ) from None


def _connected(distributed: Any, address: str) -> Any:
    try:
        client = distributed.Client(address, timeout=CONNECT_S, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise MisuseError(
            f"No scheduler answers at {address[:80]} ({type(error).__name__}); start one: "
            "dask scheduler."
        ) from None
    try:
        client.wait_for_workers(1, timeout=CONNECT_S)
    except TimeoutError:
        client.close(timeout=2)
        raise MisuseError(
            f"The scheduler at {address[:80]} has no worker; start some: dask worker {address[:80]}"
        ) from None
    return client
