"""A worker process as its parent sees it: frozen and thawed, listened to, limited.

Trusted, standard library only; part of the supervisor's program.
"""

from __future__ import annotations

import os
import select
import signal
import time
from contextlib import suppress
from typing import Any

import account  # type: ignore[import-not-found]
import start  # type: ignore[import-not-found]
from account import CLOCK, LINUX
from ended import OUR_FAULT, Ended, by_status  # type: ignore[import-not-found]
from patience import Patience, deadline  # type: ignore[import-not-found]

POLL_MS = 100
EXIT_S = 10.0
"""The end of a process that holds much memory takes as long on a machine that hardly runs it."""
KEPT_OUTPUT_BYTES = 8192
SHARED_SLACK_BYTES = 34 << 20
"""What it may map of the shared memories beside its arrays: a JIT cache on its way, whole pages."""


class Worker:
    """The worker as its parent sees it."""

    def __init__(self, config: dict[str, Any]) -> None:
        self.limits = config["limits"]
        self.shared_bytes = SHARED_SLACK_BYTES
        self.scratch = config["scratch"]
        # the first process of a PID namespace can neither stop nor kill itself
        self.struck_from_outside = config["root"] is not None
        self.pipes = start.Pipes()
        self.status: int | None = None
        self.cpu_s = 0.0
        self.own_limits: dict[str, str] = self.limits["own"]
        self.cpu_limit_s = self.limits["cpu_s"]
        self.out_of_memory = account.out_of_memory()
        self.anonymous_bytes = 0
        # some systems that call themselves Linux do not tell, or show no /proc
        self.memory_is_told = "RssAnon" in account.status_numbers(os.getpid())
        self.pid = start.start_worker(config, self.pipes)
        self.output, self.output_bytes = bytearray(), 0
        self.events = bytearray()
        self.cpu_frozen_ns: int | None = None
        problem = os.read(self.pipes.setup_read, 1000).decode("utf-8", "replace")
        if problem:
            self.kill()
            raise Ended("no box", problem)
        self.poller = select.poll()
        for descriptor in (self.pipes.event_read, self.pipes.output_read):
            os.set_blocking(descriptor, False)
            self.poller.register(descriptor, select.POLLIN)
        self.poller.register(0, select.POLLHUP)

    def share(self, layout_bytes: int) -> None:
        """From here on this much of what it maps may be inputs and outputs."""
        self.shared_bytes = max(self.shared_bytes, layout_bytes + SHARED_SLACK_BYTES)

    # clocks and counters

    def counters(self) -> dict[str, int]:
        """The numbers of /proc/PID/status; minor page faults so far as `faults`, and the time for
        which it was ready and not run as `waited_ns`.

        Memory is looked at with them: windows shorter than a poll would escape the limit.
        """
        status: dict[str, int] = account.status_numbers(self.pid)
        faults = account.minor_faults(self.pid)
        if faults is not None:
            status["faults"] = faults
        status["waited_ns"] = account.waited_ns(self.pid)
        self._check_memory(status)
        return status

    def _check_memory(self, status: dict[str, int]) -> None:
        shared = status.get("RssShmem", 0) - self.shared_bytes
        self.anonymous_bytes = max(self.anonymous_bytes, status.get("RssAnon", 0))
        if status.get("RssAnon", 0) + max(0, shared) > self.limits["memory_bytes"]:
            raise Ended("memory limit", f"it used more than {self.limits['memory_bytes'] >> 20} MB")

    def check_size(self) -> None:
        """Ended where it holds too much memory of its own (shared inputs and outputs do not count)
        or too many threads.
        """
        status = account.status_numbers(self.pid)
        if self.memory_is_told and "RssAnon" not in status:  # it, or its main thread, has ended
            self.read_events()
            if b"\n" in self.events:
                return
            raise self.closed()
        self._check_memory(status)
        if status.get("Threads", 0) > self.limits["threads"]:
            raise Ended("runtime error", f"it started more than {self.limits['threads']} threads")
        self.check_scratch()

    def check_scratch(self) -> None:
        """Ended where it wrote too much to a scratch folder that has no size of its own."""
        if self.scratch and account.is_larger(self.scratch, self.limits["scratch_bytes"]):
            raise Ended("runtime error", "it wrote more to its scratch folder than is allowed")

    # freeze and thaw

    def freeze(self) -> None:
        """Stop, and wait until the kernel says that every thread has stopped.

        Ended where one does not: the referee would wait for ever.
        """
        os.kill(self.pid, signal.SIGSTOP)
        if LINUX:
            with deadline(self.pid, "could not be stopped"):
                found = os.waitid(os.P_PID, self.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)
            if found is not None and found.si_code == os.CLD_STOPPED:
                os.waitid(os.P_PID, self.pid, os.WSTOPPED)
                self.cpu_frozen_ns = account.settled_cpu_ns(self.pid)
                return
        else:
            _, status = os.waitpid(self.pid, os.WUNTRACED)
            if os.WIFSTOPPED(status):
                return
            self.status = status
        raise self.gone()

    def thaw(self) -> None:
        os.kill(self.pid, signal.SIGCONT)

    def check_running(self) -> None:
        """While it should run: Ended where somebody stopped it, which is our fault.

        One that may have stopped itself goes on: a solution must not choose that verdict.
        """
        stopped = None
        with suppress(ChildProcessError):  # it has ended
            stopped = os.waitid(os.P_PID, self.pid, os.WSTOPPED | os.WNOHANG) if LINUX else None
        if stopped is not None and self.struck_from_outside:
            raise Ended(OUR_FAULT, "somebody stopped the worker from outside; run it again")
        if stopped is not None:
            self.thaw()

    def excused(self, ended: Ended) -> Ended:
        """Our fault instead where its scratch folder lacked the room that it was promised."""
        if ended.verdict != "runtime error" or not self.scratch:
            return ended
        promised = self.limits["scratch_bytes"]
        with suppress(OSError):
            disk = os.statvfs(self.scratch)
            free = disk.f_bavail * disk.f_frsize
            if free < promised and not account.is_larger(self.scratch, promised - free):
                place = os.path.dirname(os.path.dirname(self.scratch))
                text = f"the disk of {place} has less than {promised >> 20} MB left: make room"
                return Ended(OUR_FAULT, text)
        return ended

    def kill(self) -> None:
        """End it and reap it."""
        if self.status is None:
            os.kill(self.pid, signal.SIGKILL)
            self.reap()

    def gone(self) -> Ended:
        """Why the worker ended by itself, from its wait status alone."""
        self.reap()
        assert self.status is not None
        number = os.WTERMSIG(self.status) if os.WIFSIGNALED(self.status) else 0
        used_up = "cpu" in self.own_limits and self.cpu_s > self.cpu_limit_s - 1
        if number in (signal.SIGKILL, signal.SIGXCPU) and used_up:
            return self.ended_by("cpu")
        if number == signal.SIGKILL and account.out_of_memory() > self.out_of_memory:
            held, may = self.anonymous_bytes >> 20, self.limits["memory_bytes"] >> 20
            text = f"the machine, or the container, took the worker's memory away at {held} MB"
            return Ended(OUR_FAULT, f"{text}; a solution may use {may} MB: allow more")
        if number == signal.SIGKILL and self.struck_from_outside:
            return Ended(OUR_FAULT, "somebody killed the worker from outside; run it again")
        ended: Ended = by_status(self.status)
        if number == signal.SIGSEGV and "stack" in self.own_limits:
            ended.text += f", and your own limit of its stack is small ({self.own_limits['stack']})"
        return ended

    def ended_by(self, *limits: str) -> Ended:
        """What to say where a limit of the user's own, stricter than a box's, ended it."""
        named = " or ".join(self.own_limits[name] for name in limits if name in self.own_limits)
        return Ended(OUR_FAULT, f"your own limit ended it ({named}); lift it")

    def reap(self, options: int = 0) -> bool:
        """Take its wait status and its CPU time, once it has ended; whether it has."""
        if self.status is None:
            pid, status, usage = os.wait4(self.pid, options)
            if pid:
                self.status, self.cpu_s = status, usage.ru_utime + usage.ru_stime
        return self.status is not None

    def closed(self) -> Ended:
        """The event channel ended: the worker did too, or will in a moment, or closed it on
        purpose.
        """
        begun_ns = time.clock_gettime_ns(CLOCK)
        while not self.reap(os.WNOHANG):
            waited_ns = time.clock_gettime_ns(CLOCK) - begun_ns
            if waited_ns > 5e8 and (waited_ns > EXIT_S * 1e9 or not account.is_exiting(self.pid)):
                break
            time.sleep(0.001)
        if self.status is None:
            self.kill()
            return Ended("runtime error", "it ended its main thread or closed the judge's channel")
        return self.gone()

    # events

    def command(self, data: bytes) -> None:
        """Write to the worker; Ended where it has closed its end, does not read, or is gone."""
        try:
            with deadline(self.pid, "did not read what the judge told it"):
                os.write(self.pipes.command_write, data)
        except BrokenPipeError:
            raise self.closed() from None

    def drain(self) -> None:
        """Take what the solution printed; keep the beginning, count all."""
        while self.output_bytes <= self.limits["output_bytes"]:
            try:
                part = os.read(self.pipes.output_read, 65536)
            except BlockingIOError:
                return
            if not part:
                self.poller.unregister(self.pipes.output_read)
                return
            self.output_bytes += len(part)
            self.output += part[: KEPT_OUTPUT_BYTES - len(self.output)]
        raise Ended("output limit", f"it printed more than {self.limits['output_bytes']:,} bytes")

    def wait(self, wanted: str, limit_s: float) -> tuple[int, str]:
        """When the wanted event came, and its text.

        Ended for anything else, for limits and for an end.
        """
        patience = Patience(self.pid, limit_s, self.cpu_frozen_ns or 0)
        while b"\n" not in self.events:
            for descriptor, flags in self.poller.poll(POLL_MS):
                if descriptor == 0 and flags & (select.POLLHUP | select.POLLERR):
                    self.kill()
                    os._exit(0)  # the referee is gone
                elif descriptor == self.pipes.output_read:
                    self.drain()
                elif descriptor == self.pipes.event_read:
                    self.read_events()
            if b"\n" not in self.events:
                self.check_running()
                self.check_size()
                patience.check()
        now_ns = time.clock_gettime_ns(CLOCK)
        tag, text = self.take_event()
        if tag == wanted:
            return now_ns, text
        if tag == "E":
            raise Ended("runtime error", text)
        if tag == "M" and {"as", "data"} & set(self.own_limits):
            raise self.ended_by("as", "data")
        if tag == "M":
            raise Ended(
                "memory limit", f"it asked for more than {self.limits['memory_bytes'] >> 20} MB"
            )
        raise Ended("security violation", "it spoke on the judge's channel")

    def read_events(self) -> None:
        try:
            part = os.read(self.pipes.event_read, 8192)
        except BlockingIOError:
            return
        if not part:
            raise self.closed()
        self.events += part
        if len(self.events) > 8192:
            raise Ended("security violation", "it flooded the judge's channel")

    def take_event(self) -> tuple[str, str]:
        line, _, rest = bytes(self.events).partition(b"\n")
        self.events = bytearray(rest)
        return line[:1].decode("latin-1"), line[1:].decode("utf-8", "replace")

    def no_more_events(self) -> None:
        """While frozen: one event for each request, nothing beside it."""
        self.read_events()
        if self.events:
            raise Ended("security violation", "it spoke on the judge's channel")
