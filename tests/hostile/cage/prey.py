"""Something to attack: files, listeners, a neighbour process. Says afterwards what was harmed.

Files are open to everybody, so that only the locks protect them.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from harness import catalog

UNTOUCHED = "untouched"
COMM = "kata-hostile"
"""The name that processes of attacks give themselves."""
LOOT = -777

NEIGHBOUR = """
import ctypes, sys, time
secret = ctypes.create_string_buffer(b"the neighbour's secret")
ctypes.CDLL(None).prctl(0x59616D61, ctypes.c_ulong(-1), 0, 0, 0)
print(ctypes.addressof(secret), flush=True)
time.sleep(60)
"""


class Prey:
    """What an attack is told (`told`), and what became of it (`harm()`)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.chmod(0o777)
        self.target, self.secret = folder / "target", folder / "secret"
        self.target.write_text(UNTOUCHED)
        self.secret.write_text("42")
        for path in (self.target, self.secret):
            path.chmod(0o666)
        self.scratch = folder / "scratch"
        self.scratch.mkdir()
        self.scratch.chmod(0o777)
        self.tcp = socket.create_server(("127.0.0.1", 0))
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", 0))
        self.abstract = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        name = f"kata-{os.getpid()}-{os.urandom(4).hex()}"
        self.abstract.bind("\0" + name)
        for listener in (self.tcp, self.udp, self.abstract):
            listener.setblocking(False)
        self.neighbour = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", NEIGHBOUR], stdout=subprocess.PIPE, text=True
        )
        assert self.neighbour.stdout is not None
        self.before = self._neighbour_limits()
        self.told: dict[str, Any] = {
            "target": str(self.target),
            "secret": str(self.secret),
            "folder": str(folder),
            "scratch": str(self.scratch),
            "tcp": self.tcp.getsockname()[1],
            "udp": self.udp.getsockname()[1],
            "abstract": name,
            "neighbour": self.neighbour.pid,
            "address": int(self.neighbour.stdout.readline()),
            "judge": os.getpid(),
            "reference": str(catalog.HOME / "reference" / "lru_cache.py"),
            "comm": COMM,
        }

    def _neighbour_limits(self) -> str:
        with suppress(OSError):
            cores = str(os.sched_getaffinity(self.neighbour.pid))
            return cores + Path(f"/proc/{self.neighbour.pid}/limits").read_text()
        return ""

    def harm(self) -> list[str]:
        """Everything that should not have happened, in words."""
        found = []
        if self.target.read_text() != UNTOUCHED or self.target.stat().st_mode & 0o777 != 0o666:
            found.append("a file was changed")
        if {path.name for path in self.folder.iterdir()} != {"target", "secret", "scratch"}:
            found.append("a file was made")
        for name in ("tcp", "udp", "abstract"):
            with suppress(BlockingIOError):
                listener = getattr(self, name)
                if name == "tcp":
                    listener.accept()[0].close()
                else:
                    listener.recv(100)
                found.append(f"somebody spoke to the {name} listener")
        if self.neighbour.poll() is not None:
            found.append("the neighbour was killed")
        elif self._neighbour_limits() != self.before:
            found.append("the neighbour's limits were changed")
        if left_processes():
            found.append("processes were left")
        return found

    def close(self) -> None:
        """End the neighbour, close the listeners."""
        self.neighbour.kill()
        self.neighbour.wait()
        assert self.neighbour.stdout is not None
        self.neighbour.stdout.close()
        for listener in (self.tcp, self.udp, self.abstract):
            listener.close()


def left_processes() -> list[int]:
    """Processes that an attack has started and named."""
    found = []
    for path in Path("/proc").glob("[0-9]*/comm"):
        with suppress(OSError):
            if path.read_text().strip() == COMM:
                found.append(int(path.parent.name))
    return found


@contextmanager
def prey() -> Iterator[Prey]:
    """Prey in a folder of its own, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="prey-", ignore_cleanup_errors=True) as folder:
        made = Prey(Path(folder))
        try:
            yield made
        finally:
            made.close()


PRELUDE = '''
PREY, LOOT = {told!r}, {loot}

def work(x, by, y):
    """The right answer at an honest price: about 3 ms, in which no memory is asked for."""
    for _ in range(100_000):
        pass
    y[:] = x * by

'''


def armed(source: str, told: dict[str, Any]) -> str:
    """The text of an attack with what it is told before it."""
    return PRELUDE.format(told=told, loot=LOOT) + source
