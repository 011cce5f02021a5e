"""One locked worker: kernel locks, memory, worker program, supervisor, and the handle on it."""

from harness.box.handle import Box, BoxEnded, NoBox
from harness.box.memory import Memory
from harness.box.modes import MODES, RANKED, candidates, driver_source
from harness.box.setting import Setting
from harness.box.window import Window

__all__ = [
    "MODES",
    "RANKED",
    "Box",
    "BoxEnded",
    "Memory",
    "NoBox",
    "Setting",
    "Window",
    "candidates",
    "driver_source",
    "ended",
    "memory",
]
