"""`kata doctor`: what holds here today."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from harness import machine

if TYPE_CHECKING:
    from harness.box import Setting
    from harness.cli.render import Screen
    from harness.measure.doctor import Resolution

ALL_WELL, SOMETHING_IS_NOT = 0, 1


@click.command("doctor", short_help="Which locks hold here, and what disturbs timing.")
def doctor() -> None:
    """Show which locks hold here, what disturbs timing, and how small a difference can be told.

    Takes about half a minute. Exit: 0 all held, 1 an attack got through or no locks are to be had.
    """
    from harness.box import RANKED, Setting  # these load numpy
    from harness.cli.render import Screen
    from harness.kata import Limits

    screen = Screen()
    described = machine.describe()
    screen.line(("this machine", "bold"))
    virtual = ", virtual" if described["virtual"] else ""
    screen.line(f"  {described['cpu']}, {described['cores']} cores{virtual}")
    screen.line(f"  {described['system']} {described['kernel']}, Python {described['python']}")
    mode, refused = _mode(Setting("off", Limits()))
    screen.line()
    screen.line(("locks", "bold"), f"  {mode}")
    for name, reason in refused.items():
        screen.line(f"  {name} is not available: {reason}")
    setting = Setting(mode, Limits())
    held = _canaries(screen, setting) and mode in RANKED
    _calibration(screen, setting)
    _resolution(screen, setting)
    raise click.exceptions.Exit(ALL_WELL if held else SOMETHING_IS_NOT)


def _mode(setting: Setting) -> tuple[str, dict[str, str]]:
    """The best mode that works here, and why better ones do not."""
    from dataclasses import replace
    from pathlib import Path

    from harness.box import NoBox, candidates
    from harness.catalog.solution import Solution
    from harness.errors import JudgeError
    from harness.judge.arena import Arena

    refused: dict[str, str] = {}
    for mode in candidates():
        try:
            empty = Solution("empty", "", own=False, path=Path("empty.py"))
            with Arena({"empty": empty}, replace(setting, mode=mode)):
                return mode, refused
        except NoBox as reason:
            refused[mode] = str(reason)
    raise JudgeError(f"No box can be started here: {'; '.join(refused.values())}.")


def _canaries(screen: Screen, setting: Setting) -> bool:
    from harness.measure.doctor import canaries

    held = True
    for canary in canaries(setting):
        if canary.stopped:
            word, style = "stopped", "green"
        else:
            word, style = "not stopped", "red"
            held = False
        control = "" if canary.wins_unlocked else " (and fails without locks too: shows nothing)"
        how = f": {canary.how}" if canary.how else ""
        screen.line("  ", (word, style), f"  {canary.attack}{how}{control}")
    return held


def _calibration(screen: Screen, setting: Setting) -> None:
    from dataclasses import replace

    from harness.measure.calibration import calibrate
    from harness.measure.noise import Gauges

    gauges = Gauges()
    gauges.sample()
    with screen.working():
        screen.progress("measuring the memory of this machine")
        with machine.worker_cores(1) as cores:
            found = calibrate(replace(setting, cores=cores))
    screen.line()
    screen.line(("memory", "bold"))
    for size, rate in found.stream_bytes_s.items():
        told = f"{rate / 1e9:6.1f} GB/s in order, {found.gather_ns[size]:5.1f} ns a gather"
        screen.line(f"  {_size(size):>6}: {told}, {found.chase_ns[size]:6.1f} ns a chased pointer")
    screen.line()
    screen.line(("what disturbs timing", "bold"))
    disturbing = gauges.marks([], {})
    governor = machine.describe()["governor"]
    if governor not in ("unknown", "performance"):
        disturbing.append(f"the frequency governor is {governor}")
    if machine.describe()["virtual"]:
        disturbing.append("a virtual machine: neighbours share its caches and memory")
    for text in disturbing or ["nothing was seen"]:
        screen.line(f"  {text}")


def _size(size_bytes: int) -> str:
    kilobytes = size_bytes >> 10
    return f"{kilobytes} kB" if kilobytes < 1024 else f"{kilobytes >> 10} MB"


def _resolution(screen: Screen, setting: Setting) -> None:
    from harness.measure.doctor import PLANTED, resolution
    from harness.measure.stats import LOOKS

    with screen.working():
        found: Resolution = resolution(setting, LOOKS[-1], screen.progress)
    screen.line()
    screen.line(("how small a difference can be told", "bold"))
    ratio, low, high = found.intervals["itself"]
    screen.line(f"  the same kernel against itself: {ratio:.3f}x ({low:.3f} to {high:.3f})")
    for side in PLANTED:
        ratio, low, high = found.intervals[side]
        word = "found" if found.finds(side) else "not found"
        screen.line(f"  {side} the work: {ratio:.3f}x ({low:.3f} to {high:.3f}), {word}")
    screen.line()
    screen.line(
        "Today this machine can tell apart differences of ",
        (f"{found.half_width:.1%}", "bold"),
        f" or more in {LOOKS[-1]} launches.",
    )
