"""Slips that a machine makes in a plain Python solution: containers that forget, keys that clash,
state outside the object. Each is a source of its own, with two more that tell what it is worth.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from harness.author import containers
from harness.kata import Function

FORGOTTEN_BEYOND = (64, 4_096, 65_536)
_TEXT = Path(containers.__file__).read_text(encoding="utf-8")
HELPERS = (
    "import types as _types\n_containers = _types.ModuleType('containers')\n"
    f"exec({_TEXT!r}, _containers.__dict__)\n"
)


@dataclass(frozen=True)
class Slip:
    """A solution with one slip.

    `same` is the edit as identity: where that is not right, the slip says nothing. `ends` fails
    where the slip would do anything at all: if it is right too, no case has come so far.
    """

    name: str
    source: str
    same: str
    ends: str = ""


_PARSING = Lock()
"""CPython 3.11 counts how deep it is in a syntax tree for all threads together, and may give up
where two parse at once.
"""


def slips(source: str, function: Function) -> list[Slip]:
    """Every slip of a source that defines the function."""
    with _PARSING:
        made = [*_forgetful(source), *_clashing(source)]
        return made + ([*_outside(source, function.name)] if function.shape == "stream" else [])


# containers that forget

_MADE = {
    "dict": "Dict",
    "OrderedDict": "Ordered",
    "collections.OrderedDict": "Ordered",
    "defaultdict": "Default",
    "collections.defaultdict": "Default",
    "set": "Set",
}


def _forgetful(source: str) -> Iterator[Slip]:
    sites = sum(_container(node) != "" for node in ast.walk(ast.parse(source)))
    for site in range(sites):
        for bound in FORGOTTEN_BEYOND:
            yield Slip(
                f"container_{site}_forgets_beyond_{bound}",
                _edited(source, _Forgetful(site, f"{bound}, False")),
                _edited(source, _Forgetful(site, "None, False")),
                _edited(source, _Forgetful(site, f"{bound}, True")),
            )


def _container(node: ast.AST) -> str:
    """The helper that stands for an empty container which is made here; nothing for others."""
    if isinstance(node, ast.Dict) and not node.keys:
        return "Dict"
    if isinstance(node, ast.Call):
        name = _MADE.get(ast.unparse(node.func), "")
        empty = not node.keywords and len(node.args) == (name == "Default")
        return name if empty else ""
    return ""


class _Forgetful(ast.NodeTransformer):
    """One place where a container is made, by its number, as one that is told what to keep."""

    def __init__(self, site: int, told: str) -> None:
        self.left, self.told = site, told

    def visit(self, node: ast.AST) -> ast.AST:
        made = _container(node)
        if made:
            self.left -= 1
            if self.left == -1:
                given = ", ".join(map(ast.unparse, getattr(node, "args", [])))
                text = f"_containers.kept(_containers.{made}({given}), {self.told})"
                return ast.parse(text, mode="eval").body
        return self.generic_visit(node)


# keys that clash


def _clashing(source: str) -> Iterator[Slip]:
    if "same_tuple(" in _edited(source, _Keys("same_tuple")).removeprefix(HELPERS):
        for how in ("joined", "summed", "xored"):
            yield Slip(
                f"keys_{how}", _edited(source, _Keys(how)), _edited(source, _Keys("same_tuple"))
            )


class _Keys(ast.NodeTransformer):
    """Tuples that are keys, or are compared or kept, as calls that make one value of them."""

    METHODS = ("get", "pop", "add", "setdefault", "discard", "remove", "append")

    def __init__(self, how: str) -> None:
        self.how = how

    def _made(self, node: ast.expr) -> ast.expr:
        if not isinstance(node, ast.Tuple) or len(node.elts) < 2:
            return node
        if any(isinstance(each, ast.Starred | ast.Slice) for each in node.elts):
            return node
        maker = ast.parse(f"_containers.{self.how}", mode="eval").body
        return ast.Call(maker, node.elts, [])

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        node.slice = self._made(node.slice)
        return self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        node.left = self._made(node.left)
        node.comparators = [self._made(each) for each in node.comparators]
        return self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        if not any(isinstance(target, ast.Tuple) for target in node.targets):
            node.value = self._made(node.value)
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if isinstance(node.func, ast.Attribute) and node.func.attr in self.METHODS and node.args:
            node.args[0] = self._made(node.args[0])
        return self.generic_visit(node)


# state outside the object


def _outside(source: str, name: str) -> Iterator[Slip]:
    """All objects that are alive are the one that was made last."""
    shared = f"""
class _Shared:
    def __init__(self, *arguments):
        _Shared.last = self.own = _real(*arguments)

    def apply(self, *given):
        return (_Shared.last if {{shared}} else self.own).apply(*given)


_real, {name} = {name}, _Shared
"""
    plain = ast.unparse(ast.parse(source))
    yield Slip(
        "state_outside_the_object",
        plain + shared.format(shared=True),
        plain + shared.format(shared=False),
    )


def _edited(source: str, edit: ast.NodeTransformer) -> str:
    tree = ast.fix_missing_locations(edit.visit(ast.parse(source)))
    return _with_helpers(tree)


def _with_helpers(tree: ast.Module) -> str:
    """The helpers stand below what must come first, imports of the future."""
    first = [ast.unparse(node) for node in tree.body if _of_the_future(node)]
    rest = [ast.unparse(node) for node in tree.body if not _of_the_future(node)]
    return "\n".join([*first, HELPERS, *rest, ""])


def _of_the_future(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and node.module == "__future__"
