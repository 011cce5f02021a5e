"""git as a reader of objects, whatever the repository and its owner say: it starts no program,
speaks no protocol, and asks nobody.

A repository's configuration can name commands (hooks, filters, textconv, fsmonitor, pagers,
aliases, ssh, credential helpers, promisor remotes). Only plumbing is used here that runs none of
them, with an environment of our own, and with protocols forbidden, so that what is missing is not
fetched.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from harness.errors import MisuseError

LIMIT_S = 20.0
_OPTIONS = (
    "--no-pager",
    "--no-replace-objects",
    "--literal-pathspecs",
    *("-c", "safe.directory=*"),  # a foreign owner can make us read, and nothing else
    *("-c", "core.fsmonitor=false"),
    *("-c", "core.hooksPath=/dev/null"),
    *("-c", "core.attributesFile=/dev/null"),
    *("-c", "core.sshCommand=false"),
    *("-c", "core.askPass=false"),
    *("-c", "core.commitGraph=false"),
    *("-c", "credential.helper="),
    *("-c", "protocol.allow=never"),
    *("-c", "gc.auto=0"),
)
_ENVIRONMENT = {
    "LC_ALL": "C",
    "HOME": "/nonexistent",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_ALLOW_PROTOCOL": "",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_GRAFT_FILE": "/dev/null",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
}


class NoAnswer(MisuseError):
    """git could not say it; its own reason is in the text."""


def ask(folder: Path, *words: str) -> bytes:
    """What git prints in a folder; NoAnswer with its reason, MisuseError where there is no git."""
    environment = {**_ENVIRONMENT, "PATH": os.environ.get("PATH", os.defpath)}
    try:
        done = subprocess.run(
            ["git", *_OPTIONS, *words],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=LIMIT_S,
        )
    except FileNotFoundError:
        raise MisuseError("git is not installed, so there are no revisions to look at.") from None
    except subprocess.TimeoutExpired:
        raise MisuseError(f"git took over {LIMIT_S:.0f} s.") from None
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise NoAnswer(said[-1].removeprefix("fatal: ") if said else "git gave no reason")
    return done.stdout


def content(path: Path, revision: str) -> bytes:
    """A file as it was in a revision: the bytes that were stored, through no filter."""
    return ask(path.parent, "cat-file", "blob", f"{revision}:./{path.name}")


def commits_of(path: Path) -> list[str]:
    """The commits of the main line that changed a file, the first one first; what a branch brought
    counts from the merge on.
    """
    words = ("rev-list", "--first-parent", "--reverse", "HEAD", "--", path.name)
    return ask(path.parent, *words).decode("ascii").split()
