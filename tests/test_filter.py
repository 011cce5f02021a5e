"""The filter of system calls as the kernel would read it, on both architectures: by interpretation.

No aarch64 machine has run it yet; there this is all that is known.
"""

from __future__ import annotations

import errno
import importlib
import re
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from harness.box.syscalls import ARCHITECTURES, NUMBERS, numbers

AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
"""AUDIT_ARCH_X86_64 and AUDIT_ARCH_AARCH64 of linux/audit.h."""
KILL, ALLOW, ERRNO = 0x80000000, 0x7FFF0000, 0x00050000
EPERM = ERRNO | errno.EPERM
HEADERS = {
    "x86_64": ("x86_64-linux-gnu/asm/unistd_64.h", "asm/unistd_64.h"),
    "aarch64": ("asm-generic/unistd.h",),
}
"""Below /usr/include, where the kernel's headers are installed."""
OWN = 4242


@pytest.fixture(scope="module")
def filtering() -> Iterator[ModuleType]:
    """filter.py, which workers import by that name."""
    before, path = set(sys.modules), str(Path(__file__).parent.parent / "harness" / "box")
    sys.path.insert(0, path)
    try:
        yield importlib.import_module("filter")
    finally:
        sys.path.remove(path)
        for name in set(sys.modules) - before:
            if name in ("filter", "locks", "rights", "syscalls"):
                del sys.modules[name]


@pytest.fixture(params=ARCHITECTURES)
def architecture(request: pytest.FixtureRequest) -> str:
    return str(request.param)


class Reader:
    """What the kernel does with a classic BPF program, for the instructions that filters use."""

    def __init__(self, program: list[tuple[int, int, int, int]], audit: int) -> None:
        self.program, self.audit = program, audit

    def __call__(self, number: int, *arguments: int) -> int:
        padded = (*arguments, *[0] * (6 - len(arguments)))
        data = struct.pack("<IIQ6Q", number, self.audit, 0, *padded)
        value, at = 0, 0
        while True:
            code, yes, no, k = self.program[at]
            if code == 0x06:
                return k
            if code == 0x20:
                (value,) = struct.unpack_from("<I", data, k)
                at += 1
                continue
            held = {0x15: value == k, 0x35: value >= k, 0x45: bool(value & k)}[code]
            at += 1 + (yes if held else no)


@pytest.fixture
def read(filtering: ModuleType, architecture: str) -> Reader:
    return Reader(filtering.program(OWN, architecture), AUDIT[architecture])


def from_headers(architecture: str) -> dict[str, int]:
    """Name -> number as the kernel's headers say it."""
    found = [Path("/usr/include") / name for name in HEADERS[architecture]]
    path = next((each for each in found if each.is_file()), None)
    if path is None:
        pytest.skip("the kernel's headers are not installed")
    lines = re.findall(r"^#define __NR(?:3264)?_(\w+)\s+(\d+)$", path.read_text(), re.MULTILINE)
    table = {name: int(number) for name, number in lines}
    return {**table, "newfstatat": table.get("newfstatat", table.get("fstatat", 0))}


def test_the_table_is_the_kernel_s(architecture: str) -> None:
    known = from_headers(architecture)
    newest = max(known.values())
    place = ARCHITECTURES.index(architecture)
    for name, each in NUMBERS.items():
        if each[place] is None or each[place] <= newest:
            assert known.get(name) == each[place], name


def test_a_program_is_short_enough_for_the_kernel(filtering: ModuleType, architecture: str) -> None:
    program = filtering.program(OWN, architecture)
    assert len(program) < 4096
    assert all(yes < 256 and no < 256 for _, yes, no, _ in program)


JUDGED = {"clone", "clone3", "tgkill", "prctl", "prlimit64", "ioctl", "fcntl", "madvise", "mremap"}


def test_every_number_has_the_fate_of_its_name(
    filtering: ModuleType, read: Reader, architecture: str
) -> None:
    names = {number: name for name, number in numbers(architecture).items()}
    for number in range(700):
        name = names.get(number, "")
        if name in JUDGED:
            continue
        fate = EPERM
        if name in filtering.ALLOWED:
            fate = ALLOW
        elif name in filtering.DEADLY:
            fate = KILL
        assert read(number) == fate, (number, name)


