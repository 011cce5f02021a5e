"""A thousand processes at full size: the workloads of the levels restart and issue-6."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Workload

from .shapes import N_WORKERS, RESTART, Rng, popular, some_time

N_PROCESSES = 1000
N_EVENTS = 300_000
N_BATCHES = 13
BATCH_MS = 5_000
LEASE_MS = 3_000
DRIFT_MS = 100


class Night:
    """Batches of five seconds: who asks when, by a clock of one's own that is off by `skew`."""

    def __init__(self, rng: Rng) -> None:
        self.rng, self.start = rng, some_time(rng)
        self.skew = np.rint(rng.normal(0.0, 5.0, N_PROCESSES)).astype(np.int64)

    def batch(self, number: int, restarts: int, steps: int, back_ms: int) -> Case:
        """Requests and `restarts`, in order; in the midst of it `steps` clocks are set back."""
        process = popular(self.rng, N_PROCESSES, N_EVENTS)
        gaps = self.rng.integers(0, 2 * BATCH_MS * 1024 // N_EVENTS, N_EVENTS)
        now = self.start + number * BATCH_MS + (np.cumsum(gaps) >> 10)
        half = N_EVENTS // 2
        clock = np.empty(N_EVENTS, np.int64)
        clock[:half] = (now + self.skew[process])[:half]
        stepped = self.rng.choice(N_PROCESSES, steps, replace=False)
        self.skew[stepped] -= self.rng.integers(1, back_ms + 1, steps)
        clock[half:] = (now + self.skew[process])[half:]
        kind = np.zeros(N_EVENTS, np.uint8)
        kind[self.rng.choice(N_EVENTS, restarts, replace=False)] = RESTART
        return {"kind": kind, "process": process.astype(np.int32), "clock_ms": clock}


def _stream(night: Night, worker: np.ndarray, batches: list[Case]) -> Case:
    ends = night.start - night.rng.integers(0, 10_000, N_PROCESSES)
    return {
        "worker": worker.astype(np.int16),
        "lease_end_ms": ends,
        "lease_ms": LEASE_MS,
        "max_drift_ms": DRIFT_MS,
        "batches": batches,
    }


def _rolling_restarts(rng: Rng) -> Case:
    """In a minute every process crashes two or three times; clocks only go on."""
    night = Night(rng)
    batches = [night.batch(number, 200, 0, 1) for number in range(N_BATCHES)]
    return _stream(night, rng.permutation(N_WORKERS)[:N_PROCESSES], batches)


def _bad_night(rng: Rng) -> Case:
    """Fewer crashes; clocks are set back by up to half a second, once all by a whole second; a
    hundred machines read a clock of two seconds ago for a batch and then catch up; and of some
    workers there are two or three processes.
    """
    night = Night(rng)
    batches = []
    asleep = rng.choice(N_PROCESSES, 100, replace=False)
    for number in range(N_BATCHES):
        if number == N_BATCHES // 2:
            night.skew -= 1_000
        if number == N_BATCHES // 2 + 2:
            night.skew[asleep] -= 2_000
        if number == N_BATCHES // 2 + 3:
            night.skew[asleep] += 2_000
        batches.append(night.batch(number, 20, 100, 500))
    worker = rng.permutation(N_WORKERS)[:N_PROCESSES]
    worker[rng.choice(N_PROCESSES, 40, replace=False)] = rng.choice(worker, 20).repeat(2)
    return _stream(night, worker, batches)


def _events(case: Case) -> int:
    return sum(len(batch["kind"]) for batch in case["batches"])


rolling_restarts = Workload(_rolling_restarts, _events, "events")
bad_night = Workload(_bad_night, _events, "events")
