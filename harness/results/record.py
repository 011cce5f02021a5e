"""One frozen row: what was judged, measured and believed, with the raw samples. Row format 1.

No user, host or path names stand in a row. `id` is the SHA-256 of the row's canonical JSON without
it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from harness import __version__, machine
from harness.catalog.solution import is_learners

if TYPE_CHECKING:
    from harness.catalog import Entry
    from harness.judge.trial import Trial
    from harness.judge.verdict import Results
    from harness.measure.footprint import Footprint
    from harness.measure.handed_on import Measured

FORMAT = 1
Row = dict[str, Any]


def canonical(row: Row) -> str:
    """The one spelling of a row that its id is taken from."""
    return json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def sealed(row: Row) -> Row:
    """The row with its id."""
    return {**row, "id": hashlib.sha256(canonical(row).encode()).hexdigest()}


def is_whole(row: Row) -> bool:
    """Whether a row is of this format and its id fits its content."""
    if row.get("format") != FORMAT:
        return False
    content = {name: value for name, value in row.items() if name != "id"}
    return bool(sealed(content)["id"] == row.get("id"))


def _head(kind: str, entry: Entry) -> Row:
    return {
        "format": FORMAT,
        "kind": kind,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "harness": __version__,
        "kata": {"name": entry.kata.name, "version": entry.kata.version, "digest": entry.digest},
        "machine": machine.describe(),
        "machine_id": machine.identity(),
    }


def of_run(
    trial: Trial,
    results: Results,
    elapsed_s: float,
    measured: Measured | None = None,
    footprints: Mapping[str, Footprint] | None = None,
    story: Any = None,
) -> Row:
    """The row of `kata run`; `footprints` are by workload.

    `story` is a guess and a fact about a world, a dataclass, where one was told.

    The master of the inputs is in it: the run is over, anyone may replay it.
    """
    return sealed(
        {
            **_head("run", trial.entry),
            "solution": {
                "name": trial.solution.name,
                "digest": trial.solution.digest,
                "own": trial.solution.own,
                "learners": is_learners(trial.entry, trial.solution),
            },
            "reference": trial.reference.digest,
            "locks": trial.setting.mode,
            "secret": {
                "commitment": trial.secret.commitment,
                "master": trial.secret.master.hex(),
            },
            "elapsed_s": round(elapsed_s, 3),
            "protocol": measured.protocol if measured else "default",
            "control": measured.control if measured else {},
            "noise": measured.noise if measured else {},
            "footprints": {name: asdict(found) for name, found in (footprints or {}).items()},
            **({"story": asdict(story)} if story else {}),
            "levels": [
                {**asdict(result), "medal": result.medal, "ratio": result.ratio}
                for result in results.values()
            ],
        }
    )


def of_ladder(entry: Entry, mode: str, rungs: dict[str, Any]) -> Row:
    """The row of a measured ladder: workload -> rung -> figures."""
    return sealed({**_head("ladder", entry), "locks": mode, "workloads": rungs})


def of_bench(
    entry: Entry, mode: str, figures: dict[str, Any], measured: str, digests: dict[str, str]
) -> Row:
    """The row of `kata author bench`: figure -> rung -> ratio or share, with its interval. Its
    digest is `measured`, that of what decides figures: pars and words may change.
    """
    head = _head("bench", entry)
    head["kata"]["digest"] = measured
    return sealed({**head, "locks": mode, "figures": figures, "workload_digests": digests})
