"""The arithmetic of intervals. Pure functions of numbers; times in, log ratios out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import fmean, median, stdev

LOOKS = (3, 5)
"""After how many launches the interval is looked at."""
RANKED_LOOKS = (5, 9)
"""The same in a run that may be published."""
HALF_WIDTH_MAX = 0.02
"""What a ranked run owes where more precision could change what is said."""
CONFIDENCE = 0.975
"""Of each interval; two looks share the 5 % that are risked."""
ONE_LAUNCH_FACTOR = 1.15
"""Half-width granted to a single launch: its pairs agree with each other, but launches differ by up
to 7 % (MEASURE fact 5).
"""


def log_ratio(reference_ns: Sequence[float], solution_ns: Sequence[float]) -> float:
    """The median over pairs of log(reference / solution): one launch's word."""
    return median(
        math.log(max(mine, 1.0) / max(theirs, 1.0))
        for mine, theirs in zip(reference_ns, solution_ns, strict=True)
    )


def standard_error_of_median(values: Sequence[float]) -> float:
    """How far the median of samples like these is off, as a standard deviation.

    From the median absolute deviation: a few wild samples move neither it nor the median. For
    normal samples it is the textbook's.
    """
    centre = median(values)
    deviation = 1.4826 * median(abs(value - centre) for value in values)
    return 1.2533 * deviation / math.sqrt(len(values))


def student_t_cdf(t: float, freedom: int) -> float:
    """P(T <= t) for a whole number of degrees of freedom (Abramowitz and Stegun, 26.7.3 and
    26.7.4).
    """
    angle = math.atan2(t, math.sqrt(freedom))
    cosine_squared = math.cos(angle) ** 2
    odd = freedom % 2
    term, total = 1.0, 1.0
    for k in range(2 + odd, freedom - 1, 2):
        term *= cosine_squared * (k - 1) / k
        total += term
    if odd:
        tail = math.sin(angle) * math.cos(angle) * total if freedom > 1 else 0.0
        between = 2.0 / math.pi * (angle + tail)
    else:
        between = math.sin(angle) * total
    return 0.5 + between / 2


def student_t_quantile(probability: float, freedom: int) -> float:
    """The t with P(T <= t) = probability, for probabilities of 0.5 and above."""
    low, high = 0.0, 1.0
    while student_t_cdf(high, freedom) < probability:
        high *= 2.0
    for _ in range(80):
        middle = (low + high) / 2
        if student_t_cdf(middle, freedom) < probability:
            low = middle
        else:
            high = middle
    return high


def interval(log_ratios: Sequence[float]) -> tuple[float, float, float]:
    """Ratio, low and high over launches; a single launch gets a fixed, wide interval."""
    centre = fmean(log_ratios)
    if len(log_ratios) == 1:
        half = math.log(ONE_LAUNCH_FACTOR)
    else:
        t = student_t_quantile(0.5 + CONFIDENCE / 2, len(log_ratios) - 1)
        half = t * stdev(log_ratios) / math.sqrt(len(log_ratios))
    return math.exp(centre), math.exp(centre - half), math.exp(centre + half)
