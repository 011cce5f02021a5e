"""A command on a kernel, or in a container, that lacks system calls: played with a filter.

    python -m tests.survive.refusing close_range=ENOSYS memfd_create=EPERM -- kata run lru-cache

`NAME=ERROR` answers a call with that error; `NAME:I==VALUE:J&BITS=ERROR` does where argument I has
this value and argument J one of these bits. Root, or whoever may not gain privileges any more.
"""

from __future__ import annotations

import ctypes
import errno
import os
import re
import struct
import sys

from harness.box.syscalls import here, numbers

MORE = {
    "memfd_create": (319, 279),
    "fork": (57, None),
    "sched_setaffinity": (203, 122),
    "statx": (332, 291),
    "clone": (56, 220),
    "fchown": (93, 55),
    "chown": (92, None),
    "kill": (62, 129),
    "flock": (73, 32),
    "personality": (135, 92),
}
"""Calls that boxes have no word for: numbers on x86_64 and aarch64."""
LOAD, EQUAL, ANY_BIT, RETURN = 0x20, 0x15, 0x45, 0x06
ALLOW, ERRNO = 0x7FFF0000, 0x00050000
NO_NEW_PRIVILEGES, FILTER_OF_ALL_THREADS = 38, (1, 0)

Program = list[tuple[int, int, int, int]]


def _number(name: str) -> int:
    known = numbers(here())
    if name in known:
        return known[name]
    number = MORE[name][here() != "x86_64"]
    assert number is not None, f"{name} is no call of {here()}"
    return number


def program(refusals: list[str]) -> Program:
    """Classic BPF that answers these calls with errors, and allows all others."""
    rules: Program = [(LOAD, 0, 0, 0)]
    for text in refusals:
        found = re.fullmatch(r"(\w+)((?::\d(?:==|&)\w+)*)=(\w+)", text)
        assert found, f"{text}: write NAME=ERROR or NAME:I==VALUE:J&BITS=ERROR"
        name, conditions, error = found.groups()
        body: Program = [(RETURN, 0, 0, ERRNO | getattr(errno, error)), (LOAD, 0, 0, 0)]
        for place, sign, value in reversed(re.findall(r":(\d)(==|&)(\w+)", conditions)):
            test = EQUAL if sign == "==" else ANY_BIT
            low_half = (LOAD, 0, 0, 16 + 8 * int(place))
            body = [low_half, (test, 0, len(body) - 1, int(value, 0)), *body]
        rules += [(EQUAL, 0, len(body), _number(name)), *body]
    return [*rules, (RETURN, 0, 0, ALLOW)]


def refuse(refusals: list[str]) -> None:
    """Put such a filter on this process and what it starts."""
    libc = ctypes.CDLL(None, use_errno=True)
    rules = program(refusals)
    code = b"".join(struct.pack("HBBI", *rule) for rule in rules)
    buffer = ctypes.create_string_buffer(code, len(code))
    header = struct.pack("HxxxxxxQ", len(rules), ctypes.addressof(buffer))
    if os.geteuid() != 0:
        libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    if libc.syscall(_number("seccomp"), *FILTER_OF_ALL_THREADS, header) != 0:
        raise OSError(ctypes.get_errno(), "the filter was not taken")


if __name__ == "__main__":
    at = sys.argv.index("--")
    refuse(sys.argv[1:at])
    os.execvp(sys.argv[at + 1], sys.argv[at + 1 :])
