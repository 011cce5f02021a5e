"""What one window of a worker cost."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Window:
    """What one window cost, read from outside while the worker was frozen.

    `cpu_ns` is None where the system has no such clock. `idle_cpu_ns` is what the worker burnt
    while it should not run. `grown_bytes` is the growth of its private memory at the worst moment,
    None where the kernel does not tell. `waited_ns` is for how long it was ready, and no core ran
    it.
    """

    wall_ns: int
    cpu_ns: int | None
    idle_cpu_ns: int
    faults: int
    switches: int
    grown_bytes: int | None = None
    text: str = field(default="", compare=False)
    waited_ns: int = field(default=0, compare=False)

    @property
    def cost_ns(self) -> int:
        """CPU time where the system tells it, else wall time."""
        return self.wall_ns if self.cpu_ns is None else self.cpu_ns

    @property
    def spent_s(self) -> float:
        """What it takes of a run's time: its cost, or a third of its wall time."""
        return max(self.cost_ns, self.wall_ns / 3) / 1e9

    @property
    def used_s(self) -> float:
        """What of a limit it uses up: its cost, or a third of the wall time of one who sleeps."""
        return max(self.cost_ns, (self.wall_ns - self.waited_ns) / 3) / 1e9
