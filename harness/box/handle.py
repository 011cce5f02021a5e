"""The referee's handle on one locked worker."""

from __future__ import annotations

import json
import os
import select
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from harness.box import modes
from harness.box.ended import NOISY
from harness.box.memory import Memory
from harness.box.setting import Setting
from harness.box.stages import remove_tree, stages, sweep_stages
from harness.box.window import Window
from harness.errors import JudgeError, NoisyError

BOOT_S = 20.0
LAYOUT_S = 2.0
LOOK_S = 1.0
IMAGE_BYTES_MAX = 32 << 20
THEIRS = ("time limit", "memory limit", "output limit", "runtime error", "security violation")
"""How a solution can end its worker; every other end of a box in use is our fault, or nobody's on a
machine that did not run it.
"""
WINDOWS = ("nothing", "build", "step", "pack", "collect", "keep")
"""Everything a worker may be told to do in a window."""
_HERE = Path(__file__).parent
_LIVE: dict[int, subprocess.Popen[bytes]] = {}
"""The supervisors that have not been waited for."""


class BoxEnded(Exception):
    """The worker is gone.

    `verdict` comes from the kernel and our clocks; `text` and `printed` are the solution's words.
    """

    def __init__(self, verdict: str, text: str, printed: str) -> None:
        super().__init__(verdict, text)
        self.verdict, self.text, self.printed = verdict, text, printed


class NoBox(JudgeError):
    """A box of this mode cannot be built on this machine."""


