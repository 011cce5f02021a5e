"""timeline-merge: look at the head of every list, and into a list only where its head survives.

Only lists with one of the k newest different heads can have a post on a page of k: were a post of
another list on it, the k newer heads would be there too. So a page costs one look at each list and
a walk into a few. The rule that ends it, a bound that nothing unseen can pass, is that of Fagin,
Lotem and Naor, "Optimal aggregation algorithms for middleware", PODS 2001.

Bound    A buffer takes every post newer than `bound`. When it is full, its k newest stay (or a few
         more, which is less to select), and the oldest of these is the new
         bound: soon almost every look ends at one comparison. First come all heads, then what
         follows the heads that are still above the bound.

newest        One request. The loop over the heads does nothing else as long as they are old, so
              that the processor has a dozen of them on the way at once; asking ahead was slower
              with 5,000 lists and faster with 100,000; the limit between them is a guess. An
              empty list is noticed only where the head it seems to have, that of the list behind
              it, would pass the bound.
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
         Others are left to numpy, which sorts rows with vector instructions.

Distance   Two virtual cores of an AMD EPYC without AVX-512, 2026-11-28; medians of rounds in one
           process. np.partition and np.sort get the posts of the followed lists gathered for
           nothing, and `newest` is 5.3 times as fast with 100 lists and a page of 50 (aim: 6), 21
           with 1,000 and 50 (18), 5.2 with 1,000 and 800 (5.5), 19 with 5,000 and 50 (25) and 7.5
           with 5,000 and 800 (15), for four requests in turn. One request repeated keeps more of
           its heads in the cache: 25 with 5,000 and 50, beside another job. What is missing with
           100 lists is the call: passing four arrays to compiled code takes about 1 of 2.7 us, and
           reading every head less than 0.2 (both measured a day before, on a busy machine). With
           5,000, each head is a line of memory of its own: 44 us for 5,000, and 28 where more of
           them are in the cache. With 800, by estimate 2,000 heads pass a bound that is still
           rising, each a branch guessed wrong. A page of `newest_many` is further from its floor:
           about 160 ids are looked up in the small table and up to 150 in that of the deleted, and
           a request that reads on moves the heads it finds above its limit, each a line of its own.
           Against the k-way heap of the rung `numba` it is 1.4 times as fast at `paging`, 5.1 at
           `thousand_follows`, 1.6 at `long_pages`, 1.1 at `home_and_fifty`, 4.4 at `final_whistle`:
           where a page takes from each list it follows, there is little to prune, and a heap is
           nearly as good. The next aim is twice the heap everywhere.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, types
from numba.core import cgutils
from numba.extending import intrinsic

U = np.uintp
"""An index that is never negative: numba need not ask whether it counts from the end."""
_COUNTED = 64
"""Pages up to this size are sorted by counting."""
_SPARE = 64
"""Room for more than two pages, so that small pages do not fill it at once."""
_LEAST_ROOM = 96
_FAR = 16_384
_BLOCK = 128
_SAMPLE = 256
_AHEAD = 8
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
    start, id = posts
    k = len(page)
    if k > _COUNTED:
        found = np.empty(2 * k + _SPARE, np.int64)
        found = found[: _newest(start, id, authors, found, k)]
        found.sort()
        due = found[::-1][:k]
        page[: len(due)] = due
    elif k > 0:
        _short(start, id, authors, page)


@njit(cache=True)
def _short(start: np.ndarray, id: np.ndarray, authors: np.ndarray, page: np.ndarray) -> None:
    """A post's place is the number of newer ones; zeros behind the last fill a vector."""
    k = len(page)
    found = np.empty(2 * k + _SPARE, np.int64)
    count = _newest(start, id, authors, found, k)
    padded = (count + 15) & -16
    for i in range(count, padded):
        found[U(i)] = 0
    for i in range(count):
        post = found[U(i)]
        newer = 0
        for j in range(padded):
            newer += found[U(j)] > post
        if newer < k:
            page[U(newer)] = post


