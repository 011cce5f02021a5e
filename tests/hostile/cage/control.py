"""The same attacks where the protection they are aimed at is missing: there they must win.

off:           a box without locks;
naive:         naive_judge.py, everything in one process;
without NAME:  a locked box with one protection taken out of its program (WITHOUT);
uncut:         the policy's trial without the other futures;
early, own idle: the harness with one of its steps left out.

Evidence: `loot` (the answer holds what it came for), `harmed` (see prey.py), `accepted` and other
verdicts, `cheap` (right, for less than half of the honest price), `broken` (no verdict at all).
"""

from __future__ import annotations

import functools
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from cage import play
from cage.attack import Attack
from cage.prey import Prey, armed, prey
from harness.box import Box, handle, modes
from harness.judge import quality

NAIVE_S = 15.0
MEMORY_BYTES = 2 << 30
WITHOUT = {
    "stop": (
        ("filter.py", "0x7E020000 | 0x4000", "0x7E020000"),
        ("process.py", 'with _deadline("could not be stopped"):', "if True:"),
    ),
    "wall": (("supervisor.py", "max(wall_ns, min(cpu_ns, stopped_ns - start_ns))", "wall_ns"),),
    "memory": (
        ("process.py", "        self._check_memory(status)\n        return", "        return"),
    ),
    "shared": (
        ("process.py", "self.shared_bytes = SHARED_SLACK_BYTES", "self.shared_bytes = 2 << 30"),
    ),
    "reading": (
        ("process.py", 'with _deadline("did not read what the judge told it"):', "if True:"),
    ),
}


@contextmanager
def weakened(name: str) -> Iterator[None]:
    """Boxes are made from a copy of their program in which a protection is missing."""
    own = Path(handle.__file__).parent
    with tempfile.TemporaryDirectory(prefix="weak-") as folder:
        copy = Path(folder) / "box"
        shutil.copytree(own, copy, ignore=shutil.ignore_patterns("__pycache__"))
        for file, old, new in WITHOUT[name]:
            text = (copy / file).read_text()
            if text.count(old) != 1:
                raise LookupError(f"{file} has no {old!r} any more: mend the control {name!r}")
            (copy / file).write_text(text.replace(old, new))
        handle._HERE = modes._HERE = copy
        try:
            yield
        finally:
            handle._HERE = modes._HERE = own


def naive(source: str, told: Prey) -> dict[str, Any] | None:
    """The naive judge's word; None where it gave none. In a process group of its own, bounded."""

    def bounded() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (60, 60))  # also when nobody is left to end it
        resource.setrlimit(resource.RLIMIT_FSIZE, (128 << 20, 128 << 20))

    program = Path(__file__).parent / "naive_judge.py"
    with told.secret.open() as planted, tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            [sys.executable, "-B", str(program), str(told.scratch)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            pass_fds=(planted.fileno(),),
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "KATA_ANSWER": "42"},
            start_new_session=True,
            preexec_fn=bounded,
        )
        try:
            said, _ = process.communicate(armed(source, told.told).encode(), timeout=NAIVE_S)
        except subprocess.TimeoutExpired:
            said = b""
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
    for line in (said[: 1 << 20] + said[-(1 << 20) :]).splitlines():
        with suppress(ValueError):
            told_us = json.loads(line)
            if isinstance(told_us, dict) and "verdict" in told_us:
                return told_us
    return None


@functools.cache
def honest_price_s() -> float:
    """What the naive judge charges for honest work."""
    with prey() as told:
        found = naive(play.HONEST, told)
    assert found is not None and found["verdict"] == "accepted", found
    return float(found["charged_s"])


def _naive_evidence(attack: Attack, told: Prey) -> set[str]:
    found = naive(attack.source, told)
    if found is None:
        return {"broken"}
    evidence = {str(found["verdict"])}
    if found.get("loot"):
        evidence.add("loot")
    if found["verdict"] == "accepted" and found.get("charged_s", 0) < honest_price_s() / 2:
        evidence.add("cheap")
    return evidence


def _of(outcome: play.Outcome) -> set[str]:
    evidence = {outcome.verdict}
    for word, said in (("loot", "it got"), ("cheap", "it looks"), ("void", "rounds are void")):
        if any(said in won for won in outcome.won):
            evidence.add(word)
    return evidence


def _uncut(attack: Attack, told: Prey) -> set[str]:
    real, quality._look_ahead = quality._look_ahead, lambda *_: None
    try:
        return _of(play.policy(attack, "full", told))
    finally:
        quality._look_ahead = real


def _early(attack: Attack, told: Prey) -> set[str]:
    """Inputs are in place before the layout is told."""
    real = Box.open

    def late_open(box: Box, layout: dict[str, Any]) -> None:
        box.inputs.bytes[: layout["input_bytes"]] = 1
        real(box, layout)

    Box.open = late_open  # type: ignore[method-assign]
    try:
        return _of(play.DRIVES[attack.drive](attack, best_locks(), told))
    finally:
        Box.open = real  # type: ignore[method-assign]


def best_locks() -> str:
    """The best mode with locks that can be had here."""
    return os.environ.get("KATA_BOX", "full")


def evidence(attack: Attack) -> set[str]:
    """Everything that shows a win of the attack in its control harness."""
    harness, _, _ = attack.control
    drive = play.DRIVES[attack.drive]
    with prey() as told:
        try:
            if harness == "naive":
                found = _naive_evidence(attack, told)
            elif harness == "off":
                found = _of(drive(attack, "off", told))
            elif harness == "uncut":
                found = _uncut(attack, told)
            elif harness == "early":
                found = _early(attack, told)
            elif harness == "own idle":
                found = _of(play.timed(attack, best_locks(), told, idle_of=""))
            else:
                with weakened(harness.removeprefix("without ")):
                    found = _of(drive(attack, best_locks(), told))
        except play.JudgeError:
            found = {"judge error"}
        found |= {"harmed"} if told.harm() else set()
    return found


def wins(attack: Attack) -> tuple[bool, str]:
    """Whether the control shows what the attack file promises, and what it showed."""
    _, wanted, _ = attack.control
    for _ in range(play.TRIES):
        found = evidence(attack)
        if wanted in found:
            return True, wanted
    return False, ", ".join(sorted(found))
