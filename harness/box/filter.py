"""The seccomp filter of a worker: which system calls exist for it.

Linux on x86_64 and aarch64, standard library only. On aarch64 it was only interpreted, by
tests/test_filter.py; no such machine has run it yet.

Unlisted calls fail with EPERM, so that innocent code sees a PermissionError; calls no numeric
program makes kill the process (SIGSYS, "security violation"). Threads may start, processes may not.
Source: seccomp(2).
"""

from __future__ import annotations

import ctypes
import errno
import struct

from locks import system_call  # type: ignore[import-not-found]
from syscalls import here, numbers  # type: ignore[import-not-found]

# fmt: off
ALLOWED = (
    "read", "write", "futex", "mmap", "munmap", "brk", "mprotect", "msync", "close", "openat",
    "open", "stat", "fstat", "lstat", "newfstatat", "statx", "lseek", "pread64", "pwrite64",
    "readv", "writev", "access", "faccessat", "faccessat2", "getdents", "getdents64", "getcwd",
    "chdir", "rename", "renameat", "renameat2", "mkdir", "mkdirat", "rmdir", "unlink", "unlinkat",
    "link", "readlink", "readlinkat", "umask", "ftruncate", "fsync", "fdatasync", "dup", "dup2",
    "dup3", "pipe", "pipe2", "poll", "ppoll", "select", "pselect6", "epoll_create1", "epoll_ctl",
    "epoll_wait", "epoll_pwait", "eventfd2", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn",
    "sigaltstack", "restart_syscall", "sched_yield", "nanosleep", "clock_nanosleep",
    "clock_gettime", "clock_getres", "gettimeofday", "time", "times", "getitimer", "setitimer",
    "alarm", "getpid", "getppid", "gettid", "getuid", "getgid", "geteuid", "getegid", "getrlimit",
    "getrusage", "uname", "getrandom", "arch_prctl", "set_tid_address", "set_robust_list", "rseq",
    "membarrier", "sched_getaffinity", "sched_getparam", "sched_getscheduler", "futex_wake",
    "futex_wait", "close_range", "exit", "exit_group",
)
DEADLY = (
    "ptrace", "process_vm_readv", "process_vm_writev", "mount", "umount2", "pivot_root", "chroot",
    "unshare", "setns", "bpf", "perf_event_open", "io_uring_setup", "io_uring_enter",
    "io_uring_register", "userfaultfd", "keyctl", "add_key", "request_key", "kexec_load",
    "kexec_file_load", "init_module", "finit_module", "delete_module", "open_by_handle_at",
    "setuid", "setgid", "setreuid", "setregid", "setresuid", "setresgid", "settimeofday",
    "clock_settime", "adjtimex", "clock_adjtime", "reboot", "swapon", "swapoff", "pidfd_open",
    "pidfd_getfd", "pidfd_send_signal", "fsopen", "fsmount", "move_mount", "open_tree",
    "mount_setattr", "modify_ldt", "iopl", "ioperm", "vmsplice", "kcmp", "process_madvise",
    "move_pages", "migrate_pages",
)
# fmt: on

_KILL, _ERRNO, _ALLOW = 0x80000000, 0x00050000, 0x7FFF0000
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32 = 0x40000000
_EPERM = _ERRNO | errno.EPERM
_MODE_FILTER, _ALL_THREADS = 1, 1
_CLONE_THREAD = 0x10000
# namespaces; and CLONE_VFORK, whose maker sleeps where no stop signal reaches it
_CLONE_REFUSED = 0x7E020000 | 0x4000

Program = list[tuple[int, int, int, int]]


def _return(action: int) -> Program:
    return [(_RETURN, 0, 0, action)]


def _argument(index: int, high_half: bool = False) -> Program:
    return [(_LOAD, 0, 0, 16 + 8 * index + 4 * high_half)]


def _when(number: int, body: Program) -> Program:
    """Run `body`, which must return, if the loaded value is `number`."""
    return [(_EQUAL, 0, len(body), number), *body]


