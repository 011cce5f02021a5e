"""Namespaces and the small file system a boxed worker sees. Linux only, standard library only.

Sources: unshare(2), mount(2), pivot_root(2), user_namespaces(7).
"""

from __future__ import annotations

import ctypes
import os

from locks import checked, system_call  # type: ignore[import-not-found]

_libc = ctypes.CDLL(None, use_errno=True)

NEW_MOUNTS, NEW_CGROUP, NEW_HOST_NAME, NEW_IPC = 0x20000, 0x02000000, 0x04000000, 0x08000000
NEW_USER, NEW_PROCESSES, NEW_NETWORK = 0x10000000, 0x20000000, 0x40000000

_READ_ONLY, _NO_SUID, _NO_DEV, _NO_EXEC, _REMOUNT, _BIND = 1, 2, 4, 8, 32, 4096
_RECURSIVE, _PRIVATE = 16384, 1 << 18
_NO_ATIME, _NO_DIR_ATIME, _RELATIVE_ATIME = 1024, 2048, 1 << 21
_DETACH = 2

ROOT = "/proc"
"""Where the new root is mounted before it becomes `/`: always there, and holds nothing that is
bound.
"""


def unshare(flags: int) -> None:
    """unshare(2)."""
    checked(_libc.unshare(ctypes.c_int(flags)), f"unshare {flags:#x}")


def name_host() -> None:
    """In a namespace of its own: no box tells what this host is called."""
    checked(_libc.sethostname(b"box", 3), "sethostname")


def own_user_namespace(extra: int) -> None:
    """Enter a user namespace in which this user keeps its ids, and `extra` ones with it."""
    user, group = os.geteuid(), os.getegid()
    unshare(NEW_USER | extra)
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{user} {user} 1"),
        ("gid_map", f"{group} {group} 1"),
    ):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)


def _mount(source: str | None, target: str, kind: str | None, flags: int, data: str = "") -> None:
    result = _libc.mount(
        source and os.fsencode(source),
        os.fsencode(target),
        kind and kind.encode(),
        ctypes.c_ulong(flags),
        data.encode(),
    )
    checked(result, f"mount {source} on {target}")


def _locked_flags(path: str) -> int:
    """Mount flags of the source, which a user namespace may not clear."""
    found = os.statvfs(path).f_flag
    pairs = ((2, _NO_SUID), (4, _NO_DEV), (8, _NO_EXEC), (1024, _NO_ATIME), (2048, _NO_DIR_ATIME))
    flags = sum(flag for bit, flag in pairs if found & bit)
    return flags | (_RELATIVE_ATIME if found & 4096 else 0)


def _bind_read_only(source: str, target: str) -> None:
    if os.path.isdir(source):
        os.makedirs(target, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        open(target, "w").close()
    _mount(source, target, None, _BIND | _RECURSIVE)
    flags = _READ_ONLY | _NO_SUID | _NO_DEV | _locked_flags(source)
    _mount(None, target, None, _REMOUNT | _BIND | flags)


def _temporary(target: str, options: str, flags: int = _NO_EXEC) -> None:
    os.makedirs(target, exist_ok=True)
    _mount("tmpfs", target, "tmpfs", _NO_SUID | _NO_DEV | flags, options)


def _read_only(target: str) -> None:
    _mount(None, target, None, _REMOUNT | _BIND | _READ_ONLY | _NO_SUID | _NO_DEV)


def enter_root(
    binds: list[str],
    hidden: list[str],
    packages: dict[str, str],
    files: dict[str, str],
    scratch_bytes: int,
) -> None:
    """Make a root of read-only binds and enter it.

    binds:    paths shown where they are (a symbolic link stays one);
    hidden:   folders below them that are covered by empty ones;
    packages: name -> folder, shown as /box/site/name;
    files:    name -> text, written to /box; /box/scratch is writable, at most `scratch_bytes`.
    """
    _mount(None, "/", None, _RECURSIVE | _PRIVATE)
    _temporary(ROOT, "size=4m,nr_inodes=1024,mode=755", flags=0)
    for path in binds:
        if os.path.islink(path):
            os.makedirs(ROOT + os.path.dirname(path), exist_ok=True)
            os.symlink(os.readlink(path), ROOT + path)
        elif os.path.exists(path):
            _bind_read_only(path, ROOT + path)
    for path in hidden:
        if os.path.isdir(ROOT + path):
            _temporary(ROOT + path, "size=4k,nr_inodes=2,mode=555")
            _read_only(ROOT + path)
    for name, source in packages.items():
        _bind_read_only(source, f"{ROOT}/box/site/{name}")
    for name, text in files.items():
        with open(f"{ROOT}/box/{name}", "w", encoding="utf-8", newline="") as file:
            file.write(text)
        os.utime(f"{ROOT}/box/{name}", (0, 0))  # numba compares it with its cache's
    os.makedirs(ROOT + "/dev")
    for name in ("null", "zero", "urandom"):
        open(f"{ROOT}/dev/{name}", "w").close()
        _mount(f"/dev/{name}", f"{ROOT}/dev/{name}", None, _BIND)
    _temporary(ROOT + "/dev/shm", "size=1m,nr_inodes=64,mode=1777")
    _temporary(ROOT + "/box/scratch", f"size={scratch_bytes},nr_inodes=1024,mode=1777")
    _read_only(ROOT)
    os.chdir(ROOT)
    system_call("pivot_root", b".", b".")
    checked(_libc.umount2(b".", _DETACH), "umount of the old root")
    os.chdir("/")
