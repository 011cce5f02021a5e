"""timeline-merge: look at the head of every list, and into a list only where its head survives.

Only lists with one of the k newest different heads can have a post on a page of k: were a post of
another list on it, the k newer heads would be there too. So a page costs one look at each list and
a walk into a few. The rule that ends it, a bound that nothing unseen can pass, is that of Fagin,
Lotem and Naor, "Optimal aggregation algorithms for middleware", PODS 2001.

Bound    A buffer takes every post newer than `bound`. When it is full, its k newest stay, and the
         oldest of these is the new bound: soon almost every look ends at one comparison. First
         come all heads, then what follows the heads that are still above the bound.

newest        One request. The heads lie far apart, so they are asked for some lists ahead.
              Cost: O(F + c) for F lists and c posts that were above the bound when seen.

newest_many   Requests are answered in the order of `upto`, the newest first. What lies above one
              request lies above all that follow, so an author's head only moves towards older
              posts, and a page deep in the past costs hardly more than the first. All heads lie in
              one array of 8 bytes an author, which stays in the cache. Where there are many lists,
              a sample of their heads guesses the first bound; a guess that leaves too few is
              dropped. Deleted ids are in a hash table, looked up where a head stops and for posts
              above the bound; a small one holds what is in the buffer, for repeated ids.
              Cost: O(A + D + E) once a call at worst, and O(F + c) a request.

Sorting  Short pages are sorted by counting how many are newer than each post, without a branch.
         Others are left to numpy, which sorts rows with vector instructions: ascending, so the
         kernels write negated ids, and the places that stay empty come last.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, types
from numba.core import cgutils
from numba.extending import intrinsic

_COUNTED = 64
"""Pages up to this size are sorted by counting."""
_LEAST_ROOM = 96
_BLOCK = 128
_SAMPLE = 256
_MIX = np.uint64(0x9E3779B97F4A7C15)


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


def newest(posts: Any, authors: np.ndarray, page: np.ndarray) -> None:
    """Fill `page` with the newest posts of the authors, newest first."""
    _newest(posts.start, posts.id, authors, page)
    if len(page) > _COUNTED:
        page.sort()
        np.negative(page, out=page)


@njit(cache=True)
def _newest(start: np.ndarray, id: np.ndarray, authors: np.ndarray, page: np.ndarray) -> None:
    k = len(page)
    room = _room(k)
    buffer = np.empty(room, np.int64)
    lists = np.empty(len(authors), np.int32)
    count, n_lists, bound = 0, 0, np.int64(0)
    if k == 0:
        return
    ahead = len(authors) - 24
    for f in range(len(authors)):
        if f < ahead:
            _prefetch(start, authors[f + 24])
            _prefetch(id, start[authors[f + 12]])
        a = authors[f]
        at = start[a]
        if at < start[a + 1] and id[at] > bound:
            lists[n_lists] = a
            n_lists += 1
            buffer[count] = id[at]
            count += 1
            if count == room:
                bound = _keep(buffer, count, k)
                count = k
    if count > k:
        bound = _keep(buffer, count, k)
        count = k
    elif count == k:
        bound = buffer[:k].min()
    for i in range(n_lists):
        first = start[lists[i]]
        if id[first] <= bound:
            continue
        for at in range(first + 1, min(first + k, start[lists[i] + 1])):
            post = id[at]
            if post <= bound:
                break
            buffer[count] = post
            count += 1
            if count == room:
                bound = _keep(buffer, count, k)
                count = k
    _write(buffer, count, k, page, _COUNTED)


@njit(cache=True)
def _room(k: Any) -> Any:
    return max(2 * k, _LEAST_ROOM)


@njit(cache=True)
def _keep(buffer: np.ndarray, count: Any, k: Any) -> Any:
    """Bring the k newest of different ids to the front; returns the oldest of them.

    Quickselect, by swaps that are made in any case: a branch here would be guessed wrong half of
    the time, and that costs three times as much.
    """
    left, right = 0, count
    while right - left > 1:
        a, b, c = buffer[left], buffer[(left + right) >> 1], buffer[right - 1]
        pivot = max(min(a, b), min(max(a, b), c))
        j = left
        for i in range(left, right):
            post = buffer[i]
            buffer[i] = buffer[j]
            buffer[j] = post
            j += post >= pivot
        if j < k:
            left = j
        elif j == k:
            break
        elif j < right:
            right = j
        else:  # the pivot is the oldest of all
            right = _oldest_last(buffer, left, right)
    return _oldest(buffer, k)


@njit(cache=True)
def _oldest_last(buffer: np.ndarray, left: Any, right: Any) -> Any:
    at = left
    for i in range(left, right):
        if buffer[i] < buffer[at]:
            at = i
    buffer[at], buffer[right - 1] = buffer[right - 1], buffer[at]
    return right - 1


@njit(cache=True)
def _oldest(buffer: np.ndarray, count: Any) -> Any:
    oldest = buffer[0]
    for i in range(1, count):
        oldest = min(oldest, buffer[i])
    return oldest


@njit(cache=True)
def _write(buffer: np.ndarray, count: Any, k: Any, page: np.ndarray, counted: Any) -> None:
    """The k newest of the buffer: in order on a short page, negated and in no order on a long."""
    if count > k:
        _keep(buffer, count, k)
        count = k
    if k > counted:
        for i in range(count):
            page[i] = -buffer[i]
        return
    for i in range(count):
        post = buffer[i]
        newer = 0
        for j in range(count):
            newer += buffer[j] > post
        page[newer] = post


def newest_many(posts: Any, requests: Any, deleted: np.ndarray, pages: np.ndarray) -> None:
    """Fill pages[r] with the newest posts of request r that are left, newest first, each once."""
    begin, author, after, upto = requests
    order = np.argsort(upto)[::-1].copy()
    state = _heads(posts.start, posts.id, deleted)
    _newest_many(posts.start, posts.id, (begin, author, after, upto, order), state, pages)
    pages.sort(axis=1)
    np.negative(pages, out=pages)


_State = tuple[np.ndarray, np.ndarray, np.ndarray]
"""The id of each author's head, where it stands in `posts.id`, and the table of deleted ids."""


