"""Cases of spatial-match as lines; the cell of a place follows from it.

radius_mm 2000000
driver 59912000 10760000        # driver 1: latitude and longitude
rider 59913000 10752000

A dispatcher's lines: who was where and when, who asks, and the tick that ends the batch.

drivers 2
radius_mm 2000000
ride_ms 60000
move 1 59912000 10760000 1000
ride 59913000 10752000
tick 4000
"""

from __future__ import annotations

import numpy as np

from harness.kata import TWO_ALIVE, Case, CaseText
from katas import lines

from . import geo

_DISPATCHER = {"drivers": "n_drivers", "radius_mm": "radius_mm", "ride_ms": "ride_ms"}
_TWO = "two_alive"


def _tell_places(case: Case) -> list[str]:
    return [
        *lines.told("driver", case["lat_e6"], case["lng_e6"]),
        *lines.told("rider", case["pickup_lat_e6"], case["pickup_lng_e6"]),
    ]


def _tell_near(case: Case) -> list[str]:
    head = [f"columns {case['K']}"] if "K" in case else []
    return [f"radius_mm {case['radius_mm']}", *head, *_tell_places(case)]


def _read_near(text: list[str], *further: str) -> Case:
    words = lines.Words(text, ("radius_mm", *further), {"driver": 2, "rider": 2})
    drivers, riders = words.columns("driver"), words.columns("rider")
    numbers = {"radius_mm": words.number("radius_mm")}
    if "columns" in further:
        numbers["K"] = words.number("columns")
    return _points(drivers, riders) | numbers


def _read_near_k(text: list[str]) -> Case:
    return _read_near(text, "columns")


def _points(drivers: list[np.ndarray], riders: list[np.ndarray]) -> Case:
    """Their places, in 32 bits, with the cells; ValueError where h3 knows no such place."""
    for lat, lng in (drivers, riders):
        if ((np.abs(lat) > 90_000_000) | (np.abs(lng) > 180_000_000)).any():
            raise ValueError("a latitude is -90000000 to 90000000, a longitude 180000000 at most")
    return geo.points((drivers[0], drivers[1]), (riders[0], riders[1]))


def _tell_dispatcher(case: Case) -> list[str]:
    told = [f"{word} {case[name]}" for word, name in _DISPATCHER.items()]
    if case.get(TWO_ALIVE):
        told.append(f"{_TWO} 1")
    for batch in case["batches"]:
        moves = (batch[name] for name in ("number", "lat_e6", "lng_e6", "t_ms"))
        told += lines.told("move", *moves)
        told += lines.told("ride", batch["pickup_lat_e6"], batch["pickup_lng_e6"])
        told.append(f"tick {batch['tick_ms']}")
    return told


def _read_dispatcher(text: list[str]) -> Case:
    rows = {"move": 4, "ride": 2, "tick": 1}
    words = lines.Words(text, (*_DISPATCHER, _TWO), rows)
    moves: list[list[int]] = []
    rides: list[list[int]] = []
    batches: list[Case] = []
    for word, values in words.rows:
        if word == "move":
            moves.append(values)
        elif word == "ride":
            rides.append(values)
        else:
            batches.append(_batch(moves, rides, values[0]))
            moves, rides = [], []
    if moves or rides:
        raise ValueError("after the last move or ride comes no tick")
    if not batches:
        raise ValueError("the line 'tick NUMBER' is missing")
    case: Case = {name: words.number(word) for word, name in _DISPATCHER.items()}
    alive = {TWO_ALIVE: True} if words.number(_TWO, 0) else {}
    return {**case, "batches": batches, **alive}


def _batch(moves: list[list[int]], rides: list[list[int]], tick_ms: int) -> Case:
    number, lat, lng, t_ms = np.array(moves, np.int64).reshape(-1, 4).T
    places = _points([lat, lng], list(np.array(rides, np.int64).reshape(-1, 2).T))
    if len(number) and np.abs(number).max() >= 2**31:
        raise ValueError("the number of a driver is one beyond 32 bits")
    columns = {"number": number.astype(np.int32), "t_ms": np.ascontiguousarray(t_ms)}
    return {**places, **columns, "tick_ms": tick_ms}


def _tell_cells(case: Case) -> list[str]:
    places = lines.told("place", case["lat_e6"], case["lng_e6"])
    return [f"resolution {case['resolution']}", *places]


def _read_cells(text: list[str]) -> Case:
    words = lines.Words(text, ("resolution",), {"place": 2})
    lat, lng = (part.astype(np.int32) for part in words.columns("place"))
    return {"lat_e6": lat, "lng_e6": lng, "resolution": words.number("resolution")}


TEXTS = {
    "nearest": CaseText(_tell_near, _read_near),
    "nearest_k": CaseText(_tell_near, _read_near_k),
    "match": CaseText(_tell_near, _read_near),
    "Dispatcher": CaseText(_tell_dispatcher, _read_dispatcher),
    "cells": CaseText(_tell_cells, _read_cells),
}
