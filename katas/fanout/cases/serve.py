"""Cases of level serve: people who change their minds between two reads, and a day of reads."""

from __future__ import annotations

import numpy as np

from harness.kata import TWO_ALIVE, Case, Rng, Workload
from katas.traces import graph_rows, ranked_links, weighted_draws

from ..events import DELETE, FOLLOW, POST, READ, UNFOLLOW
from .long_streams import (
    deleted_one_after_the_other,
    more_of_all_than_16_bits,
    read_long_ago,
)
from .story import Story
from .traffic import Traffic, reads_of

__all__ = [
    "serve_example",
    "nothing_to_read",
    "read_your_batch",
    "own_posts",
    "follow_backfill",
    "unfollow",
    "follow_twice",
    "delete_refill",
    "delete_unknown",
    "busy_followee",
    "celebrity_above_full_page",
    "threshold_crossing",
    "long_history",
    "random_stream",
    "churn",
    "nobody_at_all_reads",
    "alone",
    "one_follows_one",
    "all_the_ids_there_are",
    "two_sites",
    "page_not_quite_full",
    "nothing_new_again",
    "all_but_the_oldest_deleted",
    "several_at_once",
    "deleted_before_it_is_posted",
]
DEPTH = tuple(
    maker.__name__
    for maker in (read_long_ago, deleted_one_after_the_other, more_of_all_than_16_bits)
)


def serve_example(rng: Rng) -> Case:
    """The example of the starter."""
    story = Story(rng, 3, [(0, 1), (0, 2)], shuffled=False)
    story.post(1, 101).post(2, 102).read(0).follow(2, 1).read(2).delete(1, 101).unfollow(0, 2)
    return story.post(1, 103).read(0).case()


def nothing_to_read(rng: Rng) -> Case:
    """Empty batches, readers who follow nobody or only the silent."""
    story = Story(rng, 5, [(0, 1), (2, 0)])
    story.cut().read(0).read(3).cut().cut().post(4).post(3).read(3).read(0).read(2).post(1)
    return story.read(0).cut().cut().case()


def read_your_batch(rng: Rng) -> Case:
    """Posts just before and just after a read of the same batch."""
    story = Story(rng, 4, [(0, 1), (0, 2), (3, 1)])
    for _ in range(4):
        story.post(1).read(0).post(2).read(0).read(3).post(1)
        gone = story.last(1)
        story.cut().read(0).delete(1, gone).read(0).unfollow(3, 1).read(3).follow(3, 1).read(3)
    return story.case()


def own_posts(rng: Rng) -> Case:
    """One does not read oneself, not even after following oneself."""
    story = Story(rng, 4, [(0, 1), (1, 0)])
    story.post(0).post(1).read(0).read(1).follow(0, 0).post(0).read(0).cut()
    return story.follow(2, 2).post(2).read(2).unfollow(2, 2).read(2).read(0).case()


def follow_backfill(rng: Rng) -> Case:
    """A new followee's old posts appear among those already on the page."""
    story = Story(rng, 6, [(0, 1), (0, 2)])
    for _ in range(int(rng.integers(8, 15))):
        story.post(1).post(3).post(2)
    story.read(0).cut().follow(0, 3).read(0).post(3).read(0).follow(4, 1).read(4)
    return story.cut().post(1).read(4).read(0).follow(5, 4).read(5).case()


def unfollow(rng: Rng) -> Case:
    """The posts of one who is left vanish at once, and are all back when followed again."""
    story = Story(rng, 5, [(0, 1), (0, 2), (3, 1)])
    for _ in range(6):
        story.post(1).post(2)
    story.read(0).read(3).unfollow(0, 1).read(0).post(1).read(0).read(3).cut()
    return story.follow(0, 1).read(0).post(1).unfollow(3, 1).read(3).read(0).case()