@njit(cache=True)
def _heads(start: np.ndarray, id: np.ndarray, deleted: np.ndarray) -> _State:
    """Each author's newest post that is not deleted; 0 where there is none."""
    gone = np.zeros(_size(2 * len(deleted)), np.int64)
    for i in range(len(deleted)):
        _add(gone, deleted[i])
    n_authors = len(start) - 1
    head = np.zeros(n_authors, np.int64)
    place = np.empty(n_authors, np.int64)
    for a in range(n_authors):
        _move(start, id, (head, place, gone), a, start[a])
    return head, place, gone


@njit(cache=True)
def _size(count: Any) -> Any:
    """A power of two above `count`."""
    size = 2
    while size <= count:
        size *= 2
    return size


@njit(cache=True)
def _add(table: np.ndarray, id: Any) -> Any:
    """Put an id into an open table, in which 0 is a free place; False where it is there already."""
    mask = len(table) - 1
    slot = np.int64((np.uint64(id) * _MIX) >> np.uint64(32)) & mask
    while table[slot] != 0:
        if table[slot] == id:
            return False
        slot = (slot + 1) & mask
    table[slot] = id
    return True


@njit(cache=True)
def _has(table: np.ndarray, id: Any) -> Any:
    mask = len(table) - 1
    slot = np.int64((np.uint64(id) * _MIX) >> np.uint64(32)) & mask
    while table[slot] != 0:
        if table[slot] == id:
            return True
        slot = (slot + 1) & mask
    return False


@njit(cache=True)
def _move(start: np.ndarray, id: np.ndarray, state: _State, a: Any, at: Any) -> Any:
    """Let the head of a be its first post from `at` on that is not deleted; returns its id."""
    head, place, gone = state
    end = start[a + 1]
    while at < end and _has(gone, id[at]):
        at += 1
    place[a] = at
    head[a] = id[at] if at < end else 0
    return head[a]


@njit(cache=True)
def _move_below(start: np.ndarray, id: np.ndarray, state: _State, a: Any, upto: Any) -> Any:
    """Let the head of a be at or below `upto`: by steps that double, and then by halves."""
    above, end = state[1][a], start[a + 1]
    step = 1
    while above + step < end and id[above + step] > upto:
        above += step
        step *= 2
    below = min(above + step, end)
    while below - above > 1:
        middle = (above + below) >> 1
        if id[middle] > upto:
            above = middle
        else:
            below = middle
    return _move(start, id, state, a, below)


_Room = tuple[np.ndarray, np.ndarray, np.ndarray]
"""The buffer, the table of the posts in it, and the lists to walk."""


