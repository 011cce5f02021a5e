"""Cases of the level restart: processes that crash and start again at the end of their lease."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng, Workload

from ..constants import N_WORKERS, RESTART
from .leases import (
    another_fleet,
    clocks_of_any_step,
    disks_of_all_kinds,
    ends_of_time,
    last_ids_of_a_worker,
    longest_lease,
    many_processes,
    odd_lease,
    one_process,
    restarted_together,
    shortest_lease,
    used_up_at_the_end_of_the_lease,
)
from .log import Log, random_events
from .traffic import N_BATCHES, N_PROCESSES, Night, fleet_of, n_events

__all__ = [
    "fleet_example",
    "leases_on_disk",
    "crashed_at_once",
    "own_disks",
    "lease_bounds",
    "lease_of_borrowed_time",
    "refused_then_crashed",
    "crash_loop",
    "restarts_in_batches",
    "random_restarts",
    "another_fleet",
    "disks_of_all_kinds",
    "ends_of_time",
    "last_ids_of_a_worker",
    "shortest_lease",
    "odd_lease",
    "longest_lease",
    "restarted_together",
    "used_up_at_the_end_of_the_lease",
    "clocks_of_any_step",
    "many_processes",
    "one_process",
]
DEPTH = ("long_leases", "crashes_without_end")


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
    random_events(rng, log, n_processes, np.zeros(n_processes, np.int64), 0.0)
    return log.case()


def long_leases(rng: Rng) -> Case:
    """Some write their leases, more than 2**16 events of others follow, and then they go on or
    crash, and crash again at the end of their next lease.
    """
    others, lease = 70_000, int(rng.integers(40_000, 50_000))
    log = Log(rng, [*range(1000)], lease, 0)
    for process in range(6):
        log.ask(process, 0, 2)
    for number, process in enumerate(rng.integers(6, 1000, others).tolist()):
        log.ask(process, number // 10)
        if number % 20_000 == 0:
            log.cut()
    for process in rng.permutation(6).tolist():
        if process % 2:
            log.restart(process, 7000)
        log.ask(process, 7000, 2).ask(process, lease, 2).ask(process, lease + 1, 2)
        log.restart(process, lease + 1).ask(process, lease + 7001, 2)
        log.ask(process, 2 * lease + 1).ask(process, 2 * lease + 2, 2)
    return log.case()


def crashes_without_end(rng: Rng) -> Case:
    """One crashes more than 2**16 times in a row, another is refused as often, and a third writes
    its disk as often; then all go on.
    """
    many, lease = 70_000, 1
    log = Log(rng, [0, 1, 2], lease, 0)
    log.ask(0, 0, 2).ask(1, 0).restart(1, 0)
    log.batches[-1] += [(RESTART, 0, log.start)] * many
    log.ask(1, 1, many).cut()
    for at in range(0, 2 * many, 2):
        log.ask(2, at)
    for process in range(3):
        log.restart(process, 2 * many)
        for at in (1, 2, 3, 2 * many - 1, 2 * many, 2 * many + 1):
            log.ask(process, at, 2)
    return log.case()


def _rolling_restarts(rng: Rng) -> Case:
    """In a minute every process crashes two or three times; clocks only go on."""
    night = Night(rng)
    batches = [night.batch(number, 200, 0, 1) for number in range(N_BATCHES)]
    return fleet_of(night, rng.permutation(N_WORKERS)[:N_PROCESSES], batches)


WORKLOADS = {"rolling_restarts": Workload(_rolling_restarts, n_events, "events")}
