"""Cases of the level issue-6: clocks that step back, and processes that are one worker."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng, Workload

from ..constants import EPOCH_MS, N_WORKERS, REQUEST, RESTART
from .log import Log, event_batch, random_events
from .traffic import N_BATCHES, N_PROCESSES, Night, fleet_of, n_events

__all__ = [
    "twin_example",
    "one_tick_back",
    "leap_second",
    "paused_machine",
    "twins",
    "strangers",
    "late_twin",
    "restarted_twins",
    "collisions_in_batches",
    "random_incident",
]


def twin_example(rng: Rng) -> Case:
    """The example of the starter."""
    kind = [REQUEST, REQUEST, REQUEST, RESTART, REQUEST, REQUEST]
    clock = EPOCH_MS + np.array([5, 5, 5, 6, 15, 16])
    batch = event_batch(list(zip(kind, [0, 0, 1, 0, 0, 0], clock.tolist(), strict=True)))
    disks = np.zeros(2, np.int64)
    build = {"worker": np.full(2, 3, np.int16), "lease_end_ms": disks, "lease_ms": 10}
    return {**build, "max_drift_ms": 0, "batches": [batch]}


def one_tick_back(rng: Rng) -> Case:
    """The clock goes back by a tick and reads the same millisecond again; no room to borrow."""
    log = Log(rng, [0, 1], 3000, 0)
    for ms in range(5, 5 + 4 * int(rng.integers(2, 5)), 4):
        again = int(rng.integers(2, 5))
        log.ask(0, ms, again).ask(0, ms - 1, 2).ask(0, ms, again).ask(1, ms).ask(0, ms + 1)
    return log.case()


def leap_second(rng: Rng) -> Case:
    """A whole second comes twice, and another process's clock knows nothing of it."""
    log = Log(rng, [0, 1], 3000, int(rng.choice([0, 400, 999, 1000, 5000])))
    beats = np.sort(rng.integers(0, 1000, 30)).tolist()
    for at in beats:
        log.ask(0, at, 2).ask(1, at)
    for at in beats:
        log.ask(0, at, 2).ask(1, at + 1000)
    return log.ask(0, 1000).ask(0, 1001).ask(0, 2000).case()


def paused_machine(rng: Rng) -> Case:
    """Two seconds asleep: a queue of requests at the old time, then a clock that catches up."""
    log = Log(rng, [0, 1, 2], 3000, int(rng.choice([0, 1, 50])))
    log.ask(0, 0, 2).ask(1, 0, 2).ask(2, 0)
    queued = int(rng.integers(4096, 4200))
    log.ask(0, 1, queued).ask(2, 2001, 2)
    for step in range(1, 40):
        log.ask(0, 1 + 100 * step, 2).ask(1, 1 + 51 * step).ask(2, 2001 + 51 * step)
    return log.restart(0, 3905).ask(0, 3905).ask(0, 7100).case()


def twins(rng: Rng) -> Case:
    """Two processes are one worker, and their requests alternate."""
    log = Log(rng, [0, 0, 1], 3000, int(rng.integers(0, 5)))
    alone = int(rng.integers(1, 5))
    for at in range(alone):
        log.ask(0, at, 2).ask(2, at)
    for at in range(alone, alone + 6):
        log.ask(int(rng.integers(0, 2)), at, int(rng.integers(1, 4))).ask(2, at)
        log.ask(int(rng.integers(0, 2)), at, int(rng.integers(1, 4)))
    return log.ask(0, 50, 3).ask(1, 50, 2).case()


def strangers(rng: Rng) -> Case:
    """The same times and sequences, and the same refusals, but never the same worker: all new."""
    log = Log(rng, [0, 1, 2, 3], 3000, 1)
    for at in (5, 6, 3, 7, 2, 9):
        for process in rng.permutation(4).tolist():
            log.ask(process, at, 3)
    return log.case()


def late_twin(rng: Rng) -> Case:
    """A twin far behind issues between the ids of the other, then one it has issued long ago."""
    behind = int(rng.integers(20_000, 100_000))
    log = Log(rng, [0, 0], 3000, 0)
    for at in range(0, 60, 2):
        log.ask(0, at, 1 + at % 3)
    log.ask(0, behind, 2).cut()
    for at in range(1, 30, 2):
        log.ask(1, at, 2)
    log.cut().ask(1, 30, 2).ask(1, 31).ask(1, 34, 4).cut().ask(1, behind, 3)
    return log.case()


def restarted_twins(rng: Rng) -> Case:
    """A twin borrows the time after its lease; the other comes there by its clock."""
    lease = int(rng.integers(4, 12))
    log = Log(rng, [0, 1, 0], lease, 2 * lease)
    log.ask(0, 0, 2).restart(0, 1).ask(0, 1, 3).ask(1, 1)
    for at in range(2, lease + 1):
        log.ask(2, at).ask(1, at)
    return log.ask(2, lease + 1, 2).ask(0, lease + 2).restart(2, lease + 2).ask(2, 40, 2).case()


def collisions_in_batches(rng: Rng) -> Case:
    """Batches without a collision, with one, and with many; some with what is older than they."""
    log = Log(rng, [0, 0, 1], 3000, 0)
    log.ask(0, 1, 2).ask(2, 1).cut().ask(2, 1).ask(1, 1).cut().ask(1, 2).ask(0, 3).cut().cut()
    log.ask(1, 3).cut().ask(1, 3).ask(2, 3).cut()
    for at in range(4, 14):
        first, second = rng.permutation(2).tolist()
        log.ask(2, at).ask(first, at, 2).ask(2, at)
        if rng.random() < 0.5:
            log.cut()
        log.ask(second, at, int(rng.integers(1, 4)))
    return log.case()


def random_incident(rng: Rng) -> Case:
    """Few workers for many processes, crashes, and clocks that go back."""
    n_processes = 6
    lease, drift = int(rng.integers(1, 60)), int(rng.integers(0, 40))
    workers = [int(rng.integers(0, 4)) for _ in range(n_processes)]
    log = Log(rng, workers, lease, drift)
    random_events(rng, log, n_processes, rng.integers(-15, 15, n_processes), 0.05)
    return log.case()


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
    return fleet_of(night, worker, batches)


WORKLOADS = {"bad_night": Workload(_bad_night, n_events, "events")}