@njit(cache=True)
def _newest_many(
    start: np.ndarray, id: np.ndarray, requests: Any, state: _State, pages: np.ndarray
) -> None:
    begin, author, after, upto, order = requests
    k = pages.shape[1]
    if k == 0:
        return
    longest = 0
    for r in order:
        longest = max(longest, begin[r + 1] - begin[r])
    buffer = np.empty(_room(k), np.int64)
    seen = np.zeros(_size(4 * len(buffer)), np.int64)
    lists = np.empty(longest + 1, np.int32)
    for r in order:
        authors = author[begin[r] : begin[r + 1]]
        cursors = after[r], upto[r]
        count = _collect((start, id), state, authors, cursors, (buffer, seen, lists), k)
        _write(buffer, count, k, pages[r], 0)


@njit(cache=True)
def _collect(
    posts: Any, state: _State, authors: np.ndarray, cursors: Any, room: _Room, k: Any
) -> Any:
    """Fill the buffer with posts of which the k newest are the page; returns how many."""
    after, upto = cursors
    bound = _guess(posts, state, authors, cursors, room[1], k)
    bound, count, used, n_lists = _look(posts, state, authors, (bound, upto), room, k)
    if count < k and bound > after:
        bound, count, used, n_lists = _look(posts, state, authors, cursors, room, k)
    if count >= k:
        bound = _keep(room[0], count, k)
        count = k
    return _walk(posts, state, n_lists, bound, room, (k, count, used))


@njit(cache=True)
def _guess(
    posts: Any, state: _State, authors: np.ndarray, cursors: Any, seen: np.ndarray, k: Any
) -> Any:
    """A bound that about 2 k heads are above, from a few of them; `after` where lists are few."""
    after, upto = cursors
    if len(authors) < 8 * k:
        return after
    size = min(_SAMPLE, 6 * len(authors) // k)
    step = len(authors) // size
    sample = np.empty(size, np.int64)
    seen[:] = 0
    count = 0
    for i in range(size):
        a = authors[i * step]
        post = state[0][a]
        if post > upto:
            post = _move_below(posts[0], posts[1], state, a, upto)
        if post > after and _add(seen, post):
            sample[count] = post
            count += 1
    rank = max(2, 2 * k * size // len(authors))
    return _keep(sample, count, rank) if rank <= count else after


@njit(cache=True)
def _look(
    posts: Any, state: _State, authors: np.ndarray, cursors: Any, room: _Room, k: Any
) -> tuple[Any, Any, Any, Any]:
    """Put the heads above the bound into the buffer.

    A block of heads is compared without a branch, and only those above the bound are looked at.
    Returns the new bound, how much is in the buffer and in its table, and how many lists to walk.
    """
    bound, upto = cursors
    head = state[0]
    buffer, seen, lists = room
    seen[:] = 0
    count, used, n_lists = 0, 0, 0
    for block in range(0, len(authors), _BLOCK):
        last = n_lists
        for f in range(block, min(block + _BLOCK, len(authors))):
            lists[last] = authors[f]
            last += head[authors[f]] > bound
        for i in range(n_lists, last):
            a = lists[i]
            post = head[a]
            if post > upto:
                post = _move_below(posts[0], posts[1], state, a, upto)
            if post <= bound:
                continue
            lists[n_lists] = a
            n_lists += 1
            if _add(seen, post):
                buffer[count] = post
                count += 1
                used += 1
                if count == len(buffer):
                    bound, used = _halve(buffer, seen, k, used)
                    count = k
    return bound, count, used, n_lists


@njit(cache=True)
def _walk(posts: Any, state: _State, n_lists: Any, bound: Any, room: _Room, filled: Any) -> Any:
    """Put what follows the heads into the buffer, of each list down to the bound or to k posts;
    returns how much is in the buffer.
    """
    start, id = posts
    head, place, gone = state
    buffer, seen, lists = room
    k, count, used = filled
    for i in range(n_lists):
        a = lists[i]
        if head[a] <= bound:
            continue
        left = k - 1
        for at in range(place[a] + 1, start[a + 1]):
            post = id[at]
            if post <= bound or left == 0:
                break
            if _has(gone, post):
                continue
            left -= 1
            if _add(seen, post):
                buffer[count] = post
                count += 1
                used += 1
                if count == len(buffer):
                    bound, used = _halve(buffer, seen, k, used)
                    count = k
    return count


@njit(cache=True)
def _halve(buffer: np.ndarray, seen: np.ndarray, k: Any, used: Any) -> tuple[Any, Any]:
    """Leave the k newest in a full buffer; returns the new bound, and how much is in the table.

    The table may keep what left the buffer, until it is half full: that lies below the bound, and
    will not be asked for.
    """
    bound = _keep(buffer, len(buffer), k)
    if 2 * used < len(seen):
        return bound, used
    seen[:] = 0
    for i in range(k):
        _add(seen, buffer[i])
    return bound, k
