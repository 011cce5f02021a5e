"""`kata grade`: a class's files judged side by side, and points for what is right."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from harness import catalog
from harness.catalog import Entry
from harness.errors import MisuseError

if TYPE_CHECKING:
    from harness.cli.render import Screen
    from harness.grade.gather import Gathered
    from harness.grade.pool import Doing
    from harness.grade.scheme import Scheme
    from harness.grade.table import Graded

ALL_JUDGED, SOME_ARE_NOT = 0, 3


@click.command("grade", short_help="Judge a class: a folder or ZIP of files, to points.")
@click.argument("name")
@click.argument("place", metavar="FOLDER|ZIP", required=False, type=click.Path(path_type=Path))
@click.option("--csv", "csv_file", type=click.Path(path_type=Path), help="Write the table here.")
@click.option(
    "--feedback", type=click.Path(path_type=Path), help="Write a page a student into this folder."
)
@click.option("--jobs", type=click.IntRange(1, 256), help="Files at once; else one a core.")
@click.option(
    "--scheme", "scheme_file", type=click.Path(path_type=Path), help="How points are given (TOML)."
)
@click.option("--default-scheme", is_flag=True, help="Print the scheme that holds without one.")
@click.option("--time", "timed", is_flag=True, help="Time what is right too, one by one.")
@click.option("--scheduler", help="Judge on this Dask cluster, as tcp://HOST:PORT.")
@click.option("--names", help="Pattern with a group 'student', for a file's path.")
@click.option(
    "--similar", type=click.Path(path_type=Path), help="Write files that are alike into here."
)
@click.option("--seed", default="", help="The seed of another grade, for the same cases.")
@click.option("--again", is_flag=True, help="Judge all anew, on the same cases.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def grade(
    name: str,
    place: Path | None,
    csv_file: Path | None,
    feedback: Path | None,
    jobs: int | None,
    scheme_file: Path | None,
    default_scheme: bool,
    timed: bool,
    scheduler: str | None,
    names: str | None,
    similar: Path | None,
    seed: str,
    again: bool,
    as_json: bool,
) -> None:
    """Judge all files of FOLDER or ZIP on the small cases of every level, and give points.

    What is judged is kept: stopped and typed again, it goes on where it was. Exit: 0 all were
    judged, 2 misuse, 3 some could not be or were too noisy to time, 70 our fault, 130 stopped.
    """
    if os.name != "posix":
        raise MisuseError("kata grade needs Linux or macOS; on Windows, use it inside WSL.")
    entry = catalog.find(name)
    from harness.grade import scheme as schemes

    scheme = schemes.read(scheme_file, entry.kata) if scheme_file else schemes.default(entry.kata)
    if default_scheme:
        click.echo(scheme.told(), nl=False)
        return
    if place is None:
        raise MisuseError(f"Name the folder or ZIP with the files: kata grade {name} FOLDER")
    if scheme.counts_medals and not timed:
        raise MisuseError("The scheme gives points for medals; add --time, which finds them.")
    from harness.cli.class_shown import show
    from harness.cli.render import Screen
    from harness.grade import table
    from harness.grade.gather import gathered
    from harness.grade.names import Names

    found = gathered(place, Names(names))
    screen = Screen(quiet=as_json)
    wanted = Wanted(entry, scheme, _seed(seed), again, feedback, _where(jobs, scheduler), timed)
    one, too_noisy = wanted.graded(place, found, screen)
    if csv_file:
        table.write(csv_file, table.as_csv(one))
    if as_json:
        click.echo(json.dumps(table.as_json(one), indent=1))
    show(screen, one, too_noisy)
    if similar:
        from harness.cli import alike

        alike.look(screen, entry, one, similar)
    raise click.exceptions.Exit(_exit_code(one, too_noisy))


def _seed(seed: str) -> str:
    from harness.grade.kept import SEED

    if seed and not SEED.fullmatch(seed):
        raise MisuseError("--seed is the seed of an earlier grade: 64 digits from 0 to f.")
    return seed


def _where(jobs: int | None, scheduler: str | None) -> Doing:
    from harness.grade import pool

    if scheduler is None:
        return pool.on_this_machine(jobs or pool.cores())
    if jobs is not None:
        raise MisuseError("--jobs is of this machine; a cluster has as many as its workers.")
    from harness.grade.cluster import on_cluster

    return on_cluster(scheduler)


@dataclass(frozen=True)
class Wanted:
    """What was asked for beside the files."""

    entry: Entry
    scheme: Scheme
    seed: str
    again: bool
    feedback: Path | None
    doing: Doing
    timed: bool

    def graded(self, place: Path, found: Gathered, screen: Screen) -> tuple[Graded, int]:
        """Everything in its order: judged, explained, timed, counted, written; and how many could
        not be timed for noise.
        """
        from harness.cli import feedback
        from harness.cli.grading import Grading
        from harness.grade import kept, table
        from harness.grade.pool import on_this_machine

        kata = self.entry.kata
        with kept.opened(kept.path_of(kata.name, place)) as lines, screen.working():
            lines.begin(self.seed, self.again)
            grading = Grading(self.entry, found, lines, self.doing, on_this_machine(1), screen)
            facts = grading.facts()
            explained = grading.explained(facts) if self.feedback else {}
            timed = grading.timed(facts) if self.timed else {}
            known = grading.known(facts, timed)
            one = table.graded(kata, self.scheme, lines.seed, found, known)
        if self.feedback:
            feedback.write_pages(self.feedback, one, explained, timed)
        return one, grading.too_noisy


def _exit_code(one: Graded, too_noisy: int) -> int:
    from harness.grade.table import NOT_JUDGED

    open_ones = [row for row in one.rows if row.status == NOT_JUDGED]
    return SOME_ARE_NOT if open_ones or too_noisy else ALL_JUDGED
