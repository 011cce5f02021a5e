"""Does a ranked run contradict itself? Every figure again, from its raw samples.

By the code that measured. Says nothing of a row whose samples were invented consistently: only a
rerun can tell, and the master of the inputs is in the row for it.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from harness.catalog import Entry
from harness.judge.secret import Secret
from harness.judge.trial import CONTROL
from harness.judge.verdict import ACCEPTED
from harness.kata import MEDALS, Level, medal_of
from harness.measure import figures, stats
from harness.measure.launch import Launch
from harness.measure.noise import CONTROL_OFF_MAX, MARKS_MAX, STEAL_SHARE_MAX, control_failed
from harness.results.protocol import CLOCK_SLACK_S, SIDES, fault_of_launch
from harness.results.record import Row

TOLERANCE = 1e-9
"""Relative; sums of the same numbers may differ in the last bits between C libraries."""


def audit(run: Row, entry: Entry) -> list[str]:
    """What in a run of the shape RUN contradicts the rest of it, a sentence each."""
    found = list(_of_whole(run))
    speed_levels: list[Level] = []
    names = [level["level"] for level in run["levels"]]
    known = {level.name: level for level in entry.kata.levels}
    if len(set(names)) < len(names) or not set(names) <= set(known):
        return [*found, "Its levels are not those of the kata; run it again."]
    for told in run["levels"]:
        level = known[told["level"]]
        if level.score == "speed":
            speed_levels.append(level)
        try:
            found += _of_level(told, level, entry, run)
        except (ArithmeticError, ValueError):
            found.append(f"The samples of {level.name} are no measurement; run it again.")
    if not found:
        found += _of_draws(run, speed_levels)
        found += _of_noise(run, entry)
    return found


def _of_whole(run: Row) -> Iterator[str]:
    master, commitment = bytes.fromhex(run["secret"]["master"]), run["secret"]["commitment"]
    if Secret(master).commitment != commitment:
        yield "The secret of its inputs does not fit the commitment; run it again."
    described = json.dumps(run["machine"], sort_keys=True).encode()
    if hashlib.sha256(described).hexdigest()[:16] != run["machine_id"]:
        yield "The description of the machine was changed; run it again."
    windows_ns = sum(
        values[0]
        for level in run["levels"]
        for launches in level["samples"].values()
        for samples in launches
        for windows in samples["windows"].values()
        for values in windows
        if values
    )
    if windows_ns / 1e9 > run["elapsed_s"] + CLOCK_SLACK_S:
        yield (
            f"Its windows take {windows_ns / 1e9:.3g} s, and the whole run took "
            f"{run['elapsed_s']:.3g} s; run it again."
        )


def _of_level(told: dict[str, Any], level: Level, entry: Entry, run: Row) -> Iterator[str]:
    medals = [part["medal"] for part in (*told["speeds"], *told["scores"])]
    if not set(medals) <= set(MEDALS):
        yield f"{level.name} has a medal that does not exist; run it again."
        return
    if told["medal"] != (min(medals, key=MEDALS.index) if medals else "none"):
        yield f"The medal of {level.name} is not the lowest of its figures; run it again."
    logs = [math.log(speed["ratio"]) for speed in told["speeds"]]
    ratio = math.exp(sum(logs) / len(logs)) if logs else None
    if (ratio is None) != (told["ratio"] is None) or (ratio and not _same(told["ratio"], ratio)):
        yield f"The ratio of {level.name} does not follow from its figures; run it again."
    wrong_kind = told["speeds"] if level.score != "speed" else told["scores"]
    if wrong_kind or (level.score != "speed" and told["samples"]):
        yield f"{level.name} has figures of another kind of level; run it again."
    elif level.score == "quality":
        yield from _of_scores(told, level)
    elif told["speeds"] or told["samples"]:
        yield from _of_speeds(told, level, entry, run)


def _of_scores(told: dict[str, Any], level: Level) -> Iterator[str]:
    scores = told["scores"]
    if scores and [score["workload"] for score in scores] != list(level.workloads):
        yield f"The scores of {level.name} are not those of its workloads; run it again."
        return
    for score in scores:
        if score["bound"] == score["baseline"]:
            yield f"{score['workload']} has no way from baseline to bound; run it again."
            continue
        way = score["bound"] - score["baseline"]
        share = (score["value"] - score["baseline"]) / way
        medal = medal_of(level.pars, score["share"])
        if medal == "gold" and score["share"] > score["reference"]:
            medal = "star"
        if not _same(share, score["share"]) or medal != score["medal"]:
            found = f"The share or medal of {score['workload']} is not what its value gives"
            yield f"{found}; run it again."
        elif share > 1 + TOLERANCE:
            yield f"{score['workload']} is better than what nobody can beat; run it again."


def _of_speeds(told: dict[str, Any], level: Level, entry: Entry, run: Row) -> Iterator[str]:
    samples = told["samples"]
    if set(samples) != set(level.workloads):
        yield f"The samples of {level.name} are not those of its workloads; run it again."
        return
    batch = entry.kata.function_of(level).shape == "batch"
    faults = [
        f"In launch {number} of {name}, {fault}; run it again."
        for name in level.workloads
        for number, launch in enumerate(samples[name], 1)
        for fault in [fault_of_launch(launch, batch, level.rate_slowest)]
        if fault
    ]
    faults += [
        f"{name} has {len(samples[name])} launches, and a ranked run has "
        f"{stats.RANKED_LOOKS[0]} to {stats.RANKED_LOOKS[-1]}; run it again."
        for name in level.workloads
        if not stats.RANKED_LOOKS[0] <= len(samples[name]) <= stats.RANKED_LOOKS[-1]
    ]
    if faults:
        yield from faults
        return
    launches = {
        name: [Launch.from_samples(part) for part in samples[name]] for name in level.workloads
    }
    yield from _differences(told, level, entry, run, launches)


def _differences(
    told: dict[str, Any],
    level: Level,
    entry: Entry,
    run: Row,
    launches: dict[str, list[Launch]],
) -> Iterator[str]:
    threads = entry.kata.threads
    for name in level.workloads:
        if any(part.is_void(side, threads) for part in launches[name] for side in SIDES[1:]):
            yield f"The clocks of {name} contradict each other; run it again."
            return
    workloads = entry.workloads
    units = {name: workloads[name].unit for name in level.workloads}
    expected = {
        speed.workload: asdict(speed)
        for speed in figures.speeds_of(level, launches, threads, units)
    }
    if [speed["workload"] for speed in told["speeds"]] != list(expected):
        yield f"The figures of {level.name} are not those of the kata; run it again."
        return
    for speed in told["speeds"]:
        figure = speed["workload"]
        for part, value in expected[figure].items():
            if not _same(speed[part], value):
                yield f"The {part} of {figure} does not follow from its raw samples; run it again."
        control = dict(
            zip(
                ("ratio", "low", "high"),
                figures.interval(launches, figure, threads, CONTROL),
                strict=True,
            )
        )
        stored = run["control"].get(figure, {})
        if not all(part in stored and _same(stored[part], control[part]) for part in control):
            yield f"The control of {figure} does not follow from its raw samples; run it again."


def _same(told: Any, value: Any) -> bool:
    if isinstance(value, float):
        return math.isclose(told, value, rel_tol=TOLERANCE)
    return bool(told == value)


def _of_draws(run: Row, levels: list[Level]) -> Iterator[str]:
    """Who went first in a launch was drawn from the secret, in the order of the workloads.

    A launch may be missing (its clocks were void), and a level may have left before: then the
    numbers are later ones.
    """
    secret = Secret(bytes.fromhex(run["secret"]["master"]))
    names = [name for level in levels for name in level.workloads]
    samples = {name: part for told in run["levels"] for name, part in told["samples"].items()}
    drawn = [_draws(secret, number + 1, len(names)) for number in range(stats.RANKED_LOOKS[-1])]
    for place, name in enumerate(names):
        numbers = iter(drawn)
        for launch in samples.get(name, []):
            if not any(launch["order"][0] in draws[: place + 1] for draws in numbers):
                yield f"The turns of the sides at {name} do not fit its secret; run it again."
                break


def _draws(secret: Secret, number: int, count: int) -> list[list[str]]:
    """The first orders of a launch, one a workload: as `measure` and `play` draw them."""
    rng = secret.generator("launch", number)
    rng.integers(1, 2**32)
    found = []
    for _ in range(count):
        forward = list(SIDES)
        rng.shuffle(forward)
        found.append(forward)
    return found


def _of_noise(run: Row, entry: Entry) -> Iterator[str]:
    """What the protocol calls too busy, on figures that were seen to follow from the samples.

    Shares do not depend on noise: a run whose timed levels say themselves that it was too busy may
    still have a scored level that is ranked.
    """
    noise, control = run["noise"], run["control"]
    speeds = [speed for level in run["levels"] for speed in level["speeds"]]
    timed = {speed["workload"] for speed in speeds}
    ranked = [level for level in run["levels"] if rankable(level, entry)]
    if not timed or (ranked and not any(level["speeds"] for level in ranked)):
        return
    off = [abs(math.log(control[name]["ratio"])) > CONTROL_OFF_MAX for name in timed]
    waiting = noise.get("runnable_median")
    marks = [
        isinstance(waiting, int | float) and waiting > run["machine"]["cores_allowed"],
        noise["steal_share"] > STEAL_SHARE_MAX,
        any(speed["noisy"] for speed in speeds),
        any(off),
    ]
    failed = any(control_failed(control[name]) for name in timed)
    if max(sum(marks), len(noise["marks"])) > MARKS_MAX or failed or not noise["rankable"]:
        told = "; ".join(noise["marks"]) or "its gauges and its control say so"
        yield f"The machine was too busy to rank it: {told}; run it again when it is quieter."


def rankable(told: dict[str, Any], entry: Entry) -> bool:
    """Whether a level of a run has a place on a board: passed, and timed or scored."""
    level = {level.name: level for level in entry.kata.levels}.get(told["level"])
    measured = told["speeds"] or told["scores"]
    passed = told["verdict"] == ACCEPTED and told["medal"] != "none"
    return bool(level and level.pars and measured and passed)
