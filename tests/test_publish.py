"""Publishing: what is written is whole, checked and believed by the board; all else is refused."""

from __future__ import annotations

import json
import os
import pty
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import PLAIN_REPLAY, solution
from ranked_run import ENTRY, KATA, Project, changed, published, quiet_run, real_run, sealed

from harness.results.audit import audit
from harness.results.eligible import eligible
from harness.results.record import Row, canonical, is_whole

pytestmark = pytest.mark.slow  # a real ranked run stands behind them: minutes where it is busy

BUSY = "The machine was too busy"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    return Project(tmp_path, monkeypatch)


def windows(run: Row, side: str) -> list[list[int]]:
    samples = run["levels"][0]["samples"]
    return [w for parts in samples.values() for part in parts for w in part["windows"][side]]


# what is true is believed


def test_a_real_run_contradicts_itself_in_nothing() -> None:
    run = real_run()
    assert run["protocol"] == "rank" and run["levels"][0]["samples"]
    assert [reason for reason in audit(run, ENTRY) if not reason.startswith(BUSY)] == []


def test_a_ranked_run_is_published_and_on_the_board(project: Project) -> None:
    run = quiet_run()
    project.ran(run)
    code, said = project.publish("--handle", "ann")
    assert code == 0, said
    for told in ("handle   ann", "0.25x the reference", run["machine"]["cpu"], "ann.py", "bytes"):
        assert told in said
    [line] = (project.results / "ann.jsonl").read_text().splitlines()
    row = json.loads(line)
    assert is_whole(row) and is_whole(row["run"]) and row["run"] == run
    assert row["handle"] == "ann" and "source" not in row
    assert (project.results / "ann.py").read_text() == PLAIN_REPLAY
    assert sorted(each.name for each in project.results.iterdir()) == ["ann.jsonl", "ann.py"]
    assert "ann" in project.board() and "not ranked" not in project.board()


def test_what_is_written_names_nobody(project: Project) -> None:
    project.ran(quiet_run())
    project.publish()
    text = "".join(each.read_text() for each in project.results.iterdir())
    for private in (str(Path.home()) + "/", str(project.folder), os.uname().nodename + '"'):
        assert private not in text


def test_a_run_is_published_once_and_the_next_one_beside_it(project: Project) -> None:
    first, second = quiet_run(), quiet_run(minutes=11)
    project.ran(first)
    assert project.publish()[0] == 0
    code, said = project.publish()
    assert code == 2 and "me.jsonl, line 1 already" in said
    assert "is in" in project.publish("--handle", "other")[1]
    project.ran(first, second)
    assert "published before it ran" in project.publish()[1]  # eleven minutes in the future
    rows = (project.results / "me.jsonl").read_text().splitlines()
    assert [json.loads(row)["run"]["id"] for row in rows] == [first["id"]]


def test_another_file_can_be_named(project: Project) -> None:
    project.ran(quiet_run())
    project.solution.rename(project.folder / "mine.py")
    assert project.publish()[0] == 2
    assert project.publish("mine.py")[0] == 0


def test_another_source_takes_the_place_of_the_first_and_its_rows(project: Project) -> None:
    project.ran(quiet_run())
    assert project.publish()[0] == 0
    faster = PLAIN_REPLAY + "\n# faster\n"
    project.solution.write_text(faster)
    project.ran(quiet_run(0.5, source=faster))
    code, said = project.publish()
    assert code == 0 and "instead of another source, whose rows then no longer count" in said
    assert (project.results / "me.py").read_text() == faster
    said = project.board("--all")
    assert "0.5x" in said and "0.25x" not in said
    assert "me.py is not the source that ran: another was published since" in said


def test_friends_share_a_folder(project: Project, tmp_path: Path) -> None:
    shared = tmp_path / "evening"
    shared.mkdir()
    project.ran(quiet_run())
    code, said = project.publish("--to", str(shared), "--handle", "ann")
    assert code == 0 and not project.results.exists()
    assert "provisional  ann" in project.board("--from", str(shared))
    assert "ann" not in project.board()
    clone = tmp_path / "clone"
    (clone / "results").mkdir(parents=True)
    (shared / "lru_cache").rename(clone / "results" / "lru_cache")
    assert "provisional  ann" in project.board("--from", str(clone), "--from", str(shared))
    code, said = project.kata("board", "--from", str(tmp_path / "nowhere"))
    assert code == 2 and "There is no folder" in said


