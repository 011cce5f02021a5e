"""What the reference compiled, kept between runs. Only workers that run the reference fill it.

The image is the work of a boxed worker and is read by boxed workers alone. It is found by
everything that decides whether numba would accept it; the one place of the harness that writes
outside the project.
"""

from __future__ import annotations

import hashlib
import os
import platform
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from harness.box import Setting
from harness.machine import cpu_model
from harness.solution import Solution


def _path(reference: Solution, setting: Setting) -> Path:
    parts = [reference.source, sys.version, version("numba"), version("numpy")]
    parts += [platform.machine(), cpu_model(), setting.mode]
    name = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return Path(base) / "system-design-katas" / f"{name}.jit"


def load(reference: Solution, setting: Setting) -> bytes:
    """The image, or nothing."""
    try:
        path = _path(reference, setting)
        return path.read_bytes() if path.stat().st_uid == os.geteuid() else b""
    except OSError:
        return b""


def save(reference: Solution, setting: Setting, image: bytes) -> None:
    """Replace the image in one move; where the folder cannot be written, the next run compiles
    again.
    """
    if not image or image == load(reference, setting):
        return
    path = _path(reference, setting)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(image)
        os.replace(file.name, path)
    except OSError:
        return
