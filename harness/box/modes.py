"""The kinds of box, and what each tells its supervisor.

full: namespaces, Landlock, seccomp, limits.   nons: the same without namespaces, where the system
      forbids them.
some: practice with namespaces and whichever of the other locks can be had, marked wherever shown.
few:  the same without namespaces.
off:  practice on other systems: limits of time only, marked wherever it is shown.
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

from harness.box import rights
from harness.box.limits import SCRATCH_BYTES, THREADS_MAX, limits_of, stricter
from harness.box.memory import SIZE_BYTES, Memory
from harness.box.setting import Setting
from harness.box.syscalls import ARCHITECTURES
from harness.box.visible import reachable_by_all, readable, visible
from harness.errors import MisuseError

MODES = ("full", "nons", "some", "few", "off")
RANKED = ("full", "nons")
"""With every lock that a ranking asks for."""
_OWN_ROOT = ("full", "some")
_PROGRAM = (
    "worker.py",
    "loading.py",
    "driver.py",
    "jitcache.py",
    "mapping.py",
    "report.py",
    "turns.py",
    "locking.py",
    "locks.py",
    "rights.py",
    "syscalls.py",
    "filter.py",
)
_KILL, _SET_USER, _ADMINISTRATE = {5}, {6, 7}, {21}
_ON_FILES_OF_OTHERS = {0, 1, 3}
"""Capabilities of root by their numbers, of which a container may have taken some."""
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
    if sys.platform == "linux" and platform.machine() in ARCHITECTURES:
        return MODES
    return ("off",)


def configuration(
    source: str, setting: Setting, stage: str | None, inputs: Memory, outputs: Memory
) -> dict[str, Any]:
    """All that the supervisor must know to build the box and start the worker."""
    full, locked = has_own_root(setting.mode), setting.mode != "off"
    home = stage or "/box"
    root = sys.platform == "linux" and os.geteuid() == 0
    own_namespace = full and not (root and _may(_ADMINISTRATE))
    user = _other_user(full) if locked and root and not own_namespace else None
    alone = full or user is not None
    if user is not None and stage:
        for folder in (stage, f"{stage}/scratch"):
            os.chown(folder, user, user)
    seen = visible()
    own_root = {
        "binds": list(seen.folders),
        "hidden": list(seen.hidden),
        "packages": seen.packages,
        "files": {**_program(), "solution.py": source},
        "scratch_bytes": SCRATCH_BYTES,
    }
    worker = {
        "locked": locked,
        "all_locks": setting.mode in RANKED,
        "limits": limits_of(setting, alone),
        "grants": _grants(full, home) if locked else [],
        "path": [*seen.path, f"{home}/site"],
        # one name in all boxes of a run, or numba would not find the code it cached
        "solution": "/box/solution.py" if full else _name_in_stage(home),
        "input_bytes": SIZE_BYTES,
        "output_bytes": SIZE_BYTES,
    }
    limits = setting.limits
    return {
        "root": own_root if full else None,
        "own_user_namespace": own_namespace,
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
            "own": stricter(setting, alone),
            "cpu_s": limits_of(setting, alone)["cpu"],
        },
    }


def has_own_root(mode: str) -> bool:
    """Whether boxes of this mode have a file system of their own."""
    return mode in _OWN_ROOT


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
    os.chmod(f"{stage}/site", 0o755)  # whatever the umask is: the worker may be another user
    for name, folder in visible().packages.items():
        os.symlink(folder, f"{stage}/site/{name}")
    os.mkdir(f"{stage}/scratch", 0o700)


def _program() -> dict[str, str]:
    return {name: (_HERE / name).read_text(encoding="utf-8") for name in _PROGRAM}


def _name_in_stage(stage: str) -> str:
    return "/proc/self/cwd/solution.py" if sys.platform == "linux" else f"{stage}/solution.py"


def _grants(full: bool, home: str) -> list[tuple[str, int]]:
    """What Landlock allows. In a full box hidden folders are covered already."""
    paths = [(path, True) for path in visible().folders] if full else readable()
    grants = [(path, rights.READ if whole else rights.LIST) for path, whole in paths]
    grants += [(home, rights.READ), (f"{home}/scratch", rights.WRITE)]
    grants += [(device, rights.WRITE) for device in _DEVICES]
    return [*grants, ("/dev/shm", rights.WRITE)] if full else grants


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

    None where there is none, it could not read Python, or root has not the right to become it and
    to rule it from outside. Limits on processes are counted per user, so boxes side by side get
    different ones.
    """
    if not _may(_KILL | _SET_USER | (set() if full else _ON_FILES_OF_OTHERS)):
        return None
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


def _may(capabilities: set[int]) -> bool:
    """Whether this process has these capabilities."""
    try:
        with open("/proc/self/status") as file:
            held = next(int(line.split()[1], 16) for line in file if line.startswith("CapEff:"))
    except (OSError, StopIteration):
        return False
    return all(held >> number & 1 for number in capabilities)


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