REFUSED = [
    "socket",
    "connect",
    "bind",
    "sendto",
    "recvfrom",
    "fork",
    "vfork",
    "execve",
    "execveat",
    "kill",
    "tkill",
    "memfd_create",
    "shmget",
    "msgget",
    "semget",
    "setrlimit",
    "sched_setaffinity",
    "setpriority",
    "inotify_init1",
    "fanotify_init",
    "flock",
    "chmod",
    "fchmodat",
    "chown",
    "mknodat",
    "symlinkat",
    "linkat",
    "truncate",
    "setxattr",
    "capset",
    "seccomp",
    "landlock_create_ruleset",
    "process_mrelease",
    "personality",
    "mlock",
    "memfd_secret",
    "openat2",
    "splice",
    "tee",
    "sendfile",
    "quotactl",
    "acct",
]


def test_what_a_name_of_the_headers_means_is_what_is_refused(
    read: Reader, architecture: str
) -> None:
    known = from_headers(architecture)
    met = [name for name in REFUSED if name in known]
    assert len(met) > 30
    for name in met:
        assert read(known[name]) == EPERM, name
    for name in ("ptrace", "unshare", "mount", "setuid", "io_uring_setup", "bpf"):
        assert read(known[name]) == KILL, name


def test_numbers_of_another_architecture_mean_other_calls(read: Reader, architecture: str) -> None:
    for audit in (*AUDIT.values(), 0x40000003, 0x40000028):
        other = Reader(read.program, audit)
        wanted = ALLOW if audit == AUDIT[architecture] else KILL
        assert other(numbers(architecture)["read"]) == wanted
    assert read(0x40000000 | numbers(architecture)["read"]) == KILL, "x32"


THREAD = 0x3D0F00
ARGUMENTS = {
    "a thread": ("clone", (THREAD,), ALLOW),
    "a process": ("clone", (17,), EPERM),
    "a thread in a namespace": ("clone", (THREAD | 0x10000000,), EPERM),
    "a thread as vfork makes it": ("clone", (THREAD | 0x4000,), EPERM),
    "clone3, for which glibc knows another way": ("clone3", (0, 88), ERRNO | errno.ENOSYS),
    "a signal to itself": ("tgkill", (OWN, OWN, 6), ALLOW),
    "a signal to another": ("tgkill", (1, 1, 9), EPERM),
    "the name of a thread": ("prctl", (15,), ALLOW),
    "a death signal": ("prctl", (1, 0), EPERM),
    "its own limits": ("prlimit64", (0, 7, 0, 1), ALLOW),
    "new limits": ("prlimit64", (0, 7, 1, 0), EPERM),
    "new limits, far up": ("prlimit64", (0, 7, 1 << 32, 0), EPERM),
    "another's limits": ("prlimit64", (1, 7, 0, 1), EPERM),
    "is it a terminal?": ("ioctl", (1, 0x5401), ALLOW),
    "a letter into a terminal": ("ioctl", (1, 0x5412), ERRNO | errno.ENOTTY),
    "flags of a file": ("fcntl", (1, 3), ALLOW),
    "a lock on a file": ("fcntl", (1, 6), EPERM),
    "seals": ("fcntl", (1, 1033), EPERM),
    "memory given back": ("madvise", (0, 4096, 4), ALLOW),
    "pages collapsed": ("madvise", (0, 4096, 25), ERRNO | errno.EINVAL),
    "memory moved": ("mremap", (0, 4096, 8192), ALLOW),
    "much memory moved": ("mremap", (0, 1 << 32, 1 << 33), ALLOW),
    "memory doubled": ("mremap", (0, 0, 8192), EPERM),
}


@pytest.mark.parametrize("what", ARGUMENTS)
def test_arguments_decide(read: Reader, architecture: str, what: str) -> None:
    name, arguments, fate = ARGUMENTS[what]
    assert read(numbers(architecture)[name], *arguments) == fate
