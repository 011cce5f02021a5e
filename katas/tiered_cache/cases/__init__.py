"""Cases of the edges, the regional tier and the origin: a module a level."""

from . import anything, coalescing, expiry, feedback_loop, origin_policy, two_tiers

LEVELS = {
    "two-tiers": two_tiers,
    "expiry": expiry,
    "coalescing": coalescing,
    "origin-policy": origin_policy,
    "feedback-loop": feedback_loop,
}
ANYTHING = {
    "two_tiers": anything.any_requests,
    "replay": anything.any_events,
    "expiry": anything.any_events_at_once,  # a level that promises more than its function
    "step": anything.any_trace,
}
