"""Something trusted that may take too long in this process, stopped when its time is used."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any


class _Over(BaseException):
    """The time is used; no `except Exception` keeps it."""


def within(limit_s: float, work: Callable[[], Any]) -> bool:
    """Do it; whether it was done in time.

    By a signal, which comes between two lines of Python: what is compiled is waited for. False at
    once in a thread that gets no signals.
    """
    if threading.current_thread() is not threading.main_thread():
        return False

    def over(_: int, __: FrameType | None) -> None:
        raise _Over

    before = signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, limit_s)
    try:
        work()
    except _Over:
        return False
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    return True