# what is not there, or not this

AGAIN = "kata run lru-cache --rank"


def test_without_a_ranked_run_the_command_is_named(project: Project) -> None:
    assert AGAIN in project.publish()[1]
    project.ran(sealed({**quiet_run(), "protocol": "default"}))
    code, said = project.publish()
    assert code == 2 and AGAIN in said and not project.results.exists()


def test_a_source_that_changed_is_refused(project: Project) -> None:
    project.ran(quiet_run())
    project.solution.write_text(PLAIN_REPLAY + "\n# faster\n")
    code, said = project.publish()
    assert code == 2 and "has changed since its last ranked run" in said


@pytest.mark.parametrize(
    "handle",
    [
        *("", "..", "a/b", "Ann", "-a", "_a", "a\nb", "ann\n", "é", "ann.b", "a" * 40),
        *("con", "com1", "reference", "a b", "\u202ea", "a\0"),
    ],
)
def test_a_handle_that_is_no_file_name_is_refused(project: Project, handle: str) -> None:
    project.ran(quiet_run())
    code, said = project.publish(f"--handle={handle}")
    assert code == 2 and "handle" in said and "\n" not in said.strip()
    assert said.isprintable() and not project.results.exists()


# forgeries: refused by publish and by the board, with the same words

Forgery = Callable[[Row], object]


def _other_secret(run: Row) -> None:
    run["secret"]["master"] = "00" * 32


def _times_half(run: Row) -> None:
    for window in windows(run, "solution"):
        window[0] //= 2
        window[1] //= 2


def _level(part: str, value: object) -> Forgery:
    return lambda run: run["levels"][0].update({part: value})


def _speed(part: str, factor: float) -> Forgery:
    def change(run: Row) -> None:
        run["levels"][0]["speeds"][0][part] *= factor

    return change


def _all_turns(run: Row) -> None:
    """Everybody's turns begin with the reference, as if they had been drawn so."""
    sides = ["reference", "solution", "control"]
    for parts in run["levels"][0]["samples"].values():
        for part in parts:
            part["order"] = [
                sides if i % 4 in (0, 3) else sides[::-1] for i in range(len(part["order"]))
            ]


def _launches(change: Callable[[list[Row]], object]) -> Forgery:
    return lambda run: [change(parts) for parts in run["levels"][0]["samples"].values()]


def _add_rounds(parts: list[Row]) -> None:
    """Four rounds after those that had said enough; the order of the sides stays right."""
    parts[0]["units"] += parts[0]["units"][:4]
    parts[0]["order"] += parts[0]["order"][:4]
    for rounds in parts[0]["windows"].values():
        rounds += rounds[:4]


def _shake(parts: list[Row]) -> None:
    """Rounds that disagree so much that the protocol would have gone on."""
    for number, window in enumerate(parts[0]["windows"]["solution"]):
        window[0] += 200_000 * (number % 7)
        window[1] += 200_000 * (number % 7)


def _drop_round(parts: list[Row]) -> None:
    for name in ("order", "units"):
        parts[0][name].pop()
    for side in parts[0]["windows"].values():
        side.pop()


def _two_marks(run: Row) -> None:
    run["noise"].update(steal_share=0.3, runnable_median=9.0)


