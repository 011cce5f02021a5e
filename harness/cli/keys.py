"""Single keys of a terminal, which is given back as it was whatever happens: an end, a signal,
Ctrl-Z, another program that wants it for a while.
"""

from __future__ import annotations

import os
import re
import select
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

END = "end"
"""The input has ended."""
_CTRL_D = "\x04"
_ARROWS = re.compile("\x1b(\\[[0-9;]*.|O.)?")
"""What one key sends as several characters."""


class _State:
    """How the terminal was when the first key was wanted, and whether it is otherwise now."""

    usual: list[Any] | None = None
    changed = False


class Keys:
    """Use as a context manager. Without a terminal no key comes, but the end of the input may."""

    def __init__(self) -> None:
        self.usable = sys.stdin is not None and os.isatty(0)

    def __enter__(self) -> Keys:
        if self.usable:
            if signal.getsignal(signal.SIGTSTP) is not signal.SIG_IGN:
                signal.signal(signal.SIGTSTP, _stopped)
            signal.signal(signal.SIGCONT, _continued)
            _one_by_one()
        return self

    def __exit__(self, *unused: object) -> None:
        if self.usable:
            restore()
            if signal.getsignal(signal.SIGTSTP) is _stopped:
                signal.signal(signal.SIGTSTP, signal.SIG_DFL)
            signal.signal(signal.SIGCONT, signal.SIG_DFL)

    def typed(self, wait_s: float) -> list[str]:
        """The keys that were typed, or END; waits so long for one.

        In background nothing is read, which would stop this process.
        """
        if self.usable and not _one_by_one():
            time.sleep(wait_s)
            return []
        try:
            if not select.select([0], [], [], wait_s)[0]:
                return []
            read = os.read(0, 1024).decode("utf-8", "replace")
        except OSError:  # the terminal has gone
            return [END]
        if not self.usable:
            return [] if read else [END]
        keys = _ARROWS.sub("", read)
        return [END if key == _CTRL_D else key.lower() for key in keys] if read else [END]

    @contextmanager
    def aside(self) -> Iterator[None]:
        """The terminal as it was, for something else that reads from it."""
        restore()
        try:
            yield
        finally:
            restore()  # a debugger that was killed leaves it as it needed it
            if self.usable and _one_by_one():
                import termios

                with suppress(termios.error):
                    termios.tcflush(0, termios.TCIFLUSH)  # it was not meant for us


def restore() -> None:
    """The terminal as it was before the first key; nothing where none was wanted, or it is not
    ours.
    """
    if _State.usual is not None and _in_foreground():
        import termios

        _State.changed = False
        with suppress(termios.error):
            termios.tcsetattr(0, termios.TCSANOW, _State.usual)


def _one_by_one() -> bool:
    """Keys come without Enter and are not shown; Ctrl-C and Ctrl-Z are what they are. Whether it is
    so: in background the terminal is another's.
    """
    if not _in_foreground():
        return False
    if _State.changed:
        return True
    import termios

    with suppress(termios.error):
        usual = _State.usual or termios.tcgetattr(0)
        wanted = [*usual[:6], list(usual[6])]
        wanted[3] &= ~(termios.ECHO | termios.ICANON)
        wanted[6][termios.VMIN], wanted[6][termios.VTIME] = 1, 0
        _State.usual, _State.changed = usual, True  # first: a signal may come in between
        termios.tcsetattr(0, termios.TCSANOW, wanted)
    return True


def _in_foreground() -> bool:
    try:
        return os.tcgetpgrp(0) == os.getpgrp()
    except OSError:
        return False


def _stopped(number: int, _: FrameType | None) -> None:
    """Ctrl-Z: the shell gets the terminal as it was, and then we stop as anybody does."""
    restore()
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
    signal.signal(number, _stopped)


def _continued(*_: object) -> None:
    """The shell has set the terminal as it likes it."""
    _State.changed = False
