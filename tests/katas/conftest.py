"""Numba's cache remembers module names; ours must not lie beside the files that others load."""

from __future__ import annotations

from collections.abc import Iterator

import numba
import pytest


@pytest.fixture(scope="session", autouse=True)
def compiled_code_elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(numba.config, "CACHE_DIR", str(tmp_path_factory.mktemp("numba")))
        yield