def _one_of(index: int, values: list[int], otherwise: int = _EPERM) -> Program:
    body = _argument(index)
    for value in values:
        body += _when(value, _return(_ALLOW))
    return body + _return(otherwise)


def _threads_only() -> Program:
    return [
        *_argument(0),
        (_ANY_BIT, 1, 0, _CLONE_THREAD),
        *_return(_EPERM),
        (_ANY_BIT, 0, 1, _CLONE_REFUSED),
        *_return(_EPERM),
        *_return(_ALLOW),
    ]


def _moved_not_doubled() -> Program:
    """mremap of something: with an old size of nothing it maps shared memory a second time, and the
    second mapping can have pages of another size than everybody else's.
    """
    body: Program = []
    for high_half in (False, True):
        body += [*_argument(1, high_half), (_EQUAL, 1, 0, 0), *_return(_ALLOW)]
    return body + _return(_EPERM)


def _read_own_limits() -> Program:
    """prlimit64 with no new limit, on oneself."""
    body: Program = []
    for high_half in (False, True):
        body += [*_argument(2, high_half), (_EQUAL, 1, 0, 0), *_return(_EPERM)]
    return [*body, *_argument(0), (_EQUAL, 0, 1, 0), *_return(_ALLOW), *_return(_EPERM)]


def program(process_id: int, architecture: str) -> Program:
    """The filter as classic BPF. `process_id` is the only process that may be signalled."""
    number = numbers(architecture)
    rules: Program = [
        (_LOAD, 0, 0, 4),
        (_EQUAL, 1, 0, _AUDIT[architecture]),
        *_return(_KILL),  # another architecture's numbers mean other calls (int 0x80)
        (_LOAD, 0, 0, 0),
        (_AT_LEAST, 0, 1, _X32),
        *_return(_KILL),
    ]
    for name in ALLOWED:
        if name in number:
            rules += _when(number[name], _return(_ALLOW))
    for name, body in _judged(process_id).items():
        rules += _when(number[name], body)
    for name in DEADLY:
        if name in number:
            rules += _when(number[name], _return(_KILL))
    return rules + _return(_EPERM)


def _judged(process_id: int) -> dict[str, Program]:
    """The calls that are judged by their arguments."""
    # get and set the name of a thread, name memory, read dumpable
    of_process = [15, 16, 0x53564D41, 3]
    # terminal size and attributes, bytes to read, non-blocking, close-on-exec
    terminal = [0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451]
    # duplicate, get and set flags; no locks, leases or seals
    of_descriptor = [0, 1, 2, 3, 4, 1030]
    # as allocators use it: normal, random, sequential, not needed, free, huge pages and none (which
    # numpy and glibc ask for), core dumps; nothing that collapses, moves or evicts pages
    of_memory = [0, 1, 2, 4, 8, 14, 15, 16, 17]
    return {
        # glibc falls back from clone3 to clone, whose flags a filter can see
        "clone3": _return(_ERRNO | errno.ENOSYS),
        "clone": _threads_only(),
        "tgkill": _one_of(0, [process_id]),
        "prctl": _one_of(0, of_process),
        "ioctl": _one_of(1, terminal, _ERRNO | errno.ENOTTY),
        "fcntl": _one_of(1, of_descriptor),
        "prlimit64": _read_own_limits(),
        "madvise": _one_of(2, of_memory, _ERRNO | errno.EINVAL),
        "mremap": _moved_not_doubled(),
    }


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


def install(process_id: int) -> None:
    """Put the filter on every thread of this process. Needs no_new_privileges() first."""
    rules = program(process_id, here())
    code = b"".join(struct.pack("HBBI", *rule) for rule in rules)
    buffer = ctypes.create_string_buffer(code, len(code))
    header = _Program(len(rules), ctypes.cast(buffer, ctypes.c_void_p))
    system_call("seccomp", _MODE_FILTER, _ALL_THREADS, bytes(header))
