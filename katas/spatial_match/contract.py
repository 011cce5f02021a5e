"""What a case of spatial-match may be, beyond the ends in kata.py; and what its cases reach."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from harness.kata import Case

from . import geo
from .cases.optimum import unique_match
from .geo import Array

Clause = Callable[[Case], str | None]
"""Which clause a case breaks, in a sentence; None where it keeps to the contract."""
Reaches = Callable[[Case], bool]
GAP_MM = 2.0
STALE_MS = 15_000
MANY = 2**16


# what a case may be


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


# what cases reach


def _joined(case: Case) -> Case:
    """All reports and requests of a stream; a case of another function as it is."""
    if "batches" not in case:
        return case
    names = [*geo.DRIVERS, *geo.RIDERS]
    joined = {name: np.concatenate([b[name] for b in case["batches"]]) for name in names}
    return joined | {"radius_mm": case["radius_mm"]}


def _small(case: Case) -> Array | None:
    """All distances of a small case."""
    joined = _joined(case)
    small = 0 < len(joined["cell"]) * len(joined["pickup_cell"]) < 10_000
    return geo.distances(joined) if small else None


def _edge(low_mm: int, high_mm: int, case: Case) -> bool:
    """Drivers a few mm within the radius and a few outside of it."""
    mm = _small(case) if low_mm <= case["radius_mm"] <= high_mm else None
    if mm is None:
        return False
    off = mm[np.abs(mm - case["radius_mm"]) < 6] - case["radius_mm"]
    return bool((off < 0).sum() >= 4 and (off > 0).sum() >= 4)


def _nearer_by_mm(case: Case) -> bool:
    """The nearest of some riders is so by a few mm, at kilometres."""
    mm = _small(case)
    if mm is None or mm.shape[1] < 2 or case["radius_mm"] < 4_000_000:
        return False
    near = np.sort(mm, axis=1)
    close = (near[:, 1] - near[:, 0] < 6) & (near[:, 0] > 2_000_000) & (near[:, 1] < 5_000_000)
    return int(close.sum()) >= 3


def _date_line(case: Case) -> bool:
    """Somebody in reach is on the other side of 180 degrees."""
    mm, joined = _small(case), _joined(case)
    if mm is None:
        return False
    turn = joined["pickup_lng_e6"][:, None].astype(np.int64) - joined["lng_e6"]
    lat = np.abs(joined["pickup_lat_e6"])[:, None] < 80_000_000
    return bool(((mm <= case["radius_mm"]) & (np.abs(turn) > 300_000_000) & lat).any())


def _over_a_pole(north: int, case: Case) -> bool:
    """Somebody in reach is on the other side of a pole."""
    mm, joined = _small(case), _joined(case)
    if mm is None:
        return False
    turn = np.abs(joined["pickup_lng_e6"][:, None].astype(np.int64) - joined["lng_e6"])
    across = (turn > 120_000_000) & (turn < 240_000_000) & (mm > 0) & (mm <= case["radius_mm"])
    return bool((across & (joined["pickup_lat_e6"] * north > 0)[:, None]).any())


def _one_place(case: Case) -> bool:
    """Several drivers at the place of the nearest."""
    mm = _small(case)
    if mm is None or mm.shape[1] < 3:
        return False
    near = np.sort(mm, axis=1)
    return bool(((near[:, 2] == near[:, 0]) & (near[:, 0] <= case["radius_mm"])).any())


def _nobody(case: Case) -> bool:
    return not len(case["cell"]) and not len(case["pickup_cell"])


def _aged(age_ms: int, case: Case) -> bool:
    """Some last report of a driver is just so old at a tick at which riders ask."""
    last: dict[int, int] = {}
    for batch in case["batches"][:40]:
        for number, t_ms in zip(batch["number"].tolist(), batch["t_ms"].tolist(), strict=True):
            last[number] = max(t_ms, last.get(number, 0))
        ages = {batch["tick_ms"] - t_ms for t_ms in last.values()} if len(last) < 99 else set()
        if age_ms in ages and len(batch["pickup_cell"]):
            return True
    return False


def _ride_ends(early_ms: int, case: Case) -> bool:
    """Riders ask so many ms before a ride of an earlier tick may end."""
    asked = {batch["tick_ms"] for batch in case["batches"] if len(batch["pickup_cell"])}
    return any(tick + case["ride_ms"] - early_ms in asked for tick in asked)


def _last_reports(case: Case) -> tuple[Array, Array]:
    """Of each driver who reported: how many rows ago the last time, and how many ms."""
    number, t_ms = (np.concatenate([b[name] for b in case["batches"]]) for name in ("number", "t_ms"))
    newest = len(number) - 1 - np.unique(number[::-1], return_index=True)[1]
    return len(number) - newest, case["batches"][-1]["tick_ms"] - t_ms[newest]


def _old_report(case: Case) -> bool:
    """A driver is known by a report with more than 2^16 others after it."""
    rows, ms = _last_reports(case)
    return bool(((rows > MANY) & (ms <= STALE_MS)).any())


def _late_after_many(case: Case) -> bool:
    """A report older than one with more than 2^16 rows between."""
    number, t_ms = (np.concatenate([b[name] for b in case["batches"]]) for name in ("number", "t_ms"))
    if len(number) <= MANY:
        return False
    first = {n: t for n, t in zip(number[:9].tolist(), t_ms[:9].tolist(), strict=True)}
    later = zip(number[9 + MANY :].tolist(), t_ms[9 + MANY :].tolist(), strict=True)
    return any(n in first and t < first[n] for n, t in later)


def _silent_for(bits: int, case: Case) -> bool:
    """Somebody is silent for some seconds more than so many bits hold of ms."""
    return any(_aged(2**bits + extra, case) for extra in (2, 3, 4, 5))


def _many_alive(case: Case) -> bool:
    """More than 4,096 drivers ride at once, and somebody asks."""
    return any(len(batch["pickup_cell"]) > 4_096 for batch in case["batches"])


def _many_ticks(case: Case) -> bool:
    return len(case["batches"]) > 1_024


def _same_report(case: Case) -> bool:
    """A driver reports the same place and the same time again, in a later batch."""
    seen: set[tuple[int, ...]] = set()
    for batch in case["batches"][:40]:
        columns = (batch[name].tolist() for name in ("number", "lat_e6", "lng_e6", "t_ms"))
        rows = set(zip(*columns, strict=True))
        if seen & rows:
            return True
        seen |= rows
    return False


def _two_ticks(case: Case) -> bool:
    """Two ticks of one millisecond, and riders at both."""
    ticks = [batch["tick_ms"] for batch in case["batches"] if len(batch["pickup_cell"])]
    return len(ticks) > len(set(ticks))


_EVERYWHERE: dict[str, Reaches] = {
    "some mm about a radius of metres": partial(_edge, 10_000, 100_000),
    "some mm about a radius of 2 km": partial(_edge, 2_000_000, 2_000_000),
    "some mm about the largest radius": partial(_edge, 5_000_000, 5_000_000),
    "nearer by some mm, at kilometres": _nearer_by_mm,
    "across the date line": _date_line,
    "over the north pole": partial(_over_a_pole, 1),
    "over the south pole": partial(_over_a_pole, -1),
}
_NEAR = {**_EVERYWHERE, "several at one place": _one_place, "neither drivers nor riders": _nobody}
REACHES: dict[str, dict[str, Reaches]] = {
    "nearest": _NEAR,
    "nearest_k": _NEAR,
    "match": {**_EVERYWHERE, "neither drivers nor riders": _nobody},
    "Dispatcher": {
        **_EVERYWHERE,
        "several at one place": _one_place,
        "a report 15,000 ms old": partial(_aged, STALE_MS),
        "a report 15,001 ms old": partial(_aged, STALE_MS + 1),
        "silent for 2^16 ms": partial(_silent_for, 16),
        "silent for 2^24 ms": partial(_silent_for, 24),
        "silent for 2^31 ms": partial(_silent_for, 31),
        "silent for 2^32 ms": partial(_silent_for, 32),
        "asked as a ride ends": partial(_ride_ends, 0),
        "asked a ms before a ride ends": partial(_ride_ends, 1),
        "two ticks in one ms": _two_ticks,
        "the same report again": _same_report,
        "known for 2^16 reports": _old_report,
        "late by 2^16 reports": _late_after_many,
        "1,024 ticks": _many_ticks,
        "4,096 rides at once": _many_alive,
    },
}


# at full size


def _some_have_nobody(case: Case) -> bool:
    """A hundredth of the riders is out of everybody's reach, and not more than a tenth."""
    order = np.argsort(case["lat_e6"])
    lat, lng = case["lat_e6"][order], case["lng_e6"][order]
    alone = 0
    for here in zip(*(case[name].tolist() for name in geo.RIDERS[:2]), strict=True):
        low, high = np.searchsorted(lat, [here[0] - 20_000, here[0] + 20_000])
        mm = geo.exact_mm(*here, lat[low:high], lng[low:high])
        alone += bool(mm.min(initial=2e9) > case["radius_mm"])
    return 0.01 <= alone / len(case["pickup_cell"]) <= 0.1


