"""What the cases of snowflake must reach, and at full size; and what cannot matter."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Reaches

from .constants import EPOCH_MS, FIRST_MS, LAST_MS, N_WORKERS, REQUEST, RESTART, SEQUENCES

TWITTER = 0


# what the cases of unpack and generate reach


def _bits_that_decide(case: Case) -> bool:
    """Ids that differ in a single bit, for each that there is."""
    ids = case["ids"].view(np.uint64)
    if case["layout"] not in range(3) or not len(ids):
        return False
    single = {int(each) for each in np.unique(ids ^ ids[0])}
    return all(1 << bit in single for bit in range(64 if case["layout"] != TWITTER else 63))


def _of_layout(layout: int, reaches: Reaches) -> Reaches:
    return lambda case: case["layout"] == layout and reaches(case)


def _raises_without_requests(case: Case) -> bool:
    return not len(case["clock_ms"]) and not 0 <= case["worker"] < N_WORKERS


def _goes_on(sequence: int) -> Reaches:
    """The first reading is the time of the last id, which had this sequence."""

    def reaches(case: Case) -> bool:
        last = case["state"].tolist()
        return bool(len(case["clock_ms"])) and [int(case["clock_ms"][0]), sequence] == last

    return reaches


def _is_worker(number: int) -> Reaches:
    return lambda case: bool(case["worker"] == number and len(case["clock_ms"]))


def _last_id_of_all(case: Case) -> bool:
    """Worker 1,023 comes to the sequence 4,095 of the last millisecond: 2^63 - 1."""
    ends = case["state"].tolist() == [LAST_MS, SEQUENCES - 2] and case["worker"] == N_WORKERS - 1
    return ends and bool((case["clock_ms"] == LAST_MS).any())


def _one_bit_back(case: Case) -> bool:
    """A worker's clock goes back by each power of two, and comes forward again."""
    moves = set(np.diff(case["clock_ms"]).tolist())
    return all(-(1 << bit) in moves and 1 << bit in moves for bit in range(40))


# what the cases of generate_many reach


def _row_goes_on(sequence: int) -> Reaches:
    def reaches(case: Case) -> bool:
        rows = case["state"][case["worker"]]
        return bool(((case["clock_ms"] == rows[:, 0]) & (rows[:, 1] == sequence)).any())

    return reaches


def _drift(number: int) -> Reaches:
    """A last id just at this bound ahead of the clock, and one a ms beyond it."""

    def reaches(case: Case) -> bool:
        if case["max_drift_ms"] != number or not len(case["clock_ms"]):
            return False
        ahead = set((case["state"][case["worker"], 0] - case["clock_ms"]).tolist())
        return {number - 1, number, number + 1} <= ahead

    return reaches


def _many_away(case: Case) -> bool:
    """Somebody comes again after more than 2^16 requests of others."""
    return bool((_since(case["worker"]) > 2**16).any())


def _since(name: np.ndarray) -> np.ndarray:
    """How long ago the same name came before, in rows; only where it did."""
    order = np.argsort(name, kind="stable")
    again = np.diff(name[order]) == 0
    ago: np.ndarray = np.diff(order)[again]
    return ago


# what the cases of a fleet reach


def _joined(case: Case, name: str) -> np.ndarray:
    parts: np.ndarray = np.concatenate([batch[name] for batch in case["batches"]])
    return parts


def _number(case: Case) -> np.ndarray:
    """Whose number each process has, with room for a product."""
    numbers: np.ndarray = case["worker"].astype(np.int64)
    return numbers


def _all_restart_in_a_row(case: Case) -> bool:
    """Every process of several restarts before anybody asks again, some of them twice."""
    kind, process = _joined(case, "kind"), _joined(case, "process")
    bounds = np.flatnonzero(np.diff(np.concatenate([[0], kind == RESTART, [0]])))
    rows = [process[begin:end] for begin, end in bounds.reshape(-1, 2)]
    n = len(case["worker"])
    return n > 2 and any(len(set(row.tolist())) == n < len(row) for row in rows)


def _twin(case: Case) -> np.ndarray:
    """For each event, whether its process shares its worker."""
    shared = np.bincount(case["worker"], minlength=N_WORKERS)[case["worker"]] > 1
    each: np.ndarray = shared[_joined(case, "process")]
    return each


def _three_of_one_worker(case: Case) -> bool:
    return bool((np.bincount(case["worker"], minlength=N_WORKERS) > 2).any())


def _asked_after(count: int) -> Reaches:
    """Somebody's clock reads what it read so many events before."""

    def reaches(case: Case) -> bool:
        asked = _joined(case, "kind") == REQUEST
        key = _number(case)[_joined(case, "process")] * (LAST_MS + 1) + _joined(case, "clock_ms")
        return bool((_since(key[asked]) > count).any())

    return reaches


def _away(case: Case) -> bool:
    """A process comes again after more than 2^16 events of others."""
    return bool((_since(_joined(case, "process")) > 2**16).any())


def _crashes(case: Case) -> bool:
    """One process starts more than 2^16 times."""
    process = _joined(case, "process")[_joined(case, "kind") == RESTART]
    return bool(len(process)) and bool(np.bincount(process).max() > 2**16)


# what full size reaches


def _tenth_of(part: np.ndarray) -> bool:
    return bool(part.mean() >= 0.1) if len(part) else False


def _strict_refusals(case: Case) -> bool:
    """A tenth of the requests is before the last id's time, which others have come to."""
    clock = case["clock_ms"]
    inside = (clock >= FIRST_MS) & (clock <= LAST_MS)
    highest = np.maximum.accumulate(np.where(inside, clock, -1))
    return _tenth_of(inside & (clock < highest))


