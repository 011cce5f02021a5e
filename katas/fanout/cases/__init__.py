"""Small cruel cases and full-size ones, a module for each level."""

from __future__ import annotations

from . import anything, celebrities, choose, deliver, fail_whale, serve

LEVELS = {
    "deliver": deliver,
    "celebrities": celebrities,
    "choose": choose,
    "serve": serve,
    "fail-whale": fail_whale,
}
ANYTHING = {
    "deliver": anything.deliver,
    "choose": anything.choose,
    "Timelines": anything.timelines,
}
