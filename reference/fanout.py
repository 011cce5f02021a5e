"""fanout: timelines are pushed to while somebody looks, and pulled when somebody comes back.

deliver  Walk the posts from the newest to the oldest and append. Rows come out in their final
         order, a full row is closed for good, and nothing is shifted or rotated. What is left is
         memory: one line of a random row a delivery, and the follower list of the next post. The
         counters, a byte a user, stay in the second-level cache; the lists are asked for some
         posts ahead, so that their misses overlap.
         Cost: O(deliveries), one random cache line each.

serve    Every user has a row that is written from its end towards its front: the newest post comes
         first, and a read is one copy of 50 neighbours. A post is pushed to the rows of its
         author's followers, but only to those that are kept, as Twitter's timeline cache does
         (RPUSHX in twitter/cache-trace, README_timeline.md). A row that took in 64 posts and was
         not read meanwhile is dropped, and the next read pulls it together again from the authors'
         own posts. So a reader who stays away costs no more pushes than about one pull is worth:
         rent or buy. Push or pull is thus decided for each reader by how much is posted to him and
         how often he reads, close to the rule of Silberstein et al. (Feeding Frenzy, SIGMOD 2010),
         without knowing either rate.
         Cost: O(50) a read of a kept row; O(k + 64 log k) a pull from k followees; O(followers) a
         post.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, types
from numba.core import cgutils
from numba.extending import intrinsic

_POST, _READ, _FOLLOW, _UNFOLLOW, _DELETE = range(5)
_PAGE = 50
_KEEP = 64
_ROOM = 2 * _KEEP
_DROPPED = -1


_Arrays = tuple[np.ndarray, ...]


def _prefetch_code(typing: Any, array: Any, index: Any) -> Any:
    """Ask for the cache line of array[index] and go on; numba has no other way to say it."""
    ir = vars(cgutils)["ir"]  # llvmlite's, by way of numba

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        data = context.make_array(signature.args[0])(context, builder, arguments[0]).data
        line = builder.bitcast(builder.gep(data, [arguments[1]]), cgutils.voidptr_t)
        number = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [cgutils.voidptr_t, number, number, number])
        prefetch = builder.module.declare_intrinsic("llvm.prefetch", [cgutils.voidptr_t], kind)
        builder.call(prefetch, [line, number(0), number(3), number(1)])
        return context.get_dummy_value()

    return types.void(array, types.intp), generate


_prefetch: Any = intrinsic(_prefetch_code)


def deliver(followers: Any, author: np.ndarray, tweet: np.ndarray, timelines: np.ndarray) -> None:
    """Fill row u of `timelines` with the 64 newest posts of those u follows, newest first."""
    _deliver(followers.start, followers.user, author, tweet, timelines)


@njit(cache=True)
def _deliver(
    start: np.ndarray,
    user: np.ndarray,
    author: np.ndarray,
    tweet: np.ndarray,
    timelines: np.ndarray,
) -> None:
    flat = timelines.reshape(-1)
    taken = np.zeros(len(timelines), np.uint8)
    for post in range(len(author) - 1, -1, -1):
        if post >= 16:
            _prefetch(start, author[post - 16])
            begin = start[author[post - 8]]
            _prefetch(user, begin)
            _prefetch(user, begin + 16)
        for edge in range(start[author[post]], start[author[post] + 1]):
            follower = np.int64(user[edge])
            place = taken[follower]
            if place < 64:
                flat[follower * 64 + place] = tweet[post]
                taken[follower] = place + 1


class Timelines:
    """Rows that are pushed to while they are read, over one log of posts and two lists a user.

    Everything grows by doubling: the kernel stops before an event that may not fit, and goes on
    there in larger arrays.
    """

    def __init__(self, n_users: int, following: Any) -> None:
        start, user = following
        by_followed = np.argsort(user, kind="stable")
        follower = np.repeat(np.arange(n_users, dtype=np.int32), np.diff(start))[by_followed]
        ends = np.zeros(n_users + 1, np.int64)
        np.cumsum(np.bincount(user, minlength=n_users), out=ends[1:])
        self._following = _with_room(start, user)
        self._followers = _with_room(ends, follower)
        # Post 0 is none: it ends every chain. `latest` has, in its last place, the number of posts.
        self._latest = np.zeros(n_users + 1, np.int32)
        self._latest[n_users] = 1
        self._id = np.zeros(1024, np.int64)
        self._previous = np.zeros(1024, np.int32)
        self._rows = np.zeros((n_users, _ROOM), np.int64)
        self._head = np.full(n_users, _DROPPED, np.int32)
        self._was_read = np.zeros(n_users, np.bool_)
        self._heap = np.zeros(n_users + 1, np.int32)

    def apply(self, batch: Any, pages: np.ndarray) -> None:
        """Play the events of a batch in order; the r-th READ fills pages[r]."""
        kind, user, arg = batch
        event = row = 0
        while True:
            posts = self._id, self._previous, self._latest
            timelines = self._rows, self._head, self._was_read
            event, row = _play(
                (kind, user, arg, pages, event, row),
                (posts, self._following, self._followers, timelines, self._heap),
            )
            if event == len(kind):
                return
            self._grow()

    def _grow(self) -> None:
        if self._latest[-1] == len(self._id):
            self._id = np.concatenate([self._id, np.zeros_like(self._id)])
            self._previous = np.concatenate([self._previous, np.zeros_like(self._previous)])
        self._following = _with_larger_pool(*self._following)
        self._followers = _with_larger_pool(*self._followers)


def _with_room(start: np.ndarray, user: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A list a user, each in a part of one pool: `place` holds begin, length and room of each.

    The last line of `place` says where the free end of the pool begins. Lists are in no order.
    """
    length = np.diff(start)
    room = length + 4
    begin = np.cumsum(room) - room
    pool = np.zeros(int(room.sum()) + 1024, np.int32)
    pool[np.arange(len(user)) + np.repeat(begin - start[:-1], length)] = user
    place = np.zeros((len(length) + 1, 3), np.int64)
    place[:-1] = np.stack([begin, length, room], axis=1)
    place[-1, 0] = room.sum()
    return pool, place


