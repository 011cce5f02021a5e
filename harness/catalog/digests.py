"""What was measured, as hashes: a reference's timing belongs to this code and to these inputs, and
to no others.
"""

from __future__ import annotations

import ast
import functools
import hashlib
import io
import tokenize
from dataclasses import fields, is_dataclass, replace
from typing import Any

import numpy as np

from harness.catalog import Entry
from harness.errors import AuthorError

SEED = 20_100_611
"""Every digest is taken of the case that this seed makes."""


def measured_digest(entry: Entry) -> str:
    """SHA-256 over what decides a figure: the code of cases, checks, oracle and reference, and what
    kata.py says but for the pars, which only give a figure its name.

    Words may change: docstrings, comments and empty lines are left out.
    """
    kata = entry.kata
    levels = [replace(level, title="", pars=None) for level in kata.levels]
    total = hashlib.sha256(repr((kata.functions, levels, kata.limits, kata.threads)).encode())
    turns = [function.turns for function in kata.functions if function.turns]
    total.update(repr(turns).encode() if turns else b"")
    for name, path in entry.deciding.items():
        if name != "kata.py":
            total.update(name.encode() + b"\0" + code_of(path.read_text()).encode() + b"\0")
    return total.hexdigest()


@functools.lru_cache(maxsize=1000)
def code_of(source: str) -> str:
    """Source text without docstrings, comments and what is then an empty line."""
    rows = source.split("\n")
    spans = [
        (node.lineno, node.col_offset, node.end_lineno or 0, node.end_col_offset or 0)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    ]
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            rows[row - 1] = rows[row - 1][:column]
    for first, begin, last, _ in spans:
        rows[first - 1] = rows[first - 1].encode()[:begin].decode()
        rows[first:last] = [""] * (last - first)
    return "\n".join(row.rstrip() for row in rows if row.strip())


def workload_digests(entry: Entry) -> dict[str, str]:
    """Workload -> SHA-256 of one case made with a fixed seed: every array and number in it, with
    name, dtype and shape, in whatever order the case holds them.

    Changes when cases make something else, and when numpy's generators do. AuthorError where a
    case holds what cannot be hashed.
    """
    return {
        name: digest(workload.make(np.random.default_rng(SEED)))
        for name, workload in entry.workloads.items()
    }


def digest(case: Any) -> str:
    """SHA-256 of a case, or of anything a case may hold."""
    return _hashed(case).hexdigest()


def _hashed(value: Any) -> hashlib._Hash:
    """Type, then content. Parts are hashed on their own, so no two nestings come out alike."""
    total = hashlib.sha256()
    if isinstance(value, dict):
        total.update(b"dict")
        for name in sorted(value):
            total.update(_hashed(name).digest() + _hashed(value[name]).digest())
    elif isinstance(value, list | tuple):
        total.update(b"list")
        for part in value:
            total.update(_hashed(part).digest())
    elif isinstance(value, np.ndarray):
        if value.dtype.hasobject:
            raise AuthorError("a case holds an array of Python objects; use a dtype of numbers")
        little = np.ascontiguousarray(value, value.dtype.newbyteorder("<"))
        total.update(f"array {little.dtype.str} {value.shape} ".encode())
        total.update(little.reshape(-1).view(np.uint8).data)
    elif is_dataclass(value) and not isinstance(value, type):
        return _hashed({field.name: getattr(value, field.name) for field in fields(value)})
    else:
        total.update(_plain(value))
    return total


def _plain(value: Any) -> bytes:
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, bool | int | float | str | bytes):
        return f"{type(value).__name__} {value!r}".encode()
    raise AuthorError(
        f"a case holds a {type(value).__name__}, which has no digest; "
        "hold arrays, numbers and strings"
    )
