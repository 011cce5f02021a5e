"""Executes a file inside a box, and puts the loop around a policy's step.

Standard library only, until numba is asked to compile a step.
"""

from __future__ import annotations

import os
import sys
import types
from typing import Any


def compiled_step(step: Any, path: str) -> Any:
    """The policy's step and the loop around it, compiled; raises where numba cannot."""
    import numba

    driver: Any = run_file(path, "driver")
    driver.step = step if hasattr(step, "py_func") else numba.njit(step)
    return driver.drive


def run_file(path: str, name: str) -> types.ModuleType:
    """Execute a file of this box as a module.

    Its code gets the name it has in every box, so that numba finds what it cached; tracebacks and
    numba find the text under that name too.
    """
    import linecache

    with open(os.path.basename(path), encoding="utf-8") as file:
        source = file.read()
    linecache.cache[path] = (len(source), None, source.splitlines(True), path)
    module = types.ModuleType(name)
    module.__file__ = path
    sys.modules[name] = module
    try:
        code = compile(source, path, "exec", dont_inherit=True)
    except (MemoryError, RecursionError):  # the parser's own limits, not the box's
        raise ImportError("the file is nested too deeply to be read") from None
    exec(code, vars(module))
    return module


def plain_step(step: Any) -> Any:
    """The same loop in plain Python, so that prints and debuggers work."""

    def drive(state: Any, keys: Any, choices: Any) -> None:
        for i, key in enumerate(keys.tolist()):
            choice = step(state, key)
            try:
                choices[i] = choice
            except (TypeError, ValueError):
                what = "nothing" if choice is None else f"a {type(choice).__name__}"
                raise TypeError(f"step returned {what}; return an int") from None

    return drive
