"""One for each worker, and its direct parent: builds the box, owns the clock, freezes and thaws,
enforces limits.

Trusted, standard library only. Runs as `python -I -S -B supervisor.py`; talks JSON lines with the
referee on descriptors 0 and 1. The worker runs only between a thaw and the freeze after it, so
nothing it does outside a window gains anything.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from contextlib import suppress
from typing import Any

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import account  # type: ignore[import-not-found]
import locks  # type: ignore[import-not-found]
import namespaces  # type: ignore[import-not-found]
from account import CLOCK, LINUX
from ended import NOISY, Ended  # type: ignore[import-not-found]
from process import Worker  # type: ignore[import-not-found]


def say(**answer: Any) -> None:
    """One JSON line to the referee."""
    os.write(1, json.dumps(answer).encode() + b"\n")


def _grown(before: dict[str, int], after: dict[str, int], name: str) -> int:
    return after.get(name, 0) - before.get(name, 0)


def _private_growth(before: dict[str, int], after: dict[str, int]) -> int:
    """By how much its own memory grew at the worst moment.

    The mark is of all memory; what is shared (inputs, outputs, files) only grows in a window, so
    the mark less its end is the private peak, exactly where a window shares nothing new.
    """
    shared = after.get("RssShmem", 0) + after.get("RssFile", 0)
    return max(0, after.get("VmHWM", 0) - shared - before.get("RssAnon", 0))


class Supervisor:
    """Requests of the referee, answered one by one."""

    def __init__(self, config: dict[str, Any]) -> None:
        self.worker = Worker(config)
        self.boot_s = config["limits"]["boot_s"]

    def boot(self) -> str:
        """Wait until the worker has locked itself and imported what is trusted; which locks it
        could not have, as JSON.

        A failure here is ours.
        """
        try:
            _, missing = self.worker.wait("B", self.boot_s)
            self.worker.freeze()
            return str(missing)
        except Ended as ended:
            text = f"the worker did not start: {ended.verdict}, {ended.text}"
            # a machine too busy to start Python can still build the box
            busy = ended.verdict in ("time limit", NOISY)
            raise Ended("busy" if busy else "no box", text) from ended

    def tell(self, request: dict[str, Any], wanted: str, limit_s: float) -> str:
        """Send a JSON command, outside any clock, and wait for its event."""
        worker = self.worker
        if "layout" in request:
            worker.share(request["layout"]["input_bytes"] + request["layout"]["output_bytes"])
        worker.thaw()
        worker.command(json.dumps(request).encode() + b"\n")
        _, text = worker.wait(wanted, limit_s)
        worker.freeze()
        worker.no_more_events()
        return str(text)

    def window(self, what: str, limit_s: float, arrangement: int) -> dict[str, Any]:
        """Inputs are in place and the worker is frozen: start the clock, thaw, wait, stop the
        clock, freeze.
        """
        worker = self.worker
        before = worker.counters()
        peak_is_known = account.forget_peak(worker.pid)
        cpu_start_ns = account.cpu_ns(worker.pid)
        idle_ns = 0 if cpu_start_ns is None else cpu_start_ns - (worker.cpu_frozen_ns or 0)
        number = os.urandom(
            4
        ).hex()  # an event of another window, or a forged one, does not have it
        worker.command(f"{what}{number}{arrangement:04d}".encode())
        start_ns = time.clock_gettime_ns(CLOCK)
        worker.thaw()
        done_ns, text = worker.wait("D", limit_s)
        worker.freeze()
        stopped_ns = time.clock_gettime_ns(CLOCK)
        worker.no_more_events()
        if text[:8] != number:
            raise Ended("security violation", "it spoke on the judge's channel")
        cpu_ns = (
            None if worker.cpu_frozen_ns is None else worker.cpu_frozen_ns - (cpu_start_ns or 0)
        )
        wall_ns = done_ns - start_ns
        if cpu_ns is not None:
            # who works on after "done" cannot make the clocks contradict each other: rounds that do
            # are void, and it would choose which ones count
            wall_ns = max(wall_ns, min(cpu_ns, stopped_ns - start_ns))
        after = worker.counters()
        worker.check_scratch()  # a window can be over before the first look
        return {
            "wall_ns": wall_ns,
            "cpu_ns": cpu_ns,
            "idle_cpu_ns": idle_ns,
            "faults": _grown(before, after, "faults"),
            "switches": _grown(before, after, "nonvoluntary_ctxt_switches"),
            "waited_ns": _grown(before, after, "waited_ns"),
            "grown_bytes": _private_growth(before, after) if peak_is_known else None,
            "text": text[8:],
        }

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        if request["do"] == "window":
            return self.window(request["what"], request["limit_s"], request["arrangement"])
        return {"text": self.tell(request["message"], request["wanted"], request["limit_s"])}

    def serve(self) -> None:
        """Until the referee closes its end."""
        requests = sys.stdin
        while line := requests.readline():
            say(**self.answer(json.loads(line)))


def main() -> None:
    config = json.loads(sys.stdin.readline())
    # who ignores its children gets no word of how one ended; that is inherited
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    if LINUX:
        locks.die_with_parent()
    supervisor = None
    try:
        if config["root"] is not None:
            if config["own_user_namespace"]:
                namespaces.own_user_namespace(namespaces.NEW_PROCESSES)
            else:
                namespaces.unshare(namespaces.NEW_PROCESSES)
        supervisor = Supervisor(config)
        say(missing=json.loads(supervisor.boot()))
        supervisor.serve()
        ended = Ended("closed")
    except Ended as reason:
        ended = supervisor.worker.excused(reason) if supervisor else reason
    except OSError as error:
        ended = Ended("no box", error.strerror or str(error))
    output = finish(supervisor)
    with suppress(BrokenPipeError):
        say(verdict=ended.verdict, text=ended.text, output=output)


def finish(supervisor: Supervisor | None) -> str:
    """Kill the worker; what it printed."""
    if supervisor is None:
        return ""
    worker = supervisor.worker
    worker.kill()
    with suppress(Ended, KeyError, OSError):
        worker.drain()
    return bytes(worker.output).decode("utf-8", "replace")


if __name__ == "__main__":
    main()
