"""Cases of the levels restart and issue-6: processes that crash, and what their clocks do."""

from __future__ import annotations

import numpy as np

from harness.kata import Case

from .shapes import EPOCH_MS, N_WORKERS, REQUEST, RESTART, Rng, some_time


class Log:
    """A scripted stream of requests and restarts; times are counted from a secret start.

    `workers` tells who is who with small numbers, for which workers are drawn.
    """

    def __init__(
        self,
        rng: Rng,
        workers: list[int],
        lease_ms: int,
        drift_ms: int,
        disks: list[int | None] | None = None,
    ) -> None:
        self.start = some_time(rng)
        names = rng.choice(N_WORKERS - 1, max(workers) + 1, replace=False) + 1
        ends = disks or [None] * len(workers)
        self.build = {
            "worker": names[workers].astype(np.int16),
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

    def case(self) -> Case:
        return {**self.build, "batches": [event_batch(events) for events in self.batches]}


def event_batch(events: list[tuple[int, int, int]]) -> Case:
    """Events as the batch of a stream."""
    kind, process, clock = np.array(events, np.int64).reshape(-1, 3).T
    return {
        "kind": kind.astype(np.uint8),
        "process": process.astype(np.int32),
        "clock_ms": np.ascontiguousarray(clock),
    }


def fleet_example(rng: Rng) -> Case:
    """The example of the starter, but the second process is another worker."""
    log = Log(rng, [0, 1], lease_ms=10, drift_ms=0)
    log.ask(0, 5, 2).ask(1, 5).restart(0, 6).ask(0, 15).ask(0, 16)
    return log.case()


def leases_on_disk(rng: Rng) -> Case:
    """Processes start with leases that have not ended, have ended, or never were."""
    drift, end = int(rng.integers(0, 4)), int(rng.integers(3, 30))
    log = Log(rng, [0, 1, 2], 10, drift, [end, -7, None])
    for at in (end - drift - 1, end - drift, end - drift + 1, end, end + 1, end + 2):
        log.ask(0, at, 2).ask(1, at).ask(2, at)
    return log.case()


def crashed_at_once(rng: Rng) -> Case:
    """A crash right after an id; the clock comes back to the same millisecond, or soon after."""
    lease = int(rng.integers(5, 40))
    log = Log(rng, [0, 1], lease, 0)
    log.ask(0, 5, int(rng.integers(1, 4))).restart(0, 5).ask(0, 5).ask(0, 6).ask(1, 6)
    for at in (5 + lease - 1, 5 + lease, 5 + lease + 1, 5 + lease + 1, 5 + lease + 3):
        log.ask(0, at).ask(1, at)
    return log.case()


def own_disks(rng: Rng) -> Case:
    """One process moves its lease; the other crashes, and its own is as it was."""
    lease = int(rng.integers(5, 40))
    log = Log(rng, [0, 1], lease, 0)
    log.ask(0, 0).ask(1, 0).ask(1, lease + 1).restart(0, lease + 1).ask(0, lease + 2, 2)
    return log.restart(1, lease + 3).ask(1, lease + 3).ask(0, lease + 3).case()


def lease_bounds(rng: Rng) -> Case:
    """Ids in the middle of a lease, at its very end and right after it, each before a crash."""
    lease = int(rng.integers(4, 20))
    log = Log(rng, [0, 1, 2], lease, 0)
    for process, last in enumerate(rng.permutation([lease // 2, lease, lease + 1]).tolist()):
        log.ask(process, 0, 2).ask(process, last, 2).restart(process, last)
    for process in range(3):
        for at in range(lease + 1, 2 * lease + 4):
            log.ask(process, at)
    return log.case()


def lease_of_borrowed_time(rng: Rng) -> Case:
    """Processes that may run ahead start at the end of the lease, again and again."""
    lease = int(rng.integers(3, 10))
    log = Log(rng, [0, 1], lease, 5 * lease)
    log.ask(0, 1).ask(1, 1)
    for at in range(2, 6):
        log.restart(0, at).ask(0, at, int(rng.integers(1, 4))).ask(1, at)
    log.restart(1, 6).ask(1, 6).ask(0, 6)
    for at in range(7, 4 * lease + 12, 3):
        log.ask(0, at).ask(1, at)
    return log.case()


def refused_then_crashed(rng: Rng) -> Case:
    """Requests are refused until the lease has ended; more crashes meanwhile."""
    lease = int(rng.integers(6, 20))
    log = Log(rng, [0, 1], lease, int(rng.integers(0, 3)))
    log.ask(0, 0, 2).ask(1, 0).restart(0, 1)
    for at in range(1, lease - 3, 2):
        log.ask(0, at, int(rng.integers(1, 4)))
    log.restart(0, lease - 3)
    for at in range(lease - 2, lease + 4):
        log.ask(0, at, 2).ask(1, at)
    return log.case()


def crash_loop(rng: Rng) -> Case:
    """Crash after crash without an id in between: the lease stays where it is."""
    lease = int(rng.integers(3, 12))
    log = Log(rng, [0, 1], lease, 0)
    log.restart(0, 0).ask(0, 1).ask(1, 1)
    for at in range(2, 2 + int(rng.integers(2, 6))):
        log.restart(0, at)
    for at in range(lease, lease + 5):
        log.ask(0, at).ask(1, at).restart(0, at)
    return log.case()


def restarts_in_batches(rng: Rng) -> Case:
    """Leases, refusals and crashes with batches ending anywhere; some are empty."""
    lease = int(rng.integers(4, 12))
    log = Log(rng, [0, 1], lease, 0)
    log.ask(0, 0).cut().ask(0, 0).restart(0, 1).ask(0, 1, 2).cut().ask(0, 2).cut().cut()
    log.ask(1, 2).restart(1, 2).cut().ask(1, 3)
    for at in range(lease, lease + 4):
        log.ask(0, at, 2).cut().ask(1, at)
    return log.case()


def random_restarts(rng: Rng) -> Case:
    """A dozen processes, requests and crashes at random; clocks only go on."""
    n_processes = 12
    lease, drift = int(rng.integers(1, 40)), int(rng.integers(0, 30))
    disks = [None if rng.random() < 0.5 else int(rng.integers(-20, 40)) for _ in range(n_processes)]
    log = Log(rng, list(range(n_processes)), lease, drift, disks)
    _random_events(rng, log, n_processes, np.zeros(n_processes, np.int64), 0.0)
    return log.case()


def _random_events(rng: Rng, log: Log, n_processes: int, skew: np.ndarray, back: float) -> None:
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
    _random_events(rng, log, n_processes, rng.integers(-15, 15, n_processes), 0.05)
    return log.case()