def follow_twice(rng: Rng) -> Case:
    """A second follow changes nothing, one unfollow ends both, and one never begun ends nothing."""
    story = Story(rng, 5, [(0, 1), (2, 1)])
    story.post(1).post(3).read(0).follow(0, 1).follow(0, 3).follow(0, 3).post(1).post(3).read(0)
    story.cut().unfollow(0, 1).post(1).read(0).unfollow(0, 3).read(0).unfollow(0, 4).read(0)
    return story.unfollow(2, 3).read(2).unfollow(0, 1).read(2).case()


def delete_refill(rng: Rng) -> Case:
    """Deleted posts give their places to older ones."""
    story = Story(rng, 5, [(0, 1), (0, 2), (3, 1)])
    posts = [story.post(1 + i % 2).last(1 + i % 2) for i in range(int(rng.integers(80, 110)))]
    story.read(0).read(3).cut()
    for number in (1, 2, 7, 49, 30):
        story.delete(1 + (len(posts) - number) % 2, posts[-number]).read(0)
    story.cut().delete(1 + 3 % 2, posts[3])
    return story.post(2).read(0).read(3).case()


def delete_unknown(rng: Rng) -> Case:
    """Ids nobody posted, ids deleted before, and ids of somebody else: nothing happens."""
    story = Story(rng, 5, [(0, 1), (0, 2)])
    story.post(1).post(2).post(1).post(2).read(0)
    gone, foreign = story.last(1), story.last(2)
    story.delete(1, gone + 1).read(0).delete(1, foreign).delete(3, foreign).read(0).delete(4, 1)
    story.delete(1, gone).read(0).cut().delete(1, gone).read(0).post(1).delete(1, gone)
    return story.delete(2, 1 << 62).read(0).case()


def busy_followee(rng: Rng) -> Case:
    """One followee has written nearly all of the page."""
    story = Story(rng, 5, [(0, 1), (0, 2), (0, 3)])
    for author in (2, 3, 2, 1, 3):
        story.post(author)
    for _ in range(int(rng.integers(45, 49))):
        story.post(1)
    return story.read(0).post(2).read(0).cut().post(1).read(0).case()


def celebrity_above_full_page(rng: Rng) -> Case:
    """All follow one account; its posts are due on pages that are full without them."""
    n_users = 40
    edges = [(user, 0) for user in range(1, n_users)] + [(user, 39) for user in range(1, 6)]
    story = Story(rng, n_users, edges)
    for number in range(60):
        story.post(39 if number % 9 else 0)
    story.read(1).read(2).post(0).read(1).cut().post(39).post(0).read(2).read(1).read(30)
    story.delete(0, story.last(0)).read(1).unfollow(2, 0).read(2)
    return story.read(1).case()


def threshold_crossing(rng: Rng) -> Case:
    """An account becomes famous, and then less so, between two of its posts."""
    n_users = 40
    story = Story(rng, n_users, [(1, 0), (2, 0), (1, 39)])
    story.post(0).post(39).read(1).post(0).read(2)
    for user in range(3, 38):
        story.follow(user, 0)
        if user % 6 == 0:
            story.post(0).read(1).read(user)
    story.cut().post(39).read(1).read(2).read(20)
    for user in range(3, 38):
        story.unfollow(user, 0)
    return story.post(0).post(0).read(1).read(2).read(20).case()


def long_history(rng: Rng) -> Case:
    """After a purge of the newest posts the page reaches far back."""
    story = Story(rng, 4, [(0, 1), (2, 1), (2, 3)])
    posts = [story.post(1).last(1) for _ in range(260)]
    story.read(0).post(3).read(2).cut()
    for gone in posts[-200:]:
        story.delete(1, gone)
    return story.read(0).read(2).cut().post(1).read(0).follow(3, 1).read(3).case()


def random_stream(rng: Rng) -> Case:
    """Everything at random between a handful of people, in batches of all sizes."""
    story = Story(rng, 8, _random_edges(rng, 8, 20))
    return _random_events(rng, story, 300, {READ: 8, POST: 6, FOLLOW: 2, UNFOLLOW: 2, DELETE: 1})


