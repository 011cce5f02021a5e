"""Redis as a peer: a server of its own, spoken to in its protocol, no client library needed.

The server listens on a Unix socket in a temporary folder and ends with the object that holds it.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import tempfile
import time
import weakref
from collections.abc import Iterable
from pathlib import Path

START_S = 10.0
COMMANDS_AT_ONCE = 10_000
OPTIONS = ("--port", "0", "--save", "", "--appendonly", "no")

Chunk = tuple[bytes, int]
"""Commands as they go over the wire, and how many there are."""


def command(*words: object) -> bytes:
    """One command in the protocol: an array of bulk strings."""
    parts = [str(word).encode() for word in words]
    sizes = b"".join(b"$%d\r\n%s\r\n" % (len(part), part) for part in parts)
    return b"*%d\r\n%s" % (len(parts), sizes)


def chunks(commands: Iterable[bytes]) -> list[Chunk]:
    """Commands joined to pipelines of at most COMMANDS_AT_ONCE."""
    joined: list[Chunk] = []
    waiting: list[bytes] = []
    for each in commands:
        waiting.append(each)
        if len(waiting) == COMMANDS_AT_ONCE:
            joined.append((b"".join(waiting), len(waiting)))
            waiting = []
    return [*joined, (b"".join(waiting), len(waiting))]


class Redis:
    """A running server; ImportError where the program redis-server is not installed."""

    def __init__(self) -> None:
        program = shutil.which("redis-server")
        if program is None:
            raise ImportError("no redis-server was found")
        folder = tempfile.mkdtemp(prefix="redis-")
        path = Path(folder) / "socket"
        server = subprocess.Popen(
            [program, *OPTIONS, "--dir", folder, "--unixsocket", str(path)],
            stdout=subprocess.DEVNULL,
        )
        self.pid = server.pid
        self.close = weakref.finalize(self, _stop, server, folder)
        self.socket = _connected(path, server)
        self.replies = self.socket.makefile("rb")

    def cpu_ns(self) -> int:
        """CPU time of the server, by the kernel's clock of that process (Linux)."""
        return time.clock_gettime_ns((~self.pid << 3) | 2)

    def run(self, pipelines: list[Chunk]) -> list[object]:
        """The replies to all commands, in order; RuntimeError where one is an error."""
        found: list[object] = []
        for sent, count in pipelines:
            self.socket.sendall(sent)
            found.extend(self._reply() for _ in range(count))
        return found

    def _reply(self) -> object:
        line = self.replies.readline()
        kind, rest = line[:1], line[1:-2]
        if kind == b":":
            return int(rest)
        if kind == b"*":
            return [self._reply() for _ in range(int(rest))]
        if kind == b"$":
            return self.replies.read(int(rest) + 2)[:-2]
        if kind == b"+":
            return rest
        raise RuntimeError(f"redis answers {line!r}")


def _connected(path: Path, server: subprocess.Popen[bytes]) -> socket.socket:
    """A connection, as soon as the server takes one."""
    end = time.monotonic() + START_S
    while True:
        client = socket.socket(socket.AF_UNIX)
        try:
            client.connect(str(path))
            return client
        except OSError:
            client.close()
            if server.poll() is not None or time.monotonic() > end:
                raise RuntimeError("redis-server did not start") from None
            time.sleep(0.01)


def _stop(server: subprocess.Popen[bytes], folder: str) -> None:
    server.terminate()
    server.wait()
    shutil.rmtree(folder, ignore_errors=True)
