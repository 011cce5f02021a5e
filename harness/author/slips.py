"""Slips that a machine makes in a plain Python solution: containers that forget, keys that clash,
state outside the object. Each is a source of its own, with two more that tell what it is worth.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from harness.kata import Function

FORGOTTEN_BEYOND = (64, 4_096, 65_536)
HELPERS = '''
import collections as _collections


class _Kept:
    """What a container may hold: all of it, the last N, or N and an error beyond."""

    bound, ends = None, False

    def _inserted(self, key):
        if self.bound is not None and len(self) > self.bound:
            if self.ends:
                raise RuntimeError("more than it may hold")
            for oldest in self._order():
                if oldest != key:
                    self._drop(oldest)
                    break


class _Dict(_Kept, dict):
    def _order(self):
        return list(_first(self, 2))

    def _drop(self, key):
        dict.__delitem__(self, key)

    def __setitem__(self, key, value):
        new = key not in self
        dict.__setitem__(self, key, value)
        if new:
            self._inserted(key)

    def setdefault(self, key, value=None):
        if key not in self:
            self[key] = value
        return self[key]


class _Ordered(_Kept, _collections.OrderedDict):
    _order = _Dict._order

    def _drop(self, key):
        _collections.OrderedDict.__delitem__(self, key)

    def __setitem__(self, key, value):
        new = key not in self
        _collections.OrderedDict.__setitem__(self, key, value)
        if new:
            self._inserted(key)

    def setdefault(self, key, value=None):
        if key not in self:
            self[key] = value
        return self[key]


class _Default(_Dict):
    def __init__(self, factory):
        dict.__init__(self)
        self.factory = factory

    def __missing__(self, key):
        self[key] = value = self.factory()
        return value


class _Set(_Kept, set):
    def __init__(self, items=()):
        set.__init__(self)
        self.ages = {}
        for item in items:
            self.add(item)

    def _order(self):
        return list(_first(self.ages, 2))

    def _drop(self, key):
        set.discard(self, key)
        self.ages.pop(key, None)

    def add(self, item):
        new = item not in self
        set.add(self, item)
        if new:
            self.ages[item] = None
            self._inserted(item)

    def update(self, *others):
        for other in others:
            for item in other:
                self.add(item)

    def discard(self, item):
        self._drop(item)

    def remove(self, item):
        set.remove(self, item)
        self.ages.pop(item, None)

    def clear(self):
        set.clear(self)
        self.ages.clear()


def _first(items, count):
    import itertools
    return itertools.islice(items, count)


def _kept(container, bound, ends):
    container.bound, container.ends = bound, ends
    return container


def _tuple(*parts):
    return parts


def _joined(*parts):
    return "".join(map(str, parts))


def _summed(*parts):
    return sum(map(int, parts))


def _xored(*parts):
    total = 0
    for part in parts:
        total ^= int(part)
    return total
'''


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


def slips(source: str, function: Function) -> Iterator[Slip]:
    """Every slip of a source that defines the function."""
    yield from _forgetful(source)
    yield from _clashing(source)
    if function.shape == "stream":
        yield from _outside(source, function.name)


# containers that forget

_MADE = {
    "dict": "_Dict",
    "OrderedDict": "_Ordered",
    "collections.OrderedDict": "_Ordered",
    "defaultdict": "_Default",
    "collections.defaultdict": "_Default",
    "set": "_Set",
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
        return "_Dict"
    if isinstance(node, ast.Call):
        name = _MADE.get(ast.unparse(node.func), "")
        empty = not node.keywords and len(node.args) == (name == "_Default")
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
                text = f"_kept({made}({given}), {self.told})"
                return ast.parse(text, mode="eval").body
        return self.generic_visit(node)


# keys that clash


def _clashing(source: str) -> Iterator[Slip]:
    if "_tuple(" in _edited(source, _Keys("_tuple")).removeprefix(HELPERS):
        for how in ("_joined", "_summed", "_xored"):
            yield Slip(f"keys{how}", _edited(source, _Keys(how)), _edited(source, _Keys("_tuple")))


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
        return ast.Call(ast.Name(self.how, ast.Load()), node.elts, [])

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
    """The helpers stand below what must come first: the docstring, and imports of the future."""
    lines = [ast.unparse(node) for node in tree.body if _comes_first(node)]
    rest = [ast.unparse(node) for node in tree.body if not _comes_first(node)]
    return "\n".join([*lines, HELPERS, *rest, ""])


def _comes_first(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and node.module == "__future__"
