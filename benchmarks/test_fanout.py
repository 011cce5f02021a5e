"""fanout: reference, rungs, and how delivery is written with numpy, the standard library and Redis.

All of `deliver` fill the same `timelines`, newest first. Lists of ints and Redis commands are made
before the clock starts. Of Redis, client and server count together.
"""

from __future__ import annotations

import functools
from collections import deque
from collections.abc import Callable, Iterator

import numpy as np

from benchmarks.conftest import TimeContender, by_contender
from benchmarks.contest import Call, Contender, Contest, outputs_of, own_contenders
from benchmarks.redis_peer import Redis, chunks, command
from harness import catalog
from harness.kata import Answers, Case

KATA = catalog.find("fanout")
ROW = 64
PUSH_AND_TRIM = """
for i = 1, #KEYS do
    redis.call('LPUSH', KEYS[i], ARGV[1])
    redis.call('LTRIM', KEYS[i], 0, 63)
end
return #KEYS
"""


def numpy_per_post(case: Case) -> Call:
    """One scatter a post, from the newest to the oldest."""
    start, user, author = case["start"].tolist(), case["user"], case["author"].tolist()
    tweet = case["tweet"].tolist()

    def call(answer: Answers) -> None:
        timelines = answer["timelines"]
        taken = np.zeros(len(timelines), np.int64)
        for by, post in zip(reversed(author), reversed(tweet), strict=True):
            fans = user[start[by] : start[by + 1]]
            places = taken[fans]
            if len(places) and places.max() >= ROW:
                fans, places = fans[places < ROW], places[places < ROW]
            timelines[fans, places] = post
            taken[fans] = places + 1

    return call


def deques(case: Case) -> Call:
    """A dict of deques of bounded length."""
    start, user = case["start"].tolist(), case["user"].tolist()
    posts = list(zip(case["author"].tolist(), case["tweet"].tolist(), strict=True))

    def call(answer: Answers) -> None:
        rows: dict[int, deque[int]] = {}
        for by, post in posts:
            for fan in user[start[by] : start[by + 1]]:
                row = rows.get(fan)
                if row is None:
                    row = rows[fan] = deque(maxlen=ROW)
                row.appendleft(post)
        timelines = answer["timelines"]
        for fan, row in rows.items():
            timelines[fan, : len(row)] = row

    return call


def redis(commands: Callable[[Case, str], Iterator[bytes]]) -> Contender:
    """A Redis list a user: the commands that fill them, and then one LRANGE each."""

    def prepare(case: Case) -> Call:
        server = Redis()
        [loaded] = server.run([(command("SCRIPT", "LOAD", PUSH_AND_TRIM), 1)])
        assert isinstance(loaded, bytes)
        deliveries = chunks(commands(case, loaded.decode()))
        n_users = len(case["start"]) - 1
        reads = chunks(command("LRANGE", user, 0, ROW - 1) for user in range(n_users))

        def call(answer: Answers) -> None:
            server.run([(command("FLUSHALL"), 1)])
            server.run(deliveries)
            for user, row in enumerate(server.run(reads)):
                assert isinstance(row, list)
                answer["timelines"][user, : len(row)] = [int(post) for post in row]

        call.server_ns = server.cpu_ns  # type: ignore[attr-defined]
        return call

    return prepare


def _posts(case: Case) -> Iterator[tuple[list[int], int]]:
    """The followers to whom each post goes, and its id."""
    start, user = case["start"].tolist(), case["user"].tolist()
    for by, post in zip(case["author"].tolist(), case["tweet"].tolist(), strict=True):
        yield user[start[by] : start[by + 1]], post


def _script(case: Case, script: str) -> Iterator[bytes]:
    for fans, post in _posts(case):
        yield command("EVALSHA", script, len(fans), *fans, post)


def _lpush(case: Case, script: str) -> Iterator[bytes]:
    return (command("LPUSH", fan, post) for fans, post in _posts(case) for fan in fans)


def _lpush_and_ltrim(case: Case, script: str) -> Iterator[bytes]:
    for fans, post in _posts(case):
        for fan in fans:
            yield command("LPUSH", fan, post)
            yield command("LTRIM", fan, 0, ROW - 1)


PEERS: dict[str, Contender] = {
    "numpy per post": numpy_per_post,
    "dict of deques": deques,
    "redis, Lua per post": redis(_script),
    "redis, LPUSH": redis(_lpush),
    "redis, LPUSH and LTRIM": redis(_lpush_and_ltrim),
}


def _contest(name: str, function: str, contenders: dict[str, Contender]) -> Contest:
    def make() -> Case:
        case: Case = KATA.workloads[name].make(np.random.default_rng(1))
        return case

    return Contest(name, "fanout", make, outputs_of(KATA.kata.function(function)), contenders)


own = functools.partial(own_contenders, "fanout")
DELIVERIES = own("deliver") | PEERS
TIMELINES = own("Timelines", others=("hybrid",))
CONTESTS = [
    _contest("uniform", "deliver", DELIVERIES),
    _contest("celebrities", "deliver", DELIVERIES),
    _contest("timeline_reads", "Timelines", TIMELINES),
    _contest("world_cup", "Timelines", TIMELINES),
]


@by_contender(CONTESTS)
def test_speed(contest: Contest, name: str, time_contender: TimeContender) -> None:
    time_contender(contest, name)
