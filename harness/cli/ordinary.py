"""A solution in this very process, without locks: for its learner, who wants to look at it."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from types import ModuleType

from harness.catalog.solution import Solution
from harness.cli.streams import echo
from harness.errors import MisuseError, SolutionError
from harness.kata import Function


def loaded(solution: Solution, function: Function) -> ModuleType:
    """The solution as a module, under its own path, so that tools find its lines; it defines what
    `function` needs. SolutionError, and its traceback on the screen, where it does not load.
    """
    module = ModuleType("solution")
    module.__file__ = str(solution.path)
    sys.modules["solution"] = module
    try:
        exec(compile(solution.source, str(solution.path), "exec", dont_inherit=True), vars(module))
    except Exception as error:
        crashed(error, solution.path)
        raise SolutionError(f"{solution.path.name} does not load.") from None
    if not all(hasattr(module, each) for each in function.names):
        raise MisuseError(f"{solution.name} does not define {' and '.join(function.names)}.")
    return module


def crashed(error: BaseException, path: Path) -> None:
    """The traceback from the learner's own lines on."""
    frames = traceback.extract_tb(error.__traceback__)
    first = next((i for i, frame in enumerate(frames) if frame.filename == str(path)), 0)
    echo("".join(traceback.format_list(frames[first:])), nl=False)
    echo("".join(traceback.format_exception_only(error)), nl=False)
