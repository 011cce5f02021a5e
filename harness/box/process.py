"""A worker process as its parent sees it: started in its box, frozen and thawed, timed, limited.

Trusted, standard library only; part of the supervisor's program.
"""

from __future__ import annotations

import fcntl
import os
import select
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, NoReturn

import locks  # type: ignore[import-not-found]
import namespaces  # type: ignore[import-not-found]

LINUX = sys.platform == "linux"
CLOCK = time.CLOCK_MONOTONIC_RAW if LINUX else time.CLOCK_MONOTONIC
POLL_MS = 100
KEPT_OUTPUT_BYTES = 8192
SHARED_SLACK_BYTES = 34 << 20
"""What it may map of the shared memories beside its arrays: a JIT cache on its way, whole pages."""
OUR_FAULT = "judge error"


class Ended(Exception):
    """The worker is finished: what happened (a verdict of ISOLATION's words) and its text."""

    def __init__(self, verdict: str, text: str = "") -> None:
        super().__init__(verdict, text)
        self.verdict, self.text = verdict, text


class Pipes:
    """Both ends of the four pipes between supervisor and worker."""

    def __init__(self) -> None:
        self.command_read, self.command_write = os.pipe()
        self.event_read, self.event_write = os.pipe()
        self.output_read, self.output_write = os.pipe()
        self.setup_read, self.setup_write = os.pipe()

    def close_worker_ends(self) -> None:
        """After the fork, so that an end of file can be seen."""
        for end in (self.command_read, self.event_write, self.output_write, self.setup_write):
            os.close(end)


def start_worker(config: dict[str, Any], pipes: Pipes) -> int:
    """Fork, build the box in the child, exec the worker there. Returns its process id.

    Text on the set-up pipe means that the box could not be built; end of file, that exec happened.
    """
    pid = os.fork()
    if pid:
        pipes.close_worker_ends()
        return pid
    try:
        become_worker(config, pipes)
    except BaseException as error:
        os.write(pipes.setup_write, f"{type(error).__name__}: {error}".encode()[:600])
    finally:
        os._exit(77)


def become_worker(config: dict[str, Any], pipes: Pipes) -> NoReturn:
    """In the child: namespaces, root, user, descriptors, exec."""
    os.setsid()
    os.umask(0o022)
    null = os.open("/dev/null", os.O_RDONLY)
    wanted = [null, pipes.output_write, pipes.output_write, pipes.command_read, pipes.event_write]
    wanted += [config["input_fd"], config["output_fd"], pipes.setup_write]
    high = [fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, 64) for descriptor in wanted]
    pipes.setup_write = high[-1]
    if config["cores"] and LINUX:
        os.sched_setaffinity(0, config["cores"])
    if config["root"]:
        namespaces.unshare(
            namespaces.NEW_MOUNTS
            | namespaces.NEW_NETWORK
            | namespaces.NEW_IPC
            | namespaces.NEW_HOST_NAME
            | namespaces.NEW_CGROUP
        )
        namespaces.enter_root(**config["root"])
    if config["user"] is not None:
        os.setgroups([])
        os.setresgid(config["user"], config["user"], config["user"])
        os.setresuid(config["user"], config["user"], config["user"])
    if config["locked"]:
        locks.drop_capabilities()
        locks.no_new_privileges()
    if LINUX:
        locks.die_with_parent()  # after the change of user, which clears it
    for place, descriptor in enumerate(high[:-1]):
        os.dup2(descriptor, place, inheritable=True)
    os.dup2(high[-1], 7, inheritable=False)
    pipes.setup_write = 7
    if LINUX:
        locks.close_from(8)
    else:
        os.closerange(8, 1024)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    os.umask(0o077)
    os.chdir(config["folder"])
    os.execve(config["command"][0], config["command"], config["environment"])


DEPTH_MAX = 32
STOP_S = 5.0
"""A stop takes microseconds, and milliseconds on a machine that is too busy."""


@contextmanager
def _deadline(what: str) -> Iterator[None]:
    """Ended with `what` where the block takes longer than STOP_S."""

    def over(*unused: object) -> None:
        raise Ended("time limit", f"it {what} within {STOP_S:.3g} s")

    signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, STOP_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _is_larger(folder: str, limit_bytes: int) -> bool:
    """Whether what lies below a folder takes more than that, or is nested deeper than DEPTH_MAX.

    Each entry counts as a page at least, so that empty files and folders have a limit too.
    """
    total, waiting = 0, [(folder, 0)]
    while waiting:
        place, depth = waiting.pop()
        if depth > DEPTH_MAX:
            return True
        with suppress(OSError), os.scandir(place) as entries:
            for entry in entries:
                total += max(4096, entry.stat(follow_symlinks=False).st_size)
                if entry.is_dir(follow_symlinks=False):
                    waiting.append((entry.path, depth + 1))
                if total > limit_bytes:
                    return True
    return False


