"""The boxes of root and the boxes of an ordinary user are made in different ways: test both.

Run by root, the tests of the box and of the submissions run again as a user who owns nothing. That
user may not be able to reach this interpreter (in root's home, say), so it is shown to them where
they can: bound into a folder of a private mount namespace that ends with the run.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

USER = "61234"
ROOT = Path(__file__).parent.parent
SELECTED = [
    "tests/test_box.py",
    "tests/test_submissions.py::test_a_wrong_answer_is_named",
    "tests/test_submissions.py::test_oracle_and_reference_are_solutions_too",
    "-m",
    "slow or not slow",
]

SCRIPT = """
set -e
mount -t tmpfs -o mode=755 tmpfs "$PLACE"
cd "$PLACE"
mkdir python packages project home
mount --bind "$BASE" python
mount --bind "$PACKAGES" packages
mount --bind "$PROJECT" project
chown "$AS" home
cd project
exec setpriv --reuid "$AS" --regid "$AS" --clear-groups env -i \
    PATH="$PATH" HOME="$PLACE/home" TMPDIR="$PLACE/home" \
    PYTHONPATH="$PLACE/packages:$PLACE/project" \
    PYTHONDONTWRITEBYTECODE=1 "$PLACE/python/bin/$PYTHON" -m pytest "$@"
"""


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root to change user"
)
@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("setpriv"), reason="needs setpriv of util-linux")
def test_boxes_and_verdicts_are_the_same_for_an_ordinary_user(tmp_path: Path) -> None:
    python = Path(os.path.realpath(sys.executable))
    environment = {
        **os.environ,
        "PLACE": "/mnt",
        "BASE": str(python.parent.parent),
        "PYTHON": python.name,
        "PACKAGES": sysconfig.get_path("purelib"),
        "PROJECT": str(ROOT),
        "AS": USER,
    }
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", SCRIPT, "sh", *SELECTED],
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    assert "[100%]" in done.stdout, "the tests were found and run"
