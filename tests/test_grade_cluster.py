"""A class judged by a Dask cluster: real processes on the loopback, one of them killed."""

from __future__ import annotations

import importlib.util
import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from commands import KATA, adopt_orphans, assert_one_sentence, children, folder, kata

from harness import catalog
from harness.catalog.solution import find
from harness.errors import MisuseError
from harness.grade.cluster import on_cluster

__all__ = ["adopt_orphans", "folder"]

needs_dask = pytest.mark.skipif(
    importlib.util.find_spec("distributed") is None, reason="the extra cluster is not installed"
)
ENTRY = catalog.find("rate-limit")
SEED = "c1" * 32
WORKERS = 3
GONE_S = 20.0


class Cluster:
    """A scheduler and three workers, each a process of its own."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.processes = [*self._started("scheduler", "--port", "0")]
        until_s = time.monotonic() + 60
        while not (place / "scheduler.json").exists():
            assert self.processes[0].poll() is None and time.monotonic() < until_s
            time.sleep(0.05)
        self.address = str(json.loads((place / "scheduler.json").read_text())["address"])
        for number in range(WORKERS):
            local = str(place / f"worker-{number}")
            options = ("--nthreads", "1", "--no-nanny", "--local-directory", local)
            self.processes += self._started("worker", *options)

    @property
    def workers(self) -> list[subprocess.Popen[bytes]]:
        return self.processes[1:]

    def _started(self, what: str, *options: str) -> Iterator[subprocess.Popen[bytes]]:
        self.place.mkdir(exist_ok=True)
        common = ("--scheduler-file", "scheduler.json", "--host", "127.0.0.1", "--no-dashboard")
        program = [sys.executable, "-m", f"distributed.cli.dask_{what}", *common, *options]
        with (self.place / f"{what}.log").open("ab") as log:
            yield subprocess.Popen(program, cwd=self.place, stdout=log, stderr=log)

    def end(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()


@pytest.fixture
def cluster(folder: Path) -> Iterator[Cluster]:
    before = children()
    found = Cluster(folder.parent / "cluster")
    yield found
    found.end()
    until_s = time.monotonic() + GONE_S
    while children() - before:
        assert time.monotonic() < until_s, "a process that judges has outlived its worker"
        time.sleep(0.05)


@pytest.mark.slow
@needs_dask
def test_with_a_worker_killed_in_the_middle_the_points_are_those_of_one_machine(
    folder: Path, cluster: Cluster
) -> None:
    (folder / "class").mkdir()
    for name in ("naive", "python", "starter", *list(ENTRY.wrong())[:8]):
        found = find(ENTRY, name)
        assert found is not None
        (folder / "class" / f"{name}.py").write_text(found.source)
    command = [*KATA, "grade", "rate-limit", "class", "--seed", SEED]
    options = ["--scheduler", cluster.address, "--csv", "cluster.csv"]
    with (folder / "said").open("w") as said:
        started = subprocess.Popen(
            [*command, *options], cwd=folder, stdout=subprocess.DEVNULL, stderr=said
        )
        while _lines(folder) < 3 and started.poll() is None:
            time.sleep(0.02)
        assert started.poll() is None, (folder / "said").read_text()
        cluster.workers[1].send_signal(signal.SIGKILL)
        assert started.wait(120) == 0, (folder / "said").read_text()
    (folder / ".kata").rename(folder / "kept")
    here = kata(folder, *command[3:], "--csv", "here.csv", XDG_CACHE_HOME=None)
    assert here.returncode == 0, here.stderr
    assert (folder / "cluster.csv").read_text() == (folder / "here.csv").read_text()


def _lines(folder: Path) -> int:
    return sum(path.read_bytes().count(b"\n") for path in folder.glob(".kata/grades/*.jsonl"))


@needs_dask
def test_a_scheduler_that_does_not_answer_gets_a_sentence(folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens there, and nobody else gets it
        address = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        program = (
            "from harness.grade import cluster\ncluster.CONNECT_S = 1\n"
            "from harness.cli import main\nmain()\n"
        )
        (folder / "class").mkdir()
        (folder / "class" / "a.py").write_text("")
        command = [sys.executable, "-c", program, "grade", "rate-limit", "class"]
        done = subprocess.run(
            [*command, "--scheduler", address],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert done.returncode == 2, done.stderr
    assert_one_sentence(done.stderr, "No scheduler answers at")


@needs_dask
def test_what_is_no_address_gets_a_sentence() -> None:
    with pytest.raises(MisuseError, match="tcp://HOST:PORT"):
        on_cluster("nonsense")


def test_without_dask_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MisuseError, match=r"pip install .*cluster"):
        on_cluster("tcp://127.0.0.1:1")


def test_files_at_once_are_of_one_machine(folder: Path) -> None:
    (folder / "class").mkdir()
    (folder / "class" / "a.py").write_text("")
    options = ("--scheduler", "tcp://127.0.0.1:1", "--jobs", "2")
    done = kata(folder, "grade", "rate-limit", "class", *options)
    assert done.returncode == 2
    assert_one_sentence(done.stderr, "a cluster has as many as its workers")
