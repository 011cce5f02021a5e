"""spatial-match: another idea finds the same drivers, and the best match is proved to be the best
and the only one.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import suite
from h3.api import basic_int as h3  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st

from harness import catalog
from harness.kata import Case
from katas.spatial_match import geo
from katas.spatial_match.cases import optimum, towns
from katas.spatial_match.cases.clear import unclear_riders
from katas.spatial_match.cases.towns import TWO_KM
from katas.spatial_match.checks import faulty

pytestmark = pytest.mark.xdist_group("kata spatial-match")
ENTRY = catalog.find("spatial-match")
ORACLE: Any = suite.oracle(ENTRY)
REFERENCE: Any = suite.reference(ENTRY)


def found(level: str, module: ModuleType, case: Case) -> np.ndarray:
    """What a module writes to its first output: drivers, or cells."""
    return next(iter(suite.answers(ENTRY, level, module, case).values()))


def test_rings_cover_less_than_their_number_says() -> None:
    """Everybody of these families is out of the rings that would do in San Francisco."""
    for family in ("rings_of_oslo", "rings_of_perth"):
        case = suite.family(ENTRY, family, 1)
        for i, number in enumerate(found("nearest", ORACLE, case).tolist()):
            one = (case["pickup_lat_e6"][i], case["pickup_lng_e6"][i])
            two = (case["lat_e6"][number - 1], case["lng_e6"][number - 1])
            resolution, k = ((8, 3), (7, 1))[i % 2]
            own, other = (h3.latlng_to_cell(*(x / 1e6 for x in p), resolution) for p in (one, two))
            assert geo.distance_mm(*one, *two) < TWO_KM
            assert h3.grid_distance(own, other) > k


def test_a_sentence_names_driver_distance_and_ring() -> None:
    case = suite.family(ENTRY, "rings_of_oslo", 1)
    said = suite.complaint(ENTRY, "nearest", case, suite.mistake(ENTRY, "three_rings"))
    assert said is not None
    assert re.search(r"did not get driver \d+, 1,9\d\d\.\d{3} m away \(in ring 4 at resol", said[1])


def world(seed: int, lat_e6: int, count: int) -> Case:
    """Drivers and riders about a place anywhere, the date line and poles among them."""
    rng = np.random.default_rng(seed)
    lng = int(rng.choice([-180_000_000, 0, 77_000_000]))
    drivers = towns.nearby(rng, (lat_e6, lng), count, 3_000)
    case = geo.points(drivers, towns.nearby(rng, (lat_e6, lng), 20, 2_500), K=4, radius_mm=TWO_KM)
    return geo.keep_riders(case, ~unclear_riders(case))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32), st.integers(-89_000_000, 89_000_000), st.integers(0, 300))
def test_the_reference_finds_the_nearest_anywhere(seed: int, lat_e6: int, count: int) -> None:
    case = world(seed, lat_e6, count)
    wanted, got = (found("world", module, case) for module in (ORACLE, REFERENCE))
    assert np.array_equal(wanted, got)


@pytest.mark.parametrize(("level", "name"), [("nearest", "city"), ("world", "world")])
def test_full_size_agrees_with_brute_force_and_varies(level: str, name: str) -> None:
    workload, rng = ENTRY.workloads[name], np.random.default_rng(3)
    before = found(level, REFERENCE, workload.make(rng))
    case = workload.make(rng)
    after = found(level, REFERENCE, case)
    assert (before != after).reshape(100, -1).mean(axis=1).min() > 0.1
    some = rng.choice(len(after), 40, replace=False)
    assert np.array_equal(after[some], found(level, ORACLE, geo.keep_riders(case, some)))


def test_the_best_match_is_certified_and_the_only_one() -> None:
    """Prices prove the optimum; another solver with noise on its side finds no second one."""
    workload, rng = ENTRY.workloads["evening"], np.random.default_rng(5)
    for _ in range(2):
        case = workload.make(rng)
        mm = np.rint(geo.distances(case)).astype(np.int64)
        driver = found("match", REFERENCE, case)
        best = optimum.unique_match(mm, TWO_KM)
        assert best is not None and np.array_equal(driver, best)
        graph, assigned, price = assign(mm, TWO_KM)
        assert np.array_equal(assigned + 1, driver)
        assert REFERENCE.certified(*graph, mm.shape[1], assigned, price)
        assigned[np.flatnonzero(assigned >= 0)[0]] = -1
        assert not REFERENCE.certified(*graph, mm.shape[1], assigned, price)
        assert 700 < (driver > 0).sum() < 1_000


def test_the_evening_of_the_brief_can_be_computed() -> None:
    """Its figures, rider by rider and way by way, and how few of all pairs are in reach."""
    case = ENTRY.workloads["evening"].make(np.random.default_rng(2))
    mm = np.rint(geo.distances(case)).astype(np.int64)
    near = mm <= TWO_KM
    rider, driver = np.nonzero(near)
    shortest = np.argsort(mm[near], kind="stable")
    best = found("match", REFERENCE, case)
    riding = np.flatnonzero(best)
    in_turn = taken(mm, ((i, j) for i in range(len(mm)) for j in np.argsort(mm[i], kind="stable")))
    by_way = taken(mm, zip(rider[shortest], driver[shortest], strict=True))
    told = [_told(ways) for ways in (in_turn, by_way, mm[riding, best[riding] - 1].tolist())]
    brief = " ".join((ENTRY.folder / "README.md").read_text("utf-8").split())
    greedy = (
        'takes the nearest" serves {} at {} m on average, "the shortest way first" serves {} at {}'
    )
    assert f"{len(mm):,} riders and {mm.shape[1]:,} drivers" in brief
    assert greedy.format(*told[0], *told[1]) in brief
    assert "the optimum {} at {} m.".format(*told[2]) in brief
    assert 30 <= near.sum(axis=1).mean() <= 40 and "thirty or forty edges a rider" in brief
    assert round(100 * near.mean()) == 3 and "the three in a hundred within 2 km" in brief


def taken(mm: np.ndarray, pairs: Iterable[tuple[int, int]]) -> list[int]:
    """The ways of those who ride, if each of these pairs rides whose two are still there."""
    riders, drivers, ways = set(), set(), []
    for i, j in pairs:
        if i not in riders and j not in drivers and mm[i, j] <= TWO_KM:
            riders.add(i)
            drivers.add(j)
            ways.append(int(mm[i, j]))
    return ways


def _told(ways: list[int]) -> tuple[int, int]:
    return len(ways), round(sum(ways) / len(ways) / 1_000)


def assign(mm: np.ndarray, radius_mm: int) -> tuple[tuple[np.ndarray, ...], np.ndarray, Any]:
    """The reference's own search: pairs within reach as a graph, who has whom, and the prices."""
    rider, other = np.nonzero(mm <= radius_mm)
    start = np.searchsorted(rider, np.arange(len(mm) + 1))
    graph = start, other.astype(np.int32), mm[rider, other]
    assigned = np.empty(len(mm), np.int32)
    return graph, assigned, REFERENCE._assign(*graph, mm.shape[1], assigned)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 6), st.integers(1, 6), st.data())
