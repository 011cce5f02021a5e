"""How a worker ends: the verdict's word, and the text beside it.

Trusted, standard library only; part of the supervisor's program.
"""

from __future__ import annotations

import os
import signal

OUR_FAULT, NOISY = "judge error", "inconclusive"
COMPUTED = "computed for"
"""Stands in the text of who let time go by without computing."""


class Ended(Exception):
    """The worker is finished: what happened (a verdict of ISOLATION's words) and its text."""

    def __init__(self, verdict: str, text: str = "") -> None:
        super().__init__(verdict, text)
        self.verdict, self.text = verdict, text


def by_status(status: int) -> Ended:
    """What a wait status says of a process that ended by itself, or that a signal has ended."""
    if os.WIFEXITED(status):
        code = os.WEXITSTATUS(status)
        return Ended("runtime error", f"it ended the process (exit code {code}); let it return")
    number = os.WTERMSIG(status)
    text = f"killed by {signal.Signals(number).name}"
    if number == getattr(signal, "SIGSYS", None):
        return Ended("security violation", "a forbidden system call")
    if number == signal.SIGXCPU:
        return Ended("time limit", text)
    if number == signal.SIGSEGV:
        text += "; compiled code does not check its indices"
    return Ended("runtime error", text)