def _used_up(case: Case) -> bool:
    _, counts = np.unique(case["clock_ms"], return_counts=True)
    return bool((counts > SEQUENCES).any())


def _outside(case: Case) -> bool:
    """Readings before the layout and after it; `one_worker` is the one that never refuses."""
    if len(np.unique(case["worker"])) == 1 and "max_drift_ms" in case:
        return True
    clock = case["clock_ms"]
    return bool((clock <= EPOCH_MS).any() and (clock > LAST_MS).any())


def _clocks_behind(case: Case) -> bool:
    """A tenth of the requests read a clock behind what their worker has read before."""
    worker, clock = case["worker"].astype(np.int64), case["clock_ms"]
    order = np.argsort(worker, kind="stable")
    names, read = worker[order], np.clip(clock[order], 0, LAST_MS)
    highest = np.maximum.accumulate(names * (LAST_MS + 1) + read) - names * (LAST_MS + 1)
    return _tenth_of(read < highest)


def _workers_come_back(case: Case) -> bool:
    """A tenth of the requests is a worker's who was away for more than 2^10."""
    away = _since(case["worker"]) > 2**10
    return bool(away.sum() > len(case["worker"]) / 10) or len(np.unique(case["worker"])) == 1


def _processes_come_back(case: Case) -> bool:
    return bool((_since(_joined(case, "process")) > 2**10).sum() > len(_joined(case, "kind")) / 10)


def _crashes_all_night(case: Case) -> bool:
    return all((batch["kind"] == RESTART).any() for batch in case["batches"])


def _old_twins(case: Case) -> bool:
    """In a tenth of the batches and more a twin reads what another read over 2^16 events ago."""
    process, clock = _joined(case, "process"), _joined(case, "clock_ms")
    places = np.flatnonzero(_twin(case))
    key = _number(case)[process[places]] * (LAST_MS + 1) + clock[places]
    _, first, which = np.unique(key, return_index=True, return_inverse=True)
    origin = places[first[which]]
    old = (places - origin > 2**16) & (process[places] != process[origin])
    ends = np.cumsum([len(batch["kind"]) for batch in case["batches"]])
    found = np.unique(np.searchsorted(ends, places[old], side="right"))
    return len(found) >= max(2, len(ends) / 10)


REACHES: dict[str, dict[str, Reaches]] = {
    "unpack": {
        f"ids of layout {layout} differ in each bit": _of_layout(layout, _bits_that_decide)
        for layout in range(3)
    }
    | {f"layout {layout}": _of_layout(layout, lambda case: True) for layout in (-1, 2, 3, 2**32)}
    | {"no layout and no ids": lambda case: not len(case["ids"]) and case["layout"] > 2},
    "generate": {
        "the last sequence is 0, and the clock stands": _goes_on(0),
        "the last sequence is 4094, and the clock stands": _goes_on(4094),
        "the last sequence is 4095, and the clock stands": _goes_on(4095),
        "worker 0": _is_worker(0),
        "worker 1023": _is_worker(1023),
        "worker 1024": _is_worker(1024),
        "worker -1": _is_worker(-1),
        "no worker and no requests": _raises_without_requests,
        "the last id of all": _last_id_of_all,
        "each power of two back and forth": _one_bit_back,
    },
    "generate_many": {
        "the last sequence is 0, and the clock stands": _row_goes_on(0),
        "the last sequence is 4095, and the clock stands": _row_goes_on(4095),
        "no drift, at the bound and beside it": _drift(0),
        "the most drift, at the bound and beside it": _drift(10**9),
        "each power of two back and forth": _one_bit_back,
        "away for more than 2^16 requests": _many_away,
    },
    "Fleet": {
        "all restart in a row, some twice": _all_restart_in_a_row,
        "three processes of one worker": _three_of_one_worker,
        "a worker's clock reads the same after 2^16 events": _asked_after(2**16),
        "away for more than 2^16 events": _away,
        "one process restarts more than 2^16 times": _crashes,
    },
}
AT_FULL_SIZE: dict[str, dict[str, Reaches]] = {
    "generate": {
        "a tenth is refused for an id of long ago": _strict_refusals,
        "used up": _used_up,
        "outside": _outside,
    },
    "many-workers": {
        "a tenth reads a clock behind": _clocks_behind,
        "a tenth of the states is old": _workers_come_back,
        "outside": _outside,
    },
    "restart": {
        "a tenth of the states is old": _processes_come_back,
        "crashes in each batch": _crashes_all_night,
    },
    "issue-6": {
        "a tenth of the states is old": _processes_come_back,
        "crashes in each batch": _crashes_all_night,
        "twins meet what is old": _old_twins,
    },
}
_NO_LAYOUT = "as a float no other number becomes 0, 1 or 2, and all others raise"
_NO_WORKER = "a float holds 0 to 1023, and makes none of them of what lies beyond, which raises"
_NO_TIME = "a float64 holds every time of the layout, and all beyond is answered alike"
UNREACHED: dict[str, dict[str, str]] = {
    "unpack": {"layout as float*": _NO_LAYOUT},
    "generate": {
        "clock_ms as float64": _NO_TIME,
        "worker as float*": _NO_WORKER,
        "state equal*": "one holds a time, the other a sequence, which are never compared",
        "state repeats": "there are two numbers, a time and a sequence",
    },
    "generate_many": {"clock_ms as float64": _NO_TIME},
}
