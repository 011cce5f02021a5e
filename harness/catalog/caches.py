"""Where numba may keep what a kata's own modules compile, for somebody without a home.

numba keeps it beside the source or in the user's home, and fails where it may write to neither.
"""

from __future__ import annotations

import atexit
import os
from pathlib import Path

_made: list[str] = []


def give_place(folder: Path) -> None:
    """A folder of this process alone, if there is no other place for what `folder` compiles."""
    home = os.path.expanduser("~")
    if _made or os.environ.get("NUMBA_CACHE_DIR") or os.access(folder, os.W_OK):
        return
    if os.path.isabs(home) and os.access(home, os.W_OK | os.X_OK):
        return
    import tempfile  # 15 ms that `kata list` saves

    try:
        _made.append(tempfile.mkdtemp(prefix="kata-numba-"))
    except OSError:  # nothing can be written anywhere; most katas compile nothing of their own
        return
    os.environ["NUMBA_CACHE_DIR"] = _made[0]
    atexit.register(remove)


def remove() -> None:
    """Remove it, if it was made."""
    import shutil

    for place in _made:
        shutil.rmtree(place, ignore_errors=True)
