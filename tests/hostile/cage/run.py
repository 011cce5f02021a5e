"""Plays attacks in this process, a JSON line for each, so that another user can be asked.

python -m cage.run full,nons NAME ...      in boxes of these modes; all attacks without a name
python -m cage.run control NAME ...        in their control harnesses
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

from cage import control, play
from cage.attack import all_attacks


def main() -> None:
    what, *wanted = sys.argv[1:]
    for attack in all_attacks():
        if wanted and attack.name not in wanted:
            continue
        if what == "control":
            won, how = control.wins(attack)
            print(json.dumps({"name": attack.name, "wins": won, "how": how}), flush=True)
            continue
        for locks in what.split(","):
            outcome = play.play(attack, locks)
            print(json.dumps({"name": attack.name, "locks": locks, **asdict(outcome)}), flush=True)


if __name__ == "__main__":
    main()
