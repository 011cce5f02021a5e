"""A place for one solution of many: its box, which is opened when it is needed."""

from __future__ import annotations

from harness.box import Setting
from harness.catalog.solution import Solution
from harness.judge.arena import Arena, Ran, SideEnded
from harness.judge.trial import SOLUTION
from harness.kata import Case, Function


class Stand:
    """One solution and its box; `deep`, if it is to be heard on long histories too."""

    def __init__(
        self,
        solution: Solution,
        setting: Setting,
        names: list[str],
        image: bytes = b"",
        deep: bool = True,
    ) -> None:
        self.solution, self.setting, self.names, self.image = solution, setting, names, image
        self.deep = deep
        self.arena: Arena | None = None
        self.defined: set[str] = set()

    def __enter__(self) -> Stand:
        return self

    def __exit__(self, *unused: object) -> None:
        self.close()

    def close(self) -> None:
        """End the box, if there is one."""
        if self.arena is not None:
            self.arena.stack.close()
            self.arena = None

    def open(self) -> Arena:
        """The box with the solution loaded; SideEnded where that fails."""
        if self.arena is None:
            self.arena = Arena({SOLUTION: self.solution}, self.setting)
            try:
                self.defined = self.arena.load(self.names, {SOLUTION: self.image})[SOLUTION]
            except BaseException:
                self.close()
                raise
        return self.arena

    def run(
        self,
        function: Function,
        case: Case,
        limit_s: float,
        build_limit_s: float | None = None,
        compiled: bool = False,
    ) -> Ran:
        """A whole case; when the solution ends its box, SideEnded, and the next call opens anew."""
        arena = self.open()
        try:
            return arena.run(function, case, limit_s, build_limit_s, compiled)[SOLUTION]
        except SideEnded:
            self.close()
            raise
