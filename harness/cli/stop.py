"""Stopping at any moment: what Ctrl-C, SIGTERM and SIGHUP do.

A signal raises `Stopped`, and everything on the way out ends its workers and removes its folders.
What swallows that exception (a destructor, a library) or takes longer than a second is cut short:
the workers are killed, what is left is removed, and the process ends at once, as it does on a
second signal and before there is anything to clean up.

Exit codes are 128 and the signal's number: 130 for Ctrl-C, 143 for SIGTERM, 129 for SIGHUP. Where
the user's own limit of CPU time is used up, it is 70.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from types import FrameType
from typing import NoReturn

SIGNALS = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]
PATIENCE_S = 1.0
MESSAGE = "kata: stopped."
OUT_OF_TIME = 70
_TIME_IS_UP = "kata: your own limit of CPU time (ulimit -t) is used up; lift it."
_MESSAGES = {getattr(signal, "SIGXCPU", 0): _TIME_IS_UP}


class Stopped(KeyboardInterrupt):
    """A signal asked the command to end."""


class _State:
    """`number` is the signal that came, or 0; `working`, whether there may be things to clean."""

    number = 0
    working = False


def listen() -> None:
    """Take the signals over; one that was ignored (nohup) stays ignored.

    Who started us may ignore its children; we do not, for how a program ends is what it says.
    """
    if hasattr(signal, "SIGCHLD"):
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for number in SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _asked)
    _hear_of_time()


def _hear_of_time() -> None:
    """Where the user has limited CPU time, a word comes a second before the kernel ends it all."""
    if not hasattr(signal, "SIGXCPU"):
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    if soft != resource.RLIM_INFINITY and soft > 1:
        resource.setrlimit(resource.RLIMIT_CPU, (min(soft, hard - 1 if hard > 1 else hard), hard))
        signal.signal(signal.SIGXCPU, _asked)


def begin() -> None:
    """From here on there is something to clean up."""
    _State.working = True


def exit_code() -> int:
    """128 and the number of the signal that came; 0 where none has."""
    return _code(_State.number) if _State.number else 0


def message() -> str:
    """What is said of the signal that came."""
    return _MESSAGES.get(_State.number, MESSAGE)


def _code(number: int) -> int:
    return OUT_OF_TIME if number in _MESSAGES else 128 + number


def _asked(number: int, _: FrameType | None) -> None:
    if _State.number or not _State.working:
        _State.number = _State.number or number
        _end_now()
    _State.number = number
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, lambda *_: _end_now())
        signal.setitimer(signal.ITIMER_REAL, PATIENCE_S)
    raise Stopped


def clean_up() -> None:
    """Kill and remove what an interrupted step left behind, and give the terminal back; nothing
    where no box was built and no key was read.
    """
    keys = sys.modules.get("harness.cli.keys")
    if keys is not None:
        keys.restore()
    caches = sys.modules.get("harness.catalog.caches")
    if caches is not None:
        caches.remove()
    handle = sys.modules.get("harness.box.handle")
    if handle is not None:
        handle.end_all()


def leave(code: int) -> NoReturn:
    """Exit with the code; at once where a signal came.

    The interpreter gives signals back to the kernel on its way out, and an alarm that is still
    running would then kill the process and take its exit code away.
    """
    if _State.number:
        with suppress(OSError, ValueError):
            sys.stdout.flush()
        os._exit(code)
    sys.exit(code)


def _end_now() -> None:
    """End this process from inside a signal handler: no lock, no buffer, no exception."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    with suppress(BaseException):
        clean_up()
    with suppress(OSError):
        show_cursor = "\x1b[?25h" if os.isatty(2) else ""
        os.write(2, f"{show_cursor}\n{message()}\n".encode())
    os._exit(exit_code())
