"""Numbers of the contract: epoch and widths of an id, and the kinds of events."""

from __future__ import annotations

EPOCH_MS = 1_288_834_974_657
SEQUENCES = 4096
N_WORKERS = 1024
TIME_END = 1 << 41
FIRST_MS, LAST_MS = EPOCH_MS + 1, EPOCH_MS + TIME_END - 1
"""The first and the last time of an id."""
DRIFT_MAX_MS = LEASE_MAX_MS = 10**9
REQUEST, RESTART = range(2)
LAYOUTS = ((10, 12, EPOCH_MS), (10, 12, 1_420_070_400_000), (13, 10, 1_314_220_021_721))
"""Bits of the worker, bits of the sequence, epoch in ms: Twitter, Discord, Instagram."""
