"""Cases of level fail-whale: small sites with celebrities, and a goal in the World Cup."""

from __future__ import annotations

import numpy as np

from harness.kata import TWO_ALIVE, Case, Rng, Workload
from katas.traces import graph_rows, ranked_links

from .story import Story
from .traffic import Traffic, reads_of

__all__ = [
    "burst",
    "stars_in_turn",
    "deleted_in_the_burst",
    "left_in_the_burst",
    "joined_in_the_burst",
    "rises_in_the_burst",
    "falls_in_the_burst",
    "back_after_the_burst",
    "taken_back_by_the_famous",
    "two_sites_in_a_burst",
]
DEPTH = ("long_log_of_a_star",)

STARS = (0, 1)
CROWD = 130
"""Accounts of the small sites: enough that a star is far more famous than any other family's."""


def _site(rng: Rng, n_stars: int, fans: int) -> Story:
    """Accounts 0.. are stars with so many followers each; 120.. are ordinary, 2 to 119 read."""
    readers = range(2, CROWD - 10)
    edges = [(user, star) for star in STARS[:n_stars] for user in readers[:fans]]
    edges += [(user, int(rng.integers(CROWD - 10, CROWD))) for user in readers]
    edges += [(user, CROWD - 1) for user in range(2, 12)]
    return Story(rng, CROWD, edges)


def burst(rng: Rng) -> Case:
    """A hundred posts of one star, reads and ordinary posts among them, in one batch and beyond."""
    story = _site(rng, 1, 110)
    story.post(CROWD - 1).post(CROWD - 2).read(5).read(6).cut()
    for number in range(100):
        story.post(0)
        if number % 3 == 0:
            story.post(CROWD - 1 - number % 10)
        if number % 7 == 0:
            story.read(5).read(int(rng.integers(2, CROWD - 10)))
        if number % 40 == 39:
            story.cut()
    return story.read(5).read(6).read(7).cut().post(CROWD - 1).read(6).read(8).case()


def stars_in_turn(rng: Rng) -> Case:
    """Two stars answer each other; most follow both, some one of them."""
    story = _site(rng, 2, 100)
    for user in (40, 41):
        story.unfollow(user, 1)
    for number in range(60):
        story.post(number % 2)
        if number % 5 == 0:
            story.post(CROWD - 1).read(3)
        if number % 9 == 0:
            story.read(40).read(int(rng.integers(2, 100)))
    return story.cut().read(3).read(40).read(41).read(99).case()


def deleted_in_the_burst(rng: Rng) -> Case:
    """The star takes back posts that some have read and others have not."""
    story = _site(rng, 1, 110)
    for number in range(90):
        story.post(0)
        if number % 10 == 4:
            gone = story.last(0)
            story.read(4).delete(0, gone).read(4).read(5 + number % 50)
        if number % 16 == 3:
            story.post(CROWD - 1).delete(0, story.posts[-3][1] if number > 30 else 1)
    return story.cut().delete(0, story.last(0)).read(4).read(60).read(2).case()


def left_in_the_burst(rng: Rng) -> Case:
    """Readers unfollow the star in the middle of its posts, and some come back."""
    story = _site(rng, 1, 110)
    story.post(CROWD - 1).post(0).read(3).read(4).read(5).cut()
    for number in range(40):
        story.post(0)
        if number == 10:
            story.read(3).unfollow(3, 0).read(3).unfollow(4, 0)
        if number == 20:
            story.read(3).read(4).follow(4, 0).read(4)
        if number % 8 == 0:
            story.post(CROWD - 1).read(5)
    return story.cut().read(3).read(4).read(5).follow(3, 0).read(3).case()


def joined_in_the_burst(rng: Rng) -> Case:
    """New followers of a star get its older posts too, among those they had."""
    story = _site(rng, 1, 100)
    for number in range(50):
        story.post(0)
        if number % 4 == 0:
            story.post(CROWD - 1)
        if number in (12, 30):
            user = 104 + number % 12
            story.read(user).follow(user, 0).read(user).post(0).read(user)
    return story.cut().read(104).follow(119, 0).read(119).post(0).read(119).case()


def rises_in_the_burst(rng: Rng) -> Case:
    """An account becomes famous while it posts: each post is seen by all, and once."""
    story = _site(rng, 1, 20)
    for user in range(22, CROWD - 10):
        story.follow(user, 0)
        if user % 2:
            story.post(0)
        if user % 8 == 0:
            story.post(CROWD - 1).read(3).read(user)
    return story.cut().post(0).read(3).read(30).read(118).case()


def falls_in_the_burst(rng: Rng) -> Case:
    """An account loses nearly all its followers between its posts."""
    story = _site(rng, 1, 110)
    for number in range(20):
        story.post(0)
        if number % 4 == 0:
            story.read(3)
    for user in range(10, 112):
        story.unfollow(user, 0)
        if user % 12 == 0:
            story.post(0).read(3)
    story.cut().read(3).read(4).post(0).post(0).read(3).read(5)
    return story.follow(50, 0).post(0).read(50).read(4).case()


