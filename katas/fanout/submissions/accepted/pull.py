"""Pull, compiled: a post is written once, and each read merges the posts of all followees.

reaches: serve bronze
reaches: fail-whale bronze
"""

from __future__ import annotations

import numpy as np
from numba import njit

POST, READ, FOLLOW, UNFOLLOW, DELETE = range(5)
PAGE = 50


class Timelines:
    """Posts are numbered from 1 as they come, and linked from each to the previous one of its
    author. Whom one follows lies in a pool; `place` says where, how many, and for how many there is
    room, and its last line where the free end of the pool begins.
    """

    def __init__(self, n_users, following):
        start, user = following
        length = np.diff(start)
        room = length + 2
        ends = np.cumsum(room)
        self.place = np.zeros((n_users + 1, 3), np.int64)
        self.place[:-1] = np.stack([ends - room, length, room], axis=1)
        self.place[-1] = room.sum()
        self.pool = np.zeros(int(room.sum()) + n_users + 1024, np.int32)
        self.pool[np.arange(len(user)) + np.repeat(ends - room - start[:-1], length)] = user
        self.latest = np.zeros(n_users + 1, np.int32)
        self.posts = np.zeros((1024, 2), np.int64)  # id and the previous one's number
        self.heap = np.zeros(n_users + 1, np.int32)

    def apply(self, batch, pages):
        kind, user, arg = batch
        n = int(self.latest[-1]) + int((kind == POST).sum())
        while len(self.posts) <= n:
            self.posts = np.concatenate([self.posts, np.zeros_like(self.posts)])
        event = row = 0
        while event < len(kind):
            event, row = _play(
                kind, user, arg, pages, event, row,
                self.pool, self.place, self.latest, self.posts, self.heap,
            )  # fmt: skip
            if event < len(kind):
                self.pool = np.concatenate([self.pool, np.zeros_like(self.pool)])


@njit(cache=True)
def _play(kind, user, arg, pages, event, row, pool, place, latest, posts, heap):
    """The events from `event` on; returns where it stopped: at the end, or at a full pool."""
    while event < len(kind):
        who, what = user[event], arg[event]
        if kind[event] == READ:
            begin, length = place[who, 0], place[who, 1]
            _merge(pool[begin : begin + length], latest, posts, heap, pages[row])
            row += 1
        elif kind[event] == POST:
            latest[-1] += 1
            posts[latest[-1], 0] = what
            posts[latest[-1], 1] = latest[who]
            latest[who] = latest[-1]
        elif kind[event] == FOLLOW:
            if who != what and not _follow(pool, place, who, what):
                break
        elif kind[event] == UNFOLLOW:
            _unfollow(pool, place, who, what)
        else:
            _delete(latest, posts, who, what)
        event += 1
    return event, row


@njit(cache=True)
def _merge(follows, latest, posts, heap, page):
    """Take the newest of the followees' latest posts, 50 times, from a heap of their numbers."""
    size = 0
    for followed in follows:
        if latest[followed] > 0:
            heap[size] = latest[followed]
            size += 1
    for i in range(size // 2 - 1, -1, -1):
        _sift(heap, i, size)
    n = 0
    while size > 0 and n < PAGE:
        page[n] = posts[heap[0], 0]
        n += 1
        older = posts[heap[0], 1]
        if older == 0:
            size -= 1
            older = heap[size]
        heap[0] = older
        _sift(heap, 0, size)


@njit(cache=True)
def _sift(heap, i, size):
    post, child = heap[i], 2 * i + 1
    while child < size:
        if child + 1 < size and heap[child + 1] > heap[child]:
            child += 1
        if heap[child] <= post:
            break
        heap[i] = heap[child]
        i, child = child, 2 * child + 1
    heap[i] = post


@njit(cache=True)
def _follow(pool, place, who, what):
    """Add to a list, which moves to the free end when it is full; False where the pool is full."""
    begin, length, room = place[who]
    for i in range(begin, begin + length):
        if pool[i] == what:
            return True
    if length == room:
        moved = place[-1, 0]
        if moved + 2 * room > len(pool):
            return False
        pool[moved : moved + length] = pool[begin : begin + length]
        place[who, 0], place[who, 2] = moved, 2 * room
        place[-1, 0] += 2 * room
    pool[place[who, 0] + length] = what
    place[who, 1] += 1
    return True


@njit(cache=True)
def _unfollow(pool, place, who, what):
    begin, length, _ = place[who]
    for i in range(begin, begin + length):
        if pool[i] == what:
            pool[i] = pool[begin + length - 1]
            place[who, 1] -= 1
            break


@njit(cache=True)
def _delete(latest, posts, who, what):
    newer, post = 0, latest[who]
    while post > 0 and posts[post, 0] > what:
        newer, post = post, posts[post, 1]
    if post == 0 or posts[post, 0] != what:
        return
    if newer == 0:
        latest[who] = posts[post, 1]
    else:
        posts[newer, 1] = posts[post, 1]
