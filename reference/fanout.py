"""fanout: timelines are pushed to while somebody looks, and pulled when somebody comes back.

deliver  Walk the posts from the newest to the oldest and append. Rows come out in their final
         order, a full row is closed for good, and nothing is shifted or rotated. What is left is
         memory: one line of a random row a delivery, and the follower list of the next post. The
         counters, a byte a user, stay in the second-level cache; the lists are asked for some
         posts ahead, so that their misses overlap. Two detours were measured and are slower by a
         tenth to a half, with celebrities and without: to ask for the rows of the next posts ahead
         of time as well, and to gather 16 posts a user in one line before they go to the row.
         Cost: O(deliveries), one random cache line each.

choose   A push of an edge saves per_pull * reads - per_push * posts; of one author the second term
         is the same for all, so an edge is worth pushing when its reader reads more than a number
         that is worked out once an author. Where more readers are worth it than the cap allows, a
         quickselect finds the last one that is let in. Costs are per edge (Silberstein et al.,
         Feeding Frenzy, SIGMOD 2010: the cheapest plan is decided for each pair), and so are the
         savings: there is nothing to be traded between authors.
         Cost: O(edges), one random read of a rate each.

serve    Every user has a row that is written from its end towards its front: the newest post comes
         first, and a read is one copy of 50 neighbours. A post is pushed to the rows of its
         author's followers, but only to those that are kept, as Twitter's timeline cache does
         (RPUSHX in twitter/cache-trace, README_timeline.md). A row that took in 64 posts and was
         not read meanwhile is dropped, and the next read pulls it together again from the authors'
         own posts. So a reader who stays away costs no more pushes than about one pull is worth:
         rent or buy. Push or pull is thus decided for each reader by how much is posted to him and
         how often he reads, close to the rule of Silberstein et al. (Feeding Frenzy, SIGMOD 2010),
         without knowing either rate. Reads come in runs; the rows of the readers to come are asked
         for while the present one is copied.

         What a star posts, an account with 16,384 followers or more, is pushed to nobody: a burst
         of a hundred posts to half of all users would be millions of deliveries that everybody has
         to wait for. It goes to a log that all stars share. A star is one bit, and each account has
         a word with the bits of those it follows. Each row knows how long the log was when it was
         last read, and a read first merges what is new there and of its own stars into the row. So
         a star's post is delivered at most once to each reader, like a pushed one, but only to
         those who come, and in the second in which they come: the work of the burst is spread over
         the reads it brings about. A star's deletion is an entry of the log like its posts. Who
         became a star stays one, so that no post is in both ways or in neither.
         Cost: O(50) a read of a kept row, and a step for each new entry of the log; O(k + 64 log k)
         a pull from k followees; O(followers) an ordinary post; O(1) a star's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from numba import njit, types
from numba.core import cgutils
from numba.extending import intrinsic

_POST, _READ, _FOLLOW, _UNFOLLOW, _DELETE = range(5)
_PAGE = 50
_KEEP = 64
_ROOM = 2 * _KEEP
_DROPPED = -1
_STARS_MAX = 64  # a bit each
_FANS_MIN = 16384
_GAP_MAX = 512
_AHEAD = 8

_Arrays = tuple[Any, ...]
_Kernel = TypeVar("_Kernel", bound=Callable[..., Any])


def _inner(kernel: _Kernel) -> _Kernel:
    """Compile what only kernels call: without the wrappers for Python it takes less long."""
    options: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    compiled: Any = njit(**options)(kernel)
    return cast(_Kernel, compiled)


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


def choose(
    followers: Any,
    posts_per_hour: np.ndarray,
    reads_per_hour: np.ndarray,
    costs: Any,
    burst_cap: int,
    push: np.ndarray,
) -> None:
    """Fill push[e] so that the total cost is least, with at most `burst_cap` pushes an author."""
    costs_of_both = int(costs.per_push), int(costs.per_pull)
    start, user = followers
    _choose(start, user, posts_per_hour, reads_per_hour, costs_of_both, burst_cap, push)


@njit(cache=True)
def _choose(
    start: np.ndarray,
    user: np.ndarray,
    posts: np.ndarray,
    reads: np.ndarray,
    costs: tuple[int, int],
    burst_cap: int,
    push: np.ndarray,
) -> None:
    per_push, per_pull = costs
    for author in range(len(posts)):
        first, end = start[author], start[author + 1]
        enough = per_push * posts[author] // per_pull  # who reads more is worth a push
        n = 0
        for edge in range(first, end):
            worth = reads[user[edge]] > enough
            push[edge] = worth
            n += worth
        if n > burst_cap:
            _keep_largest(user[first:end], reads, enough, burst_cap, push[first:end])


@njit(cache=True)
def _keep_largest(
    user: np.ndarray, reads: np.ndarray, enough: Any, cap: Any, push: np.ndarray
) -> None:
    """Push to the `cap` who read most; of equals, to those who come first."""
    last_in, equals = np.int64(0), np.int64(0)
    if cap > 0:
        rates = reads[user[push]]
        last_in = _nth_largest(rates, cap - 1)
        equals = cap - (rates > last_in).sum()
    for edge in range(len(user)):
        rate = reads[user[edge]]
        push[edge] = cap > 0 and rate > last_in
        if cap > 0 and rate == last_in and equals > 0:
            push[edge] = True
            equals -= 1


@njit(cache=True)
def _nth_largest(values: np.ndarray, n: Any) -> Any:
    """The value at place n of the values from large to small, which are moved about."""
    low, high = 0, len(values) - 1
    while low < high:
        pivot = values[(low + high) // 2]
        i, j = low, high
        while i <= j:
            while values[i] > pivot:
                i += 1
            while values[j] < pivot:
                j -= 1
            if i <= j:
                values[i], values[j] = values[j], values[i]
                i += 1
                j -= 1
        if n <= j:
            high = j
        elif n >= i:
            low = i
        else:
            break
    return values[n]


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
        self._stars = _Stars(n_users)
        reach = np.diff(ends)
        for account in np.argsort(-reach, kind="stable")[:_STARS_MAX].tolist():
            if reach[account] >= _FANS_MIN:
                self._stars.rise(account, follower[ends[account] : ends[account + 1]])

    def apply(self, batch: Any, pages: np.ndarray) -> None:
        """Play the events of a batch in order; the r-th READ fills pages[r]."""
        kind, user, arg = batch
        event = row = 0
        while True:
            posts = self._id, self._previous, self._latest
            timelines = self._rows, self._head, self._was_read
            lists = self._following, self._followers
            event, row = _play(
                (kind, user, arg, pages, event, row),
                (posts, *lists, timelines, self._stars.arrays, self._heap),
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
        self._stars.grow()


class _Stars:
    """Who is a star, who follows which of them, and what they did.

    A star is a bit. `of` has the bit of each account, or 0; `followed` the bits of all stars an
    account follows. The log is in `ids`, which ascend, `gone` and `bits`: a post with the bit of
    its star, or with none once it is deleted, or a deletion, with the id of the post in `gone`.
    `seen` is how long the log was when a row last took from it, `count` how long it is and how many
    stars there are; in `fresh` a reader's new posts are collected.
    """

    def __init__(self, n_users: int) -> None:
        self.of = np.zeros(n_users, np.uint64)
        self.followed = np.zeros(n_users, np.uint64)
        self.ids = np.zeros(1024, np.int64)
        self.gone = np.zeros(1024, np.int64)
        self.bits = np.zeros(1024, np.uint64)
        self.seen = np.zeros(n_users, np.int32)
        self.count = np.zeros(2, np.int64)
        self.fresh = np.zeros(_KEEP, np.int64)

    @property
    def arrays(self) -> _Arrays:
        """What the kernels take."""
        log = self.ids, self.gone, self.bits
        return self.of, self.followed, log, self.seen, self.count, self.fresh

    def rise(self, account: int, followers: np.ndarray) -> None:
        """Make a star of an account, as `_rise` does while the site runs."""
        self.of[account] = 1 << int(self.count[1])
        self.followed[followers] |= self.of[account]
        self.count[1] += 1

    def grow(self) -> None:
        """Twice the log, once it is full."""
        if self.count[0] == len(self.ids):
            self.ids = np.concatenate([self.ids, np.zeros_like(self.ids)])
            self.gone = np.concatenate([self.gone, np.zeros_like(self.gone)])
            self.bits = np.concatenate([self.bits, np.zeros_like(self.bits)])


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
    posts, following, followers, timelines, stars, _ = state
    of, followed, log, _, count, _ = stars
    while event < len(kind):
        if kind[event] == _READ:
            event, row = _read_run(batch, event, row, state)
            continue
        if posts[2][-1] == len(posts[0]) or count[0] == len(log[0]):
            break
        who, what = np.int64(user[event]), arg[event]
        if kind[event] == _POST:
            _post(posts, who, what)
            if of[who] > 0:
                _log(stars, who, what, 0)
            else:
                _push(followers, timelines, who, what)
        elif kind[event] == _FOLLOW:
            if not (_fits(following, who) and _fits(followers, what)):
                break
            if who != what and _find(following, who, what) < 0:
                _append(following, who, what)
                _append(followers, what, who)
                timelines[1][who] = _DROPPED
                followed[who] |= of[what]
                if followers[1][what, 1] >= _FANS_MIN and of[what] == 0:
                    _rise(followers, stars, what)
        elif kind[event] == _UNFOLLOW:
            if _remove(following, who, what):
                _remove(followers, what, who)
                timelines[1][who] = _DROPPED
                followed[who] &= ~of[what]
        elif kind[event] == _DELETE and _unlink(posts, who, what):
            if of[who] > 0:
                _unlog(stars, who, what)
            else:
                _withdraw(followers, timelines, who, what)
        event += 1
    return event, row


@_inner
def _read_run(batch: Any, event: Any, row: Any, state: Any) -> tuple[int, int]:
    """All reads up to the next change; fifty of them come in a row."""
    kind, user, _, pages, _, _ = batch
    posts, following, _, timelines, stars, heap = state
    rows, head, was_read = timelines
    seen, n_log = stars[3], stars[4][0]
    page = pages.reshape(-1)
    kept = rows.reshape(-1)
    while event < len(kind) and kind[event] == _READ:
        who = np.int64(user[event])
        if seen[who] != n_log and head[who] != _DROPPED:
            head[who] = _catch_up(stars, rows[who], head[who], who)
        if head[who] == _DROPPED:
            head[who] = _pull(posts, following, rows[who], heap, who)
        seen[who] = n_log
        if event + _AHEAD < len(kind):
            later = np.int64(user[event + _AHEAD])
            begin = later * _ROOM + np.int64(max(head[later], 0))
            for i in range(0, _PAGE + 8, 8):
                _prefetch(kept, begin + i)
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


@_inner
def _pull(posts: _Arrays, following: _Arrays, row: np.ndarray, heap: np.ndarray, who: Any) -> Any:
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


@_inner
def _catch_up(stars: _Arrays, row: np.ndarray, first: Any, who: Any) -> Any:
    """Bring a row up to what its stars did since it was last read; returns where it begins.

    Where the log has grown too long, pulling anew is cheaper, and the row is dropped.
    """
    _, followed, log, seen, count, fresh = stars
    ids, gone, bits = log
    own = followed[who]
    if own == 0:
        return first
    if count[0] - seen[who] > _GAP_MAX:
        return _DROPPED
    entry, n, deletions = count[0] - 1, 0, 0
    while entry >= seen[who] and n < _KEEP:
        if bits[entry] & own:
            if gone[entry] > 0:
                deletions += 1
            else:
                fresh[n] = ids[entry]
                n += 1
        entry -= 1
    if n > 0:
        first = _merge(row, first, fresh[:n])
    while deletions > 0 and first != _DROPPED:
        entry += 1
        if bits[entry] & own and gone[entry] > 0:
            first = _take_out(row, first, gone[entry])
            deletions -= 1
    return first


@_inner
def _merge(row: np.ndarray, first: Any, fresh: np.ndarray) -> Any:
    """Merge up to 64 new posts, newest first, into a row; returns where it begins.

    If they are 64, others may have been left out, and the row ends with the last of them: below it
    some may be missing.
    """
    n = len(fresh)
    if first < n:
        first = _make_room(row, first)
    to, at = first - n, first
    for i in range(n):
        while at < _ROOM and row[at] > fresh[i]:
            row[to] = row[at]
            to, at = to + 1, at + 1
        row[to] = fresh[i]
        to += 1
    first -= n
    if n < _KEEP:
        return first
    kept = to - first
    for i in range(1, kept + 1):
        row[_ROOM - i] = row[to - i]
    return _ROOM - kept


@_inner
def _take_out(row: np.ndarray, first: Any, tweet: Any) -> Any:
    """Take a deleted post out of a row, if it is there, by moving the newer ones down.

    A row of fewer than 50 holds all there is. One of exactly 50 may not, and is dropped rather than
    left too short.
    """
    if first == _ROOM or row[_ROOM - 1] > tweet:
        return first
    at = first
    while row[at] > tweet:
        at += 1
    if row[at] != tweet:
        return first
    if first == _ROOM - _PAGE:
        return _DROPPED
    for j in range(at, first, -1):
        row[j] = row[j - 1]
    return first + 1


@_inner
def _make_room(row: np.ndarray, first: Any) -> Any:
    """Move the newest 64 of a row, which has more, to its end."""
    for i in range(_KEEP - 1, -1, -1):
        row[_KEEP + i] = row[first + i]
    return _KEEP


@_inner
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


@_inner
def _post(posts: _Arrays, author: Any, tweet: Any) -> None:
    id, previous, latest = posts
    post = latest[-1]
    id[post] = tweet
    previous[post] = latest[author]
    latest[author] = post
    latest[-1] = post + 1


@_inner
def _rise(followers: _Arrays, stars: _Arrays, account: Any) -> None:
    """Make a star of an account, for good, if there is a bit left; what was pushed stays pushed."""
    of, followed, _, _, count, _ = stars
    if count[1] == _STARS_MAX:
        return
    of[account] = np.uint64(1) << np.uint64(count[1])
    count[1] += 1
    pool, place = followers
    for i in range(place[account, 0], place[account, 0] + place[account, 1]):
        followed[pool[i]] |= of[account]


@_inner
def _log(stars: _Arrays, author: Any, tweet: Any, deleted: Any) -> None:
    of, _, log, _, count, _ = stars
    ids, gone, bits = log
    ids[count[0]] = tweet
    gone[count[0]] = deleted
    bits[count[0]] = of[author]
    count[0] += 1


@_inner
def _unlog(stars: _Arrays, author: Any, tweet: Any) -> None:
    """Who has not taken the post will not take it any more; who has is told of the deletion."""
    ids, gone, bits = stars[2]
    n_log = stars[4][0]
    entry = n_log - 1
    while entry >= 0 and ids[entry] >= tweet:
        if ids[entry] == tweet and gone[entry] == 0:  # else it is older than its author's fame
            bits[entry] = 0
        entry -= 1
    _log(stars, author, ids[n_log - 1] if n_log > 0 else tweet, tweet)


@_inner
def _push(followers: _Arrays, timelines: _Arrays, author: Any, tweet: Any) -> None:
    pool, place = followers
    rows, head, was_read = timelines
    flat = rows.reshape(-1)
    for i in range(place[author, 0], place[author, 0] + place[author, 1]):
        who = np.int64(pool[i])
        first = np.int64(head[who])
        if first == _DROPPED:
            continue
        if first == 0:
            if not was_read[who]:
                head[who] = _DROPPED
                continue
            was_read[who] = False
            first = _make_room(rows[who], 0)
        flat[who * _ROOM + first - 1] = tweet
        head[who] = first - 1


@_inner
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


@_inner
def _withdraw(followers: _Arrays, timelines: _Arrays, author: Any, tweet: Any) -> None:
    """Take a deleted post out of all rows it was pushed to."""
    pool, place = followers
    rows, head, _ = timelines
    for i in range(place[author, 0], place[author, 0] + place[author, 1]):
        who = pool[i]
        if head[who] != _DROPPED:
            head[who] = _take_out(rows[who], head[who], tweet)


@_inner
def _find(lists: _Arrays, owner: Any, value: Any) -> int:
    pool, place = lists
    for i in range(place[owner, 0], place[owner, 0] + place[owner, 1]):
        if pool[i] == value:
            return i
    return -1


@_inner
def _fits(lists: _Arrays, owner: Any) -> Any:
    pool, place = lists
    return place[owner, 1] < place[owner, 2] or place[-1, 0] + 2 * place[owner, 2] <= len(pool)


@_inner
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


@_inner
def _remove(lists: _Arrays, owner: Any, value: Any) -> Any:
    """Take a value out of a list, its last one into the gap; False where it is not there."""
    pool, place = lists
    i = _find(lists, owner, value)
    if i < 0:
        return False
    place[owner, 1] -= 1
    pool[i] = pool[place[owner, 0] + place[owner, 1]]
    return True
