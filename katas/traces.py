"""Seeded shapes shared by katas.

Every function takes a numpy Generator and is otherwise a pure function of its arguments.
"""

from __future__ import annotations

import numpy as np


def uniform_graph(
    rng: np.random.Generator, n_users: int, mean: float
) -> tuple[np.ndarray, np.ndarray]:
    """`start int64[n_users+1]`, `user int32[E]`: each account is linked to about `mean` others.

    Rows ascend and hold neither duplicates nor the account itself.
    """
    n_edges = int(n_users * mean)
    left = rng.integers(0, n_users, n_edges)
    return graph_rows(n_users, left, rng.integers(0, n_users, n_edges))


def ranked_links(
    rng: np.random.Generator, n_users: int, mean_following: float, alpha: float = 1 / 1.276
) -> tuple[np.ndarray, np.ndarray]:
    """Followers and whom they follow, int64, one link a place, some of them more than once.

    How many one follows is lognormal; popularity falls with an account's rank r like r ** -alpha,
    without chance, so the largest are as large on every seed. The default is the exponent that Kwak
    et al. (WWW 2010) report for Twitter: the density of follower counts falls with 2.276.
    """
    wanted = rng.lognormal(0.0, 1.0, n_users)
    n_following = np.minimum(wanted * (mean_following / wanted.mean()), n_users).astype(np.int64)
    ranks = zipf_ranks(rng, int(n_following.sum()), n_users, alpha)
    return np.repeat(np.arange(n_users), n_following), rng.permutation(n_users)[ranks]


def weighted_draws(rng: np.random.Generator, weights: np.ndarray, n: int) -> np.ndarray:
    """`n` indices, int64, each drawn with a chance proportional to its weight."""
    ends = np.cumsum(weights)
    drawn: np.ndarray = np.searchsorted(ends, rng.random(n) * ends[-1], side="right")
    return drawn.clip(max=len(weights) - 1)


def increasing_ids(rng: np.random.Generator, n: int, after: int = 0) -> np.ndarray:
    """`n` strictly increasing ids above `after`, int64, with gaps nobody can guess."""
    return after + np.cumsum(rng.integers(1, 1_000, n))


