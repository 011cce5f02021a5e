"""`kata try`: one case in an ordinary process, with prints, breakpoints and a debugger."""

from __future__ import annotations

import bdb
import pdb

import click

from harness import catalog
from harness.catalog import case_text
from harness.catalog.solution import Solution, find
from harness.cli.ordinary import crashed, loaded
from harness.cli.streams import echo
from harness.errors import MisuseError
from harness.kata import Answers, Case, Function

RIGHT, WRONG = 0, 1


@click.command("try", short_help="The case that failed last, with prints and a debugger.")
@click.argument("name")
@click.argument("case", required=False)
@click.option("--solution", "what", help="A file, oracle, or a submission, instead of your own.")
@click.option("--pdb", "debug", is_flag=True, help="Stop in the debugger where the call begins.")
def attempt(name: str, case: str | None, what: str | None, debug: bool) -> None:
    """Run the case that failed last, without locks: print, set a breakpoint, step through it.

    CASE is the level of a kept case, a kind of case (worked_example), or a file with a case of your
    own in the same lines. Your code runs in this process as in any Python program. Exit: 0 right,
    1 wrong.
    """
    from harness.catalog import domain
    from harness.judge import inprocess
    from harness.judge.answer import first_fault
    from harness.results import kept_cases

    entry = catalog.find(name)
    solution = find(entry, what)
    if solution is None:
        raise MisuseError(f"There is nothing to try yet. Type: kata start {name}")
    place, text = kept_cases.find(entry, case)
    function, made = case_text.read(entry, text)
    level = kept_cases.level_of(entry, place, function.name)
    clause = domain.broken_clause(entry, function, made)
    if clause:
        raise MisuseError(f"The contract does not allow this case: {clause}.")
    echo(f"{entry.kata.name} · {level.name} · {solution.name} · {place}")
    for line in case_text.stripped(text)[1:]:
        echo(f"    {line}")
    expected = None
    if level.answers == "unique":
        expected = inprocess.answers(function, entry.module("oracle"), made)
    got = _played(solution, function, made, debug)
    if not function.turns:
        _beside(expected, got)
    if got is None:
        raise click.exceptions.Exit(WRONG)
    fault = first_fault(entry.checks(level), level, made, expected, got)
    echo(f"  wrong: {fault[0]}: {fault[1]}" if fault else "  right")
    raise click.exceptions.Exit(WRONG if fault else RIGHT)


def _played(solution: Solution, function: Function, case: Case, debug: bool) -> Answers | None:
    """The answer, in this process; None where the solution crashed, or the debugger was left."""
    from harness.judge import inprocess

    module = loaded(solution, function)
    try:
        if debug:
            return pdb.runcall(inprocess.answers, function, module, case)
        return inprocess.answers(function, module, case)
    except bdb.BdbQuit:
        return None
    except Exception as error:
        crashed(error, solution.path)
        return None


def _beside(expected: Answers | None, got: Answers | None) -> None:
    from harness.judge.side_by_side import side_by_side  # loads numpy

    for line in side_by_side(expected, got):
        echo(f"  {line}")
