"""A worker process is started in its box: pipes, fork, the box around the child, exec.

Trusted, standard library only; part of the supervisor's program.
"""

from __future__ import annotations

import fcntl
import os
import signal
import sys
from contextlib import suppress
from typing import Any, NoReturn

import locks  # type: ignore[import-not-found]
import namespaces  # type: ignore[import-not-found]

LINUX = sys.platform == "linux"


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
    with suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:
        file.write("1000")  # where memory ends, it goes before the judge does
    try:
        become_worker(config, pipes)
    except BaseException as error:
        reason = getattr(error, "strerror", None) or f"{type(error).__name__}: {error}"
        name = getattr(error, "filename", None)
        place = f" ({name})" if isinstance(name, str) else ""
        os.write(pipes.setup_write, f"{reason}{place}".encode()[:600])
    finally:
        os._exit(77)


def become_worker(config: dict[str, Any], pipes: Pipes) -> NoReturn:
    """In the child: namespaces, root, user, descriptors, exec."""
    os.setsid()
    os.umask(0o022)
    null = os.open("/dev/null", os.O_RDONLY)
    wanted = [null, pipes.output_write, pipes.output_write, pipes.command_read, pipes.event_write]
    wanted += [config["input_fd"], config["output_fd"], pipes.setup_write]
    high = [fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, 8) for descriptor in wanted]
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
        namespaces.name_host()
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
