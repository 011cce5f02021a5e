"""`kata watch`: the file judged whenever it is saved."""

from __future__ import annotations

import os

import click

from harness import catalog
from harness.catalog.solution import is_there
from harness.errors import MisuseError


@click.command("watch", short_help="Judge your solution whenever you save it.")
@click.argument("name")
def watch(name: str) -> None:
    """Judge solutions/NAME.py whenever it is saved: the case that failed last, then the small
    cases of each level up to the one you stand at. Nothing is timed until you ask.

    \b
    t  time this level, as kata run does
    h  the next hint for it
    d  the case that failed last, in the debugger
    n  go on to the next level
    q  quit

    Cases stay the same until you quit: what is wrong stays wrong until it is mended. Exit: 0 after
    q or at the end of the input, 2 misuse, 130 stopped.
    """
    if os.name != "posix":
        raise MisuseError("kata watch needs Linux or macOS; on Windows, use it inside WSL.")
    entry = catalog.find(name)
    if not is_there(entry):
        raise MisuseError(f"There is nothing to watch yet. Type: kata start {name}")
    from harness.cli.watching import Watching  # loads numpy

    Watching(entry).until_quit()
