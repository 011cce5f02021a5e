"""`kata`: the commands put together, and what their errors exit with.

Imports neither numpy nor numba.
"""

from __future__ import annotations

import os
import sys

import click

from harness import __version__
from harness.cli import compare, doctor, look, run
from harness.errors import KataError

INTERRUPTED, OUR_FAULT = 130, 70


@click.group(
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
        look.where_you_are()


kata.add_command(look.list_katas)
kata.add_command(look.show)
kata.add_command(run.start)
kata.add_command(run.run)
kata.add_command(compare.compare)
kata.add_command(doctor.doctor)


def main() -> None:
    """Run the command; never returns."""
    sys.exit(_exit_code())


def _exit_code() -> int:
    try:
        code = kata.main(standalone_mode=False)
        return code if isinstance(code, int) else 0
    except click.ClickException as problem:
        problem.show()
        return problem.exit_code
    except KataError as problem:
        click.echo(f"kata: {problem}", err=True)
        return problem.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo("\nkata: stopped.", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        # the reader of our output has gone (kata list | head): nothing more to say
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as fault:
        if os.environ.get("KATA_TRACEBACK"):
            raise
        click.echo(
            f"kata: our fault: {type(fault).__name__}: {fault}. "
            "KATA_TRACEBACK=1 shows where; please report it.",
            err=True,
        )
        return OUR_FAULT