@njit(cache=True)
def _newest(
    start: np.ndarray, id: np.ndarray, authors: np.ndarray, buffer: np.ndarray, k: Any
) -> Any:
    """Fill the buffer with posts of which the k newest are the page; returns how many."""
    last = len(id) - 1
    if last < 0:
        return 0
    full = len(buffer)
    other = np.empty(len(buffer), np.int64)
    lists = np.empty(len(authors) + 1, np.int32)
    count, n_lists, bound = 0, 0, np.int64(0)
    ahead = len(authors) - 24 if len(authors) > _FAR else 0
    for f in range(len(authors)):
        if f < ahead:
            _prefetch(start, U(authors[U(f + 24)]))
            _prefetch(id, start[U(authors[U(f + 12)])])
        a = authors[U(f)]
        post = id[U(min(start[U(a)], last))]
        if post > bound and start[U(a)] < start[U(a + 1)]:
            lists[U(n_lists)] = a
            n_lists += 1
            buffer[U(count)] = post
            count += 1
            if count == full:
                bound, count = _keep(buffer, other, count, k, k + (k >> 3))
    if count > k:
        bound, count = _keep(buffer, other, count, k, k + (k >> 3))
    for i in range(n_lists):
        at, end = start[U(lists[U(i)])], start[U(lists[U(i)] + 1)]
        if id[U(at)] <= bound:
            continue
        at += 1
        while at < end and id[U(at)] > bound:
            buffer[U(count)] = id[U(at)]
            count += 1
            at += 1
            if count == full:
                bound, count = _keep(buffer, other, count, k, k + (k >> 3))
    if count > k + (k >> 2):
        bound, count = _keep(buffer, other, count, k, k + (k >> 3))
    return count


@njit(cache=True)
def _keep(buffer: np.ndarray, other: np.ndarray, count: Any, k: Any, most: Any) -> tuple[Any, Any]:
    """Bring the k newest of `count` different ids to the front, or up to `most` of the newest;
    returns the oldest of them, and how many they are.

    Quickselect. What is newer than the pivot goes to the front and the rest to `other`, by stores
    that are made in any case: a branch would be guessed wrong half of the time, and a swap would
    have to wait for the one before it.
    """
    kept, left = 0, count  # buffer[:kept] stays, buffer[kept:left] is in question
    while True:
        n = left - kept
        a, b, c = buffer[U(kept)], buffer[U(kept + (n >> 1))], buffer[U(left - 1)]
        pivot = max(a, c) if n == 2 else max(min(a, b), min(max(a, b), c))
        newer, older = kept, 0
        for i in range(kept, left):
            post = buffer[U(i)]
            passes = post >= pivot
            other[U(older)] = post
            buffer[U(newer)] = post
            newer += passes
            older += not passes
        if newer < k:
            for i in range(older):
                buffer[U(newer + i)] = other[U(i)]
            kept = newer
        else:
            left = newer
            if newer <= most or n == 1:
                return pivot, newer


def newest_many(posts: Any, requests: Any, deleted: np.ndarray, pages: np.ndarray) -> None:
    """Fill pages[r] with the newest posts of request r that are left, newest first, each once."""
    start, id = posts
    begin, author, after, upto = requests
    if pages.size == 0:
        return
    head = np.empty(len(start) - 1, np.int64)
    state = head, np.empty_like(head), _table(len(deleted))
    buffer = np.empty(max(2 * pages.shape[1], _LEAST_ROOM), np.int64)
    lists = np.zeros(int(np.diff(begin).max()) + _AHEAD + 1, np.int32)
    scratch = np.empty((2, max(len(buffer), _SAMPLE)), np.int64)
    room = buffer, _table(2 * len(buffer)), lists, scratch[0], scratch[1]
    _heads(start, id, deleted, state)
    order = np.argsort(upto)[::-1].copy()
    _newest_many(start, id, (begin, author, after, upto, order), state, room, pages)
    pages.sort(axis=1)
    np.negative(pages, out=pages)


_State = tuple[np.ndarray, np.ndarray, np.ndarray]
"""The id of each author's head, where it stands in `posts.id`, and the table of deleted ids."""
_Room = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]
"""The buffer, the table of the posts in it, the lists to walk, and two arrays to work with."""


def _table(count: int) -> np.ndarray:
    """An open table in which 0 is a free place; at most half of it will be taken."""
    return np.zeros(1 << (2 * count).bit_length(), np.int64)


@njit(cache=True)
def _heads(start: np.ndarray, id: np.ndarray, deleted: np.ndarray, state: _State) -> None:
    """Each author's newest post that is not deleted; 0 where there is none."""
    for i in range(len(deleted)):
        _add(state[2], deleted[i])
    for a in range(len(start) - 1):
        _move(start, id, state, a, start[a])


@njit(cache=True)
def _add(table: np.ndarray, id: Any) -> Any:
    """Put an id into an open table, in which 0 is a free place; False where it is there already."""
    mask = U(len(table) - 1)
    slot = U((np.uint64(id) * _MIX) >> np.uint64(32)) & mask
    while table[slot] != 0:
        if table[slot] == id:
            return False
        slot = (slot + U(1)) & mask
    table[slot] = id
    return True


