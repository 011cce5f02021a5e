"""Cases of the level issue-6: clocks that step back, and processes that are one worker."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng, Workload

from ..constants import DRIFT_MAX_MS, EPOCH_MS, N_WORKERS, REQUEST, RESTART, SEQUENCES
from .anything import fleet
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
    "another_fleet_of_twins",
    "joined_names",
    "same_low_bits",
    "far_borrowers",
    "three_times",
    "first_and_last_of_a_batch",
    "two_of_each",
    "forty_of_one",
    "many_batches",
    "any_twins",
    "by_turns",
]
DEPTH = ("long_ago", "late_in_a_batch", "thousands_of_batches")


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
    behind = int(rng.integers(10**9, 10**11))
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


def another_fleet_of_twins(rng: Rng) -> Case:
    """Another fleet of the same processes has issued the same ids, which are nobody's here."""
    log = Log(rng, [0, 0, 1], 3000, 0).beside_another()
    for at in range(1, 9):
        first, second = rng.permutation(2).tolist()
        log.ask(2, at, 2).ask(first, at, 2).cut().ask(2, at).ask(second, at + at % 2).cut()
    return log.case()


def joined_names(rng: Rng) -> Case:
    """Time, worker and sequence that give the same when they are added, joined as digits or mixed
    up by a factor too small: all new. Then one id that is not.
    """
    names = [0, 1, 2, 3, 11, 12, 13, 111, N_WORKERS - 1]
    log = Log(rng, [*range(9), 1], 3000, 0, names=names)
    for at in (0, 1, 2):
        for process in rng.permutation(9).tolist():
            log.ask(process, at, 14 + 4082 * (at == process == 1))
        log.cut()
    return log.ask(9, 0, int(rng.integers(1, 4))).cut().ask(9, 3).ask(9, 2).case()


