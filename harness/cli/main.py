"""`kata`: the commands put together, and what their errors exit with.

Imports neither numpy nor numba.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress

import click

from harness import __version__
from harness.cli import (
    attempt,
    author,
    board,
    compare,
    doctor,
    grade,
    hint,
    look,
    path,
    publish,
    run,
    stop,
    streams,
    watch,
)
from harness.cli.refusals import OUR_FAULT, refused
from harness.cli.streams import say
from harness.errors import KataError

INTERRUPTED = 130


TO_LEARN = (run.start, run.run, watch.watch, attempt.attempt, hint.hint)
BESIDE = (
    look.list_katas,
    look.show,
    compare.compare,
    publish.publish,
    board.board,
    grade.grade,
    doctor.doctor,
    author.author,
)


class Commands(click.Group):
    """What is needed to learn stands first in `--help`."""

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        width = formatter.width - 6 - max(map(len, self.commands))
        for title, commands in (("To learn", TO_LEARN), ("Beside them", BESIDE)):
            with formatter.section(title):
                formatter.write_dl(
                    [
                        (command.name or "", command.get_short_help_str(width))
                        for command in commands
                    ]
                )


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, "-V", "--version", prog_name="kata")
@click.pass_context
def kata(context: click.Context) -> None:
    """Katas from the cores of famous architectures: judged for correctness, timed fairly.

    \b
    kata                 where you are and what is next
    kata run fanout      a demonstration, or your solution judged and timed
    """
    if context.invoked_subcommand is None:
        path.where_you_are()


for command in (*TO_LEARN, *BESIDE):
    kata.add_command(command)


def main() -> None:
    """Run the command; never returns."""
    streams.prepare()
    if sys.flags.optimize > 1:
        from harness.cli import docstrings

        docstrings.restore(kata)
    stop.begin()
    code = OUR_FAULT
    with suppress(KeyboardInterrupt):
        code = _flushed(_exit_code())
    if stop.exit_code() or code == INTERRUPTED:
        stop.clean_up()
        say(stop.message())
        code = stop.exit_code() or INTERRUPTED
    streams.finish_errors()
    stop.leave(code)


def _exit_code() -> int:
    try:
        code = kata.main(prog_name="kata", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except click.ClickException as problem:
        context = getattr(problem, "ctx", None)
        command = context.command_path if context else "kata"
        say(f"kata: {problem.format_message()} Type: {command} --help")
        return problem.exit_code
    except KataError as problem:
        say(f"kata: {problem}")
        return problem.exit_code
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        return _reader_is_gone()
    except SystemExit as end:
        # click and rich make an exit of it; another's is a kata that ends the program
        return _reader_is_gone() if _raised_in(end) in ("click", "rich") else _our_fault(end)
    except (OSError, MemoryError) as problem:
        return refused(problem)
    except Exception as fault:
        return _our_fault(fault)


def _raised_in(fault: BaseException) -> str:
    """The package that raised it."""
    last = fault.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    return str(last.tb_frame.f_globals.get("__name__")).partition(".")[0] if last else ""


def _our_fault(fault: BaseException) -> int:
    if stop.exit_code():  # what was interrupted may call it something else
        return OUR_FAULT
    if os.environ.get("KATA_TRACEBACK"):
        raise fault
    words = f"{type(fault).__name__}: {fault}".rstrip(": .")
    say(f"kata: our fault: {words}. KATA_TRACEBACK=1 shows where; please report it.")
    return OUR_FAULT


def _reader_is_gone() -> int:
    """The reader of our output has gone (`kata list | head`); click and rich make it an exit.

    A run is not passed then: its verdict was not reached, or not shown.
    """
    streams.discard_output()
    return 1 if sys.argv[1:2] in (["run"], ["grade"]) else 0


def _flushed(code: int) -> int:
    """The code, unless the output cannot be written in the end."""
    try:
        sys.stdout.flush()
    except OSError as problem:
        streams.discard_output()
        if not isinstance(problem, BrokenPipeError) and code != OUR_FAULT:
            return refused(problem)
    return code
