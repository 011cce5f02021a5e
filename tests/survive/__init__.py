"""Long, seeded runs that try to break the harness: `python -m tests.survive.kills --count 200`.

Each module is a command that prints its counts and exits with 1 where something broke; each has a
short version among the tests.
"""

from __future__ import annotations

import sys
from pathlib import Path

_TESTS = str(Path(__file__).parent.parent)
if _TESTS not in sys.path:
    sys.path.insert(0, _TESTS)  # what the other tests share: commands, conftest, ranked_run
