"""More cases of the level restart: leases, clocks and fleets at the ends of what they may be."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng

from ..constants import (
    DRIFT_MAX_MS,
    EPOCH_MS,
    FIRST_MS,
    LAST_MS,
    LEASE_MAX_MS,
    N_WORKERS,
    SEQUENCES,
)
from .clocks import carries, leaps
from .log import Log


def another_fleet(rng: Rng) -> Case:
    """Two fleets of the same processes: each has its own ids, leases and crashes. What the other
    one comes to in a batch is yet to come here.
    """
    lease = int(rng.integers(5, 12))
    log = Log(rng, [0, 1, 2], lease, 1).beside_another()
    for begin in range(0, 12 * lease, 3 * lease):
        for process in rng.permutation(3).tolist():
            log.ask(process, begin, 2).ask(process, begin + 1).restart(process, begin + 2)
            for at in (begin + 2, begin + lease, begin + lease + 1, begin + lease + 2):
                log.ask(process, at, int(rng.integers(1, 3)))
        log.cut()
    return log.case()


def disks_of_all_kinds(rng: Rng) -> Case:
    """Leases that end long before the clocks, long after them and near them; each process comes to
    the end of its own, and crashes.
    """
    start, drift = EPOCH_MS + 2**33 + int(rng.integers(0, 2**33)), 3
    far = [0, 1, EPOCH_MS, FIRST_MS, start - 2**32, start + 2**32, LAST_MS - drift - 1, LAST_MS]
    near = start + np.array([-(2**16), -(2**8), -1, 0, 0, 1, 0, 2**8, 2**16])
    ends = [*far, *near.tolist()]
    disks: list[int | None] = [end - start for end in ends]
    log = Log(rng, [*range(len(ends))], 10, drift, disks, start)
    for process, end in enumerate(ends):
        for at in (end - drift, end - drift + 1, end, end + 1, end + 12, start):
            if FIRST_MS <= at <= LAST_MS - drift:
                log.ask(process, at - start, 2)
        log.restart(process, 0).ask(process, 0)
    return log.case()


def ends_of_time(rng: Rng) -> Case:
    """Clocks in the first millisecond, over every power of two, in the last, and back; leases then
    end after the layout does, and whoever crashes is refused for ever.
    """
    lease, last = int(rng.integers(4, 9)), LAST_MS - FIRST_MS
    log = Log(rng, [*range(5)], lease, 0, None, FIRST_MS, [0, 1, 256, 511, N_WORKERS - 1])
    for process in rng.permutation(5).tolist():
        log.ask(process, 0, 2).restart(process, 0).ask(process, 0, 2)
        log.ask(process, lease).ask(process, lease + 1, 2)
        for at in (carries() - FIRST_MS).tolist():
            log.ask(process, at)
        log.ask(process, last, 3).ask(process, last - 1, 2).ask(process, last)
        log.restart(process, 0).ask(process, last, 2)
    return log.case()


def last_ids_of_a_worker(rng: Rng) -> Case:
    """The last process comes to the last id of the layout, 2**63 - 1, and is refused from then."""
    disks: list[int | None] = [LAST_MS - 1, LAST_MS]
    log = Log(rng, [0, 1], 1, 1, disks, 0, [N_WORKERS - 1, int(rng.integers(0, N_WORKERS - 1))])
    log.ask(0, LAST_MS - 1, SEQUENCES + 2).ask(1, LAST_MS - 1).restart(0, LAST_MS - 1)
    return log.ask(0, LAST_MS - 1).case()


def _leased(rng: Rng, lease: int, drift: int) -> Case:
    """One crashes in its first lease, one in the last millisecond of it, one right after; each
    starts again as early as it may, and a millisecond before that it is refused.
    """
    start = EPOCH_MS + 4 * 10**9 + int(rng.integers(0, 10**12))
    log = Log(rng, [0, 1, 2], lease, drift, None, start)
    for process, last in enumerate(rng.permutation([0, lease, lease + 1]).tolist()):
        end = lease if last <= lease else last + lease
        log.ask(process, 0, 2).ask(process, last, 2).restart(process, last)
        for following in (end, end + 1 + lease):
            log.ask(process, following - drift).ask(process, following - drift + 1, 2)
            log.restart(process, following)
        log.ask(process, end + 2 * (lease + 1) + 1)
    return log.case()


def shortest_lease(rng: Rng) -> Case:
    """A lease of a millisecond: the disk is written all the time."""
    return _leased(rng, 1, 1)


def odd_lease(rng: Rng) -> Case:
    """A lease of hours, by a number that half a float cannot hold; and the longest drift."""
    return _leased(rng, 2 * int(rng.integers(2**23, 2**28)) + 1, DRIFT_MAX_MS)


def longest_lease(rng: Rng) -> Case:
    """The longest lease, eleven days and a half; and a drift that half a float cannot hold."""
    return _leased(rng, LEASE_MAX_MS, 2 * int(rng.integers(2**23, 2**28)) + 1)


def restarted_together(rng: Rng) -> Case:
    """All processes crash at once, some of them twice, one that has never asked for anything; what
    the clock reads at a crash says nothing.
    """
    lease, n_processes = int(rng.integers(6, 20)), 5
    log = Log(rng, [*range(n_processes)], lease, int(rng.integers(0, 3)))
    for at in (0, lease - 1, lease + 1):
        for process in rng.permutation(n_processes - 1).tolist():
            log.ask(process, at, 2)
        crashes = [*rng.permutation(n_processes), *rng.integers(0, n_processes, 2)]
        for process in crashes:
            log.restart(int(process), int(rng.choice([-(2**20), at, 2**20])))
    for at in range(lease - 2, 2 * lease + 4):
        for process in rng.permutation(n_processes).tolist():
            log.ask(process, at)
    return log.case()


def used_up_at_the_end_of_the_lease(rng: Rng) -> Case:
    """A clock stands at the end of the lease until its sequences are used up: the next id is after
    it, and moves it. Then a crash. Another crashes with the last sequence of an earlier time.
    """
    lease = int(rng.integers(3, 9))
    log = Log(rng, [0, 1], lease, 1)
    log.ask(0, 0).ask(1, 0).ask(0, lease, SEQUENCES + int(rng.integers(1, 4))).restart(0, lease)
    log.ask(1, 1, SEQUENCES).restart(1, 1)
    for at in range(lease, 2 * lease + 4):
        log.ask(0, at).ask(1, at)
    return log.case()


def clocks_of_any_step(rng: Rng) -> Case:
    """Clocks go on and back by every power of two; one process crashes now and then."""
    log = Log(rng, [0, 1], int(rng.integers(1, 2**20)), DRIFT_MAX_MS, start=0)
    for i, clock in enumerate(leaps(rng).tolist()):
        log.ask(0, clock)
        if i % 2:
            log.ask(1, clock)
        if i % 31 == 30:
            log.restart(1, clock)
    return log.case()


def many_processes(rng: Rng) -> Case:
    """As many processes as there are workers; a third crashes, all come to the end of the lease."""
    lease = int(rng.integers(3, 9))
    log = Log(rng, [*range(N_WORKERS)], lease, 0, names=rng.permutation(N_WORKERS).tolist())
    for at in (0, lease, lease + 1):
        for process in rng.permutation(N_WORKERS).tolist():
            log.ask(process, at)
        for process in rng.choice(N_WORKERS, 300, replace=False).tolist():
            log.restart(process, at)
    return log.case()


def one_process(rng: Rng) -> Case:
    """A fleet of one, an event a batch."""
    lease = int(rng.integers(1, 5))
    log = Log(rng, [0], lease, 0).ask(0, 0).cut().ask(0, 0).cut().restart(0, 0).cut()
    return log.ask(0, lease).cut().ask(0, lease + 1).case()
