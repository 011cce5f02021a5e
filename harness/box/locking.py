"""Every lock a worker puts on itself, one after another.

Runs inside workers: standard library only.
"""

from __future__ import annotations

import os
from typing import Any

import filter  # type: ignore[import-not-found]
import locks  # type: ignore[import-not-found]


def lock(config: dict[str, Any]) -> list[str]:
    """Put every lock on this process, and say of those that cannot be had why; OSError instead
    where all are asked for. Must run while it has one thread: numpy starts more.
    """
    grants = [(path, rights) for path, rights in config["grants"]]
    wanted = {
        "limits": lambda: locks.set_limits(config["limits"]),
        "no new privileges": locks.no_new_privileges,
        "Landlock": lambda: locks.landlock(grants),
        "a filter of system calls": lambda: filter.install(os.getpid()),
    }
    missing = []
    for name, put in wanted.items():
        try:
            put()
        except OSError as error:
            missing.append(f"{name} ({error.strerror or error})")
    if missing and config["all_locks"]:
        raise OSError(f"without {' and '.join(missing)}")
    return missing
