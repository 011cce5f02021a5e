"""spatial-match: everyone agrees with the oracle, every mistake is named, and the best match is
proved to be the best and the only one.
"""

from __future__ import annotations

import functools
import importlib.util
import itertools
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numba
import numpy as np
import pytest
from h3.api import basic_int as h3  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.judge import inprocess
from harness.kata import Case, Level
from katas.spatial_match import cases, check, dispatch_check, geo, optimum, towns
from katas.spatial_match.kata import KATA

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "katas" / "spatial_match"
SUBMISSIONS = FOLDER / "submissions"
REFERENCE = ROOT / "reference" / "spatial_match.py"
ORACLE = FOLDER / "oracle.py"
ACCEPTED = sorted((SUBMISSIONS / "accepted").glob("*.py"))
WRONG = sorted((SUBMISSIONS / "wrong_answer").glob("*.py"))
TOO_SLOW = sorted((SUBMISSIONS / "time_limit").glob("*.py"))
LEVELS = {level.name: level for level in KATA.levels}
TWO_KM = 2_000_000


@pytest.fixture(scope="module", autouse=True)
def compiled_code_elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Numba's cache remembers module names; ours must not lie beside the files that others load."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(numba.config, "CACHE_DIR", str(tmp_path_factory.mktemp("numba")))
        yield


@functools.cache
def load(path: Path) -> ModuleType:
    """The file as a module with a neutral name: submissions are called numpy.py and numba.py."""
    name = f"spatial_match_solution_{len(sys.modules)}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def levels_of(path: Path) -> list[Level]:
    """The levels whose function the file defines."""
    names = dir(load(path))
    return [level for level in KATA.levels if {*KATA.function_of(level).names} <= {*names}]


@functools.cache
def family_case(family: str, seed: int) -> Case:
    return cases.FAMILIES[family](np.random.default_rng([seed, len(family)]))


def answers(path: Path, function: str, case: Case) -> dict[str, np.ndarray]:
    return inprocess.answers(KATA.function(function), load(path), case)


@functools.cache
def expected_of(function: str, family: str, seed: int) -> dict[str, np.ndarray]:
    return answers(ORACLE, function, family_case(family, seed))


def complaint(level: Level, family: str, seed: int, path: Path) -> tuple[str, str] | None:
    """What the judge would say: the first check that speaks, and its sentence."""
    case, expected = family_case(family, seed), expected_of(level.function, family, seed)
    try:
        got = answers(path, level.function, case)
    except Exception as error:
        return "runtime_error", str(error)
    if all(np.array_equal(expected[name], got[name]) for name in expected):
        return None
    said = ((c.__name__, c(case, expected, got)) for c in check.CHECKS[level.name])
    spoken = next(((name, sentence) for name, sentence in said if sentence), None)
    assert spoken, f"{path.name} is wrong and no check says how"
    return spoken


@pytest.mark.parametrize("path", [ORACLE, REFERENCE, *ACCEPTED, *TOO_SLOW], ids=lambda p: p.stem)
def test_right_solutions_pass_every_family(path: Path) -> None:
    assert levels_of(path)
    for level in levels_of(path):
        for family, seed in itertools.product(level.families, range(2)):
            assert complaint(level, family, seed, path) is None, (family, seed)


@pytest.mark.slow  # the gate holds it, in boxes: tests/test_submissions.py
@pytest.mark.parametrize("path", WRONG, ids=lambda p: p.stem)
def test_wrong_submissions_are_named_by_their_check_where_they_say(path: Path) -> None:
    stated = re.search(r"^fails: (\w+) at (\w+)$", load(path).__doc__ or "", re.MULTILINE)
    assert stated is not None
    level = levels_of(path)[0]
    until = level.families.index(stated[2])
    for family, seed in itertools.product(level.families[: until + 1], range(3)):
        said = complaint(level, family, seed, path)
        assert (said and said[0]) == (stated[1] if family == stated[2] else None), (family, seed)


def test_every_check_stops_a_wrong_submission() -> None:
    stopped = {line for path in WRONG for line in re.findall(r"fails: (\w+)", path.read_text())}
    checks = {c.__name__ for checks in check.CHECKS.values() for c in checks}
    assert checks <= stopped and stopped - checks <= {"runtime_error"}


