"""Cases of the edges, the regional tier and the origin: a module a level."""

from . import coalescing, expiry, feedback_loop, origin_policy, two_tiers

LEVELS = {
    "two-tiers": two_tiers,
    "expiry": expiry,
    "coalescing": coalescing,
    "origin-policy": origin_policy,
    "feedback-loop": feedback_loop,
}
