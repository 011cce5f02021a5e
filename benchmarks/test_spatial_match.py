"""spatial-match: reference, rungs and the Python world's indexes on the kata's own workloads.

Peers fill the same outputs. A k-d tree works on unit vectors, made within the call, as degrees
arrive; `index` and `query` time the two halves apart, with everything else made before.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np
from h3.api import basic_int as h3  # type: ignore[import-untyped]

from benchmarks.conftest import TimeContender, by_contender
from benchmarks.contest import REFERENCE, Call, Contender, Contest, load, outputs_of, own_contenders
from harness import catalog
from harness.kata import Answers, Case

KATA = catalog.find("spatial-match")
EARTH_MM = 6_371_007_180.918475
NAMES = ("lat_e6", "lng_e6")
Tree = Callable[[np.ndarray], Any]


def unit(case: Case, prefix: str = "") -> np.ndarray:
    """Drivers (or riders, with their prefix) as unit vectors."""
    lat, lng = (np.radians(case[prefix + name] / 1e6) for name in NAMES)
    return np.stack([np.cos(lat) * np.cos(lng), np.cos(lat) * np.sin(lng), np.sin(lat)], axis=1)


def pykdtree(points: np.ndarray) -> Any:
    from pykdtree.kdtree import KDTree

    return KDTree(points)


def scipy_tree(points: np.ndarray) -> Any:
    from scipy.spatial import cKDTree

    return cKDTree(points)


def ask(tree: Any, riders: np.ndarray, case: Case, answer: Answers) -> None:
    """Fill the numbers of the k nearest drivers within the radius."""
    out = answer["driver" if "driver" in answer else "drivers_k"]
    limit = 2 * np.sin(case["radius_mm"] / EARTH_MM / 2)
    k = 1 if out.ndim == 1 else out.shape[1]
    _, found = tree.query(riders, k=k, distance_upper_bound=limit)
    found = np.where(found == len(case["cell"]), -1, found.astype(np.int64))
    out[...] = (found + 1).reshape(out.shape)


def kd_tree(make: Tree) -> Contender:
    """Unit vectors, the tree and the questions, all within the call."""

    def prepare(case: Case) -> Call:
        make(unit(case)[:10])
        return lambda answer: ask(make(unit(case)), unit(case, "pickup_"), case, answer)

    return prepare


def kd_query(make: Tree) -> Contender:
    def prepare(case: Case) -> Call:
        tree, riders = make(unit(case)), unit(case, "pickup_")
        return lambda answer: ask(tree, riders, case, answer)

    return prepare


def kd_build(make: Tree) -> Contender:
    def prepare(case: Case) -> Call:
        points = unit(case)

        def call(answer: Answers) -> None:
            make(points)

        return call

    return prepare


def own_boxes(case: Case) -> Call:
    """What the reference does before the first rider."""
    reference: Any = load(KATA.reference)

    def call(answer: Answers) -> None:
        keys, region = reference._regions(case["cell"])
        reference._boxes(case["lat_e6"], case["lng_e6"], region, len(keys))

    return call


def own_search(case: Case) -> Call:
    """What the reference does for the riders, their sorting included."""
    reference: Any = load(KATA.reference)
    keys, region = reference._regions(case["cell"])
    boxes = reference._boxes(case["lat_e6"], case["lng_e6"], region, len(keys))

    def call(answer: Answers) -> None:
        asked, rider_region = reference._regions(case["pickup_cell"])
        places = case["pickup_lat_e6"], case["pickup_lng_e6"], rider_region
        order, near = np.argsort(case["pickup_cell"]), reference._touching(asked, keys)
        out = answer["driver" if "driver" in answer else "drivers_k"]
        table = out.reshape(len(out), -1)
        reference._search(boxes, places, order, near, float(case["radius_mm"]), table)

    return call


def planar_tree(case: Case) -> Call:
    """geoindex-rs: a packed k-d tree in the plane; degrees east are made as long as those north.

    Only for a town, and only the nearest; each rider is a call.
    """
    from geoindex_rs import kdtree

    def call(answer: Answers) -> None:
        narrow = np.cos(np.radians(case["lat_e6"].mean() / 1e6))
        x, y = case["lng_e6"] * narrow, case["lat_e6"].astype(np.float64)
        builder = kdtree.KDTreeBuilder(len(x))
        builder.add(np.stack([x, y], axis=1))
        builder.finish()

    return call


def h3ronpy_cells(case: Case) -> Call:
    """The array peer of h3, Rust's h3o."""
    from h3ronpy.vector import coordinates_to_cells

    lat, lng = case["lat_e6"] / 1e6, case["lng_e6"] / 1e6

    def call(answer: Answers) -> None:
        answer["cell"][:] = np.asarray(coordinates_to_cells(lat, lng, case["resolution"]))

    return call


