"""A file that is being edited: what was saved, once it has been written whole."""

from __future__ import annotations

from pathlib import Path

from harness.catalog.solution import Solution, read
from harness.errors import SolutionError

QUIET_S, SETTLING_S = 0.1, 0.05
"""So often one looks; and so long a new content must stay before it is taken for whole."""

Seen = Solution | str
"""A file, or the sentence that says why there is none."""


class Saves:
    """Looks at a file, by its name: editors that save by renaming put another one there.

    The whole content is compared, which is short: the clock of a file system may be too coarse to
    tell two saves apart.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.before: Seen | None = None
        self.told: Seen | None = None

    @property
    def pause_s(self) -> float:
        """How long to wait before the next look."""
        return QUIET_S if self.before == self.told else SETTLING_S

    def look(self) -> Seen | None:
        """What was saved since the last time, if it was the same at two looks; else None."""
        now = self._content()
        settled, self.before = now == self.before, now
        if not settled or now == self.told:
            return None
        self.told = now
        return now

    def _content(self) -> Seen:
        try:
            return read(self.path, self.path.name, own=True)
        except SolutionError as problem:
            gone = not self.path.is_symlink() and not self.path.exists()
            return f"{self.path} is gone; this waits until it is back." if gone else str(problem)
