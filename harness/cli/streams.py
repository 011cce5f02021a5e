"""stdin, stdout and stderr as they may be: closed, full, without a reader, poor in characters."""

from __future__ import annotations

import codecs
import io
import os
import sys
from contextlib import suppress

import click

from harness.text import cleaned

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


SIZE_MIN, SIZE_MAX = 10, 1000


def prepare() -> None:
    """Give descriptors that were closed to /dev/null, or another file would get their numbers.

    Where the terminal's encoding lacks a character, a plain one takes its place.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest free number: this one
        with suppress(OSError):
            os.set_blocking(number, True)  # who started us may have wanted it otherwise for itself
    sys.stdin = sys.stdin or os.fdopen(0, closefd=False)
    sys.stdout = sys.stdout or os.fdopen(1, "w", closefd=False)
    sys.stderr = sys.stderr or os.fdopen(2, "w", closefd=False)
    for name in ("COLUMNS", "LINES"):
        if not _is_believable(os.environ.get(name, "80")):
            del os.environ[name]  # the terminal's own size counts then
    codecs.register_error("plain", _plain)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="plain")


def _is_believable(size: str) -> bool:
    """Whether a terminal may have so many columns or lines."""
    return size.isascii() and size.isdecimal() and SIZE_MIN <= int(size[:9]) <= SIZE_MAX


def _plain(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lost = error.object[error.start : error.end]
    return "".join(PLAIN.get(character, "?") for character in lost), error.end


def echo(text: str = "", nl: bool = True, err: bool = False) -> None:
    """A line, in which no name or text of others reaches the terminal as a command to it."""
    click.echo(cleaned(text, len(text)), nl=nl, err=err)


def say(text: str) -> None:
    """A sentence on stderr, wrapped on a terminal; without a stderr, the exit code must do."""
    text = cleaned(text, len(text))
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