def far_borrowers(rng: Rng) -> Case:
    """A clock that is days late, and borrows them: its ids are those of a twin whose clock is
    right, be it before or after.
    """
    late = int(rng.integers(DRIFT_MAX_MS // 2, DRIFT_MAX_MS - 100))
    log = Log(rng, [0, 0, 1], 3000, DRIFT_MAX_MS)
    log.ask(0, 0, 3).ask(1, 0).ask(2, 0).cut().ask(1, -late, 2).ask(2, -late).cut()
    log.ask(1, 1 - late, 2).cut().ask(0, 0).ask(0, 2).ask(2, 2).cut()
    return log.ask(1, 2).ask(1, 2 - late).ask(2, 3).cut().ask(0, 2).ask(1, 3).case()


def same_low_bits(rng: Rng) -> Case:
    """Ids that agree but for a single bit, whichever it is: all new. Then one that is not."""
    log = Log(rng, [0, 0, 1], 1, 0, start=EPOCH_MS)
    base = 4 * int(rng.integers(1, 2**38))
    times = np.sort(np.append(base ^ 1 << np.arange(2, 41), base))
    for at in times.tolist():
        log.ask(0, at).ask(2, at + 1)
    log.cut()
    for at in (times + 1).tolist():
        log.ask(1, at)
    log.cut().ask(2, int(times[-1]) + 2)
    return log.ask(0, int(times[-1]) + 1).cut().ask(0, int(times[-1]) + 3).case()


def three_times(rng: Rng) -> Case:
    """The same id three times, each in a batch of its own, and twice in one batch; crashes in
    between do not undo what was issued.
    """
    log = Log(rng, [0, 0, 1, 0, 0], 3000, 0)
    far = int(rng.integers(40, 90))
    log.ask(0, 1, 3).ask(2, 1).ask(0, 5).cut()
    for process in rng.permutation([1, 3]).tolist():
        for at in range(2, far, 3):
            log.ask(2, at + 60 * process)
        log.restart(0, far).restart(process, far).ask(process, 1, 2).ask(process, 4).ask(
            process, 5
        ).cut()
    return log.ask(4, 0).ask(4, 1).ask(4, 4).cut().ask(4, 5).ask(0, 200).case()


def first_and_last_of_a_batch(rng: Rng) -> Case:
    """The very first id of all comes again: as the first event of a batch with other collisions
    after it, as the last, and alone. The twins are worker 0.
    """
    log = Log(rng, [0, 0, 0, 0, 1], 3000, 0, names=[0, int(rng.integers(1, N_WORKERS))])
    log.ask(0, 1, 2).ask(0, 2, 3).cut().ask(1, 1, 2).ask(4, 1).ask(1, 2).cut()
    for at in range(3, 3 + int(rng.integers(1, 9))):
        log.ask(4, at).ask(0, at)
    return log.ask(2, 1).cut().ask(3, 1).cut().ask(3, 2, 2).restart(3, 2).cut().ask(3, 5000).case()


def two_of_each(rng: Rng) -> Case:
    """As many processes as there may be, two of each worker: half of the ids are new. Then some of
    them crash, whose disks were written all at one time.
    """
    names = rng.permutation(N_WORKERS).tolist()
    log = Log(rng, [*range(N_WORKERS)] * 2, int(rng.integers(3, 3000)), 0, names=names)
    for half in (0, N_WORKERS):
        for process in rng.permutation(N_WORKERS).tolist():
            log.ask(half + process, 1)
        log.cut()
    for process in rng.permutation(2 * N_WORKERS)[:99].tolist():
        log.restart(process, 2).ask(process, 2)
    return log.cut().ask(0, 3001).ask(N_WORKERS, 3002).ask(0, 3002).ask(N_WORKERS, 3002).case()


def forty_of_one(rng: Rng) -> Case:
    """Forty processes are one worker, the last one, and meet now and then."""
    n = 40
    log = Log(rng, [0] * n, 3000, 0, names=[N_WORKERS - 1])
    for at in rng.permutation(400).tolist():
        log.ask(int(rng.integers(0, n)), at)
        if at % 20 == 0:
            log.cut()
    return log.case()


def many_batches(rng: Rng) -> Case:
    """Over a hundred batches, and then what was issued in the first ones."""
    log = Log(rng, [0, 0, 1], 3000, 0)
    for at in range(130):
        log.ask(0, at).ask(2, at).cut()
    for at in sorted(rng.choice(60, 6, replace=False).tolist()):
        log.ask(2, 140 + at).ask(1, at).cut()
    return log.case()


def any_twins(rng: Rng) -> Case:
    """Whatever the contract allows, where some processes are one worker."""
    return fleet(rng, twins=True)


def by_turns(rng: Rng) -> Case:
    """Twins overtake each other within a millisecond, so that a row of ids grows after the other
    has passed it; one issues what the other left out between two milliseconds; then two meet in a
    batch before a third meets an old one.
    """
    log, n = Log(rng, [0, 0, 1, 0], 3000, 0), int(rng.integers(2, 6))
    log.ask(0, 5, n).ask(1, 5, n + 1).cut().ask(0, 5, 4).cut().ask(2, 5).ask(1, 5).cut()
    log.ask(0, 6, n).ask(1, 6, n + 1).ask(2, 6).cut().ask(0, 6, 4).cut().ask(1, 6).cut()
    log.ask(0, 8).ask(0, 9).ask(0, 10, SEQUENCES - 1).ask(0, 11).cut()
    log.ask(1, 8).cut().ask(1, 8).cut().ask(1, 10, SEQUENCES - 1).cut().ask(1, 10).cut()
    return log.ask(2, 12).ask(0, 12).ask(1, 12).ask(3, 5).case()


def long_ago(rng: Rng) -> Case:
    """An id of the beginning comes again after more than 2**16 ids of its own worker, and a third
    time after as many ids of another.
    """
    many = 70_000
    log = Log(rng, [0, 0, 0, 1], 3000, 0)
    log.ask(0, 1, 3).ask(3, 1).cut()
    for at in range(2, many + 2):
        log.ask(0, at)
    log.cut().ask(1, 0).ask(1, 1, 2).ask(1, 3).cut()
    for at in range(2, many + 2):
        log.ask(3, at)
    log.cut().ask(2, 0).ask(2, 1).cut().ask(2, 1, 3).cut()
    for at in (many - 1, many, many + 1):
        log.ask(1, at).cut()
    return log.ask(1, 2 * many).ask(0, 2 * many).case()


def late_in_a_batch(rng: Rng) -> Case:
    """The first collision stands after more than 2**16 events; then as many collide in a row, and
    what has collided may do so again.
    """
    many = 70_000
    log = Log(rng, [0, 0, 1, 0], 3000, 20)
    log.ask(0, 1, many).ask(1, 1, 2).cut().ask(1, 1, many - 2).cut()
    return log.ask(2, 1).ask(3, 1).cut().ask(1, 1).ask(2, 1).ask(0, 1).cut().ask(3, 18, 2).case()


def thousands_of_batches(rng: Rng) -> Case:
    """What was issued in the first of some five thousand batches comes again in the last ones."""
    log, many = Log(rng, [0, 0, 1], 3000, 0), int(rng.integers(5_000, 5_100))
    log.ask(0, 1, 2).ask(2, 1).cut()
    for at in range(2, many):
        log.ask(at % 2 * 2, at).cut()
    return log.ask(1, 1).cut().ask(1, 1).ask(2, many).cut().ask(1, 4).case()


def _bad_night(rng: Rng) -> Case:
    """Fewer crashes; clocks are set back by up to half a second, once all by a whole second; a
    hundred machines read a clock of two seconds ago for a batch and then catch up; and of some
    workers there are two or three processes, of which every other one has a clock that is late by
    six seconds or more: it meets ids of some batches ago.
    """
    night = Night(rng)
    worker = rng.permutation(N_WORKERS)[:N_PROCESSES]
    twins = rng.choice(N_PROCESSES, 40, replace=False)
    worker[twins] = rng.choice(worker, 20).repeat(2)
    night.skew[twins[::2]] -= rng.integers(6_000, 40_000, len(twins[::2]))
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
    return fleet_of(night, worker, batches)


WORKLOADS = {"bad_night": Workload(_bad_night, n_events, "events")}
