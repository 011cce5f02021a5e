"""`python -m benchmarks.policy_quality`: hit ratios of the reference and of libcachesim's policies.

Everybody plays the same traces: those of the levels policy and scan-flood, and one as PEERS use it,
a million independent Zipf(1.0) draws from a million keys with 10,000 places. Means over seeds, as a
Markdown table, and the way from LRU to Belady's rule beside it. The decisions of the reference are
played by the kata's own referee. All objects have one size. Needs the extra `peers`.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numba
import numpy as np

from benchmarks.contest import compiled_code_elsewhere, load
from harness import catalog
from katas import traces
from katas.lru_cache import hit_counts

KATA = catalog.find("lru-cache")
POLICIES = (
    "LIRS", "ARC", "S3FIFO", "WTinyLFU", "Sieve", "TwoQ", "LeCaR", "Cacheus", "MQ",
    "Clock2QPlus", "SLRU", "LFU", "Hyperbolic", "LHD", "Clock", "FIFO", "LRU", "Belady",
)  # fmt: skip
OURS, BOUND = "reference", "Belady, with bypass"

Trace = tuple[np.ndarray, int]


def kata_trace(name: str, seed: int) -> Trace:
    """Keys and capacity of one of the kata's workloads."""
    case = KATA.workloads[name].make(np.random.default_rng(seed))
    return np.concatenate([batch["keys"] for batch in case["batches"]]), case["capacity"]


def exact_zipf(name: str, seed: int) -> Trace:
    """A million draws from the discrete law over a million keys."""
    rng = np.random.default_rng(seed)
    return traces.weighted_draws(rng, 1.0 / np.arange(1, 1_000_001), 1_000_000), 10_000


def our_hits(keys: np.ndarray, capacity: int) -> int:
    """Hits of the reference."""
    module = load(KATA.reference)
    choices = np.zeros(len(keys), np.int64)
    _drive(_step(), module.init(capacity, int(keys.max()) + 1, 1), keys, choices)
    return sum(hit_counts.marks(keys.tolist(), choices.tolist(), capacity))


_compiled: list[Callable[..., int]] = []


def _step() -> Callable[..., int]:
    if not _compiled:
        _compiled.append(numba.njit(load(KATA.reference).step))
    return _compiled[0]


@numba.njit
def _drive(step, state, keys, choices):  # type: ignore[no-untyped-def]
    for i in range(len(keys)):
        choices[i] = step(state, keys[i])


def write_trace(keys: np.ndarray, path: Path) -> None:
    """The trace in libcachesim's format oracleGeneral; its Belady reads the next request."""
    fields = [("time", "<u4"), ("key", "<u8"), ("size", "<u4"), ("next", "<i8")]
    rows = np.zeros(len(keys), fields)
    order = np.argsort(keys, kind="stable")
    same = keys[order[1:]] == keys[order[:-1]]
    rows["next"] = -1
    rows["next"][order[:-1][same]] = order[1:][same]
    rows["key"], rows["size"] = keys + 1, 1
    rows.tofile(path)


def ratios(keys: np.ndarray, capacity: int, folder: Path) -> dict[str, float]:
    """Hit ratio of every policy on one trace."""
    import libcachesim

    path = folder / "trace.bin"
    write_trace(keys, path)
    found = {OURS: our_hits(keys, capacity) / len(keys)}
    for name in POLICIES:
        reader = libcachesim.TraceReader(str(path), libcachesim.TraceType.ORACLE_GENERAL_TRACE)
        found[name] = 1.0 - getattr(libcachesim, name)(capacity).process_trace(reader)[0]
    found[BOUND] = hit_counts.optimal_hits(keys.tolist(), capacity) / len(keys)
    return found


def table(means: dict[str, dict[str, float]]) -> str:
    """Trace -> policy -> hit ratio, as Markdown; the best that sees no future in bold."""
    names = list(means)
    lines = ["| policy | " + " | ".join(names) + " |", "|---|" + "---:|" * len(names)]
    seers = ("Belady", BOUND)
    best = {n: max(r for p, r in means[n].items() if p not in seers) for n in names}
    for policy in next(iter(means.values())):
        cells = [f"{means[n][policy]:.4f}" for n in names]
        bold = [means[n][policy] == best[n] for n in names]
        cells = [f"**{c}**" if b else c for c, b in zip(cells, bold, strict=True)]
        lines.append(f"| {policy} | " + " | ".join(cells) + " |")
    ways = [(m[OURS] - m["LRU"]) / (m[BOUND] - m["LRU"]) for m in means.values()]
    lines.append("| reference, LRU to bound | " + " | ".join(f"{w:.0%}" for w in ways) + " |")
    return "\n".join(lines)


def main() -> None:
    """Print the table; exit 1 where another policy is better than the reference."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=3)
    seeds = parser.parse_args().seeds
    sources = {
        name: kata_trace
        for level in ("policy", "scan-flood")
        for name in KATA.level(level).workloads
    } | {"zipf, 1e6": exact_zipf}
    means: dict[str, dict[str, float]] = {}
    with compiled_code_elsewhere(), tempfile.TemporaryDirectory() as folder:
        for name, source in sources.items():
            rows = [ratios(*source(name, seed), Path(folder)) for seed in range(1, seeds + 1)]
            means[name] = {p: float(np.mean([row[p] for row in rows])) for p in rows[0]}
    print(table(means))
    others = {n: max(r for p, r in m.items() if p in POLICIES[:-1]) for n, m in means.items()}
    beaten = [name for name, best in others.items() if best > means[name][OURS]]
    if beaten:
        sys.exit(f"Another policy is better than the reference on {', '.join(beaten)}.")


if __name__ == "__main__":
    main()
