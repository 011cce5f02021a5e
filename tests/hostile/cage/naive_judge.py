"""A judge as many are built: clock, answers and verdict live in the solution's process.

The control of attacks on truth: they must win here. Reads the solution from standard input; its
verdict is the first JSON line it, or whoever, prints. Its faults, all seen in real judges: a fixed
seed, the same input again in every timed call, the clock of the module `time`, only the first
answer checked, and late; the answer compared by the solution's own object; a result written by
path into a folder of the solution; 77 taken for a failure of its own set-up.
"""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Any

import numpy as np

SIZE, CALLS = 20_000, 5


def main() -> None:
    source, scratch = sys.stdin.read(), sys.argv[1]
    np.random.seed(2024)
    x, by = np.random.randint(1, 2**40, SIZE), 3
    answers = x * by  # kept where a walk over frames finds it
    y = np.zeros(SIZE, np.int64)
    scope: dict[str, Any] = {"__name__": "solution"}
    exec(compile(source, "solution.py", "exec"), scope)
    solve = scope["scale"]
    time.sleep(0.3)  # let the machine settle
    returned = solve(x, by, y)
    first = y if returned is None else returned
    charged_s = 0.0
    for _ in range(CALLS):
        begin = time.perf_counter()
        solve(x, by, y)
        charged_s += time.perf_counter() - begin
    time.sleep(0.5)  # statistics
    wanted = x * by
    wrong = np.any(np.abs(first - wanted) > 1e-3 * np.abs(wanted))
    loot = bool(np.size(y) and y.flat[0] == -777)
    with open(os.path.join(scratch, "result.json"), "w") as file:
        file.write("done")
    verdict = "wrong answer" if wrong else "accepted"
    told = {"verdict": verdict, "charged_s": charged_s / CALLS, "loot": loot, "of": len(answers)}
    print(flush=True)
    os.write(1, json.dumps(told).encode() + b"\n")
    os._exit(0)


if __name__ == "__main__":
    main()
