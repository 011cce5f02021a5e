"""Which computer this is, and which of its cores a measurement uses.

No user, host or path names.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import platform
import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@functools.cache
def cpu_model() -> str:
    """The processor's name as the system gives it."""
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def _read(path: str) -> str:
    try:
        return Path(path).read_text().strip()
    except OSError:
        return "unknown"


def _hypervisor() -> bool:
    return "hypervisor" in _read("/proc/cpuinfo")


def _version(package: str) -> str:
    from importlib.metadata import PackageNotFoundError, version  # 20 ms that `kata list` saves

    try:
        return version(package)
    except PackageNotFoundError:
        return "absent"


@functools.cache
def describe() -> dict[str, Any]:
    """The machine and the software that decide a time."""
    return {
        "cpu": cpu_model(),
        "cores": os.cpu_count() or 1,
        "cores_allowed": len(allowed_cores()) or 1,
        "governor": _read("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"),
        "virtual": _hypervisor(),
        "system": platform.system(),
        "kernel": platform.release(),
        "libc": " ".join(platform.libc_ver()).strip(),
        "python": platform.python_version(),
        "packages": {name: _version(name) for name in ("numpy", "numba", "llvmlite", "h3")},
        "allocator": {"mmap_threshold_bytes": 33_554_432, "trim_threshold_bytes": 1 << 30},
    }


def identity() -> str:
    """A short digest of the description: numbers of different machines are never mixed."""
    return hashlib.sha256(json.dumps(describe(), sort_keys=True).encode()).hexdigest()[:16]


def allowed_cores() -> tuple[int, ...]:
    """The cores this process may use; empty where the system does not tell."""
    return tuple(sorted(os.sched_getaffinity(0))) if sys.platform == "linux" else ()


@contextmanager
def worker_cores(count: int) -> Iterator[tuple[int, ...]]:
    """Draw cores for workers; this process, and the supervisors it starts, keep off them if they
    can.
    """
    cores = allowed_cores()
    if not cores:
        yield ()
        return
    drawn = tuple(random.sample(cores, min(count, len(cores))))
    others = set(cores) - set(drawn)
    if others:
        os.sched_setaffinity(0, others)
    try:
        yield drawn
    finally:
        os.sched_setaffinity(0, cores)
