"""Prints the lowest versions that pyproject.toml allows, as constraints for pip."""

from __future__ import annotations

import tomllib
from pathlib import Path


def lowest() -> list[str]:
    """`name==version` of each dependency that a user installs."""
    path = Path(__file__).parent.parent / "pyproject.toml"
    project = tomllib.loads(path.read_text(encoding="utf-8"))["project"]
    return [str(each).replace(">=", "==") for each in project["dependencies"]]


if __name__ == "__main__":
    print("\n".join(lowest()))