def _with_larger_pool(pool: np.ndarray, place: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Twice the pool, once less than the longest list, moved and doubled, would be left free."""
    if len(pool) - place[-1, 0] > 2 * place[:-1, 2].max():
        return pool, place
    return np.concatenate([pool, np.zeros(len(pool) + 2 * place[:-1, 2].max(), np.int32)]), place


@njit(cache=True)
def _play(batch: Any, state: Any) -> tuple[int, int]:
    """The events from `event` on; returns where it stopped: at the end, or at something full."""
    kind, user, arg, _, event, row = batch
    posts, following, followers, timelines, _ = state
    while event < len(kind):
        if kind[event] == _READ:
            event, row = _read_run(batch, event, row, state)
            continue
        who, what = np.int64(user[event]), arg[event]
        if kind[event] == _POST:
            if posts[2][-1] == len(posts[0]):
                break
            _post(posts, who, what)
            _push(followers, timelines, who, what)
        elif kind[event] == _FOLLOW:
            if not (_fits(following, who) and _fits(followers, what)):
                break
            if who != what and _find(following, who, what) < 0:
                _append(following, who, what)
                _append(followers, what, who)
                timelines[1][who] = _DROPPED
        elif kind[event] == _UNFOLLOW:
            if _remove(following, who, what):
                _remove(followers, what, who)
                timelines[1][who] = _DROPPED
        elif kind[event] == _DELETE and _unlink(posts, who, what):
            _withdraw(followers, timelines, who, what)
        event += 1
    return event, row


@njit(cache=True)
def _read_run(batch: Any, event: Any, row: Any, state: Any) -> tuple[int, int]:
    """All reads up to the next change; fifty of them come in a row."""
    kind, user, _, pages, _, _ = batch
    posts, following, _, timelines, heap = state
    rows, head, was_read = timelines
    page = pages.reshape(-1)
    kept = rows.reshape(-1)
    while event < len(kind) and kind[event] == _READ:
        who = np.int64(user[event])
        if head[who] == _DROPPED:
            head[who] = _pull(posts, following, rows[who], heap, who)
        was_read[who] = True
        first = np.int64(head[who])
        if first <= _ROOM - _PAGE:  # a length known to the compiler: 1.5 times as fast
            for i in range(_PAGE):
                page[row * _PAGE + i] = kept[who * _ROOM + first + i]
        else:
            for i in range(_ROOM - first):
                page[row * _PAGE + i] = kept[who * _ROOM + first + i]
        event += 1
        row += 1
    return event, row


@njit(cache=True)
def _pull(posts: _Arrays, following: _Arrays, row: np.ndarray, heap: np.ndarray, who: Any) -> int:
    """Fill the end of an empty row with the 64 newest; returns where it begins.

    A heap of the followees' latest posts. Posts are numbered as they come, so the number of a post
    is its age as well as its place, and the next of an author is one step down the chain.
    """
    id, previous, latest = posts
    pool, place = following
    size = 0
    for i in range(place[who, 0], place[who, 0] + place[who, 1]):
        post = latest[pool[i]]
        if post > 0:
            heap[size] = post
            size += 1
    for i in range(size // 2 - 1, -1, -1):
        _sift(heap, i, size)
    n = 0
    while size > 0 and n < _KEEP:
        row[n] = id[heap[0]]
        n += 1
        older = previous[heap[0]]
        if older == 0:
            size -= 1
            older = heap[size]
        heap[0] = older
        _sift(heap, 0, size)
    for i in range(n - 1, -1, -1):
        row[_ROOM - n + i] = row[i]
    return _ROOM - n


@njit(cache=True)
def _sift(heap: np.ndarray, i: Any, size: Any) -> None:
    post = heap[i]
    child = 2 * i + 1
    while child < size:
        if child + 1 < size and heap[child + 1] > heap[child]:
            child += 1
        if heap[child] <= post:
            break
        heap[i] = heap[child]
        i = child
        child = 2 * i + 1
    heap[i] = post


@njit(cache=True)
def _post(posts: _Arrays, author: Any, tweet: Any) -> None:
    id, previous, latest = posts
    post = latest[-1]
    id[post] = tweet
    previous[post] = latest[author]
    latest[author] = post
    latest[-1] = post + 1


@njit(cache=True)
def _push(followers: _Arrays, timelines: _Arrays, author: Any, tweet: Any) -> None:
    pool, place = followers
    rows, head, was_read = timelines
    for i in range(place[author, 0], place[author, 0] + place[author, 1]):
        who = pool[i]
        first = head[who]
        if first == _DROPPED:
            continue
        if first == 0:
            if not was_read[who]:
                head[who] = _DROPPED
                continue
            was_read[who] = False
            for j in range(_KEEP):
                rows[who, _KEEP + j] = rows[who, j]
            first = _KEEP
        rows[who, first - 1] = tweet
        head[who] = first - 1


@njit(cache=True)
def _unlink(posts: _Arrays, author: Any, tweet: Any) -> Any:
    """Take a post out of its author's chain; False where it is not there."""
    id, previous, latest = posts
    newer, post = 0, latest[author]
    while id[post] > tweet:
        newer, post = post, previous[post]
    if post == 0 or id[post] != tweet:
        return False
    if newer == 0:
        latest[author] = previous[post]
    else:
        previous[newer] = previous[post]
    return True


@njit(cache=True)
def _withdraw(followers: _Arrays, timelines: _Arrays, author: Any, tweet: Any) -> None:
    """Take a deleted post out of all rows, by moving the newer ones down.

    A row of fewer than 50 holds all there is. One of exactly 50 may not, and is dropped rather than
    left too short.
    """
    pool, place = followers
    rows, head, _ = timelines
    for i in range(place[author, 0], place[author, 0] + place[author, 1]):
        who = pool[i]
        first = head[who]
        if first in (_DROPPED, _ROOM) or rows[who, _ROOM - 1] > tweet:
            continue
        if first == _ROOM - _PAGE:
            head[who] = _DROPPED
            continue
        at = first
        while rows[who, at] > tweet:
            at += 1
        for j in range(at, first, -1):
            rows[who, j] = rows[who, j - 1]
        head[who] = first + 1


@njit(cache=True)
def _find(lists: _Arrays, owner: Any, value: Any) -> int:
    pool, place = lists
    for i in range(place[owner, 0], place[owner, 0] + place[owner, 1]):
        if pool[i] == value:
            return i
    return -1


@njit(cache=True)
def _fits(lists: _Arrays, owner: Any) -> Any:
    pool, place = lists
    return place[owner, 1] < place[owner, 2] or place[-1, 0] + 2 * place[owner, 2] <= len(pool)


@njit(cache=True)
def _append(lists: _Arrays, owner: Any, value: Any) -> None:
    """Add to a list; a full one moves to the free end of the pool, where it has twice the room."""
    pool, place = lists
    begin, length, room = place[owner, 0], place[owner, 1], place[owner, 2]
    if length == room:
        moved = place[-1, 0]
        for i in range(length):
            pool[moved + i] = pool[begin + i]
        place[owner, 0], place[owner, 2] = moved, 2 * room
        place[-1, 0] += 2 * room
    pool[place[owner, 0] + length] = value
    place[owner, 1] += 1


@njit(cache=True)
def _remove(lists: _Arrays, owner: Any, value: Any) -> Any:
    """Take a value out of a list, its last one into the gap; False where it is not there."""
    pool, place = lists
    i = _find(lists, owner, value)
    if i < 0:
        return False
    place[owner, 1] -= 1
    pool[i] = pool[place[owner, 0] + place[owner, 1]]
    return True