class Worker:
    """The worker as its parent sees it."""

    def __init__(self, config: dict[str, Any]) -> None:
        self.limits = config["limits"]
        self.shared_bytes = SHARED_SLACK_BYTES
        self.scratch = config["scratch"]
        # the first process of a PID namespace can neither stop nor kill itself
        self.struck_from_outside = config["root"] is not None
        self.pipes = Pipes()
        self.status: int | None = None
        self.pid = start_worker(config, self.pipes)
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

    def cpu_ns(self) -> int | None:
        """CPU time of all threads, ended ones too; exact while the worker does not run."""
        try:
            return time.clock_gettime_ns((~self.pid << 3) | 2) if LINUX else None
        except OSError:
            return None

    def settled_cpu_ns(self) -> int | None:
        """The same once it stands still: the last thread may still be on its way off the core."""
        before = self.cpu_ns()
        while (now := self.cpu_ns()) != before:
            before = now
        return now

    def counters(self) -> dict[str, int]:
        """The numbers of /proc/PID/status, and minor page faults so far as `faults`.

        Memory is looked at with them: windows shorter than a poll would escape the limit.
        """
        status = self.status_numbers()
        with suppress(OSError), open(f"/proc/{self.pid}/stat") as file:
            status["faults"] = int(file.read().rpartition(")")[2].split()[7])
        self._check_memory(status)
        return status

    def forget_peak(self) -> bool:
        """Begin the high-water mark of its memory anew; whether the kernel did so."""
        try:
            with open(f"/proc/{self.pid}/clear_refs", "w") as file:
                file.write("5")
            return True
        except OSError:
            return False

    def _check_memory(self, status: dict[str, int]) -> None:
        shared = status.get("RssShmem", 0) - self.shared_bytes
        if status.get("RssAnon", 0) + max(0, shared) > self.limits["memory_bytes"]:
            raise Ended("memory limit", f"it used more than {self.limits['memory_bytes'] >> 20} MB")

    def status_numbers(self) -> dict[str, int]:
        """The numbers of /proc/PID/status, memory in bytes."""
        found: dict[str, int] = {}
        try:
            with open(f"/proc/{self.pid}/status") as file:
                for line in file:
                    name, _, value = line.partition(":")
                    words = value.split()
                    if words and words[0].isdigit():
                        found[name] = int(words[0]) * (1024 if words[-1] == "kB" else 1)
        except OSError:
            pass
        return found

    def check_size(self) -> None:
        """Ended where it holds too much memory of its own (shared inputs and outputs do not count)
        or too many threads.
        """
        status = self.status_numbers()
        if LINUX and "RssAnon" not in status:  # it has ended, or its main thread has
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
        if self.scratch and _is_larger(self.scratch, self.limits["scratch_bytes"]):
            raise Ended("runtime error", "it wrote more to its scratch folder than is allowed")

    # freeze and thaw

    def freeze(self) -> None:
        """Stop, and wait until the kernel says that every thread has stopped.

        Ended where one does not: the referee would wait for ever.
        """
        os.kill(self.pid, signal.SIGSTOP)
        if LINUX:
            with _deadline("could not be stopped"):
                found = os.waitid(os.P_PID, self.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)
            if found is not None and found.si_code == os.CLD_STOPPED:
                os.waitid(os.P_PID, self.pid, os.WSTOPPED)
                self.cpu_frozen_ns = self.settled_cpu_ns()
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
            raise Ended(OUR_FAULT, "somebody stopped the worker from outside")
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
            if free < promised and not _is_larger(self.scratch, promised - free):
                place = os.path.dirname(os.path.dirname(self.scratch))
                text = f"the disk of {place} has less than {promised >> 20} MB left: make room"
                return Ended(OUR_FAULT, text)
        return ended

    def kill(self) -> None:
        """End it and reap it."""
        if self.status is None:
            os.kill(self.pid, signal.SIGKILL)
            self.status = os.waitpid(self.pid, 0)[1]

    def gone(self) -> Ended:
        """Why the worker ended by itself, from its wait status alone."""
        if self.status is None:
            self.status = os.waitpid(self.pid, 0)[1]
        if os.WIFEXITED(self.status):
            code = os.WEXITSTATUS(self.status)
            return Ended("runtime error", f"it ended the process (exit code {code}); let it return")
        number = os.WTERMSIG(self.status)
        text = f"killed by {signal.Signals(number).name}"
        if number == signal.SIGKILL and self.struck_from_outside:
            return Ended(OUR_FAULT, "somebody killed the worker, or the machine is out of memory")
        if number == getattr(signal, "SIGSYS", None):
            return Ended("security violation", "a forbidden system call")
        if number == signal.SIGXCPU:
            return Ended("time limit", text)
        if number == signal.SIGSEGV:
            text += "; compiled code does not check its indices"
        return Ended("runtime error", text)

    def closed(self) -> Ended:
        """The event channel ended: the worker did too, or will in a moment, or closed it on
        purpose.
        """
        deadline_ns = time.clock_gettime_ns(CLOCK) + 500_000_000
        while self.status is None and time.clock_gettime_ns(CLOCK) < deadline_ns:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = status
            else:
                time.sleep(0.001)
        if self.status is None:
            self.kill()
            return Ended("runtime error", "it ended its main thread or closed the judge's channel")
        return self.gone()

    # events

    def command(self, data: bytes) -> None:
        """Write to the worker; Ended where it has closed its end, does not read, or is gone."""
        try:
            with _deadline("did not read what the judge told it"):
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

        The limit is CPU time; a worker that does not use its core is given three times as long, and
        two seconds.
        """
        cpu_limit_ns = (self.cpu_frozen_ns or 0) + int(limit_s * 1e9)
        deadline_ns = time.clock_gettime_ns(CLOCK) + int((3 * limit_s + 2) * 1e9)
        while b"\n" not in self.events:
            now_ns = time.clock_gettime_ns(CLOCK)
            cpu_ns = self.cpu_ns() or 0
            if now_ns > deadline_ns or cpu_ns > cpu_limit_ns:
                raise Ended("time limit", f"it took more than {limit_s:.3g} s")
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
        now_ns = time.clock_gettime_ns(CLOCK)
        tag, text = self.take_event()
        if tag == wanted:
            return now_ns, text
        if tag == "E":
            raise Ended("runtime error", text)
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
