"""A stream of requests and restarts, written like a log."""

from __future__ import annotations

import numpy as np

from harness.kata import TWO_ALIVE, Case, Rng

from ..constants import N_WORKERS, REQUEST, RESTART
from .clocks import some_time


class Log:
    """A scripted stream of requests and restarts; times are counted from a secret start.

    `workers` tells who is who with small numbers, for which workers are drawn, unless `names` says
    who they are. Disks count from the start, too, and are new where they hold None.
    """

    def __init__(
        self,
        rng: Rng,
        workers: list[int],
        lease_ms: int,
        drift_ms: int,
        disks: list[int | None] | None = None,
        start: int | None = None,
        names: list[int] | None = None,
    ) -> None:
        self.start = some_time(rng) if start is None else start
        drawn = names or rng.choice(N_WORKERS - 1, max(workers) + 1, replace=False) + 1
        ends = disks or [None] * len(workers)
        self.build: Case = {
            "worker": np.array(drawn, np.int16)[workers],
            "lease_end_ms": np.array([0 if end is None else self.start + end for end in ends]),
            "lease_ms": lease_ms,
            "max_drift_ms": drift_ms,
        }
        self.batches: list[list[tuple[int, int, int]]] = [[]]

    def ask(self, process: int, at: int, n: int = 1) -> Log:
        """Requests, all read at the same time."""
        self.batches[-1] += [(REQUEST, process, self.start + at)] * n
        return self

    def restart(self, process: int, at: int) -> Log:
        self.batches[-1].append((RESTART, process, self.start + at))
        return self

    def cut(self) -> Log:
        """End the batch."""
        self.batches.append([])
        return self

    def beside_another(self) -> Log:
        """Played while another fleet is alive."""
        self.build[TWO_ALIVE] = True
        return self

    def case(self) -> Case:
        return {**self.build, "batches": [event_batch(events) for events in self.batches]}


def event_batch(events: list[tuple[int, int, int]] | np.ndarray) -> Case:
    """Events as the batch of a stream."""
    kind, process, clock = np.array(events, np.int64).reshape(-1, 3).T
    return {
        "kind": kind.astype(np.uint8),
        "process": process.astype(np.int32),
        "clock_ms": np.ascontiguousarray(clock),
    }


def random_events(rng: Rng, log: Log, n_processes: int, skew: np.ndarray, back: float) -> None:
    """Some 500 times somebody asks or is restarted; a clock goes back with the chance `back`."""
    now = 0
    for _ in range(500):
        now += int(rng.integers(0, 3))
        process = int(rng.integers(0, n_processes))
        if rng.random() < back:
            skew[process] -= int(rng.integers(1, 12))
        at = now + int(skew[process])
        if rng.random() < 0.04:
            log.restart(process, at)
        else:
            log.ask(process, at, int(rng.integers(1, 4)))
        if rng.random() < 0.02:
            log.cut()
