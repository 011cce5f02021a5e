"""`kata board` as it comes with the checkout, and as it is drawn anew while files come."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

KATA = [sys.executable, "-c", "from harness.cli import main; main()"]


def printed(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [*KATA, "board", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60)


def test_there_is_always_somebody_to_beat(tmp_path: Path) -> None:
    done = printed("rate-limit", folder=tmp_path)
    assert done.returncode == 0 and not done.stderr
    assert re.search(r"-  +reference +1x +the kata's own", done.stdout)
    assert re.search(r"-  +naive +0\.00", done.stdout)
    assert "Nobody is on a board of rate-limit yet" in done.stdout


def test_what_does_not_go_together_is_said(tmp_path: Path) -> None:
    for words, why in (
        (("--live",), "--live is for a terminal"),
        (("--json", "--markdown"), "not both"),
        (("--from", "nowhere"), "There is no folder nowhere"),
        (("rerun", "--by", "A b"), "name of the host"),
        (("rerun", "lru-cache", "ann", "--by", "me"), "has published no source"),
    ):
        done = printed(*words, folder=tmp_path)
        assert done.returncode == 2 and why in done.stderr, done.stderr
        assert done.stderr.count("\n") == 1


def test_a_board_is_drawn_anew_when_a_file_comes(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 300, 0, 0))
    command = [*KATA, "board", "rate-limit", "--live", "--from", str(tmp_path)]
    board = subprocess.Popen(command, cwd=tmp_path, stdout=theirs, stderr=theirs, stdin=theirs)
    os.close(theirs)
    try:
        assert "Nobody is on a board" in read_until(ours, "Ctrl-C ends it")
        (tmp_path / "rate_limit").mkdir()
        (tmp_path / "rate_limit" / "ann.jsonl").write_text("{}\n")
        assert "ann.jsonl, line 1, " in read_until(ours, "Ctrl-C ends it")
        board.send_signal(signal.SIGINT)
        assert board.wait(10) == 130
    finally:
        board.kill()
        board.wait()
        os.close(ours)


def read_until(terminal: int, end: str) -> str:
    text, until_s = "", time.monotonic() + 60
    while end not in text:
        assert select.select([terminal], [], [], until_s - time.monotonic())[0], text
        text += os.read(terminal, 65536).decode()
    return text