@njit(cache=True)
def _has(table: np.ndarray, id: Any) -> Any:
    mask = U(len(table) - 1)
    slot = U((np.uint64(id) * _MIX) >> np.uint64(32)) & mask
    while table[slot] != 0:
        if table[slot] == id:
            return True
        slot = (slot + U(1)) & mask
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


@njit(cache=True)
def _newest_many(
    start: np.ndarray, id: np.ndarray, requests: Any, state: _State, room: _Room, pages: np.ndarray
) -> None:
    """Leave pages whose ids are negated and in no order: sorted, the empty places come last."""
    begin, author, after, upto, order = requests
    posts, buffer, other, k = (start, id), room[0], room[3], pages.shape[1]
    for r in order:
        authors = author[begin[r] : begin[r + 1]]
        guess = _guess(posts, state, authors, (after[r], upto[r]), room, k)
        while True:
            bound, count, used, n_lists = _look(posts, state, authors, (guess, upto[r]), room, k)
            if count >= k or guess <= after[r]:
                break
            guess = after[r]
        if count >= k:
            bound, count = _keep(buffer, other, count, k, k + (k >> 3))
        count = _walk(posts, state, n_lists, bound, room, (k, count, used))
        if count > k:
            count = _keep(buffer, other, count, k, k)[1]
        page = pages[r]
        for i in range(count):
            page[U(i)] = -buffer[U(i)]


@njit(cache=True)
def _guess(
    posts: Any, state: _State, authors: np.ndarray, cursors: Any, room: _Room, k: Any
) -> Any:
    """A bound that about 2 k heads are above, from a few of them; `after` where lists are few."""
    after, upto = cursors
    if len(authors) < 8 * k:
        return after
    size = min(_SAMPLE, 6 * len(authors) // k)
    step = len(authors) // size
    seen, other, sample = room[1], room[3], room[4]
    seen[:] = 0
    count = 0
    for i in range(size):
        a = np.int64(authors[U(i * step)])
        post = state[0][a]
        if post > upto:
            post = _move_below(posts[0], posts[1], state, a, upto)
        if post > after and _add(seen, post):
            sample[count] = post
            count += 1
    rank = max(2, 2 * k * size // len(authors))
    return _keep(sample, other, count, rank, rank + (rank >> 2))[0] if rank <= count else after


@njit(cache=True)
def _look(
    posts: Any, state: _State, authors: np.ndarray, cursors: Any, room: _Room, k: Any
) -> tuple[Any, Any, Any, Any]:
    """Put the heads above the bound into the buffer.

    A block of heads is compared without a branch, and only those above the bound are looked at.
    Returns the new bound, how much is in the buffer and in its table, and how many lists to walk.
    """
    bound, upto = cursors
    id, head, place = posts[1], state[0], state[1]
    buffer, seen, lists, other = room[0], room[1], room[2], room[3]
    seen[:] = 0
    count, used, n_lists = 0, 0, 0
    for block in range(0, len(authors), _BLOCK):
        last = n_lists
        for f in range(block, min(block + _BLOCK, len(authors))):
            lists[U(last)] = authors[f]
            last += head[U(authors[f])] > bound
        for i in range(n_lists, last):
            _prefetch(id, place[U(lists[U(i + _AHEAD)])])
            a = np.int64(lists[U(i)])
            post = head[U(a)]
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
                    bound, count, used = _halve(buffer, seen, other, k, used)
    return bound, count, used, n_lists


@njit(cache=True)
def _walk(posts: Any, state: _State, n_lists: Any, bound: Any, room: _Room, filled: Any) -> Any:
    """Put what follows the heads into the buffer, of each list down to the bound or to k posts;
    returns how much is in the buffer.
    """
    start, id = posts
    head, place, gone = state
    buffer, seen, lists, other = room[0], room[1], room[2], room[3]
    k, count, used = filled
    for i in range(n_lists):
        a = np.int64(lists[U(i)])
        if head[U(a)] <= bound:
            continue
        left = k - 1
        for at in range(place[U(a)] + 1, start[U(a + 1)]):
            post = id[U(at)]
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
                    bound, count, used = _halve(buffer, seen, other, k, used)
    return count


@njit(cache=True)
def _halve(
    buffer: np.ndarray, seen: np.ndarray, other: np.ndarray, k: Any, used: Any
) -> tuple[Any, Any, Any]:
    """Leave about the k newest in a full buffer; returns the new bound, and how much is in the
    buffer and in the table.

    The table may keep what left the buffer, until it is half full: that lies below the bound, and
    will not be asked for.
    """
    bound, count = _keep(buffer, other, len(buffer), k, k + (k >> 3))
    if 2 * used < len(seen):
        return bound, count, used
    seen[:] = 0
    for i in range(count):
        _add(seen, buffer[i])
    return bound, count, count
