"""The skeleton of a new kata: every file there, and a TODO wherever the author has to think."""

from __future__ import annotations

import keyword
import os
import re
import shutil
import string
import tempfile
from collections.abc import Sequence
from pathlib import Path

from harness import catalog
from harness.author import signature
from harness.errors import MisuseError
from harness.kata import Function

TEMPLATES = Path(__file__).parent / "skeleton"
WHOLE = {
    "kata.py": "kata.py",
    "contract.py": "contract.py",
    "text.py": "text.py",
    "checks.py": "checks.py",
    "oracle.py": "oracle.py",
    "starter.py": "starter.py",
    "README.md": "README.md",
    "hints.md": "hints.md",
    "accepted.py": "submissions/accepted/naive.py",
}
"""Template -> where it goes in the kata's folder."""
EACH_FUNCTION = {"way.py": "mistakes/{way}.py", "way.md": "mistakes/{way}.md"}
"""The same for files of which each function has its own."""
FIRST_FUNCTION = {"time_limit.py": "submissions/time_limit/reason_it_is_slow.py"}
FOR_EACH, ONCE_AGAIN = "=== for each function ===\n", "=== once again ===\n"
"""What stands between these lines of a template comes once for each function."""
PLAIN = "solve(values: int64[n]) -> answers: int64[n]"
"""What a kata asks for whose author has not said it yet."""
SAY = "# TODO describe the calls: arrays with dtype and shape, scalars, and the outputs last\n"
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_NAME_LENGTH_MAX = 40


def new(name: str, root: Path | None = None, signatures: Sequence[str] = ()) -> list[Path]:
    """Write the skeleton of a kata below `root`, or into the checkout; the files it wrote.

    `signatures` say what it asks for, a line a function (see `signature`). MisuseError, and nothing
    written, where a name or a line cannot be one or something is there already.
    """
    _check_name(name)
    functions = signature.read_all(signatures or [PLAIN])
    root = _checkout() if root is None else root
    folder = root / "katas" / name.replace("-", "_")
    reference = root / "reference" / f"{folder.name}.py"
    for path in (folder, reference):
        if os.path.lexists(path):
            raise MisuseError(f"{path} exists already; choose another name, or move it away.")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        reference.parent.mkdir(exist_ok=True)
        _write(_files(name, functions, "" if signatures else SAY), folder, reference)
    except OSError as error:
        raise MisuseError(f"{folder} cannot be written: {error.strerror}.") from None
    return [reference, *sorted(path for path in folder.rglob("*") if path.is_file())]


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name) or len(name) > _NAME_LENGTH_MAX:
        raise MisuseError(
            f"{name[:60]!r} cannot be a kata's name; write lower-case words joined by '-', "
            f"{_NAME_LENGTH_MAX} characters at most."
        )
    beside = [path.stem for path in (catalog.HOME / "katas").glob("*.py")]  # traces, rows
    if name in beside or keyword.iskeyword(name):
        raise MisuseError(f"{name} means something else to Python here; choose another name.")
    if name in [entry.kata.name for entry in catalog.entries()]:
        raise MisuseError(f"There is a kata called {name} already; choose another name.")


def _checkout() -> Path:
    if not (catalog.HOME / "pyproject.toml").is_file():
        raise MisuseError(
            "The harness is installed without its checkout; say --into FOLDER, "
            "and name that folder in KATA_PATH."
        )
    return catalog.HOME


def _write(files: dict[str, str], folder: Path, reference: Path) -> None:
    """All files beside their place, then two steps into it: the second undoes the first."""
    waiting = Path(tempfile.mkdtemp(prefix=".new-", dir=folder.parent))
    try:
        for target, text in files.items():
            path = waiting / "kata" / target
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        (waiting / "kata" / "reference.py").rename(waiting / "reference.py")
        os.link(waiting / "reference.py", reference)  # never over another file
        try:
            (waiting / "kata").rename(folder)
        except OSError:
            reference.unlink()
            raise
    finally:
        shutil.rmtree(waiting, ignore_errors=True)


def _files(name: str, functions: tuple[Function, ...], say: str) -> dict[str, str]:
    """Place in the kata's folder -> text; the reference is among them."""
    each = [_words(function, alone=len(functions) == 1) for function in functions]
    common = {"name": name, "say": say, "level": each[0]["level"], **_of_kata(functions, each)}
    files = {target: _filled(source, common, each) for source, target in WHOLE.items()}
    files |= {"__init__.py": "", "reference.py": _filled("reference.py", common, each)}
    files |= {place: _filled(source, each[0], each) for source, place in FIRST_FUNCTION.items()}
    for words in each:
        own = {**EACH_FUNCTION, "cases.py": "cases.py" if len(each) == 1 else "cases/{function}.py"}
        for source, place in own.items():
            files[place.format_map(words)] = _filled(source, common | words, [])
    if len(each) > 1:
        files["cases/__init__.py"] = _filled("cases_of_levels.py", common, each)
    return files


def _words(function: Function, alone: bool) -> dict[str, str]:
    """What the templates say of a function; names are short where it is the kata's only one."""
    prefix = "" if alone else f"{function.name}_"
    return {
        "function": function.name,
        "FUNCTION": function.name.upper(),
        "level": function.name.replace("_", "-"),
        "way": f"{prefix}way",
        "mistake": f"{prefix}name_of_the_mistake",
        "family": f"{prefix}worked_example",
        "workload": f"{prefix}full_size",
        "declared": signature.declared(function),
        "typed": signature.typed(function),
        "kernel": signature.typed(function, f"_{function.name}"),
        "plain": signature.plain(function),
        "call": signature.call(function, f"_{function.name}"),
        "described": signature.described(function),
        "session": signature.session(function),
        "small": signature.case(function, 3),
        "large": signature.case(function, 1_000),
        "counted": signature.counted(function),
        "numbers": signature.numbers(function),
        "rows": signature.rows(function),
        "anything": f'ANYTHING = {{"{function.name}": anything}}\n' if alone else "",
    }


def _of_kata(functions: tuple[Function, ...], each: list[dict[str, str]]) -> dict[str, str]:
    """What the templates say of all functions together."""
    kinds = {parameter.kind for function in functions for parameter in signature.flat(function)}
    used = {"array" if kind == "in" else kind for kind in kinds}
    names = [f"_{words['FUNCTION']}" for words in each]
    return {
        "vocabulary": ", ".join(sorted(used)),
        "functions": f"({', '.join(names)}{',' * (len(names) == 1)})",
        "declarations": "\n".join(words["declared"] for words in each),
        "levels": "\n".join(_filled("level.py", words, []).rstrip("\n") for words in each),
        "modules": ", ".join(sorted(words["function"] for words in each)),
        "clauses": signature.braced({f'"{each.name}"': f"_{each.name}" for each in functions}, 0),
        "draws": signature.braced(
            {f'"{each.name}"': f"{each.name}.anything" for each in functions}, 0
        ),
        "reached": "\n".join(f"reaches: {words['level']} none" for words in each),
    }


def _filled(template: str, common: dict[str, str], each: list[dict[str, str]]) -> str:
    text = (TEMPLATES / f"{template}.txt").read_text(encoding="utf-8")
    head, _, below = text.partition(FOR_EACH)
    repeated, _, tail = below.partition(ONCE_AGAIN)
    parts = [string.Template(repeated).substitute(common | words) for words in each]
    once = [string.Template(part).substitute(common) for part in (head, tail)]
    return once[0] + "".join(parts) + once[1]
