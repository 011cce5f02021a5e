"""lru-cache: reference, rungs and the Python world's caches on the kata's own workloads.

Peers get the keys as a list of ints, made before the clock starts, and fill the same `hit`. Every
peer's loop is the fastest of those tried: bound methods, one call on a hit where it has one.
"""

from __future__ import annotations

import functools
from collections import OrderedDict
from collections.abc import Callable

import numpy as np

from benchmarks.conftest import TimeContender, by_contender
from benchmarks.contest import Call, Contender, Contest, outputs_of, own_contenders
from harness import catalog
from harness.kata import Answers, Case

KATA = catalog.find("lru-cache")

Loop = Callable[[list[int], int], bytearray]


def peer(module: str, loop: Loop) -> Contender:
    """A loop over a library's cache; ImportError where the library is missing."""

    def prepare(case: Case) -> Call:
        if module:
            __import__(module)
        keys, capacity = case["keys"].tolist(), case["capacity"]

        def call(answer: Answers) -> None:
            answer["hit"][:] = np.frombuffer(loop(keys, capacity), np.uint8)

        return call

    return prepare


def cachebox_loop(keys: list[int], capacity: int) -> bytearray:
    import cachebox

    cache = cachebox.LRUCache(capacity)
    get, insert, hit = cache.get, cache.insert, bytearray(len(keys))
    for i, key in enumerate(keys):
        if get(key) is None:
            insert(key, True)
        else:
            hit[i] = 1
    return hit


def functools_loop(keys: list[int], capacity: int) -> bytearray:
    hit = bytearray(b"\1") * len(keys)

    @functools.lru_cache(maxsize=capacity)
    def load(key: int) -> None:
        hit[i] = 0

    for i, key in enumerate(keys):  # noqa: B007, `load` reads i
        load(key)
    return hit


def ordered_dict_loop(keys: list[int], capacity: int) -> bytearray:
    cache: OrderedDict[int, None] = OrderedDict()
    refresh, evict, hit = cache.move_to_end, cache.popitem, bytearray(len(keys))
    for i, key in enumerate(keys):
        if key in cache:
            refresh(key)
            hit[i] = 1
        else:
            if len(cache) == capacity:
                evict(False)
            cache[key] = None
    return hit


def lru_dict_loop(keys: list[int], capacity: int) -> bytearray:
    import lru

    cache = lru.LRU(capacity)
    get, hit = cache.get, bytearray(len(keys))
    for i, key in enumerate(keys):
        if get(key) is None:
            cache[key] = True
        else:
            hit[i] = 1
    return hit


def _dict_like(make: Callable[[int], dict[int, bool]], keys: list[int], capacity: int) -> bytearray:
    cache, hit = make(capacity), bytearray(len(keys))
    for i, key in enumerate(keys):
        if key in cache:
            hit[i] = cache[key]
        else:
            cache[key] = True
    return hit


def pylru_loop(keys: list[int], capacity: int) -> bytearray:
    import pylru

    return _dict_like(pylru.lrucache, keys, capacity)


def cachetools_loop(keys: list[int], capacity: int) -> bytearray:
    import cachetools

    return _dict_like(cachetools.LRUCache, keys, capacity)


def libcachesim_loop(keys: list[int], capacity: int) -> bytearray:
    import libcachesim

    cache, request = libcachesim.LRU(capacity), libcachesim.Request()
    request.obj_size = 1
    get, hit = cache.get, bytearray(len(keys))
    for i, key in enumerate(keys):
        request.obj_id = key & 0xFFFFFFFFFFFFFFFF
        hit[i] = get(request)
    return hit


PEERS = {
    "cachebox": peer("cachebox", cachebox_loop),
    "functools.lru_cache": peer("", functools_loop),
    "OrderedDict": peer("", ordered_dict_loop),
    "lru-dict": peer("lru", lru_dict_loop),
    "pylru": peer("pylru", pylru_loop),
    "cachetools": peer("cachetools", cachetools_loop),
    "libcachesim": peer("libcachesim", libcachesim_loop),
}


def cachebox_operations(case: Case) -> Call:
    """The level lru on cachebox; each batch's columns are lists already."""
    import cachebox

    columns = ("op", "key", "value")
    batches = [[batch[name].tolist() for name in columns] for batch in case["batches"]]

    def call(answer: Answers) -> None:
        cache = cachebox.LRUCache(case["capacity"])
        get, insert, peek, pop = cache.get, cache.insert, cache.peek, cache.pop
        found, read = bytearray(len(answer["found"])), [0] * len(answer["answer"])
        i = -1
        for batch in batches:
            for op, key, value in zip(*batch, strict=True):
                i += 1
                if op == 1:
                    found[i] = insert(key, value) is not None
                elif op == 2:
                    found[i] = pop(key, None) is not None
                else:
                    held = get(key) if op == 0 else peek(key)
                    if held is not None:
                        found[i], read[i] = 1, held
        answer["found"][:] = np.frombuffer(found, np.uint8)
        answer["answer"][:] = read

    return call


def one_replay(module: str, loop: Loop, keys_per_place: int) -> Contender:
    """A peer's replay at a single capacity: what it needs for one number of `hits`."""

    def prepare(case: Case) -> Call:
        if module:
            __import__(module)
        keys = case["keys"].tolist()
        capacity = len(set(keys)) // keys_per_place

        def call(answer: Answers) -> None:
            loop(keys, capacity)

        return call

    return prepare


def _contest(
    name: str,
    function: str,
    contenders: dict[str, Contender],
    yardsticks: dict[str, Contender] | None = None,
) -> Contest:
    def make() -> Case:
        case: Case = KATA.workloads[name].make(np.random.default_rng(1))
        return case

    outputs = outputs_of(KATA.kata.function(function))
    return Contest(name, "lru-cache", make, outputs, contenders, yardsticks or {})


own = functools.partial(own_contenders, "lru-cache")
ONE_CAPACITY = {
    "cachebox, one capacity (1 % of the keys)": one_replay("cachebox", cachebox_loop, 100),
    "cachebox, one capacity (10 %)": one_replay("cachebox", cachebox_loop, 10),
    "functools.lru_cache, one capacity (10 %)": one_replay("", functools_loop, 10),
}
REPLAYS = own("replay", others=("linked_list", "open_addressing")) | PEERS
OPERATIONS = own("LRU", others=("linked_list",)) | {"cachebox": cachebox_operations}
CONTESTS = [
    _contest("small_cache", "replay", REPLAYS),
    _contest("large_cache", "replay", REPLAYS),
    _contest("etc_pool", "LRU", OPERATIONS),
    _contest("million", "hits_by_capacity", own("hits_by_capacity"), ONE_CAPACITY),
]


@by_contender(CONTESTS)
def test_speed(contest: Contest, name: str, time_contender: TimeContender) -> None:
    time_contender(contest, name)
