"""Streams with more of everything than 16 bits count: what matters is old when it is asked for."""

from __future__ import annotations

from harness.kata import Case, Rng

from .story import Story


def read_long_ago(rng: Rng) -> Case:
    """Old posts of the quiet, old follows and old rows: 66,000 posts and more reads lie between."""
    story = Story(rng, 12, [(0, 1), (5, 1), (5, 2), (7, 1), (7, 2), (8, 1), (11, 2)])
    quiet = [story.post(1).last(1) for _ in range(60)]
    story.follow(3, 1).read(8).read(7).delete(1, quiet[5]).unfollow(8, 1).cut()
    for number in range(66_000):
        story.post(2)
        if number % 20_000 == 0:
            story.read(5).read(9).cut()
    for _ in range(70_000):
        story.read(9)
    story.read(11)
    story.cut().read(0).read(3).follow(4, 1).read(4).read(5).unfollow(5, 2).read(5).read(7).cut()
    for gone in (quiet[5], quiet[0], quiet[30], quiet[59], story.posts[70][1]):
        story.delete(1, gone)
    story.delete(2, story.posts[-1][1]).delete(2, story.posts[-2][1])
    story.read(0).read(3).read(4).read(5).read(7).follow(8, 1).read(8).unfollow(7, 2).read(7)
    return story.case()


def deleted_one_after_the_other(rng: Rng) -> Case:
    """One posts over 65,600 times and takes all back but for the oldest, the newest first."""
    story = Story(rng, 6, [(0, 1), (3, 1), (3, 2)])
    kept = int(rng.integers(3, 50))
    posts = [story.post(1).last(1) for _ in range(65_600 + kept)]
    story.post(2).read(0).cut()
    for gone in posts[:kept:-1]:
        story.delete(1, gone)
    story.cut().read(0).read(3).delete(1, posts[-1]).delete(1, posts[kept]).delete(1, posts[kept])
    return story.follow(4, 1).read(4).read(0).read(3).delete(1, posts[0]).read(0).read(4).case()


def more_of_all_than_16_bits(rng: Rng) -> Case:
    """As many accounts as there may be: one follows 70,000 of them, and is followed by as many, and
    70,000 follow somebody new; some numbers agree in 16 bits.
    """
    n_users, many, one = 100_000, 70_000, int(rng.integers(9, 900))
    edges = [(0, user) for user in range(9, many + 9)]
    edges += [(user, 1) for user in range(9, many + 9)]
    edges += [(n_users - 1, one), (2, one + 2**16), (one, 5)]
    story = Story(rng, n_users, edges, shuffled=False)
    story.post(one).post(n_users - 2).post(one + 2**16).post(1).read(0).read(2).cut()
    for user in range(many):
        story.follow(user + 9, user + 10)
    story.post(1).post(5).cut()
    for user in range(many):
        story.unfollow(user + 9, user + 10)
    story.cut().read(0).read(2).read(n_users - 1).read(one).read(one + 2**16).follow(2, one)
    story.delete(one, story.last(one)).read(0).read(2).unfollow(0, one + 2**16).read(0)
    return (
        story.follow(3, n_users - 2)
        .read(3)
        .unfollow(one, 1)
        .read(one)
        .read(one - 1)
        .follow(0, n_users - 2)
        .read(0)
        .case()
    )