def churn(rng: Rng) -> Case:
    """Many posts, some readers who come back and some who do not."""
    story = Story(rng, 12, _random_edges(rng, 12, 70))
    return _random_events(rng, story, 900, {READ: 3, POST: 20, FOLLOW: 1, UNFOLLOW: 1, DELETE: 2})


def nobody_at_all_reads(rng: Rng) -> Case:
    """A site before its first account, on which nothing can happen."""
    return Story(rng, 0, []).cut().case()


def alone(rng: Rng) -> Case:
    """The first account of a site has nobody to read."""
    story = Story(rng, 1, []).read(0).cut().post(0).cut().read(0).follow(0, 0).read(0)
    return story.cut().delete(0, story.last(0)).unfollow(0, 0).read(0).case()


def one_follows_one(rng: Rng) -> Case:
    """A single edge and the two least ids there are."""
    story = Story(rng, 2, [(0, 1)]).read(0).post(1, 1).read(0).cut().read(0)
    return story.cut().delete(1, 1).read(0).post(1, 2).read(0).read(1).case()


def all_the_ids_there_are(rng: Rng) -> Case:
    """From the least id to the greatest; some agree in their lowest bits, or rounded to a float."""
    story = Story(rng, 4, [(0, 1), (0, 2), (1, 2), (2, 3), (3, 1)], shuffled=False)
    steps = [1, 2**8, 2**16, 2**24 + 1, 1, 2**32, 2**53, 1, 1]
    ids = np.cumsum([0, *rng.permutation(steps).tolist()])
    for tweet in [*(1 + ids), *(2**63 - 1 - ids[::-1])]:
        story.post(int(rng.integers(1, 4)), int(tweet)).read(0).read(3)
        if rng.random() < 0.2:
            story.cut().delete(*story.random_post()).read(0).follow(3, 2)
    author, newest = story.posts[-1]
    story.follow(0, 3).read(0).delete(author % 3 + 1, newest).read(0).delete(author, newest)
    return story.delete(author, newest - 1).read(0).read(3).case()


def two_sites(rng: Rng) -> Case:
    """Another site is alive, and ahead by a batch: nothing of it may be seen here."""
    story = Story(rng, 6, [(0, 1), (0, 2), (3, 1)])
    for _ in range(4):
        gone = story.post(1).read(0).read(3).post(2).post(4).last(2)
        story.cut().read(0).read(5).post(1).read(0).delete(2, gone).read(0)
        story.cut().read(3).follow(3, 4).follow(5, 1).read(3).read(5).unfollow(0, 2).read(0)
        story.cut().unfollow(3, 4).read(3).read(5).follow(0, 2).unfollow(5, 1).read(0).read(5)
    return {**story.case(), TWO_ALIVE: True}


def page_not_quite_full(rng: Rng) -> Case:
    """Pages of 49, 50 and 51 due, on the way up by posts and on the way down by deletes."""
    story = Story(rng, 6, [(0, 1), (0, 2), (3, 1)])
    posts = [story.post(1 + i % 2).last(1 + i % 2) for i in range(48)]
    for _ in range(3):
        posts.append(story.post(1 + len(posts) % 2).last(1 + len(posts) % 2))
        story.read(0).read(3)
    story.cut()
    for number in rng.permutation(51)[:4].tolist():
        story.delete(1 + number % 2, posts[number]).read(0).read(3)
    return story.unfollow(0, 2).read(0).follow(4, 2).read(4).post(2).read(4).case()


def nothing_new_again(rng: Rng) -> Case:
    """Follow again what is followed, unfollow what is not, delete what is gone, and come back."""
    story = Story(rng, 6, [(0, 1), (2, 1), (2, 3)])
    first = story.post(1).post(3).post(1).last(1)
    story.read(0).read(2).follow(0, 1).read(0).unfollow(0, 3).read(0).follow(0, 0).read(0)
    for _ in range(2):
        story.unfollow(0, 1).read(0).unfollow(0, 1).follow(0, 1).read(0).follow(0, 3).read(0)
        story.cut().delete(1, first).read(0).delete(1, first).read(2).post(1).read(0)
        story.unfollow(0, 3).delete(3, story.last(1)).read(0).delete(1, story.newest + 9).read(2)
        first = story.last(1)
    return story.delete(1, 2**63 - 1).unfollow(4, 4).read(4).read(0).case()


