"""The history: nothing lost, nothing torn, nothing believed that was changed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from harness import catalog
from harness.results import record
from harness.results.ledger import Ledger, LedgerError

ENTRY = catalog.find("fanout")


def row(number: int) -> record.Row:
    return record.of_ladder(
        ENTRY, "full", {"uniform": {"naive": {"ratio": number, "units_s": 1.0}}}
    )


def numbers(ledger: Ledger) -> list[int]:
    return [int(found["workloads"]["uniform"]["naive"]["ratio"]) for found in ledger.rows()]


def test_rows_come_back_in_order(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / ".kata")
    for number in (3, 1, 2):
        ledger.append(row(number))
    assert numbers(ledger) == [3, 1, 2]


def test_a_changed_row_is_not_believed(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.append(row(1))
    ledger.append(row(2))
    text = ledger.path.read_text()
    ledger.path.write_text(text.replace('"ratio":1', '"ratio":9'))
    assert numbers(ledger) == [2]


BROKEN = [
    b"not json\n",
    b"[]\n",
    b"{}\n",
    b'{"format":99}\n',
    b"\xff\xfe\n",
    b"[" * 100_000 + b"\n",
]


@pytest.mark.parametrize("line", BROKEN, ids=range(len(BROKEN)))
def test_foreign_lines_are_passed_over(tmp_path: Path, line: bytes) -> None:
    ledger = Ledger(tmp_path)
    ledger.append(row(1))
    with ledger.path.open("ab") as file:
        file.write(line)
    ledger.append(row(2))
    assert numbers(ledger) == [1, 2]


def test_a_row_after_a_torn_one_is_whole(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.append(row(1))
    with ledger.path.open("ab") as file:
        file.write(b'{"format":1,"kind"')
    ledger.append(row(2))
    assert numbers(ledger) == [1, 2]


WRITER = """
import sys
sys.path[:0] = {paths!r}
from pathlib import Path
from test_ledger import Ledger, row
for number in range({first}, {first} + 20):
    Ledger(Path({folder!r})).append(row(number))
"""


def writer(folder: Path, first: int) -> subprocess.Popen[bytes]:
    paths = [str(Path(__file__).parent), str(Path(__file__).parent.parent)]
    script = WRITER.format(paths=paths, first=first, folder=str(folder))
    return subprocess.Popen([sys.executable, "-c", script])


def test_writers_side_by_side_lose_nothing(tmp_path: Path) -> None:
    writers = [writer(tmp_path, 100 * n) for n in range(6)]
    assert [process.wait() for process in writers] == [0] * 6
    assert sorted(numbers(Ledger(tmp_path))) == sorted(
        100 * n + i for n in range(6) for i in range(20)
    )


def test_a_writer_that_is_killed_tears_no_other_row(tmp_path: Path) -> None:
    victim, other = writer(tmp_path, 0), writer(tmp_path, 100)
    while not Ledger(tmp_path).path.exists():
        assert victim.poll() is None or other.poll() is None
    victim.send_signal(signal.SIGKILL)
    victim.wait()
    assert other.wait() == 0
    assert {100 + i for i in range(20)} <= set(numbers(Ledger(tmp_path)))


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_full_disk_is_said(tmp_path: Path) -> None:
    (tmp_path / "history.jsonl").symlink_to("/dev/full")
    with pytest.raises(LedgerError, match="could not be kept"):
        Ledger(tmp_path).append(row(1))


def test_a_folder_that_is_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / ".kata").write_text("")
    with pytest.raises(LedgerError, match="could not be kept"):
        Ledger(tmp_path / ".kata").append(row(1))


def test_a_row_names_nobody(tmp_path: Path) -> None:
    text = json.dumps(row(1))
    for private in (os.environ.get("HOME", "/root"), str(tmp_path), os.uname().nodename + '"'):
        assert private not in text
