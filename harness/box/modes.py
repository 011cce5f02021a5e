"""The three kinds of box, and what each tells its supervisor.

full: namespaces, Landlock, seccomp, limits.   nons: the same without namespaces, where the system
      forbids them.
off:  practice on other systems: limits of time only, never ranked.
"""

from __future__ import annotations

import itertools
import json
import os
import platform
import stat
import sys
from pathlib import Path
from typing import Any

from harness.box import locks
from harness.box.memory import SIZE_BYTES, Memory
from harness.box.setting import Setting
from harness.box.visible import reachable_by_all, readable, visible
from harness.errors import MisuseError

MODES = ("full", "nons", "off")
SCRATCH_BYTES = 64 << 20
THREADS_MAX = 64
_PROGRAM = (
    "worker.py",
    "loading.py",
    "driver.py",
    "jitcache.py",
    "mapping.py",
    "report.py",
    "turns.py",
    "locks.py",
    "filter.py",
)
_HERE = Path(__file__).parent
_DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom")
_USERS_FROM, _USERS = 60_000, 5_000
_COUNT = itertools.count()


def candidates() -> tuple[str, ...]:
    """The modes worth trying here, best first; `KATA_BOX` in the environment names one to insist
    on.
    """
    wanted = os.environ.get("KATA_BOX", "")
    if wanted in MODES:
        return (wanted,)
    if wanted:
        raise MisuseError(
            f"KATA_BOX is {wanted[:40]!r}; set it to {', '.join(MODES)}, or unset it."
        )
    if sys.platform == "linux" and platform.machine() == "x86_64":
        return MODES
    return ("off",)


def configuration(
    source: str, setting: Setting, stage: str | None, inputs: Memory, outputs: Memory
) -> dict[str, Any]:
    """All that the supervisor must know to build the box and start the worker."""
    full, locked = setting.mode == "full", setting.mode != "off"
    home = stage or "/box"
    user = _other_user(full) if locked and sys.platform == "linux" and os.geteuid() == 0 else None
    if user is not None and stage:
        for folder in (stage, f"{stage}/scratch"):
            os.chown(folder, user, user)
    seen = visible()
    root = {
        "binds": list(seen.folders),
        "hidden": list(seen.hidden),
        "packages": seen.packages,
        "files": {**_program(), "solution.py": source},
        "scratch_bytes": SCRATCH_BYTES,
    }
    worker = {
        "locked": locked,
        "limits": _limits(setting, alone=full or user is not None),
        "grants": _grants(full, home) if locked else [],
        "path": [*seen.path, f"{home}/site"],
        # one name in all boxes of a run, or numba would not find the code it cached
        "solution": "/box/solution.py" if full else _name_in_stage(home),
        "input_bytes": SIZE_BYTES,
        "output_bytes": SIZE_BYTES,
    }
    limits = setting.limits
    return {
        "root": root if full else None,
        "own_user_namespace": full and os.geteuid() != 0,
        "locked": locked,
        "user": user,
        "cores": list(setting.cores),
        "folder": home,
        "command": [
            seen.python,
            "-s",
            "-S",
            "-B",
            "-P",
            "-u",
            f"{home}/worker.py",
            json.dumps(worker),
        ],
        "environment": _environment(home, setting),
        "input_fd": inputs.descriptor,
        "output_fd": outputs.descriptor,
        # a full box has a scratch of limited size, elsewhere the supervisor looks at it
        "scratch": f"{stage}/scratch" if stage else None,
        "limits": {
            "boot_s": 20.0,
            "output_bytes": limits.output_bytes,
            "memory_bytes": limits.memory_mb << 20,
            "threads": THREADS_MAX,
            "scratch_bytes": SCRATCH_BYTES,
        },
    }


def supervisor_python() -> str:
    """The interpreter, without the virtual environment around it."""
    return visible().python


def driver_source() -> str:
    """The program that is compiled together with a policy."""
    return (_HERE / "driver.py").read_text(encoding="utf-8")


