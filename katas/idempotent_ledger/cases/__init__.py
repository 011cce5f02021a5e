"""Small cruel cases and full-size ones, a module for each level."""

from __future__ import annotations

from types import ModuleType

from . import keys, payments, recover, storm, transfer
from .anything import ANYTHING as ANYTHING

LEVELS: dict[str, ModuleType] = {
    "transfer": transfer,
    "keys": keys,
    "payments": payments,
    "recover": recover,
    "storm": storm,
}