class Box:
    """One worker with one solution. Use as a context manager; leaving it kills the worker."""

    def __init__(self, source: str, setting: Setting, inputs: Memory) -> None:
        self.setting = setting
        self.inputs, self.outputs = inputs, Memory(writable_by_worker=True)
        self.layout: dict[str, Any] = {}
        self.printed = ""
        self.buffer = b""
        self.stage: str | None = None
        self.ended: BoxEnded | None = None
        self.missing: list[str] = []
        """Locks that this mode goes without, where they cannot be had."""
        sweep_stages()
        try:
            if not modes.has_own_root(setting.mode):
                made = tempfile.mkdtemp(prefix=f"kata-box-{os.getpid()}-")
                self.stage = os.path.abspath(made)  # TMPDIR may be relative
                modes.fill_stage(self.stage, source)
            config = modes.configuration(source, setting, self.stage, inputs, self.outputs)
            self.own_limits: dict[str, str] = config["limits"]["own"]
            self.process = self._start()
        except BaseException:  # a full disk, no descriptor left
            self._remove_files()
            raise
        self._send(config)

    def _start(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [modes.supervisor_python(), "-I", "-S", "-B", str(_HERE / "supervisor.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            pass_fds=(self.inputs.descriptor, self.outputs.descriptor),
            env={},
            start_new_session=True,
        )
        _LIVE[process.pid] = process
        return process

    def __enter__(self) -> Box:
        return self

    def __exit__(self, *unused: object) -> None:
        self.close()

    # requests

    def wait_ready(self) -> None:
        """Wait until the worker is booted, locked and frozen.

        NoBox where the mode cannot be had here.
        """
        try:
            self.missing = self._receive(_patience_s(BOOT_S))["missing"]
        except BoxEnded as ended:
            if ended.verdict == "no box":
                raise NoBox(self._why_none(ended)) from ended
            if ended.verdict == "busy":
                raise NoisyError(
                    f"{ended.text}; run it again when the machine is quieter"
                ) from None
            raise

    def _why_none(self, ended: BoxEnded) -> str:
        """One reason: the worker's, where it got so far as to say it."""
        said = ended.printed.strip().splitlines()[-1:] or [ended.text]
        own = ", ".join(self.own_limits.values())
        beside = f"; your own limits are stricter than a box's ({own})" if own else ""
        return said[0].removeprefix("OSError: ") + beside

    def load(self, names: list[str], image: bytes = b"") -> set[str]:
        """Import the solution; which of `names` it defines.

        `image` is the JIT cache of an earlier box of the run.
        """
        self.outputs.bytes[: len(image)] = np.frombuffer(image, np.uint8)
        message = {"load": {"names": names, "image_bytes": len(image)}}
        limit_s = self.setting.limits.import_s
        request = {"do": "tell", "message": message, "wanted": "R", "limit_s": limit_s}
        answer = self._ask(request, _patience_s(limit_s))
        # a worker's word: a list of names, or whatever a solution put there
        return {name for name in names if f'"{name}"' in answer["text"]}

    def open(self, layout: dict[str, Any]) -> None:
        """Tell the worker where everything lies; what it had built is gone."""
        request = {"message": {"layout": layout}, "wanted": "P", "limit_s": LAYOUT_S}
        self._ask({"do": "tell", **request}, _patience_s(LAYOUT_S))
        self.layout = layout

    def window(self, what: str, limit_s: float, arrangement: int = 0) -> Window:
        """One window, of WINDOWS: "step" is of an arrangement of the layout; after "collect" and
        "keep" the garbage collector runs or does not.
        """
        request = {"what": what[0], "limit_s": limit_s, "arrangement": arrangement}
        return Window(**self._ask({"do": "window", **request}, _patience_s(limit_s)))

    def image(self) -> bytes:
        """The JIT cache the worker has filled, to be handed to later boxes of the same solution.

        Never read here.
        """
        size = self.window("pack", BOOT_S).text
        count = int(size) if size.isascii() and size.isdecimal() and len(size) < 12 else 0
        return self.outputs.bytes[:count].tobytes() if count <= IMAGE_BYTES_MAX else b""

    def clear_outputs(self) -> None:
        """Zero all outputs of the layout. The worker must be frozen, as it is outside windows."""
        self.outputs.bytes[: self.layout["output_bytes"]] = 0

    # the channel

    def _send(self, message: dict[str, Any]) -> None:
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(json.dumps(message).encode() + b"\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass  # its last words are still to be read

    def _ask(self, message: dict[str, Any], within_s: float) -> dict[str, Any]:
        if self.ended is not None:  # nobody is there any more; it ended as it ended
            raise self.ended
        self._send(message)
        try:
            return self._receive(within_s)
        except BoxEnded as ended:
            if ended.verdict not in (*THEIRS, NOISY):
                raise JudgeError(f"no verdict: {ended.text}") from None
            raise

    def _receive(self, within_s: float) -> dict[str, Any]:
        """One answer.

        The supervisor is watched too: a silent one is our failure, not the solution's.
        """
        assert self.process.stdout is not None
        deadline = time.monotonic() + within_s
        pipe = self.process.stdout.fileno()
        while b"\n" not in self.buffer:
            left_s = max(0.0, deadline - time.monotonic())
            # looked at before the deadline is: we may have been stopped ourselves (Ctrl-Z)
            if not select.select([pipe], [], [], min(LOOK_S, left_s))[0]:
                if left_s == 0.0 or self._is_stopped():
                    raise JudgeError("the supervisor of the box does not answer; run it again")
                continue
            part = os.read(pipe, 65536)
            if not part:
                raise JudgeError(f"the supervisor of the box ended, {self._errors()}; run it again")
            self.buffer += part
        line, _, self.buffer = self.buffer.partition(b"\n")
        answer = dict(json.loads(line))
        if "verdict" in answer:
            self.printed = answer["output"]
            self.ended = BoxEnded(answer["verdict"], answer["text"], answer["output"])
            raise self.ended
        return answer

    def _is_stopped(self) -> bool:
        """Whether somebody stopped the supervisor: it would be waited for in vain."""
        if not hasattr(os, "waitid"):
            return False
        flags = os.WSTOPPED | os.WNOHANG | os.WNOWAIT
        with suppress(ChildProcessError):
            return os.waitid(os.P_PID, self.process.pid, flags) is not None
        return False

    def _errors(self) -> str:
        assert self.process.stderr is not None
        lines = self.process.stderr.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else "no reason given"

    def close(self) -> str:
        """Kill the worker, remove what it left; what it printed, as far as kept."""
        process = self.process
        assert (
            process.stdin is not None and process.stdout is not None and process.stderr is not None
        )
        with suppress(BrokenPipeError):
            process.stdin.close()
        with suppress(BoxEnded, JudgeError, ValueError, OSError):
            self._receive(5)  # its last words, unless it has said them before
        try:
            process.wait(0 if self._is_stopped() else 5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(5)
        process.stdout.close()
        process.stderr.close()
        _LIVE.pop(process.pid, None)
        self._remove_files()
        return self.printed

    def _remove_files(self) -> None:
        self.outputs.close()
        if self.stage is not None:
            remove_tree(self.stage)
            self.stage = None


def _patience_s(limit_s: float) -> float:
    """How long to wait for a supervisor that lets its worker run for `limit_s` of CPU time, on a
    machine that hardly runs either.
    """
    return 10 * limit_s + 40


def end_all() -> None:
    """Kill every worker and remove every folder of this process, however it was interrupted."""
    for process in list(_LIVE.values()):
        process.kill()
    for process in list(_LIVE.values()):
        with suppress(subprocess.TimeoutExpired):
            process.wait(1)
    for folder in stages(f"kata-box-{os.getpid()}-*"):
        remove_tree(str(folder))