FORGERIES: dict[str, tuple[Forgery, str]] = {
    "ratio": (_speed("ratio", 2), "The ratio of small_cache does not follow"),
    "low": (_speed("low", 1.001), "The low of small_cache does not follow"),
    "high": (_speed("high", 1.000001), "The high of small_cache does not follow"),
    "rate": (_speed("units_s", 3), "The units_s of small_cache does not follow"),
    "launches": (_speed("launches", 2), "The launches of small_cache does not follow"),
    "level ratio": (_level("ratio", 3.0), "The ratio of replay does not follow"),
    "level medal": (_level("medal", "gold"), "The medal of replay is not the lowest"),
    "foreign medal": (
        lambda run: run["levels"][0]["speeds"][0].update(medal="platinum"),
        "a medal that does not exist",
    ),
    "samples": (_times_half, "does not follow from its raw samples"),
    "a sample": (
        lambda run: windows(run, "solution")[6].__setitem__(1, 1_000),
        "does not follow from its raw samples",
    ),
    "control": (
        lambda run: run["control"]["small_cache"].update(ratio=1.001),
        "The control of small_cache does not follow",
    ),
    "no control": (lambda run: run["control"].clear(), "The control of small_cache does not"),
    "secret": (_other_secret, "does not fit the commitment"),
    "turns": (_all_turns, "do not fit its secret"),
    "one turn": (
        lambda run: run["levels"][0]["samples"]["small_cache"][0]["order"][3].reverse(),
        "do not take turns",
    ),
    "one launch": (_launches(lambda parts: parts.__delitem__(slice(1, 9))), "has 1 launches"),
    "ten launches": (_launches(lambda parts: parts.extend(parts[:] * 2)), "has 15 launches"),
    "a round less": (_launches(_drop_round), "are not where the protocol stops"),
    "a round more": (_launches(_add_rounds), "are not where the protocol stops"),
    "too soon for what they say": (_launches(_shake), "are not where the protocol stops"),
    "no rounds": (
        lambda run: run["levels"][0]["samples"]["small_cache"][0].update(
            units=[], order=[], windows={side: [] for side in ("reference", "solution", "control")}
        ),
        "the empty window or the work",
    ),
    "negative time": (
        lambda run: windows(run, "reference")[0].__setitem__(1, -5),
        "numbers that no clock gives",
    ),
    "large empty window": (
        _launches(lambda parts: parts[0].update(idle_ns=1_990_000)),
        "the empty window or the work",
    ),
    "more CPU than wall": (
        lambda run: [window.__setitem__(1, window[0] * 2) for window in windows(run, "reference")],
        "contradict each other",
    ),
    "no time for it": (lambda run: run.update(elapsed_s=0.5), "and the whole run took 0.5 s"),
    "machine": (
        lambda run: run["machine"].update(cpu="Slow Machine"),
        "The description of the machine was changed",
    ),
    "version": (lambda run: run["kata"].update(version=7), "version 7 of the kata, and it is now"),
    "kata's files": (lambda run: run["kata"].update(digest="0" * 64), "files have changed"),
    "reference": (lambda run: run.update(reference="0" * 64), "beside another reference"),
    "practice": (lambda run: run.update(locks="none"), "has locks that do not exist"),
    "wrong answer": (_level("verdict", "wrong answer"), "No level of it reached bronze"),
    "noise": (_two_marks, BUSY),
    "two told marks": (lambda run: run["noise"].update(marks=["a", "b"]), BUSY),
    "unknown level": (_level("level", "reply"), "not those of the kata"),
    "no workload": (lambda run: run["levels"][0]["samples"].clear(), "not those of its workloads"),
    "a text for a number": (_level("speeds", "fast"), "levels[0].speeds is not a list"),
    "infinity": (
        lambda run: run["levels"][0]["speeds"][0].update(ratio=float("inf")),
        "ratio is not a positive number",
    ),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_run_is_refused_by_publish_and_board(project: Project, name: str) -> None:
    forge, reason = FORGERIES[name]
    run = quiet_run()
    assert eligible(published(run), ENTRY, solution(PLAIN_REPLAY)) == []
    forged = sealed(changed(run, forge))
    project.ran(forged)
    code, said = project.publish("--handle", "ann")
    assert code == 2 and reason in said
    assert not project.results.exists()
    project.received("ann", published(forged))
    assert reason in project.board("--all")
    assert "1 row is not ranked" in project.board()


def test_a_run_changed_without_a_new_id_is_named_by_file_and_line(project: Project) -> None:
    run = quiet_run()
    project.ran(changed(run, _speed("ratio", 2)))
    code, said = project.publish()
    assert code == 2 and "history.jsonl, line 1, was cut or changed" in said and AGAIN in said
    project.received("ann", published(changed(run, _speed("ratio", 2))))
    assert "The run was changed after it was recorded" in project.board("--all")
    project.received("ann", changed(published(run), lambda row: row["run"].update(at="2030")))
    assert "ann.jsonl, line 1, was cut or changed" in project.board()


def test_noise_that_is_only_in_the_samples_is_seen(project: Project) -> None:
    run = quiet_run(spread=0.3)
    run["noise"]["steal_share"] = 0.03
    project.ran(sealed(run))
    assert BUSY in project.publish()[1]


def test_below_bronze_there_is_nothing_to_rank(project: Project) -> None:
    project.ran(quiet_run(ratio=0.012))
    assert "No level of it reached bronze" in project.publish()[1]


def test_the_kata_s_own_files_are_not_published(project: Project) -> None:
    run = sealed(changed(quiet_run(), lambda run: run["solution"].update(own=False)))
    project.ran(run)
    assert AGAIN in project.publish()[1]
    assert project.kata("publish", "lru-cache", "reference", "--yes")[0] == 2
    project.received("ann", published(run))
    assert "the kata's own file" in project.board("--all")


# written whole or not at all


def test_a_folder_that_cannot_be_written_is_said(project: Project) -> None:
    project.ran(quiet_run())
    (project.folder / "results").write_text("")
    code, said = project.publish()
    assert code == 70 and "could not be kept in results" in said


def test_a_link_is_not_followed(project: Project) -> None:
    project.ran(quiet_run())
    project.results.mkdir(parents=True)
    target = project.folder / "elsewhere"
    (project.results / "me.jsonl").symlink_to(target)
    code, said = project.publish()
    assert code == 70 and "is a link" in said and not target.exists()
    assert "me.jsonl is not a plain file" in project.board()


FULL = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))
from harness.cli import main
sys.argv = ["kata", "publish", "lru-cache", "--yes"]
main()
"""


def test_a_full_disk_leaves_what_was_there(project: Project) -> None:
    project.ran(quiet_run())
    assert project.publish()[0] == 0
    before = (project.results / "me.jsonl").read_bytes()
    project.ran(quiet_run())
    script = FULL.format(limit=len(before) + 1000)
    done = subprocess.run([KATA[0], "-c", script], capture_output=True, text=True, timeout=60)
    assert done.returncode == 70 and "could not be kept" in done.stderr
    assert (project.results / "me.jsonl").read_bytes() == before
    assert project.publish()[0] == 0
    assert len((project.results / "me.jsonl").read_bytes().splitlines()) == 2


def test_after_a_torn_row_the_next_is_whole(project: Project) -> None:
    project.ran(quiet_run())
    project.results.mkdir(parents=True)
    (project.results / "me.jsonl").write_text(canonical(published(quiet_run(), "me"))[:2000])
    assert project.publish()[0] == 0
    said = project.board()
    assert "me.jsonl, line 1, is not a row" in said and "provisional  me" in said


# asking


def test_without_a_terminal_nothing_is_written_unasked(project: Project) -> None:
    project.ran(quiet_run())
    code, said = project.kata("publish", "lru-cache")
    assert code == 2 and "--yes" in said and not project.results.exists()


@pytest.mark.parametrize(("answer", "code", "written"), [("n", 1, False), ("y", 0, True)])
def test_on_a_terminal_it_asks(project: Project, answer: str, code: int, written: bool) -> None:
    project.ran(quiet_run())
    ours, theirs = pty.openpty()
    os.write(ours, answer.encode() + b"\n")
    command = [*KATA, "publish", "lru-cache"]
    done = subprocess.run(command, stdin=theirs, capture_output=True, text=True, timeout=60)
    os.close(ours)
    os.close(theirs)
    assert done.returncode == code, done.stderr
    assert "Write it?" in done.stdout + done.stderr
    assert (project.results / "me.jsonl").exists() == written
