"""What a class hands in: names as courses write them, and files that mean no good."""

from __future__ import annotations

import os
import stat
import struct
import zipfile
from pathlib import Path

import pytest

from harness import catalog
from harness.catalog.solution import SOURCE_BYTES_MAX
from harness.errors import MisuseError
from harness.grade import archive
from harness.grade.gather import Handed, gathered
from harness.grade.kept import opened
from harness.grade.names import Names
from harness.grade.scheme import default, read

KATA = catalog.find("fanout").kata


@pytest.mark.parametrize(
    ("path", "student"),
    [
        ("anna.py", "anna"),
        ("Jo\u0308rg Groß.py", "Jörg Groß"),
        ("anna.py.py", "anna"),
        ("anna.PY.txt", "anna"),
        ("anna v1.2.py", "anna v1.2"),
        ("Änne Müller_4711_assignsubmission_file_/fanout.py", "Änne Müller 4711"),
        ("Änne Müller_4711_assignsubmission_file/fanout.py", "Änne Müller 4711"),
        ("Bo_12_assignsubmission_file_fanout.py", "Bo 12"),
        ("smithbob_340934_208490284_BobsWork.py", "smithbob 340934"),
        ("smithbob_LATE_340934_208490284_my_work-1.py", "smithbob 340934"),
        ("carl/solutions/fanout.py", "carl"),
        (".py", ".py"),
    ],
)
def test_students_are_found_in_paths(path: str, student: str) -> None:
    assert Names().student(path) == student


def test_a_folder_around_all_of_them_is_no_student() -> None:
    names = Names()
    assert names.students(["hw3/anna.py", "hw3/bo.py"]) == ["anna", "bo"]
    assert names.students(["a/hw3/anna/x.py", "a/hw3/bo/x.py"]) == ["anna", "bo"]
    assert names.students(["anna/x.py"]) == ["anna"]
    assert names.students(["anna/x.py", "bo.py"]) == ["anna", "bo"]
    moodle = "Bo_12_assignsubmission_file_"
    assert names.students([f"{moodle}/a.py", f"{moodle}/b.py"]) == ["Bo 12", "Bo 12"]


def test_numbers_of_ones_own_are_not_those_of_canvas() -> None:
    assert Names().student("week_3_4_fanout.py") == "week_3_4_fanout"


def test_a_name_has_no_control_characters() -> None:
    named = Names().student("a\tb\x1b[2J\n.py")
    assert named is not None and named.isprintable()


def test_a_pattern_of_ones_own_names_students_and_leaves_others_out(tmp_path: Path) -> None:
    for name in ("g1-anna.py", "g2-bo.py", "notes.py"):
        (tmp_path / name).write_text("x = 1\n")
    found = gathered(tmp_path, Names(r"^g(?P<id>\d)-(?P<student>\w+)"))
    assert [each.student for each in found.handed] == ["anna 1", "bo 2"]
    assert found.nobodys == ("notes.py",)


def by_file(place: Path) -> dict[str, Handed]:
    return {each.file: each for each in gathered(place, Names()).handed}


