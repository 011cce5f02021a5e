"""What the scored evenings share: the search for the fewest cores that read."""

from __future__ import annotations

from harness.kata import Case, Rng, Workload

from ..bounds import CORES_MAX
from ..evenings import CORES, evening


def scored(number: int) -> Workload:
    """An evening whose reading cores are looked for; below what it has when it only has to pass."""

    def make(rng: Rng) -> Case:
        return evening(rng, number)

    most = min(CORES_MAX, CORES[number][1])
    return Workload(make, _seconds, "seconds", fewest=("read_cores", 1, most))


def _seconds(case: Case) -> int:
    return int(case["seconds"])
