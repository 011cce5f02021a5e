"""The seccomp filter of a worker: which system calls exist for it.

Linux x86_64, standard library only.

Unlisted calls fail with EPERM, so that innocent code sees a PermissionError; calls no numeric
program makes kill the process (SIGSYS, "security violation"). Threads may start, processes may not.
Sources: seccomp(2), the x86_64 system call table.
"""

from __future__ import annotations

import ctypes
import errno
import struct

from locks import system_call  # type: ignore[import-not-found]

# fmt: off
ALLOWED = {
    "read": 0, "write": 1, "futex": 202, "mmap": 9, "munmap": 11, "brk": 12,
    "mprotect": 10, "msync": 26, "close": 3, "openat": 257, "open": 2,
    "stat": 4, "fstat": 5, "lstat": 6, "newfstatat": 262, "statx": 332,
    "lseek": 8, "pread64": 17, "pwrite64": 18, "readv": 19, "writev": 20,
    "access": 21, "faccessat": 269, "faccessat2": 439, "getdents": 78, "getdents64": 217,
    "getcwd": 79, "chdir": 80, "rename": 82, "renameat": 264, "renameat2": 316, "mkdir": 83,
    "mkdirat": 258, "rmdir": 84, "unlink": 87, "unlinkat": 263, "link": 86, "readlink": 89,
    "readlinkat": 267, "umask": 95, "ftruncate": 77, "fsync": 74,
    "fdatasync": 75, "dup": 32, "dup2": 33, "dup3": 292, "pipe": 22, "pipe2": 293, "poll": 7,
    "ppoll": 271, "select": 23, "pselect6": 270, "epoll_create1": 291, "epoll_ctl": 233,
    "epoll_wait": 232, "epoll_pwait": 281, "eventfd2": 290, "rt_sigaction": 13,
    "rt_sigprocmask": 14, "rt_sigreturn": 15, "sigaltstack": 131, "restart_syscall": 219,
    "sched_yield": 24, "nanosleep": 35, "clock_nanosleep": 230, "clock_gettime": 228,
    "clock_getres": 229, "gettimeofday": 96, "time": 201, "times": 100, "getitimer": 36,
    "setitimer": 38, "alarm": 37, "getpid": 39, "getppid": 110, "gettid": 186, "getuid": 102,
    "getgid": 104, "geteuid": 107, "getegid": 108, "getrlimit": 97, "getrusage": 98, "uname": 63,
    "getrandom": 318, "arch_prctl": 158, "set_tid_address": 218,
    "set_robust_list": 273, "rseq": 334, "membarrier": 324, "sched_getaffinity": 204,
    "sched_getparam": 143, "sched_getscheduler": 145, "futex_wake": 454, "futex_wait": 455,
    "close_range": 436, "exit": 60, "exit_group": 231,
}
DEADLY = {
    "ptrace": 101, "process_vm_readv": 310, "process_vm_writev": 311, "mount": 165,
    "umount2": 166, "pivot_root": 155, "chroot": 161, "unshare": 272, "setns": 308, "bpf": 321,
    "perf_event_open": 298, "io_uring_setup": 425, "io_uring_enter": 426,
    "io_uring_register": 427, "userfaultfd": 323, "keyctl": 250, "add_key": 248,
    "request_key": 249, "kexec_load": 246, "kexec_file_load": 320, "init_module": 175,
    "finit_module": 313, "delete_module": 176, "open_by_handle_at": 304, "setuid": 105,
    "setgid": 106, "setreuid": 113, "setregid": 114, "setresuid": 117, "setresgid": 119,
    "settimeofday": 164, "clock_settime": 227, "adjtimex": 159, "clock_adjtime": 305,
    "reboot": 169, "swapon": 167, "swapoff": 168, "pidfd_open": 434, "pidfd_getfd": 438,
    "pidfd_send_signal": 424, "fsopen": 430, "fsmount": 432, "move_mount": 429,
    "open_tree": 428, "mount_setattr": 442, "modify_ldt": 154, "iopl": 172, "ioperm": 173,
    "vmsplice": 278, "kcmp": 312, "process_madvise": 440, "move_pages": 279,
    "migrate_pages": 256,
}
# fmt: on

_KILL, _ERRNO, _ALLOW = 0x80000000, 0x00050000, 0x7FFF0000
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_X86_64, _X32 = 0xC000003E, 0x40000000
_EPERM = _ERRNO | errno.EPERM
_SYS_SECCOMP, _MODE_FILTER, _ALL_THREADS = 317, 1, 1
_CLONE, _CLONE3, _TGKILL, _PRCTL, _PRLIMIT, _IOCTL, _FCNTL = 56, 435, 234, 157, 302, 16, 72
_MADVISE, _MREMAP = 28, 25
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


def program(process_id: int) -> Program:
    """The filter as classic BPF. `process_id` is the only process that may be signalled."""
    rules: Program = [
        (_LOAD, 0, 0, 4),
        (_EQUAL, 1, 0, _X86_64),
        *_return(_KILL),  # another architecture's numbers mean other calls (int 0x80)
        (_LOAD, 0, 0, 0),
        (_AT_LEAST, 0, 1, _X32),
        *_return(_KILL),
    ]
    for number in ALLOWED.values():
        rules += _when(number, _return(_ALLOW))
    # glibc falls back from clone3 to clone, whose flags a filter can see
    rules += _when(_CLONE3, _return(_ERRNO | errno.ENOSYS))
    rules += _when(_CLONE, _threads_only())
    rules += _when(_TGKILL, _one_of(0, [process_id]))
    # get and set the name of a thread, name memory, read dumpable
    rules += _when(_PRCTL, _one_of(0, [15, 16, 0x53564D41, 3]))
    # terminal size and attributes, bytes to read, non-blocking, close-on-exec
    terminal = [0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451]
    rules += _when(_IOCTL, _one_of(1, terminal, _ERRNO | errno.ENOTTY))
    # duplicate, get and set flags; no locks, leases or seals
    rules += _when(_FCNTL, _one_of(1, [0, 1, 2, 3, 4, 1030]))
    rules += _when(_PRLIMIT, _read_own_limits())
    # as allocators use it: normal, random, sequential, not needed, free, huge pages and none (which
    # numpy and glibc ask for), core dumps; nothing that collapses, moves or evicts pages
    rules += _when(_MADVISE, _one_of(2, [0, 1, 2, 4, 8, 14, 15, 16, 17], _ERRNO | errno.EINVAL))
    rules += _when(_MREMAP, _moved_not_doubled())
    for number in DEADLY.values():
        rules += _when(number, _return(_KILL))
    return rules + _return(_EPERM)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


def install(process_id: int) -> None:
    """Put the filter on every thread of this process. Needs no_new_privileges() first."""
    rules = program(process_id)
    code = b"".join(struct.pack("HBBI", *rule) for rule in rules)
    buffer = ctypes.create_string_buffer(code, len(code))
    header = _Program(len(rules), ctypes.cast(buffer, ctypes.c_void_p))
    system_call(_SYS_SECCOMP, _MODE_FILTER, _ALL_THREADS, bytes(header))
