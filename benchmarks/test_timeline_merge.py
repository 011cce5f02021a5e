"""timeline-merge: reference, rungs and the libraries that merge, on requests of one size.

The contests of `newest` have requests of equally long lists, without repeated or deleted posts, and
one call answers all of them, again and again. Peers that read arrays get the followed lists as one
array, without having to gather them; peers that read sequences get lists of ints. Both are made
before the clock starts. The contests of `newest_many` are the kata's own workloads.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Sequence

import numpy as np

from benchmarks.conftest import TimeContender, by_contender
from benchmarks.contest import REFERENCE, Call, Contender, Contest, load, outputs_of
from benchmarks.contest import own_contenders as contenders_of
from harness import catalog
from harness.binding import arguments
from harness.kata import Answers, Case

KATA = catalog.find("timeline-merge")
SIZES = ((100, 50), (1_000, 50), (1_000, 800), (5_000, 50), (5_000, 800))
REQUESTS, TIMES = 4, 8


def make_pages(n_lists: int, k: int) -> Case:
    """REQUESTS requests, each to n_lists authors of its own with about 100 posts; all of them TIMES
    times over, so that most find their lists in the cache.
    """
    rng = np.random.default_rng(1)
    requests = []
    for _ in range(REQUESTS):
        owner = np.repeat(np.arange(n_lists), rng.integers(50, 150, n_lists))
        key = np.sort(owner << 40 | rng.permutation(1 << 24)[: len(owner)])
        start = np.searchsorted(key, np.arange(n_lists + 1) << 40)
        newest = (1 << 60) - (key & ((1 << 40) - 1))
        authors = np.arange(n_lists, dtype=np.int32)
        requests.append({"start": start, "id": newest, "authors": authors})
    return {"requests": requests * TIMES, "k": k}


def pages_of(case: Case) -> Answers:
    """Zeroed pages, one a request."""
    return {"page": np.zeros((len(case["requests"]), case["k"]), np.int64)}


def own(name: str) -> Contender:
    """A file of the kata, called once a request."""
    path = KATA.reference if name == REFERENCE else KATA.submissions("accepted")[name]
    parameters = KATA.kata.function("newest").parameters

    def prepare(case: Case) -> Call:
        newest = load(path).newest
        ready = [
            arguments(parameters, request | {"page": None})[:2] for request in case["requests"]
        ]

        def call(answer: Answers) -> None:
            for given, page in zip(ready, answer["page"], strict=True):
                newest(*given, page)

        return call

    return prepare


def array_peer(module: str, newest: Callable[[np.ndarray, int], np.ndarray]) -> Contender:
    """A function from the array of all ids to the newest k, newest first."""

    def prepare(case: Case) -> Call:
        __import__(module)

        def call(answer: Answers) -> None:
            for request, page in zip(case["requests"], answer["page"], strict=True):
                page[:] = newest(request["id"], len(page))

        return call

    return prepare


def list_peer(module: str, newest: Callable[[Sequence[list[int]], int], list[int]]) -> Contender:
    """A function from lists of ints to the newest k, newest first."""

    def prepare(case: Case) -> Call:
        __import__(module)
        requests = [
            [part.tolist() for part in np.split(request["id"], request["start"][1:-1])]
            for request in case["requests"]
        ]

        def call(answer: Answers) -> None:
            for lists, page in zip(requests, answer["page"], strict=True):
                page[:] = newest(lists, len(page))

        return call

    return prepare


def numpy_partition(ids: np.ndarray, k: int) -> np.ndarray:
    newest = np.partition(ids, len(ids) - k)[len(ids) - k :]
    newest.sort()
    return newest[::-1]


def numpy_sort(ids: np.ndarray, k: int) -> np.ndarray:
    return np.sort(ids)[: -k - 1 : -1]


def pyarrow_select(ids: np.ndarray, k: int) -> np.ndarray:
    import pyarrow as pa
    from pyarrow import compute

    array = pa.array(ids)
    places = compute.select_k_unstable(array, k, sort_keys=[("", "descending")])
    selected: np.ndarray = array.take(places).to_numpy()
    return selected


def polars_top(ids: np.ndarray, k: int) -> np.ndarray:
    import polars

    newest: np.ndarray = polars.Series(ids).top_k(k).sort(descending=True).to_numpy()
    return newest


def heapq_merge(lists: Sequence[list[int]], k: int) -> list[int]:
    import heapq

    return list(itertools.islice(heapq.merge(*lists, reverse=True), k))


def multimerge_islice(lists: Sequence[list[int]], k: int) -> list[int]:
    import multimerge

    return list(itertools.islice(multimerge.merge(*lists, reverse=True), k))


def cytoolz_merge(lists: Sequence[list[int]], k: int) -> list[int]:
    import operator

    import cytoolz

    return list(itertools.islice(cytoolz.merge_sorted(*lists, key=operator.neg), k))


NEWEST = {
    **{name: own(name) for name in (REFERENCE, *KATA.kata.rungs)},
    "np.partition": array_peer("numpy", numpy_partition),
    "np.sort": array_peer("numpy", numpy_sort),
    "pyarrow select_k": array_peer("pyarrow", pyarrow_select),
    "polars top_k": array_peer("polars", polars_top),
    "heapq.merge": list_peer("heapq", heapq_merge),
    "multimerge": list_peer("multimerge", multimerge_islice),
    "cytoolz.merge_sorted": list_peer("cytoolz", cytoolz_merge),
}


def _make(name: str) -> Case:
    case: Case = KATA.workloads[name].make(np.random.default_rng(1))
    return case


def _own_workloads() -> list[Contest]:
    contests = []
    for level in KATA.kata.levels:
        outputs = outputs_of(KATA.kata.function_of(level))
        contenders = contenders_of("timeline-merge", level.function)
        for name in level.workloads:
            make = functools.partial(_make, name)
            contests.append(Contest(name, "timeline-merge", make, outputs, contenders))
    return contests


CONTESTS = [
    *(
        Contest(
            f"{n_lists}_lists_{k}",
            "timeline-merge",
            functools.partial(make_pages, n_lists, k),
            pages_of,
            NEWEST,
        )
        for n_lists, k in SIZES
    ),
    *_own_workloads(),
]


@by_contender(CONTESTS)
def test_speed(contest: Contest, name: str, time_contender: TimeContender) -> None:
    time_contender(contest, name)
