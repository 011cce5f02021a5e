"""snowflake: take 64-bit ids apart (level unpack), and issue them: one worker (level generate),
1,024 workers (level many-workers), processes that crash (levels restart and issue-6).

What still raises NotImplementedError counts as not started. Arrays you are given are read-only;
arrays to fill arrive zeroed, and nothing is returned. With numba write @njit(cache=True) and leave
the signature out: explicit ones do not match read-only arrays.

An id of Twitter's layout, bit 63 being 0:

    (ms - EPOCH_MS) << 22 | worker << 12 | sequence      41 + 10 + 12 bits

A request that gets no id gets one of four negative codes. Ids are above 0 and 0 is no answer, so a
reading must be at least 1 ms after the epoch: the times of ids are 1288834974658 to 3487858230208
(EPOCH_MS + 2**41 - 1). Clocks stop, repeat, and go on or back by any step, hours or years.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

TWITTER, DISCORD, INSTAGRAM = range(3)
EPOCH_MS = 1_288_834_974_657  # Twitter's: 2010-11-04 01:42:54.657 UTC
WENT_BACK, USED_UP, TOO_FAR, OUTSIDE = -1, -2, -3, -4
REQUEST, RESTART = range(2)


def unpack(
    ids: np.ndarray, layout: int, ms: np.ndarray, worker: np.ndarray, sequence: np.ndarray
) -> None:
    """Say of each id when it was made and by whom. Its parts, from the highest bit down:

        layout         time   worker   sequence   epoch in Unix ms
        TWITTER    0     41       10         12   1288834974657    (and bit 63 is 0)
        DISCORD    1     42       10         12   1420070400000
        INSTAGRAM  2     41       13         10   1314220021721

    ids        int64[n]   the same 64 bits as an unsigned number: late ids of the last two are
                          negative here, and their highest bit belongs to the time. Any ids, but
                          none below 0 for Twitter; none at all, or up to 10,000,000
    layout     int        any other int64: raise ValueError, and fill nothing; without ids, too
    ms         int64[n]   to fill: Unix time in ms, that is the time in the id plus the epoch
    worker     int64[n]   to fill
    sequence   int64[n]   to fill

    >>> ms, worker, sequence = np.zeros((3, 2), np.int64)
    >>> unpack(np.array([(86_400_000 << 22) + (5 << 12) + 7, 4_199_431]), 0, ms, worker, sequence)
    >>> ms.tolist(), worker.tolist(), sequence.tolist()
    ([1288921374657, 1288834974658], [5, 1], [7, 1031])
    """
    raise NotImplementedError


def generate(clock_ms: np.ndarray, worker: int, state: np.ndarray, ids: np.ndarray) -> None:
    """Issue ids for one worker. Request i reads the clock as clock_ms[i]; readings are in no order.

    clock_ms  int64[n]   Unix time in ms, any int64; n is 0 to 10,000,000
    worker    int        outside 0 .. 1023, any int64: raise ValueError, and change nothing;
                         without requests, too
    state     int64[2]   [Unix time in ms, sequence] of the last id issued, [-1, 0] before the
                         first; to be left as the next call needs it
    ids       int64[n]   to fill, for each request with the first of these that applies:

        OUTSIDE    unless 1 <= clock - EPOCH_MS < 2**41
        WENT_BACK  the clock is before the last id's time
        USED_UP    it is the last id's time, and that id had the sequence 4095
        an id      of the clock's time, with the sequence 0 if the time is new, else one more

    A request without an id leaves the state as it was.

    >>> state, ids = np.array([-1, 0]), np.zeros(7, np.int64)
    >>> generate(EPOCH_MS + np.array([5, 5, 5, 6, 4, 6, -1]), 3, state, ids)
    >>> [(i >> 22, i >> 12 & 1023, i & 4095) if i > 0 else i for i in ids.tolist()]
    [(5, 3, 0), (5, 3, 1), (5, 3, 2), (6, 3, 0), -1, (6, 3, 1), -4]
    >>> (state - [EPOCH_MS, 0]).tolist()
    [6, 1]
    """
    raise NotImplementedError


def generate_many(
    clock_ms: np.ndarray, worker: np.ndarray, max_drift_ms: int, state: np.ndarray, ids: np.ndarray
) -> None:
    """Issue ids for 1,024 workers that would rather run ahead of their clocks than refuse.

    clock_ms      int64[n]       what the worker of request i reads; in no order, any int64; n is 0
                                 to 10,000,000
    worker        int16[n]       0 .. 1023
    max_drift_ms  int            0 .. 10**9
    state         int64[1024,2]  a row for each worker, as the state of `generate`
    ids           int64[n]       to fill, in the order of the requests

    Time and sequence of a worker's next id are (clock, 0) if the clock is after the last id's time.
    Otherwise they come right after the last id's: one more in the sequence, and after 4095 the next
    millisecond with 0. The answer is the first of these that applies:

        OUTSIDE    unless 1 <= clock - EPOCH_MS < 2**41
        TOO_FAR    the id's time would be more than max_drift_ms ahead of the clock
        OUTSIDE    the id's time, too, must be less than 2**41 ms after the epoch
        an id

    A request without an id leaves the state as it was.

    >>> state, ids = np.tile([-1, 0], (1024, 1)), np.zeros(6, np.int64)
    >>> clock = EPOCH_MS + np.array([5, 4, 4, 3, 2, 6])
    >>> generate_many(clock, np.array([3, 3, 2, 3, 3, 3], np.int16), 2, state, ids)
    >>> [(i >> 22, i >> 12 & 1023, i & 4095) if i > 0 else i for i in ids.tolist()]
    [(5, 3, 0), (5, 3, 1), (4, 2, 0), (5, 3, 2), -3, (6, 3, 0)]
    """
    raise NotImplementedError


class Batch(NamedTuple):
    """Events in the order in which they happen: n is 0 to 1,000,000.

    Readings are in no order, from 1288834974658 to 3487858230208 - max_drift_ms: no id comes to lie
    OUTSIDE. What the clock reads at a RESTART says nothing.
    """

    kind: np.ndarray  # uint8[n]: REQUEST or RESTART
    process: np.ndarray  # int32[n]: which process, 0 .. P-1
    clock_ms: np.ndarray  # int64[n]: what it reads


class Fleet:
    """P processes that issue ids as `generate_many` does, crash, and start again.

    Each has a lease on its own disk: a time, `lease_end_ms`. Before a process issues an id whose
    time is after the end of its lease, it moves the end to that id's time plus `lease_ms`. Refused
    requests move nothing.

    A process that starts knows its lease and nothing else. Any id up to the end of the lease may
    have been issued, so it goes on as if the last one had been (lease_end_ms, 4095): every later id
    has a later time. All start when the object is made, and RESTART starts one again, at any time
    and any number of times.

    Every process is one of 1,024 workers. At level restart no two are the same; at level issue-6
    some are, by mistake, two or more: they know nothing of each other, and issue the same ids now
    and then. An id may come again a minute or a day later, and a third time.
    """

    def __init__(
        self, worker: np.ndarray, lease_end_ms: np.ndarray, lease_ms: int, max_drift_ms: int
    ) -> None:
        """Start P processes, 1 .. 2,048.

        worker        int16[P]  which worker each process is, 0 .. 1023
        lease_end_ms  int64[P]  what is on their disks: 0 on a new one, or a time up to
                                3487858230208
        lease_ms      int       1 .. 10**9
        max_drift_ms  int       0 .. 10**9, as for `generate_many`
        """
        raise NotImplementedError

    def apply(
        self, batch: Batch, ids: np.ndarray, rejected: np.ndarray, collision: np.ndarray
    ) -> None:
        """Play a batch. Called for one after the other on the same object.

        Replace it when you want to see more than one event at a time; as it stands it leaves
        `collision` at 0.

        ids        int64[n]  to fill: an id or TOO_FAR for each REQUEST; stays 0 for a RESTART
        rejected   int64[1]  to fill: how many requests of this batch got no id
        collision  int64[1]  to fill (level issue-6): the place in this batch, counted from 1, of
                             the first id that had been issued before, in this batch or an earlier
                             one; 0 if all its ids are new

        Two processes, both worker 3, with leases of 10 ms and no drift. The third event is the
        second process's and collides; the first crashes at once, and its lease ends at 15.

        >>> fleet = Fleet(np.array([3, 3], np.int16), np.zeros(2, np.int64), 10, 0)
        >>> ids, rejected, collision = np.zeros(6, np.int64), np.zeros(1, int), np.zeros(1, int)
        >>> kind = np.array([REQUEST, REQUEST, REQUEST, RESTART, REQUEST, REQUEST], np.uint8)
        >>> clock = EPOCH_MS + np.array([5, 5, 5, 6, 15, 16])
        >>> fleet.apply(Batch(kind, np.array([0, 0, 1, 0, 0, 0]), clock), ids, rejected, collision)
        >>> [(i >> 22, i >> 12 & 1023, i & 4095) if i > 0 else i for i in ids.tolist()]
        [(5, 3, 0), (5, 3, 1), (5, 3, 0), 0, -3, (16, 3, 0)]
        >>> int(rejected[0]), int(collision[0])
        (1, 3)
        """
        n_rejected = 0
        for i, (kind, process, clock) in enumerate(zip(*(x.tolist() for x in batch), strict=True)):
            if kind == RESTART:
                self.restart(process)
            else:
                ids[i] = self.request(process, clock)
                n_rejected += ids[i] < 0
        rejected[0] = n_rejected

    def request(self, process: int, clock: int) -> int:
        """The next id of the process, or TOO_FAR."""
        raise NotImplementedError

    def restart(self, process: int) -> None:
        """The process has crashed and starts: nothing is left but what is on its disk."""
        raise NotImplementedError
