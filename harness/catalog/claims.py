"""What a submission says of itself: the machine-read lines of its docstring."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from pathlib import Path

from harness.errors import AuthorError
from harness.kata import MEDALS


@dataclass(frozen=True)
class Fails:
    """`fails: CHECK at WHERE`: the check that stops it, and the family or workload where it does.

    A verdict that no check gives is written with underscores: `time_limit`, `runtime_error`.
    """

    check: str
    where: str

    def __str__(self) -> str:
        return f"{self.check} at {self.where}"


@dataclass(frozen=True)
class Claims:
    """Everything a docstring claims: `reaches` is level -> medal."""

    reaches: dict[str, str] = field(default_factory=dict)
    fails: Fails | None = None


def claims(path: Path) -> Claims:
    """The claims of a submission.

    AuthorError where a line cannot be read, or where there are two of what there can be one.
    """
    text = ast.get_docstring(parsed(path)) or ""
    reaches: dict[str, str] = {}
    for rest in re.findall(r"^reaches:(.*)$", text, re.MULTILINE):
        words = rest.split()
        if len(words) != 2 or words[1] not in MEDALS or words[0] in reaches:
            raise AuthorError(
                f"{path.name}: cannot use 'reaches:{rest}'; write 'reaches: LEVEL MEDAL', once "
                f"a level, with a medal of {', '.join(MEDALS)}"
            )
        reaches[words[0]] = words[1]
    return Claims(reaches, fails_of(text, path.name))


def fails_of(text: str, place: str) -> Fails | None:
    """The one line `fails: CHECK at WHERE` of a text, if there is one; `place` is for messages."""
    fails: Fails | None = None
    for rest in re.findall(r"^fails:(.*)$", text, re.MULTILINE):
        words = rest.split()
        if len(words) != 3 or words[1] != "at" or fails is not None:
            raise AuthorError(
                f"{place}: cannot use 'fails:{rest}'; write 'fails: CHECK at FAMILY', once"
            )
        fails = Fails(words[0], words[2])
    return fails


def parsed(path: Path) -> ast.Module:
    """The syntax tree of a file; AuthorError where it is no Python."""
    try:
        return ast.parse(path.read_text(encoding="utf-8"))
    except (SyntaxError, ValueError, OSError) as error:
        raise AuthorError(f"{path.name} is not readable as Python: {error}") from None


def skeleton(path: Path) -> str:
    """The syntax tree without names, constants and docstrings: what copies of one idea share."""
    tree = parsed(path)
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and _is_text(body[0]):
            node.body = body[1:]  # type: ignore[attr-defined]
    return re.sub(r"'[^']*'|\d+", "", ast.dump(tree, annotate_fields=False))


def without_docstring(tree: ast.Module) -> ast.Module:
    """The same tree without the module's docstring."""
    if tree.body and _is_text(tree.body[0]):
        tree.body = tree.body[1:]
    return tree


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