def test_every_family_and_workload_belongs_to_a_level() -> None:
    assert {f for level in KATA.levels for f in level.families} == {*cases.FAMILIES}
    assert {w for level in KATA.levels for w in level.workloads} == {*cases.WORKLOADS}
    assert {*KATA.rungs} <= {path.stem for path in ACCEPTED}


def test_rings_cover_less_than_their_number_says() -> None:
    """Everybody of these families is out of the rings that would do in San Francisco."""
    for family in ("rings_of_oslo", "rings_of_perth"):
        case = family_case(family, 1)
        for i, number in enumerate(expected_of("nearest", family, 1)["driver"].tolist()):
            one = (case["pickup_lat_e6"][i], case["pickup_lng_e6"][i])
            two = (case["lat_e6"][number - 1], case["lng_e6"][number - 1])
            resolution, k = ((8, 3), (7, 1))[i % 2]
            own, other = (h3.latlng_to_cell(*(x / 1e6 for x in p), resolution) for p in (one, two))
            assert geo.distance_mm(*one, *two) < TWO_KM
            assert h3.grid_distance(own, other) > k


def test_a_sentence_names_driver_distance_and_ring() -> None:
    path = SUBMISSIONS / "wrong_answer" / "three_rings.py"
    said = complaint(LEVELS["nearest"], "rings_of_oslo", 1, path)
    assert said is not None
    assert re.search(r"did not get driver \d+, 1,9\d\d\.\d{3} m away \(in ring 4 at resol", said[1])


def world(seed: int, lat_e6: int, count: int) -> Case:
    """Drivers and riders about a place anywhere, the date line and poles among them."""
    rng = np.random.default_rng(seed)
    lng = int(rng.choice([-180_000_000, 0, 77_000_000]))
    drivers = towns.nearby(rng, (lat_e6, lng), count, 3_000)
    case = geo.points(drivers, towns.nearby(rng, (lat_e6, lng), 20, 2_500), K=4, radius_mm=TWO_KM)
    return geo.keep_riders(case, ~geo.unclear_riders(case))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32), st.integers(-89_000_000, 89_000_000), st.integers(0, 300))
def test_the_reference_finds_the_nearest_anywhere(seed: int, lat_e6: int, count: int) -> None:
    case = world(seed, lat_e6, count)
    wanted, got = (answers(path, "nearest_k", case) for path in (ORACLE, REFERENCE))
    assert np.array_equal(wanted["drivers_k"], got["drivers_k"])


@pytest.mark.parametrize("name", ["city", "world"])
def test_full_size_agrees_with_brute_force_and_varies(name: str) -> None:
    workload, rng = cases.WORKLOADS[name], np.random.default_rng(3)
    case = workload.make(rng)
    function = "nearest" if name == "city" else "nearest_k"
    [before] = [answers(REFERENCE, function, case)[out] for out in (_output(function),)]
    assert workload.vary is not None
    case = workload.vary(rng, case)
    after = answers(REFERENCE, function, case)[_output(function)]
    assert (before != after).reshape(100, -1).mean(axis=1).min() > 0.1
    some = rng.choice(len(after), 40, replace=False)
    wanted = answers(ORACLE, function, geo.keep_riders(case, some))[_output(function)]
    assert np.array_equal(after[some], wanted)


def _output(function: str) -> str:
    return "drivers_k" if function == "nearest_k" else "driver"