def all_but_the_oldest_deleted(rng: Rng) -> Case:
    """300 posts, of which the oldest three stay: on fresh pages, kept ones, and followed late."""
    story = Story(rng, 5, [(0, 1), (2, 1)])
    posts = [story.post(1).last(1) for _ in range(300)]
    story.read(0).cut()
    for gone in rng.permutation(posts[3:]).tolist():
        story.delete(1, gone)
    return story.read(0).cut().read(2).follow(3, 1).read(3).post(1).read(0).read(2).case()


def several_at_once(rng: Rng) -> Case:
    """Between two reads several are left and followed, and posts of several are deleted."""
    story = Story(
        rng, 12, [(0, other) for other in range(1, 7)] + [(11, other) for other in (1, 2)]
    )
    for round_ in range(5):
        for _ in range(12):
            story.post(int(rng.integers(1, 10)))
        story.read(0).read(11).cut()
        one, other = (1 + rng.permutation(9)[:2]).tolist()
        story.unfollow(0, one).unfollow(0, other).follow(11, one).follow(11, other)
        for author in {story.posts[-n][0] for n in range(1, 5)}:
            story.delete(author, story.last(author))
        if round_ % 2:
            story.follow(0, one).follow(0, 1 + round_).unfollow(11, other)
        story.post(other).post(one).read(0).read(11)
    return story.case()


def deleted_before_it_is_posted(rng: Rng) -> Case:
    """An id is deleted before it is posted, which does nothing: posted later, it is there."""
    story = Story(rng, 5, [(0, 1), (0, 2), (3, 1)])
    for round_ in range(4):
        coming = story.post(2).newest + int(rng.integers(1, 2_000))
        story.delete(1, coming).read(0).delete(2, coming)
        if round_ % 2:
            story.cut()
        story.post(1, coming).read(0).read(3).follow(4, 1).read(4)
        if round_ > 1:
            story.delete(1, coming).read(0).read(3)
    return story.post(1).read(0).read(3).case()


def _random_edges(rng: Rng, n_users: int, n_edges: int) -> list[tuple[int, int]]:
    pairs = rng.integers(0, n_users, (n_edges, 2)).tolist()
    return [(follower, followed) for follower, followed in pairs if follower != followed]


def _random_events(rng: Rng, story: Story, n_events: int, weights: dict[int, int]) -> Case:
    kinds = weighted_draws(rng, np.array([weights[kind] for kind in sorted(weights)]), n_events)
    for kind in kinds.tolist():
        user, other = rng.integers(0, story.n_users, 2).tolist()
        if kind == DELETE:
            user, other = story.random_post()
        story.event(kind, user, other)
        if rng.random() < 0.03:
            story.cut()
    return story.case()


def _make_timeline_reads(rng: Rng) -> Case:
    """A history of 120,000 posts, then batches of 20,000 reads, 400 posts and second thoughts."""
    n_users = 20_000
    follower, followed = ranked_links(rng, n_users, 26)
    start, user = graph_rows(n_users, follower, followed)
    popularity = np.bincount(user, minlength=n_users) + 1.0
    traffic = Traffic(rng, np.repeat(np.arange(n_users), np.diff(start)), user, popularity)
    batches = [traffic.history(posts=120_000, reads=20_000)]
    batches += [traffic.batch(reads=20_000, posts=400, changes=30) for _ in range(12)]
    return {"n_users": n_users, "start": start, "user": user, "batches": batches}


WORKLOADS: dict[str, Workload] = {
    "timeline_reads": Workload(_make_timeline_reads, reads_of, "reads"),
}