def back_after_the_burst(rng: Rng) -> Case:
    """Readers who were there before come back after more of the star than a row holds."""
    story = _site(rng, 1, 110)
    for _ in range(60):
        story.post(CROWD - 1)
    story.read(3).read(4).read(5).cut()
    for number in range(int(rng.integers(60, 180))):
        story.post(0)
        if number % 6 == 0:
            story.post(CROWD - 1)
    story.read(3).cut().post(CROWD - 1).read(4).post(0).read(3).read(4)
    for _ in range(8):
        story.delete(0, story.posts[int(rng.integers(-50, 0))][1])
    return story.read(3).read(5).case()


def taken_back_by_the_famous(rng: Rng) -> Case:
    """An account with thousands of followers takes back most of what readers have on their pages.

    So famous that any threshold is below it: who erases its posts from rows that he keeps must
    notice that a page is no longer full.
    """
    n_users = 3_000
    edges = [(user, 0) for user in range(1, n_users)] + [(user, 1) for user in range(2, 60)]
    story = Story(rng, n_users, edges)
    story.post(1).post(1)
    for _ in range(200):
        story.post(0)
    story.read(2).read(70).cut()
    for number in range(1, int(rng.integers(25, 60))):
        story.delete(0, story.posts[-number][1])
    story.read(2).read(70).read(71).cut().post(0).read(2)
    for number in range(60, 90):
        story.delete(0, story.posts[-number][1])
    return story.read(2).read(70).post(1).read(3).case()


def two_sites_in_a_burst(rng: Rng) -> Case:
    """Another site is alive, on which the star posts, rises, falls and takes back a batch ahead."""
    story = _site(rng, 1, 70)
    for number in range(6):
        story.cut().read(5).read(100).post(0).post(0).read(5).post(CROWD - 1).read(6)
        story.cut().read(5).delete(0, story.last(0)).read(5).read(6).follow(100 + number, 0)
        story.read(100 + number).cut().unfollow(5, 0).read(5).read(100).follow(5, 0).read(5)
    return {**story.case(), TWO_ALIVE: True}


def long_log_of_a_star(rng: Rng) -> Case:
    """A star, followed by most of a small site, posts 70,000 times between two reads of some."""
    story = _site(rng, 2, 110)
    for _ in range(40):
        story.post(1)
    first = story.post(1).post(CROWD - 1).read(3).read(4).read(5).last(1)
    story.unfollow(4, 0).unfollow(5, 0).cut()
    for number in range(70_000):
        story.post(0)
        if number % 30_000 == 0:
            story.cut().read(6)
    story.cut().read(3).read(4).delete(0, story.posts[-9][1]).delete(1, first).read(4).read(6)
    story.post(1).read(3).read(5).follow(5, 0).read(5).unfollow(3, 0).read(3).follow(4, 0)
    return story.read(4).read(60).case()


N_USERS = 100_000
CALM, RUSH = 1_200, 24_000
READS = (CALM, *8 * (RUSH,), *3 * (CALM,))
"""Reads of each second: the match begins, and is over."""
GOAL = 1
"""The second in which the account posts a hundred times."""
POSTS_OF_THE_STAR = 100
TAKEN_BACK = 3
"""Two seconds after the goal the star takes ten of its posts back."""


def _make_world_cup(rng: Rng) -> Case:
    """Twelve seconds of 200 posts each; in one of them an account half of all follow posts 100.

    Two thirds of the reads come from those who follow many: a pull is dear where it is wanted. All
    have read once before, so that a push finds a row everywhere.
    """
    star = int(rng.integers(N_USERS))
    follower, followed = ranked_links(rng, N_USERS, 20)
    fans = rng.permutation(N_USERS)[: N_USERS // 2]
    ordinary = followed != star
    left = np.concatenate([follower[ordinary], fans])
    right = np.concatenate([followed[ordinary], np.full(len(fans), star)])
    start, user = graph_rows(N_USERS, left, right)
    popularity = np.bincount(user, minlength=N_USERS) + 1.0
    traffic = Traffic(rng, np.repeat(np.arange(N_USERS), np.diff(start)), user, popularity)
    keen = traffic.activity * np.diff(start) ** 2.0
    traffic.activity = 2 * keen / keen.sum() + traffic.activity / traffic.activity.sum()
    batches = [traffic.history_read_by_all(posts=100_000)]
    for second, reads in enumerate(READS):
        loud = POSTS_OF_THE_STAR if second == GOAL else 1
        gone = traffic.latest_of(star, 10) if second == TAKEN_BACK else None
        batches.append(
            traffic.batch(reads, posts=200, changes=10, by={star: loud}, taken_back=gone)
        )
    return {"n_users": N_USERS, "start": start, "user": user, "batches": batches}


WORKLOADS: dict[str, Workload] = {
    "world_cup": Workload(_make_world_cup, reads_of, "reads"),
}
