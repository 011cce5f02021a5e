"""What of a contract the cases of spatial-match ask for, small and at full size."""

from __future__ import annotations

from functools import partial

import numpy as np

from harness.kata import Case, Reaches

from . import geo
from .geo import Array

STALE_MS = 15_000
MANY = 2**16


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


def _reports(case: Case) -> tuple[Array, Array]:
    """Who reports in a stream, and when, row by row."""
    number = np.concatenate([batch["number"] for batch in case["batches"]])
    return number, np.concatenate([batch["t_ms"] for batch in case["batches"]])


def _last_reports(case: Case) -> tuple[Array, Array]:
    """Of each driver who reported: how many rows ago the last time, and how many ms."""
    number, t_ms = _reports(case)
    newest = len(number) - 1 - np.unique(number[::-1], return_index=True)[1]
    return len(number) - newest, case["batches"][-1]["tick_ms"] - t_ms[newest]


def _old_report(case: Case) -> bool:
    """A driver is known by a report with more than 2^16 others after it."""
    rows, ms = _last_reports(case)
    return bool(((rows > MANY) & (ms <= STALE_MS)).any())


def _late_after_many(case: Case) -> bool:
    """A report older than one with more than 2^16 rows between."""
    number, t_ms = _reports(case)
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
    riders = (case[name].tolist() for name in geo.RIDERS[:2])
    for at_lat, at_lng in zip(*riders, strict=True):
        low, high = np.searchsorted(lat, [at_lat - 20_000, at_lat + 20_000])
        mm = geo.exact_mm(at_lat, at_lng, lat[low:high], lng[low:high])
        alone += bool(mm.min(initial=2e9) > case["radius_mm"])
    return 0.01 <= alone / len(case["pickup_cell"]) <= 0.1


def _places_are_shared(case: Case) -> bool:
    """A hundredth of the drivers waits where another one does."""
    places = np.unique(np.stack([case["lat_e6"], case["lng_e6"]]), axis=1)
    return bool(places.shape[1] < 0.99 * len(case["cell"]))


def _known_of_old(case: Case) -> bool:
    """Of those known at the last tick a tenth has reported in an earlier batch only."""
    rows, ms = _last_reports(case)
    fresh = rows[ms <= STALE_MS]
    return bool((fresh > len(case["batches"][-1]["number"])).mean() > 0.1)


def _late_and_equal(case: Case) -> bool:
    """Reports come too late, and there are two of one driver and millisecond."""
    number, t_ms = _reports(case)
    order = np.argsort(number, kind="stable")
    step = np.diff(t_ms[order])[np.diff(number[order]) == 0]
    return bool((step < 0).sum() > 100 and (step == 0).sum() > 100)


def _rides_end(case: Case) -> bool:
    """Rides end while the stream goes on, and drivers are forgotten."""
    ticks = [batch["tick_ms"] for batch in case["batches"]]
    _, ms = _last_reports(case)
    return bool(ticks[-1] - ticks[0] > case["ride_ms"] and (ms > STALE_MS).sum() > 10)


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
_NEXT_NUMBER = (
    "a float makes of every cell of resolution 9 the number after it, so that cells stay as "
    "different as they were; no answer here holds a cell"
)
_AS_FLOATS = {"cell as float64": _NEXT_NUMBER, "pickup_cell as float64": _NEXT_NUMBER}
UNREACHED: dict[str, dict[str, str]] = {
    **{name: _NEVER | _AS_FLOATS for name in ("nearest", "nearest_k", "match")},
    "Dispatcher": _NEVER,
}
