"""The vocabulary a kata is written in.

Imports nothing of ours and no numpy: `kata list` reads it.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    import numpy as np

Rng: TypeAlias = "np.random.Generator"
"""Where a case takes its chances from."""
Answers: TypeAlias = "dict[str, np.ndarray]"
"""Output name -> array."""
Check: TypeAlias = "Callable[[Case, Any, Answers], str | None]"
"""What is wrong with an answer to a case, in words; None where nothing is. Called with the case,
the expected answer (None where the checks alone decide) and the one to be judged.
"""
Play: TypeAlias = "Callable[[Case], Generator[tuple[str, Case], Answers, None]]"
"""Plays a case's world: yields a turn's name and its inputs, is sent the answer, and goes on."""
MEDALS = ("none", "bronze", "silver", "gold", "star")
"""What a level can earn, from nothing up; the star is for who is faster than the reference."""
Shape = Literal["batch", "stream", "policy", "world"]
Case = dict[str, Any]
"""Parameter name -> array or int.

A stream or policy case holds its constructor arguments and `batches`, a list of such dicts. Keys
that begin with `_` serve the checks and never reach a solution.
"""
Clause: TypeAlias = "Callable[[Case], str | None]"
"""Which clause of its contract a case breaks, in a sentence; None where it keeps to it."""
Reaches: TypeAlias = "Callable[[Case], bool]"
"""Whether a case reaches a cell."""
Bound = int | str
"""An end of a domain: a number, or a name of the case with a number, `"n_users-1"`."""
TWO_ALIVE = "_two_alive"
"""A stream or policy case with this key, True, is played while another object of the same class is
alive and gets every batch before it: what is kept outside the object shows."""


@dataclass(frozen=True)
class Parameter:
    """One array or scalar of a call.

    `spec` is a dtype with a shape, `"int64[U,64]"`, or a bare dtype for a scalar. A dimension is a
    number, a name, or a name plus a number (`"int64[U+1]"`). Names bind from the arrays of the
    case, or from a key of that name in the case.

    `low` and `high`: what its values may be, both ends among them; without, all that the dtype
    holds. They bound cases and decide no figure, so they are left out of what is hashed.
    """

    name: str
    spec: str
    kind: Literal["in", "scalar", "out", "inout"]
    low: Bound | None = field(default=None, repr=False)
    high: Bound | None = field(default=None, repr=False)


def array(name: str, spec: str, low: Bound | None = None, high: Bound | None = None) -> Parameter:
    """An input array, whose values lie from `low` to `high`; the solution sees it read-only."""
    return Parameter(name, spec, "in", low, high)


def scalar(
    name: str, dtype: str = "int64", low: Bound | None = None, high: Bound | None = None
) -> Parameter:
    """An input number from `low` to `high`; the solution gets a Python int or float."""
    return Parameter(name, dtype, "scalar", low, high)


def out(name: str, spec: str) -> Parameter:
    """An output array: arrives zeroed on every call, filled in place."""
    return Parameter(name, spec, "out")


def inout(name: str, spec: str) -> Parameter:
    """An array that arrives initialised from the case and is changed in place."""
    return Parameter(name, spec, "inout")


@dataclass(frozen=True)
class Group:
    """Input arrays that belong together: the solution gets a NamedTuple `type_name(field, ...)`."""

    name: str
    type_name: str
    fields: tuple[Parameter, ...]


Parameters = tuple[Parameter | Group, ...]


@dataclass(frozen=True)
class Function:
    """What a solution defines, and how it is called.

    batch:  a function `name(*parameters)`, one call a case.
    stream: a class `name(*build)` whose `apply(*parameters)` is called for each batch, on one
            object.
    policy: functions `init(*build) -> state` and `name(state, key) -> int`; the worker fills the
            one output from the one input array, `out[i] = name(state, keys[i])`. The batches are
            chunks of the trace, so nobody sees the future.
    world:  a class `name()`, a method a turn. The referee plays the world (`play`), and asks one
            object; what comes next depends on what was answered, so nobody sees the future. `build`
            is told to `play`, never to the solution; a turn's `sizes` are the most it may hold.

    `raises`: the call may raise ValueError, and an extra output `raised` (int64[1], never passed
    on) says whether it did.

    `sizes`: dimension -> the least and the most it may be; of a stream's batch, of each batch.
    """

    name: str
    parameters: Parameters
    shape: Shape = "batch"
    build: Parameters = ()
    raises: bool = False
    sizes: Mapping[str, tuple[Bound, Bound]] = field(default_factory=dict, repr=False, hash=False)
    turns: tuple[Function, ...] = field(default=(), repr=False)
    play: Play | None = field(default=None, repr=False, compare=False)

    @property
    def names(self) -> tuple[str, ...]:
        """What must be defined in a solution for this function to count as started."""
        return ("init", self.name) if self.shape == "policy" else (self.name,)


@dataclass(frozen=True)
class Pars:
    """Where the medals begin: as shares of the reference's speed, or of the way from the baseline
    to the bound of a quality.
    """

    bronze: float
    silver: float
    gold: float


def medal_of(pars: Pars | None, value: float) -> str:
    """The medal that a share earns, without the star."""
    if pars is None:
        return "none"
    return MEDALS[sum(value >= par for par in (pars.bronze, pars.silver, pars.gold))]


@dataclass(frozen=True)
class Level:
    """One step of a kata.

    Its families (small cruel cases, judged by the oracle) and its checks are the functions that
    `__all__` of its modules of cases and checks names, in that order; `workloads` name entries of
    `WORKLOADS` there (full size). `score` says what full size decides: `speed` against the
    reference, `quality` between baseline and bound, or nothing. With `answers="unique"` outputs
    must equal the expected ones, and the checks say how they differ; with `answers="properties"`
    the checks alone decide and no expected answer exists.

    `rate_slowest`: for a stream, the slowest batch counts as well as the total, each as a figure
    of its own that must pass the pars: a mean can hide the batch that everybody waited for.

    `bonus`: for experts, after the incident; who has not started it has still passed every level.
    """

    name: str
    title: str
    function: str
    workloads: tuple[str, ...] = ()
    score: Literal["speed", "quality", "none"] = "speed"
    pars: Pars | None = None
    answers: Literal["unique", "properties"] = "unique"
    rate_slowest: bool = False
    bonus: bool = False


@dataclass(frozen=True)
class Limits:
    """What a solution may use.

    Wall limits of full-size calls follow from the pars and the reference's time.
    """

    import_s: float = 8.0
    call_s: float = 4.0
    build_s: float = 8.0
    memory_mb: int = 1024
    output_bytes: int = 1_000_000


@dataclass(frozen=True)
class Capacity:
    """The sentence that turns a measured rate into the real world.

    `sentence` has the place `{time}`: what `units` units of work of `level` would take, e.g.
    `"a post to 40 M followers would take {time}"`.
    """

    level: str
    units: int
    sentence: str


@dataclass(frozen=True)
class Kata:
    """One kata. `version` is bumped by hand whenever cases, checks, oracle or reference change what
    is asked or measured.

    `builds_on` names the kata that should be worked before, if there is one; `decides` says in a
    few words what is to be decided in it.
    `rungs` names the files of submissions/accepted/ from slow to fast: the ladder a learner climbs.
    """

    name: str
    title: str
    version: int
    systems: tuple[str, ...]
    functions: tuple[Function, ...]
    levels: tuple[Level, ...]
    rungs: tuple[str, ...]
    capacity: Capacity
    limits: Limits = field(default_factory=Limits)
    threads: int = 1
    builds_on: str = ""
    decides: str = ""

    def function(self, name: str) -> Function:
        """The function of that name; KeyError where the kata has none."""
        return {function.name: function for function in self.functions}[name]

    def function_of(self, level: Level) -> Function:
        """The function a level asks for."""
        return self.function(level.function)


@dataclass(frozen=True)
class Workload:
    """A full-size case of a level.

    `make(rng) -> Case` makes one from scratch. `vary(rng, case) -> Case` gives the next input of
    the same shapes, with at least a tenth of the expected answer changed, spread over it; None
    means that `make` is called again (or, for streams and policies, that the batches are the
    samples). `units(case) -> int` counts the work (deliveries, requests), called `unit`.

    `fewest`: a number of the case and its ends; scored is the least with which no check speaks.
    """

    make: Callable[[Any], Case]
    units: Callable[[Case], int]
    unit: str
    vary: Callable[[Any, Case], Case] | None = None
    fewest: tuple[str, int, int] | None = None


@dataclass(frozen=True)
class Work:
    """What no solution of a call can avoid: the memory it must touch.

    `streamed_bytes` are read or written once, in order. `gathers` are reads or writes at places
    that cannot be known before the input is, independent of each other, within `gathered_bytes` of
    memory. Arithmetic is counted as free. A kata's checks give it for each timed level, in
    WORK: level -> function(case) -> Work; of a stream the case holds one batch.
    """

    streamed_bytes: int
    gathers: int = 0
    gathered_bytes: int = 0


@dataclass(frozen=True)
class CaseText:
    """A function's case as lines that a person reads, writes and cuts: a word and whole numbers
    each (`post 0 101`), in the words of the brief.

    `read(tell(case))` is the case again, hidden keys and all. `read` gets any lines and derives
    from them what follows: offsets, counts, hidden keys. ValueError with a sentence where they make
    no case.
    """

    tell: Callable[[Case], list[str]]
    read: Callable[[list[str]], Case]


@dataclass(frozen=True)
class Quality:
    """How good a right answer is: `value` between the `baseline` everybody gets and the `bound`
    nobody can beat.
    """

    value: float
    baseline: float
    bound: float

    @property
    def share(self) -> float:
        """The part of the way from baseline to bound; below 0 is worse than the baseline."""
        return (self.value - self.baseline) / (self.bound - self.baseline)
