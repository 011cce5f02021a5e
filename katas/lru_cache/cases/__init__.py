"""Small and full-size cases of lru-cache, a module a level."""

from . import anything, every_capacity, lru, policy, replay, scan_flood

LEVELS = {
    "replay": replay,
    "lru": lru,
    "every-capacity": every_capacity,
    "policy": policy,
    "scan-flood": scan_flood,
}
ANYTHING = anything.ANYTHING
