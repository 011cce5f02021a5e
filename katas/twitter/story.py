"""What is told of an evening after it: what broke first, the life of one post, four curves; and the
same evening with one decision changed.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence

import numpy as np

from harness.kata import Answers, Case

from .bounds import by_threshold, holds
from .world import Measures, Outcome, Site, last_of, measures, play
from .world.costs import DELIVERY_US, STALE_MS, TICK_MS, WINDOW_MS
from .world.graph import STAR
from .world.measures import windows
from .world.site import REBUILD, REFUSE, Question

QUESTION = "What breaks first?"
OPTIONS = ("deliveries", "merges", "memory", "nothing")
"""The guesses one may make before the evening."""
DELIVERIES, MERGES, MEMORY, NOTHING = range(4)
LINES_MAX = 5
Event = tuple[float, str]
"""When, in s, and what."""


def fact(case: Case) -> int:
    """What broke first, by its place in OPTIONS."""
    found = [(events[0][0], which) for which, events in _broken(_outcome(case).site) if events]
    return min(found)[1] if found else NOTHING


def chain(case: Case) -> list[str]:
    """From the first threshold that was crossed to what readers saw, in five lines at most."""
    site = _outcome(case).site
    events = [event for _, some in _broken(site) for event in some[:1]] + _seen(site)
    told = [f"{at_s:5.1f} s  {text}" for at_s, text in sorted(events)]
    return told[:LINES_MAX] or ["nothing was late, lost or crowded"]


def curves(case: Case) -> dict[str, list[float]]:
    """What one looks at in such an evening: a value a tick."""
    site = _outcome(case).site
    ticks, found = site.history.ticks, windows(site)
    p99_ms, bad_ppm = (np.repeat(each, WINDOW_MS // TICK_MS) for each in found[1:])
    return {
        "reads a second": [10.0 * reads for reads in ticks["reads"]],
        "a delivery waits, s": [ms / 1000 for ms in ticks["deliver_wait_ms"]],
        "a read waits, s": [ms / 1000 for ms in ticks["read_wait_ms"]],
        "p99 of a page, s": [ms / 1000 for ms in p99_ms.tolist()],
        "bad pages, %": [ppm / 10_000 for ppm in bad_ppm.tolist()],
    }


def life(case: Case) -> list[str]:
    """One post: the first of the star, or else the one that took longest to arrive."""
    site = _outcome(case).site
    if not len(site.load.post_us):
        return ["nobody posted"]
    star = np.flatnonzero(site.load.post_author == STAR)
    ends_us = _ends_us(site)
    post = int(star[0]) if len(star) else int((ends_us - site.load.post_us).argmax())
    posted_us, author = int(site.load.post_us[post]), int(site.load.post_author[post])
    followers = int(site.graph.upto[author, 5])
    lines = [f"{posted_us / 1e6:.1f} s: account {author} posts; {followers:,} follow it"]
    reach, begun_us = int(site.rows.reach[post]), int(site.rows.begun_us[post])
    if reach:
        first, last = begun_us + DELIVERY_US - posted_us, int(ends_us[post]) - posted_us
        lines.append(
            f"pushed to {reach:,}: the first has it after {_time(first)}, the last after "
            f"{_time(last)}"
        )
    else:
        lines.append("pushed to nobody, or refused: who wants it has to merge")
    shown_us = site.first_us[post]
    if shown_us[0] >= 0:
        lines.append(
            f"first shown after {_time(int(shown_us[0]) - posted_us)}, last after "
            f"{_time(int(shown_us[1]) - posted_us)}"
        )
    replies = int((site.load.reply_to == post).sum())
    lines.append(f"{replies} answered it; of all replies {site.history.told[1]} came too early")
    return lines


# one decision changed


def _star_to_nobody(asked: Case, answer: Answers) -> Answers:
    if "push" in answer:
        return {"push": np.where(asked["followers"][:, 5] > 2_000, 0, answer["push"])}
    merge = answer["merge"] | (asked["followers"] > 2_000)
    return {**answer, "merge": merge}


def _while_it_arrives(asked: Case, answer: Answers) -> Answers:
    if "push" not in answer:
        return answer
    work_ms = np.take_along_axis(asked["followers"], answer["push"][:, None].astype(int), 1)[:, 0]
    wait_ms = asked["wait_deliver_ms"] + np.cumsum(work_ms) * 0.5 / asked["deliver_cores"]
    return {"push": np.where(wait_ms < 3_000, answer["push"], 0)}


def _most_active(asked: Case, answer: Answers) -> Answers:
    return {"push": np.minimum(answer["push"], 3)} if "push" in answer else answer


def _to_all(asked: Case, answer: Answers) -> Answers:
    return {"push": np.full_like(answer["push"], 5)} if "push" in answer else answer


def _nearly_stale(asked: Case, answer: Answers) -> Answers:
    if "push" in answer:
        return answer
    return {**answer, "merge": answer["merge"] | (asked["oldest_ms"] >= STALE_MS - 500)}


def _answered(asked: Case, answer: Answers) -> Answers:
    if "push" in answer:
        return answer
    return {**answer, "merge": answer["merge"] | (asked["answered"] > 0)}


def _not_sooner(asked: Case, answer: Answers) -> Answers:
    if "push" in answer:
        return answer
    due = (asked["oldest_ms"] >= STALE_MS - 500) | (asked["answered"] > 0)
    return {**answer, "merge": answer["merge"] & due}


def _rebuilt_in_turn(asked: Case, answer: Answers) -> Answers:
    if "push" in answer:
        return answer
    lost = asked["lost"] > 0
    cost_ms = np.where(lost, 1.5 * asked["following"], 0.0) / asked["read_cores"]
    fits = (asked["wait_read_ms"] + np.cumsum(cost_ms) < 120) | (asked["tries"] >= 2)
    return {**answer, "act": np.where(lost, np.where(fits, REBUILD, REFUSE), answer["act"])}


VARIANTS: dict[str, tuple[str, Callable[[Case, Answers], Answers]]] = {
    "star_to_nobody": ("who has over 2,000 followers is not pushed but merged", _star_to_nobody),
    "while_it_arrives": ("nothing is pushed that would wait three seconds", _while_it_arrives),
    "most_active": ("nobody is pushed to beyond the most active 30 %", _most_active),
    "to_all": ("everything is pushed to all", _to_all),
    "nearly_stale": ("whatever is nearly stale is merged too", _nearly_stale),
    "answered": ("whatever somebody answered is merged too", _answered),
    "not_sooner": ("nothing is merged before it is nearly stale or answered", _not_sooner),
    "rebuilt_in_turn": ("lost rows are rebuilt while the queue is short", _rebuilt_in_turn),
}
"""Name -> the evening in which one decision was another, and how it is made another."""


def play_variant(case: Case, name: str) -> Generator[Question, Answers, None]:
    """The evening of a case, in which one kind of decision is not what was answered."""
    change, world = VARIANTS[name][1], play(case)
    question = next(world, None)
    while question is not None:
        answer = yield question
        changed = {
            output: array.astype(np.int8) for output, array in change(question[1], answer).items()
        }
        try:
            question = world.send(changed)
        except StopIteration:
            return


def distance(case: Case) -> tuple[float, str]:
    """How far the last evening of a case was beyond its limits, and its numbers in words: 0 where
    all held; else the sum of how many times each that did not was beyond what is allowed.
    """
    numbers = _outcome(case).numbers
    if numbers is None:
        return float("inf"), "an illegal decision"
    beyond = 0.0 if holds(case, numbers) else sum(_beyond(case, numbers))
    return beyond, (
        f"p99 {numbers.p99_ms:,} ms, bad pages {numbers.bad_ppm / 10_000:.1f} %, early replies "
        f"{numbers.early_ppm / 10_000:.2f} %, rows {numbers.rows:,}, gone {numbers.gone:,}"
    )


def _beyond(case: Case, numbers: Measures) -> list[float]:
    found = (numbers.p99_ms, numbers.bad_ppm, numbers.early_ppm, numbers.gone_ppm, numbers.rows)
    names = ("p99_ms", "bad_ppm", "early_ppm", "gone_ppm", "rows_max")
    ratios = [one / max(1, case[name]) for one, name in zip(found, names, strict=True)]
    return [np.log2(ratio) + 1 for ratio in ratios if ratio > 1]


# one rule, at all its values

SWEPT = {"threshold": (0, 20, 60, 80, 100, 1_000, 10_000, 50_000)}
"""What can be swept, and at which values: authors with more followers are pulled."""


def sweep(
    case: Case, name: str, values: Sequence[int] = ()
) -> Iterator[tuple[int, dict[str, float]]]:
    """A value, and what the evening then comes to: cores that were busy on average, of both roles;
    p99 in ms and bad pages in percent, of the worst window; early replies in percent; rows.
    """
    for value in values or SWEPT[name]:
        site = by_threshold(case, value)
        numbers = measures(site)
        yield (
            value,
            {
                "delivering": _busy(site, "deliver"),
                "reading": _busy(site, "read"),
                "p99, ms": numbers.p99_ms,
                "bad, %": numbers.bad_ppm / 10_000,
                "early, %": numbers.early_ppm / 10_000,
                "rows": numbers.rows,
            },
        )


def _busy(site: Site, role: str) -> float:
    return float(np.mean(site.history.ticks[f"{role}_busy"]))


# events


def _outcome(case: Case) -> Outcome:
    found = last_of(case)
    if found is None:
        raise ValueError("this evening was not played here")
    return found


def _ends_us(site: Site) -> np.ndarray:
    """When the last follower of each post has it; when it was posted, where nobody is pushed to."""
    pushed = site.rows.reach > 0
    ends: np.ndarray = np.where(
        pushed, site.rows.begun_us + site.rows.reach * DELIVERY_US, site.load.post_us
    )
    return ends


def _broken(site: Site) -> list[tuple[int, list[Event]]]:
    """What each part of the site could not do, with the first time of it."""
    ticks = {name: np.array(row) for name, row in site.history.ticks.items()}
    late = _ends_us(site) - site.load.post_us > STALE_MS * 1_000
    deliveries: list[Event] = []
    if late.any():
        i = int(late.argmax())
        at_s = float(site.load.post_us[i] / 1e6) + STALE_MS / 1_000
        text = f"a post of {site.load.post_us[i] / 1e6:.1f} s is still being delivered"
        deliveries.append((at_s, f"{text} (in all {int(late.sum()):,} posts took over 5 s)"))
    slow = _first(ticks["read_wait_ms"] > site.case["p99_ms"])
    merges = [(at_s, f"a read waits {site.case['p99_ms']:,} ms for a core") for at_s in slow]
    full = _first(ticks["rows"] > site.case["rows_max"])
    memory = [(at_s, f"more than {site.case['rows_max']:,} rows") for at_s in full]
    return [(DELIVERIES, deliveries), (MERGES, merges), (MEMORY, memory)]


def _seen(site: Site) -> list[Event]:
    """What readers saw of it."""
    found, case = windows(site), site.case
    events: list[Event] = []
    for over, text in (
        (found.p99_ms > case["p99_ms"], "one page in a hundred is late, from here on"),
        (found.bad_ppm > case["bad_ppm"], "too many pages lack what is older than 5 s"),
    ):
        if over.any():
            events.append((float(found.at_s[int(over.argmax())]), text))
    early = _first(np.array(site.history.ticks["early"]) > 0)
    total = int(site.history.told[1])
    events += [
        (at_s, f"a reply is seen before what it answers ({total:,} in all)") for at_s in early
    ]
    if site.load.lost_us >= 0:
        events.append((site.load.lost_us / 1e6, f"{int(site.load.lost.sum()):,} rows are lost"))
    if site.history.gone:
        last = case["seconds"]
        events.append((float(last), f"{site.history.gone:,} readers have gone away"))
    return events


def _first(when: np.ndarray) -> list[float]:
    """The end of the first tick at which something is so, in s."""
    return [float(when.argmax() + 1) / 10] if when.any() else []


def _time(us: int) -> str:
    return f"{us / 1e6:.1f} s" if us >= 100_000 else f"{us / 1e3:.1f} ms"
