"""What the system refuses, in one sentence: what it was, and the user's own limit behind it."""

from __future__ import annotations

import errno
import os

from harness.cli.streams import say

OUR_FAULT = 70
_BEHIND = {
    errno.EMFILE: ("NOFILE", "-n", 1),
    errno.EFBIG: ("FSIZE", "-f", 1024),
    errno.ENOMEM: ("AS", "-v", 1024),
    errno.EAGAIN: ("NPROC", "-u", 1),
}
"""Error -> the limit that may be behind it, its option of the shell's `ulimit`, and its unit."""


def refused(problem: OSError | MemoryError) -> int:
    """The system has no room, or no rights, for something we cannot do without."""
    if os.environ.get("KATA_TRACEBACK"):
        raise problem
    reason = getattr(problem, "strerror", None) or "out of memory"
    name = getattr(problem, "filename", None)
    place = f" ({name})" if isinstance(name, str) else ""
    number = getattr(problem, "errno", None) or errno.ENOMEM
    say(f"kata: the system refuses: {reason}{place}; {_own_limit(number)} and type it again.")
    return OUR_FAULT


def _own_limit(number: int) -> str:
    """What to do: lift the limit of this user that is behind an error, if there is one."""
    if number not in _BEHIND:
        return "mend that"
    import resource

    name, option, unit = _BEHIND[number]
    own = resource.getrlimit(getattr(resource, f"RLIMIT_{name}"))[0]
    if own == resource.RLIM_INFINITY:
        return "mend that"
    return f"lift your own limit (ulimit {option} {own // unit})"
