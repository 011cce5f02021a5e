"""Everything a person can get wrong: one sentence that says what it is, and the right exit code."""

from __future__ import annotations

import os
import re
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from commands import (
    HOSTILE,
    KATA,
    LRU,
    WRONG,
    adopt_orphans,
    assert_one_sentence,
    folder,
    kata,
    replay,
)

__all__ = ["adopt_orphans", "folder"]  # fixtures
FANOUT = ("run", "fanout", "my.py", "--level", "serve")

# the command line and the file


def write(content: bytes) -> Callable[[Path], None]:
    return lambda path: path.write_bytes(content) and None


def listen(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(path))


ABSENT: Callable[[Path], None] = lambda path: None  # noqa: E731
FILES: dict[str, tuple[Callable[[Path], None], str]] = {
    "missing": (ABSENT, "There is no file my.py"),
    "folder": (Path.mkdir, "is a folder"),
    "pipe": (os.mkfifo, "not a regular file"),
    "socket": (listen, "not a regular file"),
    "link to a device": (lambda path: path.symlink_to("/dev/zero"), "is a link"),
    "link to a file": (lambda path: path.symlink_to("/etc/passwd"), "is a link"),
    "link to itself": (lambda path: path.symlink_to("my.py"), "is a link"),
    "link to nothing": (lambda path: path.symlink_to("gone.py"), "is a link"),
    "ten megabytes": (write(b"#" * 10_000_000), "at most 131,072"),
    "another encoding": (write(b"# caf\xe9\n"), "not UTF-8 (byte 5)"),
    "UTF-16": (write("x = 1\n".encode("utf-16")), "not UTF-8 (byte 0)"),
    "NUL": (write(b"a\0b\n"), "NUL character"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_cannot_be_judged(
    folder: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, text = FILES[name]
    monkeypatch.chdir(folder)
    make(folder / "my.py")
    done = kata(folder, *LRU)
    assert (done.returncode, done.stdout) == (2, "")
    assert_one_sentence(done.stderr, text)
    assert not (folder / ".kata").exists()


COMMANDS = {
    "kata": (("run", "lru-cach"), "Did you mean lru-cache?"),
    "no kata like it": (("show", "zzzz"), "There are: consistent-hash, fanout"),
    "no name": (("run", ""), "There is no kata"),
    "path": (("show", "../fanout"), "There is no kata"),
    "level": (("run", "lru-cache", "--level", "rplay"), "Did you mean replay?"),
    "command": (("strat",), "Did you mean 'start'? Type: kata --help"),
    "option": (("run", "fanout", "--levl", "deliver"), "Type: kata run --help"),
    "missing argument": (("run",), "Missing argument 'NAME'"),
    "too many arguments": (("run", "fanout", "a.py", "b.py"), "unexpected extra argument"),
    "file and submission": (("run", "fanout", "a.py", "--solution", "naive"), "not both"),
    "submission": (("run", "fanout", "--solution", "naiv"), "has no submission of that name"),
    "long path": (("run", "fanout", "x" * 5000 + ".py"), "File name too long"),
    "long name": (("run", "fanout", "x" * 5000), "There is no file"),
    "control characters": (("run", "fanout", "\x1b[2Ja\nb.py"), r"\x1b[2Ja\x0ab.py"),
    "not text": (("run", "fanout", "\udcff.py"), "There is no file"),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_that_means_nothing(folder: Path, name: str) -> None:
    arguments, text = COMMANDS[name]
    done = kata(folder, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert_one_sentence(done.stderr, text)
    assert "\x1b" not in done.stderr


def test_a_box_of_an_unknown_kind(folder: Path) -> None:
    (folder / "my.py").write_text(WRONG)
    done = kata(folder, *LRU, KATA_BOX="strong")
    assert done.returncode == 2
    assert_one_sentence(done.stderr, "KATA_BOX is 'strong'")


# the solution


NJIT = "import numba\n@numba.njit"
CALLS = "; the level calls replay(keys, capacity, hit)"
TIMELINES = "; the level calls Timelines(n_users, following).apply(batch, pages)"
READ_ONLY = "; inputs are read-only: copy what you change"
SOLUTIONS = {
    "empty": ("", "not started"),
    "no such function": ("x = 1\n", "not started"),
    "syntax": (
        "x = 1\ndef replay(keys, capacity, hit)\n    pass\n",
        "does not load: SyntaxError: expected ':' (line 2: def replay(keys, capacity, hit))",
    ),
    "nested too deeply": ("x = " + "-" * 100_000 + "1\n", "nested too deeply"),
    "a number": ("replay = 5\n", f"'int' object is not callable{CALLS}"),
    "a class": ("class replay:\n    pass\n", f"replay is a class, not a function{CALLS}"),
    "too few parameters": ("def replay(keys): pass\n", f"but 3 were given{CALLS}"),
    "too many parameters": ("def replay(a, b, c, d): pass\n", f"argument: 'd'{CALLS}"),
    "too few, compiled": (f"{NJIT}\ndef replay(keys): pass\n", f"expected 1, got 3{CALLS}"),
    "a longer array": (
        replay("import numpy\nhit[:] = numpy.zeros(len(keys) + 3)"),
        "could not broadcast input array from shape (9,) into shape (6,) (line 4, in replay)",
    ),
    "another dtype": (replay("hit[:] = 500"), "out of bounds for uint8 (line 3, in replay)"),
    "text": (replay("hit[:] = 'x'"), "ValueError: invalid literal for int()"),
    "shapes that differ": (
        replay("import numpy\nnumpy.zeros(4) + numpy.zeros(5)"),
        "ValueError: operands could not be broadcast together with shapes (4,) (5,)",
    ),
    "writes an input": (replay("keys[0] = 1"), f"read-only (line 3, in replay){READ_ONLY}"),
    "sorts an input": (replay("keys.sort()"), READ_ONLY),
    "writes an input, compiled": (replay("keys[0] = 1", NJIT), f"(line 4){READ_ONLY}"),
    "a signature": (
        replay("pass", f"{NJIT}('void(int64[::1], int64, uint8[::1])')"),
        "; inputs are read-only: leave the signature out of the decorator",
    ),
    "returns": (
        replay("return [0] * len(keys)"),
        "; what it returned is not read: fill the output arrays",
    ),
    "numba: attribute": (
        replay("x = {}\nx.foo(3)", NJIT),
        "TypingError: Unknown attribute 'foo' of type DictType[undefined,undefined]<iv={}> (line 5",
    ),
    "numba: types": (
        replay("x = 1\nif capacity > 3:\n    x = 'a'\nhit[0] = x", NJIT),
        "TypingError: Cannot unify Literal[int](1) and Literal[str](a) for 'x.2' (line 7)",
    ),
    "numba: import": (replay("import math", NJIT), "opcode (IMPORT_NAME) found (line 4)"),
    "recursion": (replay("replay(keys, capacity, hit)"), "RecursionError: maximum recursion depth"),
    "segmentation fault": (
        replay("import ctypes\nctypes.string_at(0)"),
        "killed by SIGSEGV; compiled code does not check its indices",
    ),
    "missing package": ("import pandas\n", "(line 1); a solution has the standard library, numpy"),
    "sys.exit": ("import sys\nsys.exit(0)\n", "does not load: SystemExit: 0 (line 2)"),
    "os._exit": ("import os\nos._exit(0)\n", "it ended the process (exit code 0); let it return"),
    "BaseException": ("raise BaseException('x')\n", "does not load: BaseException: x (line 1)"),
    "memory at import": ("x = bytearray(3 << 30)\n", "too much memory at import: it asked for"),
    "memory": (replay("bytearray(3 << 30)"), "too much memory at worked_example: it asked for"),
    "output": (replay("while True: print('x' * 1000)"), "printed too much at worked_example"),
    "errors": (
        replay("import sys\nwhile True: print('x' * 1000, file=sys.stderr)"),
        "printed too much at worked_example",
    ),
    "terminal codes": (
        replay("raise E", HOSTILE + r"'\x1b[2J\x1b]0;title\x07\x9b2J\r\n\u202e[bold]x[/]'"),
        r"E: \x1b[2J\x1b]0;title\x07\x9b2J\x0d \u202e[bold]x[/] (line 4, in replay)",
    ),
    "ten megabytes of text": (replay("raise E", HOSTILE + "'y' * 10_000_000"), "E: yyyyy"),
    "emoji": (replay("raise E", HOSTILE + r"'\U0001f600' * 999"), "E: \U0001f600\U0001f600"),
    "surrogates": (replay("raise E", HOSTILE + r"'\udcff\ud800'"), r"E: \udcff\ud800 (line 4"),
    "no text": (replay("raise E", HOSTILE + "5"), "E: its text cannot be read (line 4"),
    "a name of 30,000 characters": (
        replay(r"raise type('\x1b[2JE' * 5000, (Exception,), {})('x')"),
        r"crashed at worked_example: \x1b[2JE\x1b[2JE",
    ),
}


@pytest.mark.parametrize("name", SOLUTIONS)
def test_a_solution_that_is_none(folder: Path, name: str) -> None:
    source, text = SOLUTIONS[name]
    (folder / "my.py").write_text(source)
    done = kata(folder, *LRU)
    assert done.returncode == 1, done.stdout + done.stderr
    [line] = [line for line in done.stdout.splitlines() if line.startswith("  replay  ")]
    assert text in line
    assert len(line) < 600
    assert max(map(len, done.stdout.splitlines())) < 600, "what it printed is cut"
    assert "Traceback" not in done.stdout + done.stderr
    assert not re.search(r"[^\n -~·…\U0001f600]", done.stdout), "nothing reaches the terminal"


CLASSES = {
    "a function": ("def Timelines(n_users, following): return 5\n", "has no attribute 'apply'"),
    "no apply": (
        "class Timelines:\n    def __init__(self, n_users, following): pass\n",
        "has no attribute 'apply'",
    ),
    "other constructor": ("class Timelines:\n    pass\n", "takes no arguments"),
    "other apply": (
        "class Timelines:\n    def __init__(self, n, f): pass\n    def apply(self, batch): pass\n",
        "takes 2 positional arguments but 3 were given",
    ),
}


@pytest.mark.parametrize("name", CLASSES)
def test_a_class_that_is_none(folder: Path, name: str) -> None:
    source, text = CLASSES[name]
    (folder / "my.py").write_text(source)
    done = kata(folder, *FANOUT)
    assert done.returncode == 1
    assert f"{text}{TIMELINES}" in done.stdout


STEPS = {
    "nothing": ("state[key] = 1", "TypeError: step returned nothing; return an int"),
    "a list": ("return [1]", "TypeError: step returned a list; return an int"),
    "text": ("return 'x'", "TypeError: step returned a str; return an int"),
    "an error of its own": ("return int('x')", "ValueError: invalid literal for int()"),
}


@pytest.mark.parametrize("name", STEPS)
def test_a_step_without_a_choice(folder: Path, name: str) -> None:
    body, text = STEPS[name]
    init = "def init(capacity, n_keys, seed):\n    return {}\n"
    (folder / "my.py").write_text(f"{init}def step(state, key):\n    {body}\n")
    done = kata(folder, "run", "lru-cache", "my.py", "--level", "policy")
    assert done.returncode == 1
    assert text in done.stdout


def test_endless_loops_end(folder: Path) -> None:
    """At import after 8 s, in calls after 4 s of CPU time together: side by side to save time."""
    sources = {"import": "while True: pass\n", "worked_example": replay("while True: pass")}
    started = {}
    for place, source in sources.items():
        (folder / f"{place}.py").write_text(source)
        arguments = ("run", "lru-cache", f"{place}.py", "--level", "replay")
        started[place] = subprocess.Popen(
            [*KATA, *arguments], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
    for place, process in started.items():
        said = process.communicate(timeout=60)[0].decode()
        assert process.returncode == 1
        assert f"too slow at {place}: " in said
        assert "it was right on the small cases" not in said


def test_binary_prints_are_shown_as_text(folder: Path) -> None:
    (folder / "my.py").write_text(replay("import os\nos.write(1, bytes(range(256)))\n1 // 0"))
    shown = kata(folder, *LRU).stdout
    assert "it printed:" in shown
    assert r"\x00\x01\x02" in shown
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", shown)
