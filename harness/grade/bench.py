"""A process that judges one file after another: a task a line comes in, an answer a line goes out.

A process of its own for each file that is judged at the same time: Python's own work (oracles,
checks) then takes a core each, boxes have a lasting thread to live from, and what dies with a file
(the machine's memory, somebody's kill) is this process alone. It ends when nobody speaks to it any
more, whatever it is doing.
"""

from __future__ import annotations

import json
import os
import queue
import select
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from typing import Any

from harness.errors import JudgeError, KataError, MisuseError
from harness.grade.task import Judge, Task

PATIENCE_S = 900.0
"""So long a file is waited for; its limits let it take a fraction of that."""
PROGRAM = "from harness.grade.bench import main; main()"


class BenchEnded(JudgeError):
    """The process that judged is gone, or does not answer: nothing is known of the file."""


class Bench:
    """The handle on such a process. Close it from any thread: who waits hears BenchEnded."""

    def __init__(self) -> None:
        self._buffer = b""
        self._process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for who started us, who then lets go
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    def done(self, task: Task) -> dict[str, Any]:
        """What became of a task. BenchEnded where the process ends over it, JudgeError where it
        could not judge, MisuseError where it never will.
        """
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(task.as_json()).encode() + b"\n")
            self._process.stdin.flush()
        except (OSError, ValueError) as error:
            raise BenchEnded("the process that judges is gone") from error
        said: dict[str, Any] = json.loads(self._line())
        if "fault" in said:
            raise (JudgeError if said["again"] else MisuseError)(said["fault"])
        answer: dict[str, Any] = said["answer"]
        return answer

    def _line(self) -> bytes:
        assert self._process.stdout is not None
        while b"\n" not in self._buffer:
            try:
                pipe = self._process.stdout.fileno()
                if not select.select([pipe], [], [], PATIENCE_S)[0]:
                    raise BenchEnded(f"no answer within {PATIENCE_S:.0f} s")
                part = os.read(pipe, 1 << 16)
            except (OSError, ValueError) as error:
                raise BenchEnded("the process that judges was let go") from error
            if not part:
                raise BenchEnded("the process that judges ended")
            self._buffer += part
        line, _, self._buffer = self._buffer.partition(b"\n")
        return line

    def close(self) -> None:
        """Let go; the process ends its boxes and itself, and is killed where it does not."""
        assert self._process.stdin is not None and self._process.stdout is not None
        with suppress(OSError, ValueError):
            self._process.stdin.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(5)
        self._process.stdout.close()


def main() -> None:
    """The process itself. The first thread judges; another waits for the end of who started us."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.dup(1)
    os.set_inheritable(answers, False)
    os.dup2(2, 1)  # whatever prints here is no answer
    waiting: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(waiting,), daemon=True).start()
    judge = Judge()
    while True:
        said = _answered(judge, waiting.get())
        with suppress(BrokenPipeError):
            _write_all(answers, said)


def _listen(waiting: queue.SimpleQueue[bytes]) -> None:
    while line := sys.stdin.buffer.readline():
        waiting.put(line)
    handle = sys.modules.get("harness.box.handle")
    if handle is not None:
        handle.end_all()
    os._exit(0)


def _answered(judge: Judge, line: bytes) -> bytes:
    try:
        said: dict[str, Any] = {"answer": judge.done(Task.of_json(json.loads(line)))}
    except KataError as problem:
        said = {"fault": str(problem), "again": isinstance(problem, JudgeError)}
    except Exception as fault:
        words = f"{type(fault).__name__}: {fault}".rstrip(": .")
        said = {"fault": f"our fault: {words}", "again": True}
    return json.dumps(said).encode() + b"\n"


def _write_all(handle: int, data: bytes) -> None:
    while data:
        data = data[os.write(handle, data) :]
