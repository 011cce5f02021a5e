"""git as a reader: hostile repositories start nothing, and a history says who was first."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from commands import folder, kata

from harness import catalog
from harness.catalog.repository import NoAnswer, ask, commits_of, content
from harness.cli.compare import named
from harness.errors import MisuseError
from harness.results.history import came, decisions

__all__ = ["folder"]  # a fixture
pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")
ENTRY = catalog.find("rate-limit")
OLD, NEW = "# old\n", "# new\n"


def git(folder: Path, *words: str) -> str:
    """As its owner uses it."""
    who = ("-c", "user.name=a", "-c", "user.email=a@b.c")
    done = subprocess.run(
        ["git", *who, *words],
        cwd=folder,
        env={**os.environ, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_ALLOW_PROTOCOL": "ext:ssh:file"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """`solutions/my.py` in two revisions."""
    git(tmp_path, "init", "-q", "-b", "main")
    (tmp_path / "solutions").mkdir()
    for text in (OLD, NEW):
        (tmp_path / "solutions" / "my.py").write_text(text)
        git(tmp_path, "add", "-A")
        git(tmp_path, "commit", "-q", "-m", "a")
    return tmp_path


def test_a_file_is_read_as_it_was(repository: Path) -> None:
    path = repository / "solutions" / "my.py"
    assert content(path, "HEAD~1").decode() == OLD
    assert content(path, "HEAD").decode() == NEW
    with pytest.raises(NoAnswer, match="invalid object name"):
        content(path, "HEAD~7")
    assert len(commits_of(path)) == 2


def loses_the_old_file(repository: Path) -> None:
    """The old revision has to be fetched from a remote that promises it."""
    blob = git(repository, "rev-parse", "HEAD~1:solutions/my.py")
    (repository / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    git(repository, "config", "core.repositoryformatversion", "1")
    git(repository, "config", "extensions.partialClone", "origin")
    git(repository, "config", "remote.origin.promisor", "true")


def promises_over_ssh(repository: Path, command: str) -> None:
    git(repository, "config", "core.sshCommand", command)
    git(repository, "config", "remote.origin.url", "ssh://nobody@127.0.0.1:1/x")
    loses_the_old_file(repository)


def promises_by_a_helper(repository: Path, command: str) -> None:
    git(repository, "config", "protocol.ext.allow", "always")
    git(repository, "config", "remote.origin.url", f"ext::{command}")
    loses_the_old_file(repository)


def promises_by_a_program_of_its_own(repository: Path, command: str) -> None:
    git(repository, "config", "remote.origin.url", str(repository))
    git(repository, "config", "remote.origin.uploadpack", command)
    loses_the_old_file(repository)


def includes_the_worst(repository: Path, command: str) -> None:
    promises_over_ssh(repository, "false")
    (repository / "more").write_text(f"[core]\n\tsshCommand = {command}\n")
    git(repository, "config", "include.path", str(repository / "more"))


def converts_to_text(repository: Path, command: str) -> None:
    (repository / ".gitattributes").write_text("*.py diff=mine filter=mine\n")
    git(repository, "config", "diff.mine.textconv", command)
    git(repository, "config", "filter.mine.smudge", command)
    git(repository, "config", "filter.mine.clean", command)


def watches_files(repository: Path, command: str) -> None:
    git(repository, "config", "core.fsmonitor", command)


def pages_and_compares(repository: Path, command: str) -> None:
    git(repository, "config", "core.pager", command)
    git(repository, "config", "pager.show", "true")
    git(repository, "config", "diff.external", command)
    git(repository, "config", "alias.cat-file", f"!{command}")


HOSTILE: dict[str, tuple[Callable[[Path, str], None], tuple[str, ...]]] = {
    "a promise over ssh": (promises_over_ssh, ("show", "HEAD~1:solutions/my.py")),
    "a promise by a helper": (promises_by_a_helper, ("show", "HEAD~1:solutions/my.py")),
    "a promise by a program": (
        promises_by_a_program_of_its_own,
        ("show", "HEAD~1:solutions/my.py"),
    ),
    "an include": (includes_the_worst, ("show", "HEAD~1:solutions/my.py")),
    "filters": (converts_to_text, ("log", "-p")),
    "a monitor": (watches_files, ("status",)),
    "pager and differ": (pages_and_compares, ("log", "-p", "--ext-diff")),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_repository_starts_nothing(repository: Path, name: str) -> None:
    make, usual = HOSTILE[name]
    mark, path = repository / "started", repository / "solutions" / "my.py"
    script = repository / "script"
    script.write_text(f"#!/bin/sh\ntouch {mark}\nexit 1\n")
    script.chmod(0o755)
    make(repository, str(script))
    for revision in ("HEAD", "HEAD~1"):
        try:
            content(path, revision)
        except NoAnswer:
            assert name.startswith(("a promise", "an include"))
    commits_of(path)
    came(path, "no such row")
    assert not mark.exists()
    git(repository, *usual)
    assert mark.exists(), "git as it is usually called starts it"


def test_whose_repository_it_is_and_what_stands_in_the_environment_change_nothing(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = repository / "solutions" / "my.py"
    monkeypatch.setenv("GIT_DIR", "/nonexistent")  # as in a hook
    monkeypatch.setenv("GIT_WORK_TREE", "/")
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", "/nonexistent")
    assert content(path, "HEAD~1").decode() == OLD
    if os.geteuid() == 0:
        subprocess.run(["chown", "-R", "12345:12345", str(repository)], check=True)
        assert content(path, "HEAD").decode() == NEW


def test_replaced_objects_are_not_believed(repository: Path) -> None:
    old, new = (git(repository, "rev-parse", f"{r}:solutions/my.py") for r in ("HEAD~1", "HEAD"))
    git(repository, "replace", old, new)
    assert content(repository / "solutions" / "my.py", "HEAD~1").decode() == OLD


def test_me_at_a_revision(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository)
    own = repository / "solutions" / "rate_limit.py"
    own.write_text(OLD)
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "a")
    own.write_text(NEW)
    assert named(ENTRY, "me@HEAD").source == OLD
    assert named(ENTRY, "me").source == NEW
    assert named(ENTRY, "solutions/my.py@HEAD~2").source == OLD
    own.unlink()
    assert named(ENTRY, "me@HEAD").source == OLD, "it may be gone by now"
    with pytest.raises(MisuseError, match=r"git add -f solutions/other\.py"):
        named(ENTRY, "solutions/other.py@HEAD")
    with pytest.raises(MisuseError, match="names no revision"):
        named(ENTRY, "me@--output=x")


@pytest.mark.slow
def test_compare_takes_me_at_a_revision(folder: Path) -> None:
    git(folder, "init", "-q")
    (folder / "solutions").mkdir()
    shutil.copy(ENTRY.folder / "submissions/accepted/numba.py", folder / "solutions/rate_limit.py")
    refused = kata(folder, "compare", "rate-limit", "me", "me@HEAD")
    assert refused.returncode == 2
    assert "git has no rate_limit.py at 'HEAD'" in refused.stderr
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "a")
    done = kata(folder, "compare", "rate-limit", "me", "me@HEAD")
    assert done.returncode == 0, done.stderr
    assert "me@HEAD" in done.stdout


def test_what_came_first_is_the_historys_to_say(repository: Path) -> None:
    ann, bob = repository / "ann.jsonl", repository / "bob.jsonl"
    ann.write_text('{"id": "run-of-ann"}\n')
    assert came(ann, "run-of-ann") is None, "not in the history yet"
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "a")
    git(repository, "checkout", "-q", "-b", "thief")
    bob.write_text('{"id": "run-of-ann", "at": "1970"}\n')
    git(repository, "add", "-A")
    date = "2001-01-01T00:00:00"
    git(repository, "commit", "-q", "-m", "b", "--date", date)
    git(repository, "checkout", "-q", "main")
    git(repository, "merge", "-q", "--no-ff", "thief", "-m", "m")
    first, second = came(ann, "run-of-ann"), came(bob, "run-of-ann")
    assert first is not None and second is not None
    assert first < second
    assert came(ann, "nobody's") is None
    assert came(repository.parent / "elsewhere.jsonl", "x") is None


def test_decisions_are_read_or_refused_in_a_sentence(tmp_path: Path) -> None:
    assert decisions(tmp_path) == {}
    (tmp_path / "decisions.toml").write_text(
        '[[decision]]\nrun = "abc"\nbelongs_to = "ann"\nwhy = "she has shown it"\n'
    )
    assert decisions(tmp_path) == {"abc": "ann"}
    for text in ("[[decision", "decision = 3", '[[decision]]\nrun = "abc"', "\udc80"):
        (tmp_path / "decisions.toml").write_bytes(text.encode("utf-8", "surrogateescape"))
        with pytest.raises(MisuseError, match="is no list of decisions"):
            decisions(tmp_path)


def test_without_git_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MisuseError, match="git is not installed"):
        ask(tmp_path, "version")
