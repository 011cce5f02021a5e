"""Resource limits of a worker: those of a box, or the user's own where they are stricter."""

from __future__ import annotations

import resource

from harness.box.memory import SIZE_BYTES
from harness.box.setting import Setting

SCRATCH_BYTES = 64 << 20
THREADS_MAX = 64
_ULIMITS = {
    "cpu": ("-t", 1),
    "fsize": ("-f", 1024),
    "nofile": ("-n", 1),
    "stack": ("-s", 1024),
    "data": ("-d", 1024),
    "as": ("-v", 1024),
    "nproc": ("-u", 1),
}
"""The option of the shell's `ulimit`, and its unit."""


def limits_of(setting: Setting, alone: bool) -> dict[str, int]:
    """The limits of a worker: names without RLIMIT_, in lower case."""
    limits = _of_box(setting, alone)
    owns = {name: own_limit(name) for name in limits}
    return {
        name: value if (own := owns[name]) is None else min(value, own)
        for name, value in limits.items()
    }


def stricter(setting: Setting, alone: bool) -> dict[str, str]:
    """The user's own limits that are stricter than a box's: name -> "ulimit -v 400000"."""
    found = {}
    for name, value in _of_box(setting, alone).items():
        own = own_limit(name)
        if name in _ULIMITS and own is not None and own < value:
            option, unit = _ULIMITS[name]
            found[name] = f"ulimit {option} {own // unit}"
    return found


def _of_box(setting: Setting, alone: bool) -> dict[str, int]:
    """Processes are counted per user: a limit helps only a user of its own, who is `alone`."""
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


def own_limit(name: str) -> int | None:
    """The user's limit, None where there is none.

    Of the stack it is the hard one: the soft one is small everywhere, and nobody's wish. Of CPU
    time too, where there is one: `kata` lowers the soft one to be told before it ends.
    """
    kind = getattr(resource, f"RLIMIT_{name.upper()}", None)
    if kind is None:
        return None
    soft, hard = resource.getrlimit(kind)
    own = hard if name == "stack" or (name == "cpu" and hard != resource.RLIM_INFINITY) else soft
    return None if own == resource.RLIM_INFINITY else own