def h3_loop(case: Case) -> Call:
    lat, lng = (case["lat_e6"] / 1e6).tolist(), (case["lng_e6"] / 1e6).tolist()

    def call(answer: Answers) -> None:
        pairs = zip(lat, lng, strict=True)
        answer["cell"][:] = [h3.latlng_to_cell(a, b, case["resolution"]) for a, b in pairs]

    return call


def scipy_assignment(case: Case) -> Call:
    """linear_sum_assignment on the full matrix, out of reach at 10**12 mm."""
    from scipy.optimize import linear_sum_assignment

    def call(answer: Answers) -> None:
        square = ((unit(case, "pickup_")[:, None] - unit(case)[None]) ** 2).sum(axis=2)
        mm = np.rint(2 * EARTH_MM * np.arcsin(np.sqrt(square) / 2))
        mm[mm > case["radius_mm"]] = 1e12
        riders, drivers = linear_sum_assignment(mm)
        rides = mm[riders, drivers] < 1e12
        answer["driver"][riders[rides]] = drivers[rides] + 1

    return call


def scipy_sparse_assignment(case: Case) -> Call:
    """min_weight_full_bipartite_matching on the pairs in reach, with a way home for each rider."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    def call(answer: Answers) -> None:
        square = ((unit(case, "pickup_")[:, None] - unit(case)[None]) ** 2).sum(axis=2)
        mm = np.rint(2 * EARTH_MM * np.arcsin(np.sqrt(square) / 2))
        riders, drivers = np.nonzero(mm <= case["radius_mm"])
        n, m = mm.shape
        cost = np.concatenate([mm[riders, drivers] + 1, np.full(n, 1e12)])
        rows = np.concatenate([riders, np.arange(n)])
        columns = np.concatenate([drivers, m + np.arange(n)])
        graph = csr_matrix((cost, (rows, columns)), shape=(n, m + n))
        rows, columns = min_weight_full_bipartite_matching(graph)
        rides = columns < m
        answer["driver"][rows[rides]] = columns[rides] + 1

    return call


def _contest(name: str, workload: str, function: str, contenders: dict[str, Contender]) -> Contest:
    def make() -> Case:
        case: Case = KATA.workloads[workload].make(np.random.default_rng(1))
        return case

    outputs = outputs_of(KATA.kata.function(function))
    return Contest(name, "spatial-match", make, outputs, contenders)


own = functools.partial(own_contenders, "spatial-match")
TREES = {"pykdtree": pykdtree, "scipy": scipy_tree}
NEAR: dict[str, Contender] = {name: kd_tree(make) for name, make in TREES.items()}
QUERIES: dict[str, Contender] = {REFERENCE: own_search}
QUERIES |= {name: kd_query(make) for name, make in TREES.items()}
BUILDS: dict[str, Contender] = {REFERENCE: own_boxes, "geoindex-rs": planar_tree}
BUILDS |= {name: kd_build(make) for name, make in TREES.items()}
MATCHES = {"scipy": scipy_assignment, "scipy, sparse": scipy_sparse_assignment}
CELLS = {"h3ronpy": h3ronpy_cells, "h3 loop": h3_loop}
CONTESTS = [
    _contest("city", "city", "nearest", own("nearest") | NEAR),
    _contest("city-index", "city", "nearest", BUILDS),
    _contest("city-query", "city", "nearest", QUERIES),
    _contest("world", "world", "nearest_k", own("nearest_k") | NEAR),
    _contest("world-index", "world", "nearest_k", BUILDS),
    _contest("world-query", "world", "nearest_k", QUERIES),
    _contest("evening", "evening", "match", own("match", skip=("naive",)) | MATCHES),
    _contest("weekday", "weekday", "Dispatcher", own("Dispatcher", skip=("naive",))),
    _contest("midnight", "midnight", "Dispatcher", own("Dispatcher", skip=("naive", "python"))),
    _contest("places", "places", "cells", own("cells") | CELLS),
]


@by_contender(CONTESTS)
def test_speed(contest: Contest, name: str, time_contender: TimeContender) -> None:
    time_contender(contest, name)