def test_nobody_matches_better_than_all_permutations(q: int, d: int, data: st.DataObject) -> None:
    """Small matrices, all matches tried."""
    rows = st.lists(st.integers(0, 30), min_size=d, max_size=d)
    mm = np.array(data.draw(st.lists(rows, min_size=q, max_size=q)), np.int64)

    def value(driver: Any) -> tuple[int, int]:
        """How many ride, more are less, and their ways in all; -1 is nobody."""
        ways = [mm[i, j] for i, j in enumerate(driver) if j >= 0]
        return -len(ways), sum(ways)

    best = min(
        value([j if j < d and mm[i, j] <= 20 else -1 for i, j in enumerate(columns)])
        for columns in itertools.permutations(range(max(q, d)), q)
    )
    driver = optimum.unique_match(mm, 20)
    assert driver is None or value(driver - 1) == best
    assert value(assign(mm, 20)[1]) == best


def test_a_dispatcher_without_faults_is_the_oracle() -> None:
    for level in ("dispatch", "new-years-eve"):
        for family in ENTRY.families(ENTRY.level(level)):
            case, expected = suite.known("spatial-match", level, family, 0)
            assert expected is not None and suite.same(expected, faulty.played(case)), family


@pytest.mark.parametrize(
    ("level", "name"), [("dispatch", "weekday"), ("new-years-eve", "midnight")]
)
def test_streams_at_full_size_agree_with_another_idea(level: str, name: str) -> None:
    """The first ticks of a stream, reference and a strip of latitude in numpy."""
    case = suite.full_size(ENTRY, name, 2)
    case = {**case, "batches": case["batches"][:4]}
    other = suite.accepted(ENTRY, "numba")
    wanted, got = (suite.answers(ENTRY, level, module, case) for module in (REFERENCE, other))
    assert suite.same(wanted, got)
    if name == "midnight":
        cell = case["batches"][-1]["pickup_cell"]
        assert 0.28 < (cell == got["hot"].reshape(-1, 3)[-1, 0]).mean() < 0.34


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 15), st.integers(0, 2**32))
def test_cells_are_those_of_h3(resolution: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    lat = np.rint(np.degrees(np.arcsin(rng.uniform(-1, 1, 300))) * 1e6).astype(np.int32)
    lng = rng.integers(-180_000_000, 180_000_000, 300).astype(np.int32)
    case = {"lat_e6": lat, "lng_e6": lng, "resolution": resolution}
    assert found("cells", REFERENCE, case).tolist() == geo.cells_of(lat, lng, resolution).tolist()
