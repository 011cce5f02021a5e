"""timeline-merge: the newest posts of many sorted lists (level newest, then all the others).

What still raises NotImplementedError counts as not started. Arrays you are given are read-only;
arrays to fill arrive zeroed, and nothing is returned. With numba write @njit(cache=True) and leave
the signature out: explicit ones do not match read-only arrays.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Posts(NamedTuple):
    """The posts of author a: id[start[a]:start[a + 1]], newest first; there may be none.

    0 to 1,000,000 authors, 0 to 10,000,000 posts, as many as that in one list.
    """

    start: np.ndarray  # int64[A + 1]
    id: np.ndarray  # int64[E], 1 to 2**63 - 1, strictly falling within an author; larger is newer


class Requests(NamedTuple):
    """Request r asks for the posts of author[begin[r]:begin[r + 1]] with after < id <= upto.

    0 to 100,000 requests, in any order, with 0 to 10,000,000 authors in all.
    """

    begin: np.ndarray  # int64[R + 1]
    author: np.ndarray  # int32[F], in any order; a request may have none
    after: np.ndarray  # int64[R], 0 to 2**63 - 1; 0 where nothing was seen
    upto: np.ndarray  # int64[R], 0 to 2**63 - 1; the last where there is no such limit


def newest(posts: Posts, authors: np.ndarray, page: np.ndarray) -> None:
    """Fill `page` with the newest posts of the authors, newest first.

    posts    of A authors, numbered from 0; here no id is in two lists
    authors  int32[F], 0 to 1,000,000 of them, all different, in any order
    page     int64[k], 0 to 1,000 places to fill; those that stay empty are 0

    Example: author 0 wrote 109, 104 and 101, author 1 nothing, author 2 108, 107 and 102.

    >>> posts = Posts(np.array([0, 3, 3, 6]), np.array([109, 104, 101, 108, 107, 102]))
    >>> page = np.zeros(4, np.int64)
    >>> newest(posts, np.array([2, 1, 0], np.int32), page)
    >>> page.tolist()
    [109, 108, 107, 104]
    """
    raise NotImplementedError


def newest_many(posts: Posts, requests: Requests, deleted: np.ndarray, pages: np.ndarray) -> None:
    """Fill pages[r] with the newest posts that request r asks for, newest first.

    posts     here an id may be in several lists (somebody passed it on): it is shown once
    requests  an author may be in a request twice; cursors may leave nothing, as after >= upto does
    deleted   int64[D], 0 to 10,000,000 ids that are shown to nobody, ascending, each once; any
              number of them may follow each other in a list, and some may be in none
    pages     int64[R, k], to fill; places that stay empty are 0; at most 10,000,000 places in all

    Repeated and deleted ids take no place on the page: older posts move up.

    Example: as above, but author 2 has passed on 104, and 107 is deleted. The second request is for
    the page after 104, the third for what is new since 104.

    >>> posts = Posts(np.array([0, 3, 3, 7]), np.array([109, 104, 101, 108, 107, 104, 102]))
    >>> begin, author = np.array([0, 3, 6, 7]), np.array([0, 1, 2, 0, 1, 2, 2], np.int32)
    >>> requests = Requests(begin, author, np.array([0, 0, 104]), np.array([2**63 - 1, 103, 110]))
    >>> pages = np.zeros((3, 3), np.int64)
    >>> newest_many(posts, requests, np.array([107]), pages)
    >>> pages.tolist()
    [[109, 108, 104], [102, 101, 0], [108, 0, 0]]
    """
    raise NotImplementedError