def test_a_folder_of_bad_files_is_read_and_none_of_them_harms(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("password = 1\n")
    folder = tmp_path / "class"
    (folder / "deep" / "er").mkdir(parents=True)
    (folder / "deep" / "er" / "my.py").write_text("a = 1\n")
    (folder / "long.py").write_bytes(b"#" * (SOURCE_BYTES_MAX + 1))
    (folder / "sparse.py").touch()
    os.truncate(folder / "sparse.py", 1 << 40)
    (folder / "nul.py").write_bytes(b"a = '\0'\n")
    (folder / "bom.py").write_bytes(b"\xef\xbb\xbfa = 1\n")
    (folder / "link.py").symlink_to(secret)
    (folder / "loop").symlink_to(folder)
    os.mkfifo(folder / "pipe.py")
    (folder / ".hidden.py").write_text("")
    Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.py")).write_text("a = 1\n")
    found = by_file(folder)
    assert {name for name, each in found.items() if not each.fault} == {
        "bom.py",
        "caf\\xe9.py",
        "deep/er/my.py",
    }
    assert all(each.student.isprintable() for each in found.values())
    assert found["bom.py"].source == "a = 1\n"
    assert found["deep/er/my.py"].student == "deep"
    for name, said in {
        "long.py": "at most",
        "sparse.py": "at most",
        "nul.py": "NUL",
        "link.py": "is a link",
        "loop": "is a link",
        "pipe.py": "not a regular file",
    }.items():
        assert said in found[name].fault, name
    assert not any("password" in each.source for each in found.values())


def test_an_unreadable_folder_is_said(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root reads everything")
    (tmp_path / "shut").mkdir(mode=0o000)
    with pytest.raises(MisuseError, match="cannot be read"):
        gathered(tmp_path, Names())


def a_zip(path: Path, members: dict[str, bytes], mode: int = 0) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as whole:
        for name, content in members.items():
            info = zipfile.ZipInfo(name)
            info.external_attr = mode << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            whole.writestr(info, content)
    return path


def test_a_zip_is_read_and_nothing_is_unpacked(tmp_path: Path) -> None:
    place = a_zip(
        tmp_path / "class.zip",
        {
            "Änne_1_assignsubmission_file_/my.py": b"a = 1\n",
            "../../climbs.py": b"a = 1\n",
            "/etc/absolute.py": b"a = 1\n",
            "C:\\windows.py": b"a = 1\n",
            "bomb.py": b"\0" * (20 << 20),
            "__MACOSX/._my.py": b"junk",
            "bo.txt": b"a = 1\n",
        },
    )
    found = by_file(place)
    assert found["Änne_1_assignsubmission_file_/my.py"].student == "Änne 1"
    assert {name for name, each in found.items() if not each.fault} == {
        "Änne_1_assignsubmission_file_/my.py"
    }
    for name in ("climbs.py", "etc/absolute.py", "C:/windows.py"):
        assert "leads out of the ZIP" in found[name].fault
    assert "at most" in found["bomb.py"].fault
    assert "no Python file" in found["bo.txt"].fault
    assert [path.name for path in tmp_path.iterdir()] == ["class.zip"]


def test_links_in_a_zip_are_not_read(tmp_path: Path) -> None:
    place = a_zip(tmp_path / "c.zip", {"a.py": b"/etc/passwd"}, stat.S_IFLNK | 0o777)
    assert "is a link" in by_file(place)["a.py"].fault


def test_a_name_in_utf8_that_does_not_say_so_is_read_as_it_was_meant(tmp_path: Path) -> None:
    place = a_zip(tmp_path / "c.zip", {"Jörg.py": b"a = 1\n"})
    content = bytearray(place.read_bytes())
    for signature, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = content.find(signature) + flags
        (bits,) = struct.unpack_from("<H", content, at)
        struct.pack_into("<H", content, at, bits & ~archive.UTF_8)
    place.write_bytes(content)
    assert list(by_file(place)) == ["Jörg.py"]


def test_a_damaged_member_is_its_students_alone(tmp_path: Path) -> None:
    place = a_zip(tmp_path / "c.zip", {"a.py": bytes(range(256)) * 99, "b.py": b"b = 1\n"})
    content = bytearray(place.read_bytes())
    content[60:160] = b"\xff" * 100
    place.write_bytes(content)
    found = by_file(place)
    assert found["a.py"].fault and not found["b.py"].fault


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"",
        lambda content: content[:-10],
        lambda content: b"no zip at all" * 9,
        lambda content: content[:-12] + struct.pack("<H", 60_000) + content[-10:],
        lambda content: content[:-10] + struct.pack("<I", 1 << 30) + content[-6:],
        lambda content: content.replace(b"PK\1\2", b"PKxx"),
    ],
    ids=["empty", "cut", "text", "many", "large", "damaged"],
)
def test_what_is_no_zip_gets_a_sentence(tmp_path: Path, damage: object) -> None:
    assert callable(damage)
    place = a_zip(tmp_path / "c.zip", {"a.py": b"a = 1\n"})
    place.write_bytes(damage(place.read_bytes()))
    with pytest.raises(MisuseError, match="ZIP"):
        gathered(place, Names())


def test_what_holds_nothing_to_grade_gets_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "hollow").mkdir()
    (tmp_path / "a.py").write_text("")
    for place, said in (
        (tmp_path / "nowhere", "There is no folder or ZIP"),
        (tmp_path / "hollow", "holds no file that could be graded"),
        (tmp_path / "a.py", "is no ZIP"),
        (Path("/dev/null"), "neither a folder nor a ZIP"),
    ):
        with pytest.raises(MisuseError, match=said):
            gathered(place, Names())


@pytest.mark.parametrize(
    ("pattern", "said"),
    [("(x", "no regular expression"), ("(x)", "a group called student")],
)
def test_a_bad_pattern_gets_a_sentence(pattern: str, said: str) -> None:
    with pytest.raises(MisuseError, match=said):
        Names(pattern)


def test_a_torn_line_is_passed_over_and_the_next_one_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "grades" / "a.jsonl"
    with opened(path) as first:
        first.begin("", again=False)
        seed = first.seed
        first.keep({"a": 1}, "judged", "x")
    with path.open("ab") as file:
        file.write(b'{"key": ["half')
    with opened(path) as second:
        second.begin("", again=False)
        assert second.seed == seed and second.find("judged", "x") == {"a": 1}
        second.keep({"a": 2}, "judged", "y")
    with opened(path) as third:
        assert third.find("judged", "y") == {"a": 2}
        third.begin("ab" * 32, again=False)
        assert third.find("judged", "x") is None, "other cases, other answers"


def test_two_commands_do_not_grade_one_folder_at_once(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with opened(path), pytest.raises(MisuseError, match="already"), opened(path):
        pass


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("points = ", "no TOML"),
        ("point = 3", "Did you mean points"),
        ("points = -1", "a number from 0 on"),
        ("points = nan", "a number from 0 on"),
        ("points = true", "a number from 0 on"),
        ("whole = 1.5", "a part, from 0 to 1"),
        ("levels = 3", "a table"),
        ("[levels]\nservee = 3", "Did you mean serve"),
        ("[medals]\nplatinum = 3", "no name in"),
        (
            "[levels]\ndeliver=0\ncelebrities=0\nchoose=0\nserve=0\nfail-whale=0",
            "every level weighs nothing",
        ),
    ],
)
def test_a_bad_scheme_gets_a_sentence(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "s.toml"
    path.write_text(text)
    with pytest.raises(MisuseError, match=said):
        read(path, KATA)


def test_a_scheme_that_is_not_there_gets_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(MisuseError, match="cannot be read"):
        read(tmp_path / "none.toml", KATA)


def test_a_scheme_changes_what_it_names(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    path.write_text("points = 10\n[levels]\nserve = 6\n[medals]\nnone = 0.5\n")
    scheme = read(path, KATA)
    assert scheme.at_most("serve") == 6.0 and scheme.at_most("deliver") == 1.0
    assert scheme.counts_medals and not default(KATA).counts_medals
