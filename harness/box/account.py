"""What the kernel tells of a process from outside: its clock, its memory, what it wrote.

Trusted, standard library only; part of the supervisor's program.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress

LINUX = sys.platform == "linux"
CLOCK = time.CLOCK_MONOTONIC_RAW if LINUX else time.CLOCK_MONOTONIC
DEPTH_MAX = 32
_EXITING = 4
"""PF_EXITING of Linux."""


def cpu_ns(pid: int) -> int | None:
    """CPU time of all threads, ended ones too; exact while the process does not run."""
    try:
        return time.clock_gettime_ns((~pid << 3) | 2) if LINUX else None
    except OSError:
        return None


def settled_cpu_ns(pid: int) -> int | None:
    """The same once it stands still: the last thread may still be on its way off the core."""
    before = cpu_ns(pid)
    while (now := cpu_ns(pid)) != before:
        before = now
    return now


def status_numbers(pid: int) -> dict[str, int]:
    """The numbers of /proc/PID/status, memory in bytes."""
    found: dict[str, int] = {}
    try:
        with open(f"/proc/{pid}/status") as file:
            for line in file:
                name, _, value = line.partition(":")
                words = value.split()
                if words and words[0].isdigit():
                    found[name] = int(words[0]) * (1024 if words[-1] == "kB" else 1)
    except OSError:
        pass
    return found


def _threads(pid: int) -> list[list[str]]:
    """What /proc tells of each thread, from its state on; nothing where it does not tell."""
    found = []
    with suppress(OSError):
        for thread in os.listdir(f"/proc/{pid}/task"):
            with suppress(OSError), open(f"/proc/{pid}/task/{thread}/stat") as file:
                found.append(file.read().rpartition(")")[2].split())
    return found


def is_ready(pid: int) -> bool:
    """Whether a thread of it runs, could run if a core were given to it, or waits for a disk."""
    return any(words[0] in "RD" for words in _threads(pid))


def is_exiting(pid: int) -> bool:
    """Whether all that is left of it is on its way out."""
    return all(int(words[6]) & _EXITING for words in _threads(pid))


def waited_ns(pid: int) -> int:
    """For how long its first thread was ready and not run; 0 where the kernel does not tell."""
    with suppress(OSError, IndexError), open(f"/proc/{pid}/schedstat") as file:
        return int(file.read().split()[1])
    return 0


def out_of_memory() -> int:
    """How many processes the kernel has ended for want of memory, of the machine or a container."""
    with suppress(OSError), open("/proc/vmstat") as file:
        for line in file:
            if line.startswith("oom_kill "):
                return int(line.split()[1])
    return 0


def minor_faults(pid: int) -> int | None:
    """Minor page faults so far; None where the kernel does not tell."""
    with suppress(OSError), open(f"/proc/{pid}/stat") as file:
        return int(file.read().rpartition(")")[2].split()[7])
    return None


def forget_peak(pid: int) -> bool:
    """Begin the high-water mark of its memory anew; whether the kernel did so."""
    try:
        with open(f"/proc/{pid}/clear_refs", "w") as file:
            file.write("5")
        return True
    except OSError:
        return False


def is_larger(folder: str, limit_bytes: int) -> bool:
    """Whether what lies below a folder takes more than that, or is nested deeper than DEPTH_MAX.

    Each entry counts as a page at least, so that empty files and folders have a limit too.
    """
    total, waiting = 0, [(folder, 0)]
    while waiting:
        place, depth = waiting.pop()
        if depth > DEPTH_MAX:
            return True
        with suppress(OSError), os.scandir(place) as entries:
            for entry in entries:
                total += max(4096, entry.stat(follow_symlinks=False).st_size)
                if entry.is_dir(follow_symlinks=False):
                    waiting.append((entry.path, depth + 1))
                if total > limit_bytes:
                    return True
    return False
