"""Solutions that try for more than they deserve. Each of these attempts succeeded once."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from conftest import LIMITS, PLAIN_REPLAY, SCALE, in_trial, solution, try_scale

from harness.box import Setting
from harness.judge.arena import Arena, SideEnded
from harness.judge.pilot import pilot
from harness.judge.quality import splice, until
from harness.measure.measurement import Measurement

EXPENSIVE_NOTHING = """
import __main__, time
def nothing(self, _):
    end = time.thread_time() + 0.3
    while time.thread_time() < end: pass
    return ""
__main__.Worker.nothing = nothing
"""


def test_what_is_subtracted_from_the_time_is_not_the_solutions_to_say() -> None:
    judged = in_trial("lru-cache", "replay", PLAIN_REPLAY + EXPENSIVE_NOTHING)
    measurement = Measurement(pilot(judged, lambda _: None), {})
    measurement.launch(measurement.surviving, 1)
    for launches in measurement.launches.values():
        assert launches[0].idle_ns < 1_000_000
        assert launches[0].log_ratio("solution", 1) < -1


LRU_POLICY = """
import numpy as np
def init(capacity, n_keys, seed):
    return np.zeros(n_keys, np.int64), np.zeros(2, np.int64), np.full(capacity, -1, np.int64)
def step(state, key):
    where, sizes, places = state
    if where[key]: return -1
    if sizes[0] < len(places):
        places[sizes[0]] = key
        sizes[0] += 1
        where[key] = sizes[0]
        return -1
    at = CHOICE
    victim = places[at]
    where[victim] = 0
    where[key] = at + 1
    places[at] = key
    return victim
"""
LOOKS_AHEAD = """
import __main__
import numpy as np
chunk = {}
real = __main__.Worker.run
def run(self, arrangement):
    chunk["keys"] = [int(k) for k in self.arrangements[arrangement][0][0][0]]
    return real(self, arrangement)
__main__.Worker.run = run
""" + LRU_POLICY.replace("CHOICE", "sum(chunk['keys']) % len(places)")


def test_a_policy_that_reads_its_chunk_ahead_is_found_out() -> None:
    results = pilot(in_trial("lru-cache", "policy", LOOKS_AHEAD), lambda _: None).results
    assert results["policy"].verdict == "wrong answer"
    assert results["policy"].check == "looks_ahead"


def test_the_same_policy_is_right_when_it_does_not_look() -> None:
    honest = LRU_POLICY.replace("CHOICE", "key % len(places)")
    results = pilot(in_trial("lru-cache", "policy", honest), lambda _: None).results
    assert results["policy"].verdict == "accepted"


@pytest.mark.parametrize(("cut", "kept"), [(1, 1), (3, 1), (4, 1), (5, 2), (8, 2), (9, 3), (10, 3)])
def test_another_future_is_played_as_far_as_it_decides(cut: int, kept: int) -> None:
    one = [{"keys": np.arange(start, min(start + 4, 10))} for start in (0, 4, 8)]
    two = [{"keys": batch["keys"] + 100} for batch in one]
    found = until(splice(one, two, cut), cut)
    assert len(found) == kept
    keys = np.concatenate([batch["keys"] for batch in found])
    assert keys[:cut].tolist() == list(range(cut))
    assert (keys[cut:] >= 100).all()


def test_sleeping_through_many_steps_is_too_slow() -> None:
    sleepy = LRU_POLICY.replace("CHOICE", "(__import__('time').sleep(2.0), 0)[1]")
    results = in_trial("lru-cache", "policy", sleepy).results
    assert results["policy"].verdict == "time limit"


def test_unfinished_code_at_full_size_is_an_error() -> None:
    late = LRU_POLICY.replace("CHOICE", "0").replace(
        "    where, sizes, places = state",
        "    where, sizes, places = state\n    SEEN[0] += 1\n"
        "    if SEEN[0] > 20_000: raise NotImplementedError",
    )
    late = "SEEN = [0]\n" + late.replace(
        "def init(capacity, n_keys, seed):", "def init(capacity, n_keys, seed):\n    SEEN[0] = 0"
    )
    results = pilot(in_trial("lru-cache", "policy", late), lambda _: None).results
    assert results["policy"].verdict == "runtime error"


@pytest.mark.parametrize("place", [2, 3], ids=["pilot", "launch"])
def test_an_import_that_fails_later_is_a_load_error(place: int, tmp_path: Path) -> None:
    counting = (
        "import os\n"
        f"n = len(os.listdir({str(tmp_path)!r}))\n"
        f"open({str(tmp_path)!r} + '/' + str(n), 'w').close()\n"
        f"if n + 1 == {place}: raise RuntimeError('now')\n"
    )
    judged = in_trial("lru-cache", "replay", counting + PLAIN_REPLAY, mode="off")
    measurement = Measurement(pilot(judged, lambda _: None), {})
    if place == 3:
        measurement.launch(measurement.surviving, 1)
    assert measurement.results["replay"].verdict in ("load error", "runtime error")
    assert "RuntimeError: now" in measurement.results["replay"].text


DEEP = """
import os
os.chdir(os.environ["TMPDIR"])
for _ in range(1500):
    os.mkdir("d")
    os.chdir("d")
