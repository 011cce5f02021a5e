"""A thousand processes at full size: who asks when, and by which clock."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng

from ..constants import RESTART
from .clocks import popular, some_time

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


def fleet_of(night: Night, worker: np.ndarray, batches: list[Case]) -> Case:
    """The processes of a night, which are these workers, with leases that have ended before, by
    the latest of the clocks.
    """
    ends = night.start - 60_000 - night.rng.integers(0, 10_000, N_PROCESSES)
    return {
        "worker": worker.astype(np.int16),
        "lease_end_ms": ends,
        "lease_ms": LEASE_MS,
        "max_drift_ms": DRIFT_MS,
        "batches": batches,
    }


def n_events(case: Case) -> int:
    """How many requests and restarts there are."""
    return sum(len(batch["kind"]) for batch in case["batches"])