def test_the_best_match_is_certified_and_the_only_one() -> None:
    """Prices prove the optimum; another solver with noise on its side finds no second one."""
    reference: Any = load(REFERENCE)
    workload, rng = cases.WORKLOADS["evening"], np.random.default_rng(5)
    case = workload.make(rng)
    for _ in range(2):
        assert workload.vary is not None
        case = workload.vary(rng, case)
        mm = np.rint(geo.distances(case)).astype(np.int64)
        driver = answers(REFERENCE, "match", case)["driver"]
        best = optimum.unique_match(mm, TWO_KM)
        assert best is not None and np.array_equal(driver, best)
        rider, other = np.nonzero(mm <= TWO_KM)
        start = np.searchsorted(rider, np.arange(len(mm) + 1))
        graph = start, other.astype(np.int32), mm[rider, other]
        assigned = np.empty(len(mm), np.int32)
        price = reference._assign(*graph, mm.shape[1], assigned)
        assert np.array_equal(assigned + 1, driver)
        assert reference.certified(*graph, mm.shape[1], assigned, price)
        assigned[np.flatnonzero(assigned >= 0)[0]] = -1
        assert not reference.certified(*graph, mm.shape[1], assigned, price)
        assert 700 < (driver > 0).sum() < 1_000


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 6), st.integers(1, 6), st.data())
def test_nobody_matches_better_than_all_permutations(q: int, d: int, data: st.DataObject) -> None:
    """Small matrices, all matches tried."""
    rows = st.lists(st.integers(0, 30), min_size=d, max_size=d)
    mm = np.array(data.draw(st.lists(rows, min_size=q, max_size=q)), np.int64)
    best = min(
        (-sum(mm[i, j] <= 20 for i, j in pairs), sum(mm[i, j] for i, j in pairs if mm[i, j] <= 20))
        for columns in itertools.permutations(range(max(q, d)), q)
        for pairs in [[(i, j) for i, j in enumerate(columns) if j < d]]
    )
    driver = optimum.unique_match(mm, 20)
    if driver is not None:
        pairs = [(i, int(j) - 1) for i, j in enumerate(driver) if j]
        assert (-len(pairs), sum(mm[i, j] for i, j in pairs)) == best
    reference: Any = load(REFERENCE)
    rider, other = np.nonzero(mm <= 20)
    start = np.searchsorted(rider, np.arange(q + 1))
    assigned = np.empty(q, np.int32)
    reference._assign(start, other.astype(np.int32), mm[rider, other], d, assigned)
    pairs = [(i, int(j)) for i, j in enumerate(assigned) if j >= 0]
    assert (-len(pairs), sum(mm[i, j] for i, j in pairs)) == best


def test_a_dispatcher_without_faults_is_the_oracle() -> None:
    for level in (LEVELS["dispatch"], LEVELS["new-years-eve"]):
        for family, seed in itertools.product(level.families, range(3)):
            wanted = expected_of("Dispatcher", family, seed)
            mine = dispatch_check.played(family_case(family, seed))
            assert all(np.array_equal(wanted[name], mine[name]) for name in wanted)


@pytest.mark.parametrize("name", ["weekday", "midnight"])
def test_streams_at_full_size_agree_with_another_idea(name: str) -> None:
    """The first ticks of a stream, reference and a strip of latitude in numpy."""
    case = cases.WORKLOADS[name].make(np.random.default_rng(2))
    case = {**case, "batches": case["batches"][:4]}
    other = SUBMISSIONS / "accepted" / "numba.py"
    wanted, got = (answers(path, "Dispatcher", case) for path in (REFERENCE, other))
    assert all(np.array_equal(wanted[output], got[output]) for output in wanted)
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
    wanted = [
        h3.latlng_to_cell(a / 1e6, b / 1e6, resolution) for a, b in zip(lat, lng, strict=True)
    ]
    assert answers(REFERENCE, "cells", case)["cell"].tolist() == wanted


UNIQUE = [(level.name, family) for level in KATA.levels for family in level.families]


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(UNIQUE), st.integers(0, 3), st.integers(0, 2**32))
def test_checks_survive_any_answer(where: tuple[str, str], seed: int, noise: int) -> None:
    level = LEVELS[where[0]]
    case, expected = family_case(where[1], seed), expected_of(level.function, where[1], seed)
    rng = np.random.default_rng(noise)
    most = int(rng.choice([1, 30, 2**31 - 1]))
    got = {n: rng.integers(-1, most, v.shape, endpoint=True) for n, v in expected.items()}
    got = {n: value.astype(expected[n].dtype) for n, value in got.items()}
    wrong = any(not np.array_equal(expected[n], got[n]) for n in expected)
    said = (c(case, expected, got) for c in check.CHECKS[level.name])
    first = next((text for text in said if text), None)
    assert bool(first) == wrong and isinstance(first, str | None)