def fill_stage(stage: str, source: str) -> None:
    """Put into a folder what a full box has in /box.

    Times are fixed: numba compares them with its cache's.
    """
    for name, text in {**_program(), "solution.py": source}.items():
        path = os.path.join(stage, name)
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        os.chmod(path, 0o444)
        os.utime(path, (0, 0))
    os.mkdir(f"{stage}/site")
    for name, folder in visible().packages.items():
        os.symlink(folder, f"{stage}/site/{name}")
    os.mkdir(f"{stage}/scratch", 0o700)


def _program() -> dict[str, str]:
    return {name: (_HERE / name).read_text(encoding="utf-8") for name in _PROGRAM}


def _name_in_stage(stage: str) -> str:
    return "/proc/self/cwd/solution.py" if sys.platform == "linux" else f"{stage}/solution.py"


def _limits(setting: Setting, alone: bool) -> dict[str, int]:
    """Resource limits of the worker.

    Processes are counted per user: a limit helps only a user of its own.
    """
    data = setting.limits.memory_mb << 20
    limits = {
        "core": 0,
        "cpu": 600,
        "fsize": SCRATCH_BYTES,
        "nofile": 64,
        "stack": 64 << 20,
        "data": data,
        # numba reserves about 500 MB of addresses
        "as": data + (1200 << 20) + 2 * SIZE_BYTES,
        "memlock": 0,
        "msgqueue": 0,
    }
    return {**limits, "nproc": THREADS_MAX} if alone else limits


def _grants(full: bool, home: str) -> list[tuple[str, int]]:
    """What Landlock allows. In a full box hidden folders are covered already."""
    paths = [(path, True) for path in visible().folders] if full else readable()
    grants = [(path, locks.READ if whole else locks.LIST) for path, whole in paths]
    grants += [(home, locks.READ), (f"{home}/scratch", locks.WRITE)]
    grants += [(device, locks.WRITE) for device in _DEVICES]
    return [*grants, ("/dev/shm", locks.WRITE)] if full else grants


def _environment(home: str, setting: Setting) -> dict[str, str]:
    """Everything the worker inherits.

    Allocator thresholds are pinned: glibc else moves them with each free.
    """
    threads = str(setting.threads)
    return {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "HOME": "/nonexistent",
        "TMPDIR": f"{home}/scratch",
        "NUMBA_CACHE_DIR": f"{home}/scratch/numba",
        "PYTHONHASHSEED": str(setting.hash_seed),
        "MALLOC_MMAP_THRESHOLD_": "33554432",
        "MALLOC_TRIM_THRESHOLD_": "1073741824",
        "NUMBA_NUM_THREADS": threads,
        "OMP_NUM_THREADS": threads,
        "OPENBLAS_NUM_THREADS": threads,
        "MKL_NUM_THREADS": threads,
    }


def _other_user(full: bool) -> int | None:
    """A user id that owns nothing, for boxes started by root.

    None where there is none, or it could not read Python. Limits on processes are counted per user,
    so boxes side by side get different ones.
    """
    user = _USERS_FROM + (8 * os.getpid() + next(_COUNT)) % _USERS
    if not _is_mapped(user):
        return None
    seen = visible()
    needed = [seen.python, *seen.path, *seen.packages.values()]
    if full:
        readable_there = all(_open_to_all(path) for path in needed if os.path.exists(path))
    else:
        readable_there = all(reachable_by_all(path) for path in needed if os.path.exists(path))
    return user if readable_there else None


def _open_to_all(path: str) -> bool:
    wanted = stat.S_IROTH | stat.S_IXOTH if os.path.isdir(path) else stat.S_IROTH
    return os.stat(path).st_mode & wanted == wanted


def _is_mapped(user: int) -> bool:
    """Whether this user namespace knows that user: root of a rootless container is alone in its
    own.
    """
    try:
        with open("/proc/self/uid_map") as file:
            ranges = [[int(word) for word in line.split()] for line in file]
        with open("/proc/self/setgroups") as file:
            may_set_groups = file.read().strip() == "allow"
    except OSError:
        return False
    return may_set_groups and any(first <= user < first + count for first, _, count in ranges)
