"""Of a source, what some of its names need: their definitions, and what these mention."""

from __future__ import annotations

import ast


def excerpt(source: str, names: tuple[str, ...]) -> str:
    """The definitions of `names` and of all that they use, in the order of the file; nothing where
    one is not defined.
    """
    tree = ast.parse(source)
    defining = {name: node for node in tree.body for name in _names(node)}
    if not set(names) <= set(defining):
        return ""
    kept: set[ast.stmt] = set()
    waiting = list(names)
    while waiting:
        node = defining.get(waiting.pop())
        if node is not None and node not in kept:
            kept.add(node)
            waiting += [each.id for each in ast.walk(node) if isinstance(each, ast.Name)]
    lines = source.splitlines()
    parts: list[str] = []
    before: ast.stmt | None = None
    for i, node in enumerate(tree.body):
        said = i > 0 and tree.body[i - 1] in kept and isinstance(node, ast.Expr)
        if node in kept or said:
            parts += [""] * _gap(before, node) + lines[_first(lines, node) - 1 : node.end_lineno]
            before = node
    return "\n".join(parts).strip("\n") + "\n"


def _names(node: ast.stmt) -> set[str]:
    """What a statement at the top of a module defines."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return {node.name}
    if isinstance(node, ast.Import | ast.ImportFrom):
        return {(each.asname or each.name).partition(".")[0] for each in node.names}
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return {
        each.id
        for target in targets
        if target is not None
        for each in ast.walk(target)
        if isinstance(each, ast.Name)
    }


def _first(lines: list[str], node: ast.stmt) -> int:
    """The first line of a statement, with its decorators and the remarks right above it."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    first = min([node.lineno, *[each.lineno for each in decorators]])
    while first > 1 and lines[first - 2].startswith("#"):
        first -= 1
    return first


def _gap(before: ast.stmt | None, node: ast.stmt) -> int:
    """Empty lines between two statements, as a formatter leaves them."""
    long = ast.FunctionDef | ast.ClassDef
    if before is None:
        return 0
    if isinstance(before, long) or isinstance(node, long):
        return 2
    both = [isinstance(each, ast.Import | ast.ImportFrom) for each in (before, node)]
    return len(set(both)) - 1
