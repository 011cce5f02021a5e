"""One locked worker: kernel locks, memory, worker program, supervisor, and the handle on it."""

from harness.box.handle import Box, BoxEnded, NoBox, Setting, Window
from harness.box.memory import Memory
from harness.box.modes import candidates, driver_source

__all__ = ["Box", "BoxEnded", "Memory", "NoBox", "Setting", "Window", "candidates", "driver_source"]
