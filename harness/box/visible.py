"""What a boxed worker may read: the interpreter, its standard library, system libraries, and four
packages.

Not the rest of site-packages: a wheel install of this project puts references and oracles there.
"""

from __future__ import annotations

import functools
import glob
import importlib.util
import os
import stat
import sys
import sysconfig
from dataclasses import dataclass

PACKAGES = ("numpy", "numba", "llvmlite", "h3")
SYSTEM_LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64")
SINGLE_FILES = ("/etc/ld.so.cache",)
CHOSEN = "/etc/alternatives/*.so*"
"""Links by which Debian's system libraries lead to the BLAS that was chosen."""
_INSTALLED = ("site-packages", "dist-packages")


@dataclass(frozen=True)
class Visible:
    """`python`: the interpreter's file.

    `path`: sys.path of the standard library. `folders`: shown whole but for `hidden`. `packages`:
    name -> folder, of the packages a solution may import and the libraries they bundle.
    """

    python: str
    path: tuple[str, ...]
    folders: tuple[str, ...]
    hidden: tuple[str, ...]
    packages: dict[str, str]


@functools.cache
def visible() -> Visible:
    """What this interpreter needs, found once."""
    python = os.path.realpath(getattr(sys, "_base_executable", sys.executable))
    libraries = os.path.join(os.path.dirname(os.path.dirname(python)), "lib")
    standard = [sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")]
    standard = [_of_base(path) for path in standard]
    path = list(
        dict.fromkeys([*standard, *(os.path.join(item, "lib-dynload") for item in standard)])
    )
    folders = [
        *SYSTEM_LIBRARIES,
        *SINGLE_FILES,
        *sorted(glob.glob(CHOSEN)),
        libraries,
        *standard,
        python,
    ]
    folders = _without_nested([item for item in dict.fromkeys(folders) if os.path.lexists(item)])
    hidden = [
        found
        for folder in folders
        for name in _INSTALLED
        for pattern in (name, f"python*/{name}")
        for found in glob.glob(os.path.join(glob.escape(folder), pattern))
    ]
    return Visible(python, tuple(path), tuple(folders), tuple(hidden), _packages())


def _of_base(path: str) -> str:
    """The folder of the base interpreter: a virtual environment has none of its own."""
    if path.startswith(sys.prefix + os.sep) and sys.prefix != sys.base_prefix:
        path = sys.base_prefix + path[len(sys.prefix) :]
    return os.path.realpath(path)


def _without_nested(folders: list[str]) -> list[str]:
    """Drop what lies below another real folder of the list."""
    real = [item for item in folders if not os.path.islink(item)]
    return [
        item
        for item in folders
        if not any(item != other and item.startswith(other + os.sep) for other in real)
    ]


def _packages() -> dict[str, str]:
    found = {}
    for name in PACKAGES:
        spec = importlib.util.find_spec(name)
        if spec is None or not spec.submodule_search_locations:
            continue
        folder = os.path.realpath(next(iter(spec.submodule_search_locations)))
        found[name] = folder
        bundled = f"{folder}.libs"
        if os.path.isdir(bundled):
            found[f"{name}.libs"] = bundled
        for described in glob.glob(f"{glob.escape(folder)}-*.dist-info"):
            found[os.path.basename(described)] = described  # h3 asks for its own version
    return found


@functools.cache
def readable() -> tuple[tuple[str, bool], ...]:
    """For Landlock, which knows no exceptions: (path, whole) with hidden folders left out of their
    parents.

    `whole` grants all below a path; otherwise only its listing is granted, and its children follow
    one by one.
    """
    seen = visible()
    granted: list[tuple[str, bool]] = []
    hidden = {os.path.realpath(item) for item in seen.hidden}

    def grant(path: str) -> None:
        real = os.path.realpath(path)
        inside = {item for item in hidden if item.startswith(real + os.sep)}
        if not inside:
            granted.append((path, True))
            return
        granted.append((path, False))
        for name in os.listdir(path):
            child = os.path.join(path, name)
            if os.path.realpath(child) not in inside:
                grant(child)

    for path in (*seen.folders, *seen.packages.values()):
        grant(path)
    return tuple(granted)


def reachable_by_all(path: str) -> bool:
    """Can a user who owns nothing enter every folder on the way to `path` and read it?"""
    path = os.path.realpath(path)
    try:
        while True:
            mode = os.stat(path).st_mode
            if not mode & (stat.S_IXOTH if os.path.isdir(path) else stat.S_IROTH):
                return False
            if path == os.path.dirname(path):
                return True
            path = os.path.dirname(path)
    except OSError:
        return False