def _places_are_shared(case: Case) -> bool:
    """A hundredth of the drivers waits where another one does."""
    places = np.unique(np.stack([case["lat_e6"], case["lng_e6"]]), axis=1)
    return places.shape[1] < 0.99 * len(case["cell"])


def _known_of_old(case: Case) -> bool:
    """Of those known at the last tick a tenth has reported in an earlier batch only."""
    rows, ms = _last_reports(case)
    fresh = rows[ms <= STALE_MS]
    return bool((fresh > len(case["batches"][-1]["number"])).mean() > 0.1)


def _late_and_equal(case: Case) -> bool:
    """Reports come too late, and there are two of one driver and millisecond."""
    number, t_ms = (np.concatenate([b[name] for b in case["batches"]]) for name in ("number", "t_ms"))
    order = np.argsort(number, kind="stable")
    step = np.diff(t_ms[order])[np.diff(number[order]) == 0]
    return bool((step < 0).sum() > 100 and (step == 0).sum() > 100)


def _rides_end(case: Case) -> bool:
    """Rides end while the stream goes on, and drivers are forgotten."""
    ticks = [batch["tick_ms"] for batch in case["batches"]]
    rows, ms = _last_reports(case)
    return ticks[-1] - ticks[0] > case["ride_ms"] and bool((ms > STALE_MS).sum() > 10)


_STREAM: dict[str, Reaches] = {
    "a tenth is known of old": _known_of_old,
    "late reports, and two of one ms": _late_and_equal,
    "rides end, and drivers go silent": _rides_end,
}
_CITY: dict[str, Reaches] = {
    "some have nobody": _some_have_nobody,
    "places are shared": _places_are_shared,
}
AT_FULL_SIZE: dict[str, dict[str, Reaches]] = {
    "nearest": _CITY,
    "world": _CITY,
    "match": {"some have nobody": _some_have_nobody},
    "dispatch": _STREAM,
    "new-years-eve": _STREAM,
}
_FROM_ITS_PLACE = "a cell follows from its place, and no place has it"
_NEVER: dict[str, str] = {
    f"{name} {cell}": _FROM_ITS_PLACE
    for name in ("cell", "pickup_cell")
    for cell in ("lowest", "highest", "0", "1")
}
UNREACHED: dict[str, dict[str, str]] = {
    name: _NEVER for name in ("nearest", "nearest_k", "match", "Dispatcher")
}
