"""Enter, while something takes long: typed on a terminal that is ours, it skips the rest."""

from __future__ import annotations

import os
import select
import sys
from contextlib import suppress


class Enter:
    """Whether Enter was typed since this was made. Costs a system call a look."""

    def __init__(self) -> None:
        self.usable = is_ours()
        if self.usable:
            import termios

            with suppress(termios.error):
                termios.tcflush(0, termios.TCIFLUSH)  # what was typed before meant something else

    def typed(self) -> bool:
        """Looks without waiting; nobody can type where there is no terminal, or in background."""
        if not self.usable or not is_ours():  # reading in background would stop this process
            return False
        try:
            if not select.select([0], [], [], 0)[0]:
                return False
            self.usable = bool(os.read(0, 1024))  # an end of input is no Enter, and comes again
        except OSError:
            self.usable = False
        return self.usable


def is_ours() -> bool:
    """Whether descriptor 0 is a terminal, and we are what stands in its foreground."""
    try:
        return sys.stdin is not None and os.isatty(0) and os.tcgetpgrp(0) == os.getpgrp()
    except (OSError, AttributeError):
        return False
