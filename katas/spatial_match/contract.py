"""What a case of spatial-match may be, beyond the ends in kata.py."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Clause

from . import geo
from .cases.optimum import unique_match
from .reaches import AT_FULL_SIZE, REACHES, UNREACHED

__all__ = ["AT_FULL_SIZE", "REACHES", "UNREACHED", "VALID"]
GAP_MM = 2.0


def _near(case: Case) -> str | None:
    wrong = _wrong_cells(case)
    if wrong or case["radius_mm"] < 0:
        return wrong
    return _unclear(case, case, case["radius_mm"], case.get("K", 1))


def _match(case: Case) -> str | None:
    wrong = _wrong_cells(case) or _unclear(case, case, case["radius_mm"], 0)
    if wrong or not len(case["cell"]) or not len(case["pickup_cell"]):
        return wrong
    if unique_match(geo.distances(case).round().astype(np.int64), case["radius_mm"]) is None:
        return "two matches serve as many riders with as few mm; one has to be the best"
    return None


def _dispatcher(case: Case) -> str | None:
    last_ms = 0
    for i, batch in enumerate(case["batches"]):
        if batch["tick_ms"] < last_ms:
            return f"tick_ms falls: batch {i} has {batch['tick_ms']} after {last_ms}"
        last_ms = batch["tick_ms"]
        wrong = _wrong_cells(batch)
        if wrong:
            return f"batch {i}: {wrong}"
    names = [*geo.DRIVERS, *geo.RIDERS]
    joined = {name: np.concatenate([b[name] for b in case["batches"]]) for name in names}
    return _unclear(joined, joined, case["radius_mm"], len(joined["cell"]))


def _cells(case: Case) -> str | None:
    return None


def _wrong_cells(case: Case) -> str | None:
    """The first place that has another cell than its own."""
    for who, (lat, lng, cell) in {"driver row": geo.DRIVERS, "rider": geo.RIDERS}.items():
        places, first = np.unique(np.stack([case[lat], case[lng]]), axis=1, return_index=True)
        own = geo.cells_of(places[0], places[1])
        wrong = np.flatnonzero(own != case[cell][first])
        if len(wrong):
            i = int(first[wrong[0]])
            return f"{who} {i} has the cell {case[cell][i]:x}, and lies in {own[wrong[0]]:x}"
        back = np.lexsort((case[cell], case[lng], case[lat]))
        same = (np.diff(case[lat][back]) == 0) & (np.diff(case[lng][back]) == 0)
        if (same & (np.diff(case[cell][back]) != 0)).any():
            return f"two places of a {who} are the same, and their cells are not"
    return None


def _unclear(drivers: Case, riders: Case, radius_mm: int, most: int) -> str | None:
    """The first place of riders for whom 2 mm would decide: who of the `most` nearest is within the
    radius, or which of them is nearer. In a match all count, and none has to be nearer.
    """
    ordered, most = most > 0, most or len(drivers["cell"])
    there = np.unique(np.stack([drivers["lat_e6"], drivers["lng_e6"]]).astype(np.int64), axis=1)
    here = np.stack([riders["pickup_lat_e6"], riders["pickup_lng_e6"]]).astype(np.int64)
    window = np.degrees((radius_mm + 9) / geo.RADIUS_MM) * 1e6 + 2
    for lat, lng in np.unique(here, axis=1).T.tolist():
        low, high = np.searchsorted(there[0], [lat - window, lat + window])
        mm = np.sort(geo.exact_mm(lat, lng, there[0, low:high], there[1, low:high]))
        place = f"the rider at {lat}, {lng}"
        asked = mm[: most + 1]
        edge = asked[(np.abs(asked - radius_mm) < GAP_MM) & (asked > 0)]
        if len(edge):
            return f"{place} has a driver {edge[0]:.3f} mm away, within 2 mm of the radius"
        asked = asked[asked <= radius_mm]
        tight = np.flatnonzero(np.diff(asked) < GAP_MM)
        if ordered and len(tight):
            two = asked[tight[0] : tight[0] + 2]
            return f"{place} has drivers {two[0]:.3f} and {two[1]:.3f} mm away, not 2 mm apart"
    return None


VALID: dict[str, Clause] = {
    "nearest": _near,
    "nearest_k": _near,
    "match": _match,
    "Dispatcher": _dispatcher,
    "cells": _cells,
}
