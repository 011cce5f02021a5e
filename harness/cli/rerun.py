"""`kata board rerun`: whoever hosts a board runs what others have published, on one machine."""

from __future__ import annotations

import click

from harness import catalog
from harness.cli.streams import echo
from harness.errors import MisuseError
from harness.results.ledger import Results, results_below

RIGHT, WRONG, NOISY = 0, 1, 3


@click.command("rerun", short_help="Run published sources under the full protocol, as the host.")
@click.argument("name", required=False)
@click.argument("handle", required=False)
@click.option(
    "--by", "host", default="host", show_default=True, help="Your name: it stands in every row."
)
@click.option("--from", "folder", help="A shared folder or a clone, instead of results/ here.")
def rerun(name: str | None, handle: str | None, host: str, folder: str | None) -> None:
    """Run the published sources that were not rerun yet, and write what came out to
    results/KATA/official.jsonl.

    With HANDLE, that one, again if need be. Each takes minutes: the full protocol, in locks, with
    nothing beside it. Exit: 0 all kept, 1 a source is not right, 3 too noisy to tell.
    """
    from harness.cli.render import Screen
    from harness.cli.session import Session  # loads numpy
    from harness.results.eligible import eligible_rerun
    from harness.results.official import OFFICIAL, checked_host, rerun_row, to_rerun
    from harness.results.publish import found_in
    from harness.results.sources import published_source

    checked_host(host)
    results = Results(results_below(folder) if folder else None)
    entries = [catalog.find(name)] if name else catalog.entries()
    wanted = [
        (entry, each)
        for entry in entries
        for each in to_rerun(entry, results, found_in(results, entry, []), handle or "")
    ]
    if handle and not wanted:
        raise MisuseError(f"{handle} has published no source of {name}; see {results.folder}.")
    worst = RIGHT
    for number, (entry, each) in enumerate(wanted, 1):
        echo(f"{number} of {len(wanted)}: {entry.kata.name}, {each}", err=True)
        source = published_source(results, entry, each)
        if source is None:
            continue
        session = Session(entry, entry.kata.levels, Screen(), protocol="rank")
        code, run = session.judge(source)
        row = rerun_row(each, host, run)
        reasons = eligible_rerun(row, entry, source)
        if reasons and code != WRONG:
            echo(f"not kept: {' '.join(reasons)}")
            worst = worst or NOISY
            continue
        echo(f"wrote {results.append(entry, OFFICIAL, row)}")
        if code == NOISY:
            echo("Some levels were too noisy to tell; rerun it when it is quieter.")
        worst = WRONG if code == WRONG else worst or code
    if not wanted:
        echo("Everything published here was rerun already.")
    raise click.exceptions.Exit(worst)
