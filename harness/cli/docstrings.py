"""The help of commands, where Python was told to forget docstrings (`-OO`, PYTHONOPTIMIZE=2)."""

from __future__ import annotations

import ast
import inspect
from contextlib import suppress
from pathlib import Path

import click


def restore(command: click.Command) -> None:
    """Give a command, and those below it, the help that stands in their source."""
    function = inspect.unwrap(command.callback) if command.callback else None
    if function is not None and not command.help:
        with suppress(OSError, SyntaxError):
            command.help = _docstring(Path(function.__code__.co_filename), function.__name__)
    for below in getattr(command, "commands", {}).values():
        restore(below)


def _docstring(path: Path, name: str) -> str | None:
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and node.name == name:
            return ast.get_docstring(node)
    return None
