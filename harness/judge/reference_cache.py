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
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from harness.box import Setting, driver_source
from harness.catalog.solution import Solution
from harness.machine import cpu_model

DIGEST_BYTES = 32


def _folder() -> Path | None:
    """Where caches lie; None for somebody without a home. A path that is not absolute is none."""
    for base in (os.environ.get("XDG_CACHE_HOME", ""), os.path.expanduser("~/.cache")):
        if os.path.isabs(base):
            return Path(base) / "system-design-katas"
    return None


def _path(folder: Path, reference: Solution, setting: Setting) -> Path:
    parts = [reference.source, sys.version, version("numba"), version("numpy")]
    parts += [version("llvmlite"), platform.machine(), cpu_model(), setting.mode]
    parts += [driver_source()]
    name = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
    return folder / f"{name}.jit"


def load(reference: Solution, setting: Setting) -> bytes:
    """The image; nothing where there is none, or it is not as it was written."""
    folder = _folder()
    if folder is None:
        return b""
    try:
        path = _path(folder, reference, setting)
        content = path.read_bytes()
        if path.stat().st_uid != os.geteuid():
            return b""
    except OSError:
        return b""
    digest, image = content[:DIGEST_BYTES], content[DIGEST_BYTES:]
    return image if hashlib.sha256(image).digest() == digest else b""


def save(reference: Solution, setting: Setting, image: bytes) -> None:
    """Write the image; where it cannot be written, the next run compiles again.

    In place: a kill leaves no second file, and the digest says whether a file is whole.
    """
    folder = _folder()
    if folder is None or not image or image == load(reference, setting):
        return
    path = _path(folder, reference, setting)
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_bytes(hashlib.sha256(image).digest() + image)
