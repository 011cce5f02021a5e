"""What Landlock may allow below a path, by the kernel's numbers (linux/landlock.h).

Standard library only.
"""

from __future__ import annotations

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR, TRUNCATE = 1, 2, 4, 8, 1 << 14
_REMOVE_DIR, _REMOVE_FILE, _MAKE_DIR, _MAKE_REG = 1 << 4, 1 << 5, 1 << 7, 1 << 8
ON_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | TRUNCATE
READ = _EXECUTE | _READ_FILE | _READ_DIR
LIST = _READ_DIR
WRITE = READ | _WRITE_FILE | _REMOVE_DIR | _REMOVE_FILE | _MAKE_DIR | _MAKE_REG | TRUNCATE