def graph_rows(n_users: int, left: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The graph with the edges left[i] -> right[i], as `uniform_graph`."""
    edges = np.sort((left * n_users + right)[left != right])
    edges = edges[np.diff(edges, prepend=-1) > 0]
    start = np.zeros(n_users + 1, np.int64)
    np.cumsum(np.bincount(edges // n_users, minlength=n_users), out=start[1:])
    return start, (edges % n_users).astype(np.int32)


def so_many_edges(
    rng: np.random.Generator, n_users: int, left: np.ndarray, right: np.ndarray, count: int
) -> tuple[np.ndarray, np.ndarray]:
    """As `graph_rows`, with `count` of the edges: graphs drawn alike have arrays of one size then.
    ValueError where there are not so many.
    """
    edges = np.sort((left * n_users + right)[left != right])
    edges = edges[np.diff(edges, prepend=-1) > 0]
    edges = np.delete(edges, rng.choice(len(edges), len(edges) - count, replace=False))
    start = np.zeros(n_users + 1, np.int64)
    np.cumsum(np.bincount(edges // n_users, minlength=n_users), out=start[1:])
    return start, (edges % n_users).astype(np.int32)


def zipf_ranks(
    rng: np.random.Generator, count: int, n_ranks: int, alpha: float = 1.0
) -> np.ndarray:
    """`count` ranks from 0, the most popular, to `n_ranks` - 1, like (k + 1) ** -alpha.

    The continuous power law over [0.5, n_ranks + 0.5), rounded to the nearest number: its inverse
    has a closed form, so a million draws cost a million exponentials. Rank 0 comes out about a
    tenth too likely, rank 1 a fiftieth.
    """
    low, high = 0.5, n_ranks + 0.5
    draw = rng.random(count)
    if alpha == 1.0:
        draw *= np.log(high / low)
        np.exp(draw, out=draw)
        draw *= low
    else:
        power = 1.0 - alpha
        draw *= high**power - low**power
        draw += low**power
        np.power(draw, 1.0 / power, out=draw)
    draw -= low
    return np.minimum(draw.astype(np.int64), n_ranks - 1)


def scattered(rng: np.random.Generator, numbers: np.ndarray) -> np.ndarray:
    """The same numbers under other names, spread over int64 and new on every call.

    Different numbers stay different: it is a bijection, of the form of SplitMix64's finaliser
    (Steele, Lea, Flood, OOPSLA 2014). Its factors and shifts are drawn too: one that is written
    down could be undone, and dense numbers found that no solution is promised.
    """
    names = np.asarray(numbers, np.int64).astype(np.uint64)
    names += rng.integers(0, 2**64, dtype=np.uint64)
    for _ in range(2):
        names ^= names >> np.uint64(rng.integers(24, 41))
        names *= rng.integers(0, 2**64, dtype=np.uint64) | np.uint64(1)
    names ^= names >> np.uint64(rng.integers(24, 41))
    return names.view(np.int64)


def popular_draws(rng: np.random.Generator, weights: np.ndarray, n: int) -> np.ndarray:
    """As `weighted_draws`, int32, much cheaper where many are drawn of few: chances are multiples
    of 2^-16.
    """
    ends = np.cumsum(weights)
    table = np.searchsorted(ends, (np.arange(1 << 16) + 0.5) / (1 << 16) * ends[-1], side="right")
    drawn: np.ndarray = table.astype(np.int32)[rng.integers(0, 1 << 16, n, np.uint16)]
    return drawn


def loop_and_hot_keys(
    rng: np.random.Generator, count: int, n_keys: int, length: int, hot_share: float = 0.5
) -> np.ndarray:
    """A loop over keys 0..length-1, and a share of requests to other keys, Zipf-distributed."""
    hot = rng.random(count) < hot_share
    keys = np.empty(count, np.int64)
    keys[hot] = length + zipf_ranks(rng, int(hot.sum()), n_keys - length)
    keys[~hot] = np.arange(count - int(hot.sum())) % length
    return keys


def drifting_keys(rng: np.random.Generator, count: int, n_keys: int, every: int) -> np.ndarray:
    """Zipf-distributed keys whose popularity is dealt anew after every so many requests."""
    keys = zipf_ranks(rng, count, n_keys)
    for start in range(0, count, every):
        part = slice(start, start + every)
        keys[part] = rng.permutation(n_keys)[keys[part]]
    return keys


def scans_and_working_set(
    rng: np.random.Generator, count: int, n_keys: int, length: int, scan_share: float = 0.3
) -> np.ndarray:
    """A Zipf-distributed working set, and scans of `length` keys, of which one in three repeats.

    Keys 0..n_keys-1 are the working set. A share of the requests belongs to scans, which run one
    after the other in between: two of three walk over keys never seen before, one over the keys of
    the scan before it, as a second report over the same records does.
    """
    scans = rng.random(count) < scan_share
    n_scans = int(scans.sum())
    keys = np.empty(count, np.int64)
    keys[~scans] = zipf_ranks(rng, count - n_scans, n_keys)
    scan = np.arange(n_scans) // length
    fresh = scan - (scan + 2) // 3  # 0 0 1 2 2 3 4 4 5 ...: every third repeats the last
    keys[scans] = n_keys + fresh * length + np.arange(n_scans) % length
    return keys


def one_hit_wonders(
    rng: np.random.Generator, count: int, n_keys: int, alpha: float, wonder_share: float
) -> np.ndarray:
    """Zipf-distributed keys, and enough keys that come once for about `wonder_share` of all.

    Keys 0..n_keys-1 are drawn; those above are strewn among them, once each.
    """
    keys = zipf_ranks(rng, count, n_keys, alpha)
    often = np.bincount(keys, minlength=n_keys)
    distinct, once = int((often > 0).sum()), int((often == 1).sum())
    wonders = max(0, int((wonder_share * distinct - once) / (1.0 - wonder_share)))
    places = rng.choice(count, min(wonders, count), replace=False)
    keys[places] = n_keys + np.arange(len(places))
    return keys


def export_and_celebrity(
    rng: np.random.Generator, per_second: int, n_keys: int
) -> tuple[np.ndarray, int]:
    """Four minutes of requests, and the number of the first request of the trouble.

    Readers ask for keys 0..n_keys-1, Zipf-distributed. After a quiet minute an export begins to
    walk over all of them once, in an order of its own; it makes half of the requests while it
    lasts. Then key `n_keys`, new until then, rises from nothing to 30 % of the requests in twenty
    seconds and fades in another twenty; and one minute follows.
    """
    quiet, rise = 60 * per_second, 20 * per_second
    export = 2 * n_keys
    keys = zipf_ranks(rng, quiet + export + 2 * rise + quiet, n_keys)
    keys[quiet : quiet + export : 2] = rng.permutation(n_keys)
    celebrity_share = np.concatenate([np.linspace(0.0, 0.3, rise), np.linspace(0.3, 0.0, rise)])
    start = quiet + export
    keys[start : start + 2 * rise][rng.random(2 * rise) < celebrity_share] = n_keys
    return keys, quiet


def cache_operations(
    rng: np.random.Generator, count: int, n_keys: int, shares: tuple[float, float, float, float]
) -> dict[str, np.ndarray]:
    """`count` gets, puts, deletes and peeks (0 to 3) by their shares, of keys that are Zipf ranks.

    `op uint8[count]`, `key int64[count]`, and `value int64[count]`, any number for puts, else 0.
    """
    ends = np.cumsum(shares)
    op = np.searchsorted(ends, rng.random(count) * ends[-1], side="right").astype(np.uint8)
    value = np.zeros(count, np.int64)
    puts = np.flatnonzero(op == 1)
    value[puts] = rng.integers(-(2**63), 2**63 - 1, len(puts), endpoint=True)
    return {"op": op, "key": zipf_ranks(rng, count, n_keys), "value": value}
