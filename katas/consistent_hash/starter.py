"""consistent-hash: which node owns a key, and who moves when one comes or goes.

Levels `lookup`, `replicas` and `bounded` ask for the functions of that name, `placement` and
`rolling-replacement` for the class, the bonus `jump` for the last function. What still raises
NotImplementedError counts as not started. Arrays you are given are read-only; arrays to fill arrive
zeroed, and nothing is returned. With numba write @njit(cache=True) and leave the signature out:
explicit ones do not match read-only arrays.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

GOLDEN = 0x9E3779B97F4A7C15
LOOKUP, ADD, REMOVE = range(3)


def mix64(number: int) -> int:
    """A hash of a number below 2**64: the finaliser of SplitMix64. Numpy's uint64 wraps by itself,
    Python's int is cut to 64 bits by hand.
    """
    number &= 2**64 - 1
    number = (number ^ number >> 30) * 0xBF58476D1CE4E5B9 & 2**64 - 1
    number = (number ^ number >> 27) * 0x94D049BB133111EB & 2**64 - 1
    return number ^ number >> 31


class Fleet(NamedTuple):
    """Nodes, and how much of the ring they get.

    Vnode j of a node (j = 0 ... vnodes - 1) lies at `mix64((node << 32 | j) + GOLDEN)`, a key at
    `mix64(key + GOLDEN)`; of both, only the `bits` highest bits are kept (`>> 64 - bits`).
    """

    node: np.ndarray  # int32[N]: up to 100,000 ids, 1 to 2**31 - 1, in any order
    vnodes: np.ndarray  # int32[N]: points of each node, 0 (drained) to 100,000; together 1,000,000
    bits: int  # 64; in some small cases 16, so that points lie on each other


def lookup(fleet: Fleet, keys: np.ndarray, owner: np.ndarray) -> None:
    """Fill owner[i] with the node that owns keys[i]: the node of the first point at or after it.

    keys   uint64[n], any numbers, up to 10,000,000 or none; some may come again
    owner  int32[n], to fill

    Behind the last point the ring begins anew with the first. Of points that lie on each other the
    one of the lower node id comes first. ValueError, and nothing filled, where a node is listed
    twice (drained or not), has a negative number of vnodes, or no node has any, also without keys.

    Example: with 16 bits the points of three nodes are, in order, 8259 (node 1), 20397 (3),
    33031 (3), 50220 (1) and 59314 (2). The keys lie at 7435, 28275, 37130, 50378 and 59607.

    >>> fleet = Fleet(np.array([3, 1, 2], np.int32), np.array([2, 2, 1], np.int32), 16)
    >>> owner = np.zeros(5, np.int32)
    >>> lookup(fleet, np.array([3, 4, 1, 13, 23], np.uint64), owner)
    >>> owner.tolist()
    [1, 3, 1, 2, 1]
    """
    raise NotImplementedError


def replicas(fleet: Fleet, keys: np.ndarray, owners: np.ndarray) -> None:
    """Fill owners[i] with the first r different nodes that are met from keys[i] on, in order.

    owners  int32[n, r], to fill; where fewer than r nodes have vnodes, the rest of a row stays 0;
            r is 1 to 32

    Nodes are different, and some have vnodes. Example: the fleet and keys of `lookup`, two copies.

    >>> fleet = Fleet(np.array([3, 1, 2], np.int32), np.array([2, 2, 1], np.int32), 16)
    >>> owners = np.zeros((5, 2), np.int32)
    >>> replicas(fleet, np.array([3, 4, 1, 13, 23], np.uint64), owners)
    >>> owners.tolist()
    [[1, 3], [3, 1], [1, 2], [2, 1], [1, 3]]
    """
    raise NotImplementedError


def bounded(
    fleet: Fleet, keys: np.ndarray, numerator: int, denominator: int, owner: np.ndarray
) -> None:
    """Fill owner[i] with the first node from keys[i] on that has room when keys[i] comes.

    Keys come in the order of the array. A node has room while it has got fewer than
    ceil(numerator * n / (denominator * nodes)) of them, where only nodes with vnodes count. A key
    that comes again takes room again. Nodes are different, and some have vnodes.

    2**53 >= numerator >= denominator >= 1; numerator * n and denominator * nodes are below 2**63

    Example: all four keys lie before the first point, of node 1. The cap is ceil(5 * 4 / (4 * 3)).

    >>> fleet = Fleet(np.array([3, 1, 2], np.int32), np.array([2, 2, 1], np.int32), 16)
    >>> owner = np.zeros(4, np.int32)
    >>> bounded(fleet, np.array([3, 10, 18, 102], np.uint64), 5, 4, owner)
    >>> owner.tolist()
    [1, 1, 3, 3]
    """
    raise NotImplementedError


class Batch(NamedTuple):
    """Events in the order in which they happen."""

    kind: np.ndarray  # uint8[n]: LOOKUP, ADD or REMOVE
    arg: np.ndarray  # uint64[n]: the key, or the id of the node that comes or goes


class Placement:
    """A scheme of your own: no hash and no ring are prescribed, only what it must hold.

    * An owner is a node that is there; where there is none, 0.
    * A key has the same owner until something changes.
    * When a node leaves, only its keys move. When one comes, keys move to it and nowhere else.
    * A change that is undone, when all later ones have been, puts every key back, be it 20 changes
      ago or 1,000.
    * No node gets more than 5 % above the mean of all keys, and the standard deviation of the
      nodes' keys is at most 2 % of the mean (checks allow for the noise of counting keys).

    Adding a node that is there, or removing one that is not, changes nothing. There are 0 to 1,000
    nodes at a time, ids 1 to 2**31 - 1, and at most 2,000 changes that change something. A key may
    be any number, also a node's id. There are up to 300 batches, of 10,000,000 events or less, or
    none. Several placements may be alive at once.

    Example, whatever the scheme:

    >>> placement = Placement(np.array([7, 8], np.int32))
    >>> kind = np.array([REMOVE, LOOKUP, ADD, REMOVE, LOOKUP, REMOVE, LOOKUP], np.uint8)
    >>> owner = np.zeros(7, np.int32)
    >>> placement.apply(Batch(kind, np.array([7, 5, 9, 8, 5, 9, 5], np.uint64)), owner)
    >>> owner.tolist()
    [0, 8, 0, 0, 9, 0, 0]
    """

    def __init__(self, node: np.ndarray) -> None:
        """Start with these nodes, int32[N]: different ids in any order; there may be none."""
        raise NotImplementedError

    def apply(self, batch: Batch, owner: np.ndarray) -> None:
        """Play a batch; fill `owner`, int32[n], where the event is a LOOKUP, and leave 0 elsewhere.

        Called for one batch after the other on the same object. Replace it when you want to see
        more than one event at a time.
        """
        for i, (kind, arg) in enumerate(zip(batch.kind.tolist(), batch.arg.tolist(), strict=True)):
            if kind == LOOKUP:
                owner[i] = self.lookup(arg)
            elif kind == ADD:
                self.add(arg)
            else:
                self.remove(arg)

    def lookup(self, key: int) -> int:
        """The node that owns the key, 0 where there is none."""
        raise NotImplementedError

    def add(self, node: int) -> None:
        """The node comes, and is empty."""
        raise NotImplementedError

    def remove(self, node: int) -> None:
        """The node leaves."""
        raise NotImplementedError


def jump(keys: np.ndarray, buckets: int, bucket: np.ndarray) -> None:
    """Fill bucket[i] with the bucket, 1 ... buckets, that Lamping and Veach's loop finds.

    keys     uint64[n], taken as they are, up to 10,000,000 or none
    buckets  from 1 to 2**31 - 1
    bucket   int32[n], to fill: the last b of the loop, plus 1

        b, j = -1, 0
        while j < buckets:
            b = j
            key = (key * 2862933555777941757 + 1) modulo 2**64
            j = floor((b + 1) * (2.0**31 / ((key >> 33) + 1)))    in float64

    >>> bucket = np.zeros(6, np.int32)
    >>> jump(np.arange(1, 7, dtype=np.uint64), 10, bucket)
    >>> bucket.tolist()
    [7, 7, 9, 2, 5, 10]
    """
    raise NotImplementedError
