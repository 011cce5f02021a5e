"""A role: cores of its own behind one queue, first come, first served.

A job is a time to come and so much work. It is never broken off and stays on its core, so when it
begins and ends is known as soon as it has come: the queue needs no clock of its own.
"""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np

from .costs import QUEUE_MAX

REFUSED = -1
OFFERED, TAKEN, BEGUN, TURNED_AWAY = range(4)


class Role(NamedTuple):
    """`free_us int64[cores]`: when each core has done what it has. `start_us`, `end_us`: of the
    jobs that were taken, in their order. `jobs int64[4]`: jobs offered, taken, begun (up to the
    time last asked for), turned away.
    """

    free_us: np.ndarray
    start_us: np.ndarray
    end_us: np.ndarray
    jobs: np.ndarray


def role(cores: int, jobs_max: int) -> Role:
    """A role with nothing to do, and room for the times of so many jobs."""
    times = np.zeros((2, max(1, jobs_max)), np.int64)
    return Role(np.zeros(cores, np.int64), times[0], times[1], np.zeros(4, np.int64))


@numba.njit(cache=True)
def submit(role: Role, at_us: int, work_us: int) -> int:
    """One job; when it begins, or REFUSED where too many wait. Jobs come in the order of time."""
    jobs = role.jobs
    jobs[OFFERED] += 1
    if waiting(role, at_us) >= QUEUE_MAX:
        jobs[TURNED_AWAY] += 1
        return REFUSED
    core = np.argmin(role.free_us)
    start_us = max(at_us, role.free_us[core])
    role.free_us[core] = start_us + work_us
    role.start_us[jobs[TAKEN]] = start_us
    role.end_us[jobs[TAKEN]] = start_us + work_us
    jobs[TAKEN] += 1
    return int(start_us)


@numba.njit(cache=True)
def waiting(role: Role, now_us: int) -> int:
    """How many jobs have come and not begun; asked for times that never go back."""
    jobs = role.jobs
    while jobs[BEGUN] < jobs[TAKEN] and role.start_us[jobs[BEGUN]] <= now_us:
        jobs[BEGUN] += 1
    return int(jobs[TAKEN] - jobs[BEGUN])


@numba.njit(cache=True)
def wait_us(role: Role, now_us: int) -> int:
    """How long a job that came now would wait."""
    return int(max(0, np.min(role.free_us) - now_us))


@numba.njit(cache=True)
def submit_all(role: Role, at_us: np.ndarray, work_us: np.ndarray) -> None:
    """Jobs one after the other: what a queue is held to closed forms by."""
    for i in range(len(at_us)):
        submit(role, at_us[i], work_us[i])
