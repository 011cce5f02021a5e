"""The members of a ZIP, by whoever made it: their paths, what is wrong with them, their bytes."""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from harness.catalog.solution import SOURCE_BYTES_MAX
from harness.errors import MisuseError, SolutionError

MEMBERS_MAX = 5000
DIRECTORY_BYTES_MAX = 4 << 20
"""The table of members is read whole: 5,000 of them take a tenth of that."""
END, END_64 = b"PK\5\6", b"PK\6\7"
END_BYTES = 22
UTF_8 = 0x800
ENCRYPTED = 0x1


@dataclass(frozen=True)
class Member:
    """One file of a ZIP; `fault` says why it is not read."""

    path: str
    fault: str
    whole: zipfile.ZipFile
    info: zipfile.ZipInfo

    def content(self) -> bytes:
        """As far as a solution may be long, and a byte more. SolutionError where it is damaged."""
        try:
            with self.whole.open(self.info) as file:
                return file.read(SOURCE_BYTES_MAX + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
            raise SolutionError(f"{_name(self.path)} is damaged in the ZIP ({error}).") from None
        except (NotImplementedError, RuntimeError) as error:
            raise SolutionError(f"{_name(self.path)} cannot be unpacked ({error}).") from None


@contextmanager
def opened(place: Path) -> Iterator[Iterator[Member]]:
    """The members of a ZIP, folders left out. MisuseError where it is none that can be read."""
    _refuse_large_directory(place)
    try:
        whole = zipfile.ZipFile(place)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise MisuseError(f"{place} cannot be read as a ZIP ({error}); unpack it.") from None
    with whole:
        yield _members(place, whole)


def _refuse_large_directory(place: Path) -> None:
    """Before all of it is read: a small file can claim millions of members."""
    try:
        with place.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - END_BYTES - (1 << 16)))
            tail = file.read()
    except OSError as error:
        raise MisuseError(f"{place} cannot be read ({error.strerror}).") from None
    at = tail.rfind(END)
    if at < 0 or len(tail) - at < END_BYTES:
        raise MisuseError(f"{place} is no ZIP; name a folder or a ZIP.")
    count, bytes_of_directory = struct.unpack_from("<HI", tail, at + 10)
    if count > MEMBERS_MAX or bytes_of_directory > DIRECTORY_BYTES_MAX or END_64 in tail:
        raise MisuseError(
            f"{place} has more than {MEMBERS_MAX:,} members, or is a ZIP of 64 bits; unpack it "
            "and name the folder."
        )


def _members(place: Path, whole: zipfile.ZipFile) -> Iterator[Member]:
    infos = whole.infolist()
    if len(infos) > MEMBERS_MAX:
        raise MisuseError(f"{place} has more than {MEMBERS_MAX:,} members; unpack it.")
    seen: set[str] = set()
    for info in infos:
        if info.is_dir():
            continue
        path = _path(info)
        again = path in seen
        seen.add(path)
        yield Member(_inside(path), _fault(path, info, again), whole, info)


def _path(info: zipfile.ZipInfo) -> str:
    """As it was meant: who does not say that it is UTF-8 may have written it all the same."""
    name = info.filename
    if not info.flag_bits & UTF_8:
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            name = info.filename
    return name.replace("\\", "/")


def _inside(path: str) -> str:
    """Without what climbs out, so that a student's name can be found in it."""
    parts = [part for part in PurePosixPath(path).parts if part not in ("/", "..")]
    return "/".join(parts) or "?"


def _fault(path: str, info: zipfile.ZipInfo, again: bool) -> str:
    parts = PurePosixPath(path).parts
    if ".." in parts or path.startswith("/") or path[1:2] == ":":
        return f"{_name(path)} has a path that leads out of the ZIP; it is not read."
    if stat.S_ISLNK(info.external_attr >> 16):
        return f"{_name(path)} is a link; hand in the file itself."
    if info.flag_bits & ENCRYPTED:
        return f"{_name(path)} is encrypted; hand it in without a password."
    if again:
        return f"{_name(path)} is in the ZIP twice; the first counts."
    return ""


def _name(path: str) -> str:
    return PurePosixPath(path).name or "?"
