"""`python -m benchmarks.ratios [kata] [contest]`: everybody against the reference, as a table.

The contenders of a contest take turns in one process and are timed by its CPU time; a row is the
median over rounds of the ratio to the reference of the same round.
"""

from __future__ import annotations

import argparse
import datetime
import importlib
import statistics
from pathlib import Path

from benchmarks.contest import REFERENCE, Contest, compiled_code_elsewhere, round_robin
from harness import machine

KATAS = [
    path.stem.removeprefix("test_").replace("_", "-")
    for path in sorted(Path(__file__).parent.glob("test_*.py"))
]


def contests_of(kata: str) -> list[Contest]:
    """The contests that benchmarks/test_<kata>.py declares."""
    module = importlib.import_module(f"benchmarks.test_{kata.replace('-', '_')}")
    return list(module.CONTESTS)


def table(contest: Contest, rounds: int) -> str:
    """The contest as a Markdown table, fastest first."""
    times = round_robin(contest, rounds)
    missing = sorted(set(contest.contenders) - set(times))
    base = times[REFERENCE]
    rows = []
    for name, spent in times.items():
        ratios = [own / ref for own, ref in zip(spent, base, strict=False)]
        rows.append((statistics.median(ratios), name, statistics.median(spent) / 1e6, len(spent)))
    lines = [
        f"### {contest.kata}, {contest.name}",
        "",
        "| contender | CPU ms | time / reference's | rounds |",
        "|---|---:|---:|---:|",
    ]
    lines += [
        f"| {name} | {ms:.1f} | {ratio:.2f} | {count} |" for ratio, name, ms, count in sorted(rows)
    ]
    if missing:
        lines += ["", f"Not installed: {', '.join(missing)}."]
    return "\n".join(lines)


def main() -> None:
    """Print the tables of the chosen contests, with the machine and the date above them."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ratios", description=__doc__)
    parser.add_argument("kata", nargs="?", choices=KATAS, help="all katas if left out")
    parser.add_argument("contest", nargs="?", help="all contests of the kata if left out")
    parser.add_argument("--rounds", type=int, default=11)
    chosen = parser.parse_args()
    print(f"{machine.cpu_model()}, {datetime.date.today().isoformat()}\n")
    with compiled_code_elsewhere():
        for kata in [chosen.kata] if chosen.kata else KATAS:
            contests = contests_of(kata)
            names = [contest.name for contest in contests]
            if chosen.contest and chosen.contest not in names:
                parser.error(f"{kata} has no contest {chosen.contest!r}; it has {', '.join(names)}")
            for contest in contests:
                if chosen.contest in (None, contest.name):
                    print(table(contest, chosen.rounds) + "\n", flush=True)


if __name__ == "__main__":
    main()