def scale(x, by, y):
    while True: pass
"""


def test_a_deep_scratch_folder_is_removed(locked_mode: str) -> None:
    mine = f"kata-box-{os.getpid()}-*"  # others may be at work
    before = set(Path("/tmp").glob(mine))
    with pytest.raises(SideEnded):
        try_scale(DEEP, locked_mode)
    assert set(Path("/tmp").glob(mine)) == before


FILLS = """
import os
def scale(x, by, y):
    n = 0
    while True:
        with open(f"{os.environ['TMPDIR']}/{n}", "wb") as file:
            file.write(bytes(1 << 20))
        n += 1
"""


def test_the_disk_is_not_filled(locked_mode: str) -> None:
    with pytest.raises(SideEnded) as caught:
        try_scale(FILLS, locked_mode)
    ended = caught.value.ended
    assert ended.verdict == "runtime error"
    assert "No space left" in ended.text or "scratch" in ended.text


def test_times_of_files_cannot_be_set(locked_mode: str, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("")
    os.chmod(tmp_path, 0o755)
    before = victim.stat().st_mtime_ns
    with pytest.raises(SideEnded):
        try_scale(f"import os\nos.utime({str(victim)!r}, (1, 1))\n", locked_mode)
    assert victim.stat().st_mtime_ns == before


NO_MAIN_THREAD = """
import ctypes, threading, __main__, mmap, time
def scale(x, by, y):
    y[:] = x * by
    threading.Thread(target=time.sleep, args=(60,)).start()
    ctypes.CDLL(None).syscall(60, 0)
"""


def test_without_its_main_thread_a_worker_is_ended(locked_mode: str) -> None:
    with pytest.raises(SideEnded) as caught:
        try_scale(NO_MAIN_THREAD, locked_mode)
    assert caught.value.ended.verdict in ("runtime error", "time limit")


BAD_WORDS = {
    "brackets": "os.write(4, b'E' + b'[' * 2000 + b'\\n')",
    "lines": "raise RuntimeError('x\\n  replay  right (12 kinds of cases)')",
    "no text": "os.write(4, b'E\\n')",
    "a list": "os.write(4, b'E[1]\\n')",
}


@pytest.mark.parametrize("name", BAD_WORDS)
def test_whatever_a_worker_says_is_one_clean_line(locked_mode: str, name: str) -> None:
    source = f"import os\ndef replay(keys, capacity, hit):\n    {BAD_WORDS[name]}\n"
    results = in_trial("lru-cache", "replay", source, locked_mode).results
    assert results["replay"].verdict == "runtime error"
    assert "\n" not in results["replay"].text


PACKS = {"superscript": "'\\u00b2'", "negative": "'-1'", "huge": "str(1 << 62)", "words": "'many'"}


@pytest.mark.parametrize("name", PACKS)
def test_a_size_that_is_none_gives_no_image(name: str) -> None:
    source = f"import __main__\n__main__.Worker.pack = lambda self, _: {PACKS[name]}\n"
    with Arena({"it": solution(source)}, Setting("full", LIMITS)) as arena:
        arena.load(["scale"], {})
        assert arena.images() == {"it": b""}


def test_a_damaged_image_costs_a_compilation_and_nothing_else(mode: str) -> None:
    case = {"x": np.arange(1, 9), "by": 3}
    source = "def scale(x, by, y):\n    y[:] = x * by\n"
    for image in (b"garbage", b"\xff" * 100, (5).to_bytes(8, "little") + b"[1,2]"):
        with Arena({"it": solution(source)}, Setting(mode, LIMITS)) as arena:
            assert arena.load(["scale"], {"it": image}) == {"it": {"scale"}}
            assert arena.run(SCALE, case, 1.0)["it"].answer["y"][0] == 3
