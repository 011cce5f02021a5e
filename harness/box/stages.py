"""Folders of boxes without a root of their own: removed whatever a solution made of them, and
swept up after judges that were killed.
"""

from __future__ import annotations

import functools
import os
import subprocess
import tempfile
from pathlib import Path


def remove_tree(folder: str) -> None:
    """Remove a folder that a solution could write to: as deep, locked or odd as it may be.

    By rm, which walks relative to open folders and follows no links; what cannot be removed stays.
    """
    for command in (["chmod", "-R", "u+rwX"], ["rm", "-rf"]):
        # in a session of its own: Ctrl-C is meant for us
        subprocess.run(
            [*command, "--", folder], check=False, capture_output=True, start_new_session=True
        )


def stages(pattern: str) -> list[Path]:
    """The folders of that name among temporary files; none where there are no such files."""
    try:
        return sorted(Path(tempfile.gettempdir()).glob(pattern))
    except OSError:
        return []


@functools.cache
def sweep_stages() -> None:
    """Remove the folders of judges that were killed; once in a process, whatever its boxes are."""
    for folder in stages("kata-box-*"):
        owner = folder.name.removeprefix("kata-box-").partition("-")[0]
        # a link would lead chmod somewhere else
        if owner.isdecimal() and not _alive(int(owner)) and not folder.is_symlink():
            remove_tree(str(folder))


def _alive(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):  # the latter is no number of ours
        return True
    return True
