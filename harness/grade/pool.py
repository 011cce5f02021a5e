"""As many files judged at once as there are cores, each by a process that lasts."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from harness import machine
from harness.errors import JudgeError, KataError
from harness.grade.bench import Bench
from harness.grade.task import Task

TRIES = 3
"""A judge that fails is an accident of the machine: the file is judged again, by a new one."""


@dataclass(frozen=True)
class Outcome:
    """What became of a task: its `answer`, or why there is none."""

    task: Task
    answer: dict[str, Any] | None
    fault: str = ""


Doing = Callable[[Sequence[Task]], Iterator[Outcome]]
"""Does tasks somewhere, and hands on what became of each as soon as it is known."""


def cores() -> int:
    """How many files are judged at once where nobody says it."""
    return len(machine.allowed_cores()) or 1


def on_this_machine(jobs: int) -> Doing:
    """With so many processes here."""

    def doing(tasks: Sequence[Task]) -> Iterator[Outcome]:
        pool = _Pool(tasks, min(jobs, len(tasks)))
        try:
            yield from pool.outcomes()
        finally:
            pool.close()

    return doing


def tried(
    task: Task, bench: Bench | None, new: Callable[[], Bench], drop: Callable[[Bench], None]
) -> tuple[Outcome, Bench | None]:
    """A task done by a process, or by new ones where that fails; and the process that goes on.

    MisuseError where none will ever do it.
    """
    fault = ""
    for _ in range(TRIES):
        try:
            bench = bench or new()
            return Outcome(task, bench.done(task)), bench
        except JudgeError as problem:
            fault = str(problem)
            if bench is not None:
                drop(bench)
            bench = None
    return Outcome(task, None, fault), None


class _Pool:
    """Threads that hand tasks to a process each and wait for it. MisuseError of a process is for
    all of them: it ends the whole.
    """

    def __init__(self, tasks: Sequence[Task], jobs: int) -> None:
        self._waiting: queue.SimpleQueue[Task] = queue.SimpleQueue()
        for task in tasks:
            self._waiting.put(task)
        self._done: queue.SimpleQueue[Outcome | KataError] = queue.SimpleQueue()
        self._count, self._closed = len(tasks), False
        self._lock = threading.Lock()
        self._benches: set[Bench] = set()
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(jobs)]
        for thread in self._threads:
            thread.start()

    def outcomes(self) -> Iterator[Outcome]:
        """Of all tasks, in the order in which they are done."""
        for _ in range(self._count):
            found = self._done.get()
            if isinstance(found, KataError):
                raise found
            yield found

    def close(self) -> None:
        """Begin nothing more, and end what is at work."""
        with self._lock:
            self._closed = True
            benches = [*self._benches]
        for bench in benches:
            bench.close()

    def _work(self) -> None:
        bench: Bench | None = None
        with suppress(queue.Empty):
            while not self._closed:
                task = self._waiting.get_nowait()
                bench = self._task(task, bench)
        if bench is not None:
            self._drop(bench)

    def _task(self, task: Task, bench: Bench | None) -> Bench | None:
        """Do a task with this process, or a new one; the process that goes on."""
        try:
            outcome, bench = tried(task, bench, self._new, self._drop)
        except KataError as problem:
            self._done.put(problem)
        except OSError as problem:
            self._done.put(JudgeError(f"No process that judges can be started: {problem}."))
        else:
            self._done.put(outcome)
        return bench

    def _new(self) -> Bench:
        with self._lock:
            if self._closed:
                raise JudgeError("nothing more is begun")
            bench = Bench()
            self._benches.add(bench)
        return bench

    def _drop(self, bench: Bench) -> None:
        with self._lock:
            self._benches.discard(bench)
        bench.close()
