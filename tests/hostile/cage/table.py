"""The tables of docs/security.md, printed from the attack files. `python -m cage.table` prints."""

from __future__ import annotations

from cage.attack import MODES, Attack, all_attacks

HEADS = {
    "truth": "Attacks on truth: to look faster, or right",
    "host": "Attacks on the machine",
    "hang": "Attacks on the judge: hangs, ends and noise",
}


def _verdict(attack: Attack) -> str:
    verdicts = {mode: " or ".join(attack.expected(mode)) for mode in MODES}
    usual = verdicts["root full"]
    other = {v for v in verdicts.values() if v != usual}
    if not other:
        return usual
    [value] = other
    where = sorted({mode.split()[1] for mode in MODES if verdicts[mode] == value})
    return f"{usual} ({', '.join(where)}: {value})"


def _control(attack: Attack) -> str:
    harness, _, words = attack.control
    return f"{words}" if harness == "none" else f"{harness}: {words}"


def tables() -> str:
    """All tables, as Markdown."""
    lines = []
    attacks = all_attacks()
    for kind, head in HEADS.items():
        lines += [f"### {head}", "", "| file | row | what it tries | how it ends | where it wins |"]
        lines += ["| --- | --- | --- | --- | --- |"]
        for attack in attacks:
            if attack.kind == kind:
                cells = (f"`{attack.name}`", attack.row, attack.tries.rstrip("."))
                lines.append(f"| {' | '.join((*cells, _verdict(attack), _control(attack)))} |")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    print(tables(), end="")
