"""A box runs honest code unchanged, and says of everything else what it was, from facts alone."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from conftest import HONEST, LIMITS, LOCKED, SCALE, solution, try_scale

from harness.box import Setting
from harness.judge.arena import Arena, SideEnded
from harness.kata import Function, Group, array, out, scalar

NUMBA = """
import numba, numpy as np
@numba.njit(cache=True)
def scale(x, by, y):
    for i in range(len(x)):
        y[i] = x[i] * by
"""


def ended(source: str, mode: str) -> tuple[str, str]:
    """Verdict and text of a solution that must not come to an answer."""
    with pytest.raises(SideEnded) as caught:
        try_scale(source, mode)
    return caught.value.ended.verdict, caught.value.ended.text


def in_call(body: str) -> str:
    """A solution that does `body` in its timed call."""
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    imports = "import os, sys, time, ctypes, threading"
    return f"{imports}\ndef scale(x, by, y):\n{lines}\n    y[:] = x * by\n"


@pytest.mark.parametrize("source", [HONEST, NUMBA], ids=["numpy", "numba"])
def test_honest_code_is_right_in_every_mode(mode: str, source: str) -> None:
    assert try_scale(source, mode).right


def test_arrays_of_length_zero_are_passed(mode: str) -> None:
    assert try_scale(HONEST, mode, n=0).right


def test_a_group_may_hold_scalars(mode: str) -> None:
    """They are read when the call is made: a second case on the same layout brings others."""
    by = Group("by", "By", (scalar("times"), scalar("plus")))
    function = Function("scale", (array("x", "int64[n]"), by, out("y", "int64[n]")))
    source = "def scale(x, by, y):\n    y[:] = x * by.times + by.plus\n"
    cases = [{"x": np.arange(5), "times": k, "plus": 10 * k} for k in (2, 3)]
    with Arena({"it": solution(source)}, Setting(mode, LIMITS)) as arena:
        arena.load(["scale"], {})
        answers = [arena.run(function, case, LIMITS.call_s)["it"].answer["y"] for case in cases]
    assert [answer.tolist() for answer in answers] == [[20, 22, 24, 26, 28], [30, 33, 36, 39, 42]]


ENDS = {
    "an exception": ("x[0] // 0; 1 // 0", "runtime error", "ZeroDivisionError"),
    "exit": ("os._exit(0)", "runtime error", "exit code 0"),
    "SystemExit": ("sys.exit(0)", "runtime error", "SystemExit"),
    "a segmentation fault": ("ctypes.string_at(0)", "runtime error", "SIGSEGV"),
    "an endless loop": ("while True: pass", "time limit", "more than"),
    "sleep": ("time.sleep(60)", "time limit", "more than"),
    "a memory bomb": ("z = bytearray(2 << 30)", "memory limit", "MB"),
    "an output flood": ("while True: print('x' * 1000)", "output limit", "bytes"),
    "a forged event": ("os.write(4, b'D\\n')", "security violation", "channel"),
    "a flooded channel": ("while True: os.write(4, b'x' * 4000)", "security violation", "channel"),
    "a closed channel": ("os.close(4)\nwhile True: pass", "runtime error", "closed"),
    "writing the input": ("x[0] = 1", "runtime error", "read-only"),
    "text that never ends": (
        "class E(Exception):\n    def __str__(self):\n        while True: pass\nraise E",
        "time limit",
        "more than",
    ),
    "control characters": (
        "raise ValueError('\\x1b[2J{\"type\": 1}')",
        "runtime error",
        "ValueError",
    ),
}


@pytest.mark.parametrize("name", ENDS)
def test_every_end_has_its_verdict(mode: str, name: str) -> None:
    body, verdict, text = ENDS[name]
    found = ended(in_call(body), mode)
    assert found[0] == verdict
    assert text in found[1]


BURNS = """
import time
def scale(x, by, y):
    y[:] = x * by
    until = time.process_time() + 0.15
    while time.process_time() < until:
        pass
