"""The JIT cache of a worker's scratch folder as one image, which travels between boxes of a run.

Runs inside workers only: standard library alone.
"""

from __future__ import annotations

import json
import os


class Cache:
    """The JIT cache of the scratch folder, which travels in the output memory."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def unpack(self, image: bytes) -> None:
        """Write the files of an image that another box of the same run packed."""
        for name, content in json_files(image).items():
            path = os.path.join(self.folder, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(content)

    def pack(self) -> bytes:
        """All files below the folder as one image."""
        files = {}
        for folder, _, names in sorted(os.walk(self.folder)):
            for name in sorted(names):
                path = os.path.join(folder, name)
                with open(path, "rb") as file:
                    files[os.path.relpath(path, self.folder)] = file.read()
        index = json.dumps({name: len(content) for name, content in files.items()}).encode()
        return len(index).to_bytes(8, "little") + index + b"".join(files.values())


def json_files(image: bytes) -> dict[str, bytes]:
    """The files in an image: 8 bytes length, a JSON index name -> size, then the contents."""
    start = 8 + int.from_bytes(image[:8], "little")
    files = {}
    for name, size in json.loads(image[8:start]).items():
        files[name] = image[start : start + size]
        start += size
    return files
