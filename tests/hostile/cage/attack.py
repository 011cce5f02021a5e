"""Attack files: a solution each, whose docstring says what it tries and how it must end.

    \"\"\"Reads a planted file.

    row: 1
    kind: host
    expected: runtime error
    expected nons: accepted
    control: off, loot -- y holds what the file says
    \"\"\"

`row` is the row of the list of threats, or `own`. `kind` is truth, host or hang. `drive` says how
it is played (cage/play.py), `gain` and `charged_ms` bound its time. `control` names a harness and
what shows that the attack wins there (cage/control.py).
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "attacks"
KINDS = ("truth", "host", "hang")
MODES = ("root full", "root nons", "user full", "user nons")
KEYS = {"row", "kind", "drive", "expected", "control", "gain", "charged_ms"}


@dataclass(frozen=True)
class Attack:
    """One file. `fields` are the lines of its docstring that have a name."""

    name: str
    tries: str
    source: str
    fields: dict[str, str]

    @property
    def row(self) -> str:
        return self.fields["row"]

    @property
    def kind(self) -> str:
        return self.fields["kind"]

    @property
    def drive(self) -> str:
        return self.fields.get("drive", "scale")

    def expected(self, mode: str) -> tuple[str, ...]:
        """The verdicts that are right in a mode, such as "user nons"."""
        user, locks = mode.split()
        for key in (f"expected {mode}", f"expected {user}", f"expected {locks}", "expected"):
            if key in self.fields:
                return tuple(self.fields[key].split(" or "))
        raise ValueError(f"{self.name} expects nothing")

    @property
    def gain_max(self) -> float:
        """How many times cheaper than honest work it may look."""
        return float(self.fields.get("gain", "1.25"))

    @property
    def charged_ms_min(self) -> float:
        return float(self.fields.get("charged_ms", "0"))

    @property
    def control(self) -> tuple[str, str, str]:
        """The harness, what shows that it wins there, and the same in words."""
        how, _, words = self.fields["control"].partition(" -- ")
        harness, _, evidence = how.partition(", ")
        return harness, evidence, words


def read(path: Path) -> Attack:
    """The attack in a file; ValueError where its docstring lacks something."""
    source = path.read_text()
    text = ast.get_docstring(ast.parse(source)) or ""
    head, _, rest = text.partition("\n\nrow:")
    fields: dict[str, str] = {}
    for line in f"row:{rest}".splitlines():
        key, colon, value = line.partition(": ")
        if colon and not line.startswith(" "):
            fields[key] = value.strip()
            last = key
        else:
            fields[last] += " " + line.strip()
    missing = {"row", "kind", "expected", "control"} - fields.keys()
    unknown = {key.split()[0] for key in fields} - KEYS
    if missing or unknown or fields["kind"] not in KINDS:
        raise ValueError(f"{path.name}: lacks {missing}, has {unknown}, kind {fields.get('kind')}")
    return Attack(path.stem, " ".join(head.split()), source, fields)


def all_attacks() -> list[Attack]:
    """Every attack: those on truth first, then on the host, then those that hang."""
    found = [read(path) for path in sorted(FOLDER.glob("*.py"))]

    def place(attack: Attack) -> tuple[int, int, str]:
        row = int(attack.row) if attack.row.isdecimal() else 99
        return KINDS.index(attack.kind), row, attack.name

    return sorted(found, key=place)