"""


@pytest.fixture
def quota() -> Iterator[Path]:
    """A control group that gives its processes 5 % of a core."""
    first, second = Path("/sys/fs/cgroup/cpu"), Path("/sys/fs/cgroup")
    root = first if (first / "cpu.cfs_quota_us").exists() else second
    if not os.access(root, os.W_OK):
        pytest.skip("no control group can be made here")
    group = root / f"kata-test-{os.getpid()}"
    group.mkdir()
    limits = {"cpu.cfs_quota_us": "5000", "cpu.max": "5000 100000"}
    try:
        there = [name for name in limits if (group / name).exists()]
        if not there:
            pytest.skip("control groups of this machine give no quota")
        (group / there[0]).write_text(limits[there[0]])
        yield group
    finally:
        group.rmdir()


def worker_of(arena: Arena) -> int:
    supervisor = arena.boxes["it"].process.pid
    return int(Path(f"/proc/{supervisor}/task/{supervisor}/children").read_text().split()[0])


def test_what_a_machine_does_not_run_is_waited_for(quota: Path) -> None:
    """It takes longer than who sleeps is waited for, and uses less CPU time than it may."""
    limits = replace(LIMITS, call_s=0.25)
    with Arena({"it": solution(BURNS)}, Setting(LOCKED[0], limits)) as arena:
        arena.load(["scale"], {})
        (quota / "cgroup.procs").write_text(str(worker_of(arena)))
        begun_s = time.monotonic()
        ran = arena.run(SCALE, {"x": np.arange(1, 9), "by": 3}, limits.call_s)["it"]
        assert ran.answer["y"].tolist() == [3, 6, 9, 12, 15, 18, 21, 24]
        assert time.monotonic() - begun_s > 3 * limits.call_s + 2 > 2.7


@pytest.mark.slow
def test_a_machine_that_hardly_runs_anything_is_noise(quota: Path) -> None:
    name = "cpu.max" if (quota / "cpu.max").exists() else "cpu.cfs_quota_us"
    (quota / name).write_text("1000" if name != "cpu.max" else "1000 100000")
    limits = replace(LIMITS, call_s=0.4)
    with Arena(
        {"it": solution(BURNS.replace("0.15", "0.35"))}, Setting(LOCKED[0], limits)
    ) as arena:
        arena.load(["scale"], {})
        (quota / "cgroup.procs").write_text(str(worker_of(arena)))
        with pytest.raises(SideEnded) as caught:
            arena.run(SCALE, {"x": np.arange(1, 9), "by": 3}, limits.call_s)
    ended = caught.value.ended
    assert ended.verdict == "inconclusive"
    assert "this machine ran it for 0." in ended.text
    assert caught.value.as_ours("the reference failed").exit_code == 3


def test_a_verdict_of_the_wall_clock_says_how_little_was_computed(mode: str) -> None:
    verdict, text = ended(in_call("time.sleep(60)"), mode)
    assert verdict == "time limit"
    assert text.startswith("it took more than 5 s")
    assert sys.platform != "linux" or "and computed for 0.0" in text


LOCKED_ENDS = {
    "a process": ("os.fork()", "runtime error", "Operation not permitted"),
    "a program": ("import subprocess; subprocess.run(['/bin/true'])", "runtime error", "Error"),
    "a socket": ("import socket; socket.socket()", "runtime error", "Operation not permitted"),
    "a signal": ("os.kill(os.getppid(), 9)", "runtime error", "Error"),
    "lifted limits": (
        "import resource; resource.setrlimit(resource.RLIMIT_CPU, (-1, -1))",
        "runtime error",
        "Error",
    ),
    "another core": (
        "os.sched_setaffinity(0, range(8))",
        "runtime error",
        "Operation not permitted",
    ),
    "tracing": ("ctypes.CDLL(None).ptrace(0, 0, 0, 0)", "security violation", "system call"),
    "namespaces": ("ctypes.CDLL(None).unshare(0x10000000)", "security violation", "system call"),
    "the environment of the judge": ("open('/proc/1/environ').read()", "runtime error", "Error"),
    "a file of the host": ("open('/etc/passwd').read()", "runtime error", "Error"),
    "writing beside itself": ("open('solution.py', 'w')", "runtime error", "Error"),
    "this project": ("import harness", "runtime error", "ModuleNotFoundError"),
    "the references": ("import reference.fanout", "runtime error", "ModuleNotFoundError"),
    "other packages": ("import pytest", "runtime error", "ModuleNotFoundError"),
    "threads without end": (
        "def wait(): time.sleep(99)\n"
        "while True: threading.Thread(target=wait, daemon=True).start()",
        "runtime error",
        "thread",
    ),
}


@pytest.mark.parametrize("name", LOCKED_ENDS)
def test_locks_hold(locked_mode: str, name: str) -> None:
    body, verdict, text = LOCKED_ENDS[name]
    found = ended(in_call(body), locked_mode)
    assert found[0] == verdict, found
    assert text in found[1]


PROOF_OF_LOCKS = {
    "a process": "pid = os.fork()\nif pid == 0: os._exit(0)\nos.waitpid(pid, 0)",
    "a socket": "import socket; socket.socket().close()",
    "another core": "os.sched_setaffinity(0, os.sched_getaffinity(0))",
    "a file of the host": "open('/etc/passwd').read()",
}


@pytest.mark.parametrize("name", PROOF_OF_LOCKS)
def test_the_same_attempts_succeed_without_locks(name: str) -> None:
    """Or the tests above would prove nothing."""
    assert try_scale(in_call(PROOF_OF_LOCKS[name]), "off").right


def test_the_listener_hears_nothing(locked_mode: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        port = server.getsockname()[1]
        verdict, _ = ended(
            in_call(f"import socket; socket.create_connection(('127.0.0.1', {port}), 1)"),
            locked_mode,
        )
        assert verdict == "runtime error"
        with pytest.raises(TimeoutError):
            server.accept()


DESCRIPTORS = """
found = []
for descriptor in range(5, 60):
    try:
        os.fstat(descriptor)
        found.append(descriptor)
    except OSError:
        pass
