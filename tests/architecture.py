"""Prints docs/architecture.md, from the first sentences of all modules."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
HEAD = """# Where things are

Printed by `python tests/architecture.py > docs/architecture.md` from the first sentence of each
module; a test holds this page to it, and another the order of the rooms.

## Words

| word | what it means here |
|---|---|
| case | one input, whole: the arguments of a call, or all batches of a stream |
| family | a function that makes small cruel cases of one kind, from a seed |
| workload | a full-size case, made and varied from a seed, that is timed or scored |
| level | one step of a kata: a function to write, its families, its workloads, its pars |
| way | a right solution of one function, short and plain, that mistakes are edits of |
| mistake | an edit of a way that makes it wrong, and the check that says so |
| rung | an accepted submission on the ladder from the naive way to the reference |
| roofline | what no solution can beat on this machine: the memory that the work must touch |
| par | the share of the reference's speed (or of a quality) where a medal begins |
| medal | bronze, silver, gold, and a star for who is faster than the reference |
| pair | one timed window of the reference and one of the solution, on the same input |
| launch | one fresh set of locked workers, and the pairs that they play |
| record | a row of what was judged and measured, with every raw sample |

## The order of the rooms

`kata, errors, text, machine, place < binding, catalog < box < judge < measure < results < grade
< author < site < cli < testing`

Each may import what stands to its left, and of another package only what its `__init__` offers.
`box` knows `kata`, `errors` and `binding`; its programs know the standard library. The harness
reaches katas by name, through `catalog`.
"""
KATA = """
## A kata

    katas/fanout/
      README.md    the brief: the incident, the contract, levels, capacity, production, reading
      kata.py      what it is called, its functions and levels; no numpy
      starter.py   what `kata start` copies; hints.md: ideas, level by level
      oracle.py    slow and obviously right; shares no code with the reference
      cases/       a module a level: its families are the names in `__all__`, and WORKLOADS
      checks/      likewise: its checks are the names in `__all__`; what work cannot be avoided
      mistakes/    WAY.py, right and short, and WAY.md: what goes wrong on it, as edits
      submissions/ accepted (the rungs), time_limit, and wrong_answer where it is another idea
    reference/fanout.py   as fast as anyone knows how; imports nothing of ours

A kata of one level has `cases.py` and `checks.py` instead of the two packages.
"""
PARTS = (("harness", "The harness"), ("katas", "The katas"), ("reference", "The references"))
BESIDE = (("tests", "Tests"), ("benchmarks", "Benchmarks"))
APART = {"submissions", "mistakes", "skeleton", "attacks", "honest"}


def first_sentence(path: Path) -> str:
    """The first sentence of a module's docstring, on one line."""
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    words = " ".join(text.split("\n\n")[0].split())
    found = re.match(r".*?[.?!](?=\s|$)", words)
    return found[0] if found else words


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    for folder, title in PARTS:
        if folder == "katas":
            parts.append(KATA)
        parts.append("\n".join([f"\n## {title}", *_folder(ROOT / folder)]))
    parts += ["\n".join([f"\n## {title}", *_folder(ROOT / name)]) for name, title in BESIDE]
    return "\n".join(part.rstrip("\n") for part in parts) + "\n"


def _folder(folder: Path) -> Iterator[str]:
    """A list of a folder's modules; then its packages, one after the other."""
    modules = sorted(path for path in folder.glob("*.py") if path.name != "__init__.py")
    yield ""
    for path in modules:
        yield f"* `{path.relative_to(ROOT)}`: {first_sentence(path)}"
    for package in sorted(path for path in folder.iterdir() if path.is_dir()):
        if package.name in APART or not any(package.glob("*.py")):
            continue
        yield ""
        about = package / "kata.py" if (package / "kata.py").exists() else package / "__init__.py"
        said = f": {first_sentence(about)}" if about.exists() else ""
        yield f"### `{package.relative_to(ROOT)}/`{said}"
        if not (package / "kata.py").exists():  # all katas are built alike
            yield from _folder(package)


if __name__ == "__main__":
    print(page(), end="")
