"""Kernel locks a process puts on itself: limits, capabilities, Landlock.

Linux, ctypes only.

Runs inside supervisors and workers, so it imports the standard library alone. Each function raises
OSError where the kernel refuses. Sources: capabilities(7), landlock(7), and the kernel's uapi
headers for the numbers.
"""

from __future__ import annotations

import ctypes
import errno
import os
import resource
import struct
from contextlib import suppress

from rights import ON_FILES, TRUNCATE  # type: ignore[import-not-found]
from syscalls import here, numbers  # type: ignore[import-not-found]

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long

PR_SET_PDEATHSIG = 1
_PR_CAPBSET_DROP = 24
_PR_SET_NO_NEW_PRIVS = 38
_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL = 47, 4
_CAPABILITY_VERSION_3 = 0x20080522


def checked(result: int, what: str) -> int:
    """The result of a libc call; OSError with `what` where it is -1."""
    if result == -1:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def system_call(name: str, *values: int | bytes | ctypes.Array[ctypes.c_char]) -> int:
    """A raw system call; ints are passed as longs, bytes as pointers."""
    number = ctypes.c_long(numbers(here())[name])
    passed = [ctypes.c_long(value) if isinstance(value, int) else value for value in values]
    return checked(_libc.syscall(number, *passed), name)


def prctl(operation: int, value: int = 0) -> None:
    """prctl(2) with one argument."""
    unused = ctypes.c_ulong(0)
    result = _libc.prctl(ctypes.c_int(operation), ctypes.c_ulong(value), unused, unused, unused)
    checked(result, f"prctl {operation}")


def die_with_parent() -> None:
    """Have the kernel kill this process when the thread that started it ends."""
    prctl(PR_SET_PDEATHSIG, 9)


def no_new_privileges() -> None:
    """From here on no exec can gain anything, and an unprivileged process may install seccomp
    filters.
    """
    prctl(_PR_SET_NO_NEW_PRIVS, 1)


def drop_capabilities() -> None:
    """Empty every capability set."""
    for capability in range(64):
        try:
            prctl(_PR_CAPBSET_DROP, capability)
        except OSError:
            break  # past the last one, or already without the right to drop: capset below counts
    with suppress(OSError):  # kernels before 4.3 have no ambient set
        prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL)
    system_call("capset", struct.pack("II", _CAPABILITY_VERSION_3, 0), bytes(24))


def close_from(lowest: int) -> None:
    """Close every descriptor from `lowest` up."""
    try:
        system_call("close_range", lowest, 0x7FFFFFFF, 0)
    except OSError:  # kernels before 5.9, and filters that are older than the call
        os.closerange(lowest, min(resource.getrlimit(resource.RLIMIT_NOFILE)[0], 1 << 16))


def set_limits(limits: dict[str, int]) -> None:
    """Set soft and hard resource limits; keys are the names without RLIMIT_, in lower case."""
    for name, value in limits.items():
        resource.setrlimit(getattr(resource, f"RLIMIT_{name.upper()}"), (value, value))


def landlock_version() -> int:
    """The kernel's Landlock ABI; OSError where there is none, or it may not be asked for."""
    try:
        return system_call("landlock_create_ruleset", 0, 0, 1)
    except OSError as error:
        refused = error.errno in (errno.EPERM, errno.EACCES)
        why = "it may not be used here" if refused else "this kernel has none"
        raise OSError(error.errno, why) from None


def landlock(grants: list[tuple[str, int]]) -> None:
    """Deny all files but the granted paths, all TCP, and signals and abstract sockets to the
    outside.

    Call it while the process has one thread: it binds the calling thread and what that starts
    later.
    """
    version = landlock_version()
    handled = (1 << 13) - 1
    for since, right in ((2, 1 << 13), (3, TRUNCATE), (5, 1 << 15)):
        if version >= since:
            handled |= right
    attributes = struct.pack("QQQ", handled, 3 if version >= 4 else 0, 3 if version >= 6 else 0)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    ruleset = system_call("landlock_create_ruleset", attributes, size, 0)
    for path, rights in grants:
        _grant(ruleset, path, rights & handled)
    system_call("landlock_restrict_self", ruleset, 0)
    os.close(ruleset)


def _grant(ruleset: int, path: str, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # what is not there, or not reachable, needs no right
    try:
        if not os.path.isdir(path):
            rights &= ON_FILES
        system_call("landlock_add_rule", ruleset, 1, struct.pack("=Qi", rights, place), 0)
    finally:
        os.close(place)
