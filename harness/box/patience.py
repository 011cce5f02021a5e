"""How long a worker is waited for: by what it computes, and by what goes by while it does not.

A limit is CPU time. Who sleeps is given three times as long, and two seconds. What goes by while a
thread of it is ready to run and no core runs it is the machine's: it counts for nobody, and too
much of it ends the wait without blame.

Trusted, standard library only; part of the supervisor's program.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

import account  # type: ignore[import-not-found]
from ended import COMPUTED, NOISY, Ended  # type: ignore[import-not-found]


class Patience:
    """With one wait of `limit_s`, from now on; `used_ns` is the CPU time it had before."""

    def __init__(self, pid: int, limit_s: float, used_ns: int) -> None:
        self.pid, self.limit_s, self.used_ns = pid, limit_s, used_ns
        self.begun_ns = self.looked_ns = time.clock_gettime_ns(account.CLOCK)
        self.cpu_ns = used_ns
        self.lost_ns = 0
        """Ready to run, and not run."""

    def check(self) -> None:
        """Ended where it is at an end. To be asked often: what it is doing is looked at."""
        now_ns, cpu_ns = time.clock_gettime_ns(account.CLOCK), account.cpu_ns(self.pid) or 0
        ran_ns, went_by_ns = cpu_ns - self.cpu_ns, now_ns - self.looked_ns
        if ran_ns < went_by_ns and account.is_ready(self.pid):
            self.lost_ns += went_by_ns - ran_ns
        self.cpu_ns, self.looked_ns = cpu_ns, now_ns
        computed_s, wall_s = (cpu_ns - self.used_ns) / 1e9, (now_ns - self.begun_ns) / 1e9
        if computed_s > self.limit_s:
            raise Ended("time limit", f"it took more than {self.limit_s:.3g} s")
        if wall_s > 10 * self.limit_s + 20:
            raise Ended(NOISY, f"in {wall_s:.0f} s this machine ran it for {computed_s:.2f} s")
        own_limit_s = 3 * self.limit_s + 2
        if wall_s - self.lost_ns / 1e9 > own_limit_s:
            text = f"it took more than {own_limit_s:.3g} s"
            computed = f", and {COMPUTED} {computed_s:.2f} s of them" if account.LINUX else ""
            raise Ended("time limit", text + computed)


STOP_S = 5.0
"""A stop takes microseconds, and milliseconds on a machine that is too busy."""


@contextmanager
def deadline(pid: int, what: str) -> Iterator[None]:
    """Ended with `what` where the block takes longer than STOP_S; without blame where the process
    could not do it because nothing ran it.
    """

    def over(*unused: object) -> None:
        verdict = NOISY if account.is_ready(pid) else "time limit"
        raise Ended(verdict, f"it {what} within {STOP_S:.3g} s")

    signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, STOP_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
