"""stdin, stdout and stderr as they may be: closed, full, without a reader, poor in characters."""

from __future__ import annotations

import codecs
import io
import os
import sys
from contextlib import suppress

import click

PLAIN = {
    "·": "-",
    "█": "#",
    "…": "...",
    "µ": "u",
    "\N{EN DASH}": "-",
    "\N{EM DASH}": "-",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{MULTIPLICATION SIGN}": "x",
}
"""What is written where an encoding lacks a character; "?" for all others."""


def prepare() -> None:
    """Give descriptors that were closed to /dev/null, or another file would get their numbers.

    Where the terminal's encoding lacks a character, a plain one takes its place.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest free number: this one
    sys.stdout = sys.stdout or os.fdopen(1, "w", closefd=False)
    sys.stderr = sys.stderr or os.fdopen(2, "w", closefd=False)
    codecs.register_error("plain", _plain)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="plain")


def _plain(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lost = error.object[error.start : error.end]
    return "".join(PLAIN.get(character, "?") for character in lost), error.end


def say(text: str) -> None:
    """A sentence on stderr, wrapped on a terminal; without a stderr, the exit code must do."""
    with suppress(OSError, ValueError):
        if sys.stderr.isatty():
            width = os.get_terminal_size(sys.stderr.fileno()).columns
            text = click.wrap_text(text, max(20, width))
        print(text, file=sys.stderr, flush=True)


def discard_output() -> None:
    """Point stdout nowhere, so that the flush at the very end has nothing to complain of."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)


def finish_errors() -> None:
    """What stderr cannot take any more is let go: Python would end with 120 over it."""
    try:
        sys.stderr.flush()
    except (OSError, ValueError, AttributeError):
        with suppress(OSError, ValueError, AttributeError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
