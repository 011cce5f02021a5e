"""Who published a run first, by the repository's history and not by the dates that rows claim; and
what a person has decided where that cannot tell.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from harness.catalog.repository import NoAnswer, ask, commits_of, content
from harness.errors import MisuseError

DECISIONS = "decisions.toml"


def came(path: Path, row_id: str) -> int | None:
    """The place in the repository's main line of the commit that brought a row, 0 for the first;
    None where it is in no commit, or there is no history.
    """
    try:
        commits = commits_of(path)
        for commit in commits:
            if row_id.encode() in _stored(path, commit):
                return len(ask(path.parent, "rev-list", "--first-parent", commit).split()) - 1
    except MisuseError:
        return None
    return None


def _stored(path: Path, commit: str) -> bytes:
    try:
        return content(path, commit)
    except NoAnswer:  # it was not there in that commit
        return b""


def decisions(folder: Path) -> dict[str, str]:
    """Run -> the handle that a person has given it to; MisuseError where the file is no such list.

    [[decision]]
    run = "the id of the run"
    belongs_to = "ann"
    why = "she has shown the machine"
    """
    path = folder / DECISIONS
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
        return {str(each["run"]): str(each["belongs_to"]) for each in found.get("decision", [])}
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise MisuseError(f"{path} cannot be read ({error.strerror}).") from None
    except (ValueError, TypeError, KeyError, AttributeError):
        raise MisuseError(
            f"{path} is no list of decisions; each is [[decision]] with run and belongs_to."
        ) from None