assert not found, found
"""


def test_nothing_that_is_open_here_is_inherited(locked_mode: str, tmp_path: Path) -> None:
    (tmp_path / "answer").write_text("42")
    with (tmp_path / "answer").open():
        assert try_scale(in_call(DESCRIPTORS), locked_mode).right


CLOCKS = """
import time
time.perf_counter = time.monotonic = time.time = lambda: 0.0
time.perf_counter_ns = time.process_time_ns = time.clock_gettime_ns = lambda *a: 0
def scale(x, by, y):
    end = time.thread_time() + 0.05
    while time.thread_time() < end: pass
    y[:] = x * by
"""


def test_patched_clocks_gain_nothing(mode: str) -> None:
    found = try_scale(CLOCKS, mode)
    assert found.right
    assert found.ran.cost_s >= 0.05


LATE = """
import threading
def scale(x, by, y):
    def work():
        z = 0
        for i in range(3_000_000): z += i
        y[:] = x * by
    threading.Thread(target=work).start()
"""


def test_work_after_the_window_comes_too_late(mode: str) -> None:
    assert not try_scale(LATE, mode).right


SPIN = """
import threading
def spin():
    while True: pass
threading.Thread(target=spin, daemon=True).start()
"""


def test_a_frozen_worker_burns_nothing(mode: str) -> None:
    case = {"x": np.arange(1, 9), "by": 3}
    with Arena({"it": solution(SPIN + HONEST)}, Setting(mode, LIMITS)) as arena:
        arena.load(["scale"], {})
        arena.open(SCALE, case, [[case]], 1.0, False)
        first = arena.step([case], lambda *_: 1.0)["it"].window
        second = arena.step([case], lambda *_: 1.0)["it"].window
    assert first.idle_cpu_ns < 1_000_000
    assert second.idle_cpu_ns < 1_000_000


def test_a_cheat_that_remembers_answers_is_wrong_on_the_next_input(mode: str) -> None:
    cached = "kept = {}\ndef scale(x, by, y):\n    y[:] = kept.setdefault(x.shape, x * by)\n"
    rng = np.random.default_rng()
    cases = [{"x": rng.integers(1, 99, 100), "by": 2} for _ in range(2)]
    with Arena({"it": solution(cached)}, Setting(mode, LIMITS)) as arena:
        arena.load(["scale"], {})
        arena.open(SCALE, cases[0], [[cases[0]]], 1.0, False)
        answers = [
            arena.step([case], lambda *_: 1.0)["it"].answers[0]["y"].copy() for case in cases
        ]
    assert np.array_equal(answers[0], cases[0]["x"] * 2)
    assert not np.array_equal(answers[1], cases[1]["x"] * 2)


def test_compiled_code_of_one_box_is_found_by_the_next(mode: str) -> None:
    """The image of the first box's JIT cache makes the first call of the second cheaper: it loads,
    compiles nothing.
    """
    heavy = NUMBA.replace("y[i] = x[i] * by", "y[i] = np.sort(np.array([x[i] * by, 0]))[1]")
    case = {"x": np.arange(1, 9), "by": 3}
    images: dict[str, bytes] = {}
    hits = []
    for _ in range(2):
        source = (
            heavy + "    \ndef stats(x, by, y):\n    y[0] = sum(scale.stats.cache_hits.values())\n"
        )
        with Arena({"it": solution(source)}, Setting(mode, LIMITS)) as arena:
            arena.load(["scale", "stats"], images)
            arena.run(SCALE, case, 20.0)
            stats = type(SCALE)("stats", SCALE.parameters)
            hits.append(int(arena.run(stats, case, 1.0)["it"].answer["y"][0]))
            images = arena.images()
    assert hits == [0, 1]


def test_no_process_and_no_folder_is_left(mode: str) -> None:
    mine = f"kata-*{os.getpid()}-*"  # others may be at work
    before = set(Path("/tmp").glob(mine)), _children()
    try_scale(HONEST, mode)
    with pytest.raises(SideEnded):
        try_scale(in_call("while True: pass"), mode)
    assert (set(Path("/tmp").glob(mine)), _children()) == before


def _children() -> set[str]:
    listing = subprocess.run(
        ["ps", "--ppid", str(os.getpid()), "-o", "pid=,comm="], capture_output=True, text=True
    ).stdout
    return {line for line in listing.splitlines() if " ps" not in line}


def test_a_judge_that_is_killed_leaves_no_worker(mode: str, tmp_path: Path) -> None:
    script = tmp_path / "judge.py"
    script.write_text(
        "import sys\n"
        f"sys.path[:0] = {[str(Path(__file__).parent), str(Path(__file__).parent.parent)]!r}\n"
        "from conftest import *\n"
        f"with Arena({{'it': solution(HONEST)}}, Setting({mode!r}, LIMITS)) as arena:\n"
        "    print(arena.boxes['it'].process.pid, flush=True)\n"
        "    sys.stdin.read()\n"
    )
    judge = subprocess.Popen(
        [sys.executable, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert judge.stdout is not None and judge.stdin is not None
    supervisor = judge.stdout.readline().strip()
    worker = subprocess.run(
        ["pgrep", "-P", supervisor], capture_output=True, text=True
    ).stdout.strip()
    assert worker
    judge.kill()
    judge.wait()
    judge.stdin.close()
    judge.stdout.close()
    for _ in range(200):
        if not Path(f"/proc/{supervisor}").exists() and not Path(f"/proc/{worker}").exists():
            return
        subprocess.run(["sleep", "0.02"])
    raise AssertionError("supervisor or worker outlived the judge")


def test_every_package_that_is_promised_can_be_imported(mode: str) -> None:
    """h3 asks for its own version when it is imported."""
    source = (
        "import h3, llvmlite, numba, numpy\n"
        "def scale(x, by, y):\n"
        "    assert h3.get_resolution(h3.latlng_to_cell(60.0, 10.0, 9)) == 9\n"
        "    y[:] = x * by\n"
    )
    assert try_scale(source, mode, replace(LIMITS, import_s=8.0)).right
