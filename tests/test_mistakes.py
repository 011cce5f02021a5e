"""Mistakes as edits of a right solution: what a page says, and what is wrong with a page."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from commands import adopt_orphans, assert_one_sentence, folder, kata  # noqa: F401

from harness import catalog
from harness.author.as_mistake import section
from harness.catalog import mistakes
from harness.catalog.claims import Fails
from harness.catalog.lecture import lecture
from harness.catalog.solution import find
from harness.errors import AuthorError, MisuseError

WAY = '''"""Adds up, one after the other."""

import numpy as np


def total(numbers, out):
    found = 0

    for number in numbers.tolist():
        found += number
    out[0] = found


def mean(numbers, out):
    found = 0

    for number in numbers.tolist():
        found += number
    out[0] = found // len(numbers)
'''
PAGE = """What is said above the first heading is nobody's.

## begins_with_one

Counts one too many.

You begin with 1.

fails: as_many_as_there_are at one_number

```diff
 def total(numbers, out):
-    found = 0
+    found = 1
```

## forgets_to_divide

Answers the sum.

fails: is_the_mean at two_numbers

```diff
-    out[0] = found // len(numbers)
+    found += 0
```

```diff
-    found += 0
+    out[0] = found
```
"""


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A kata's folder with one way and its page."""
    (tmp_path / "mistakes").mkdir()
    (tmp_path / "mistakes" / "one_by_one.py").write_text(WAY)
    (tmp_path / "mistakes" / "one_by_one.md").write_text(PAGE)
    return tmp_path


def page(pages: Path) -> Path:
    return pages / "mistakes" / "one_by_one.md"


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_a_section_is_a_wrong_submission(pages: Path) -> None:
    first, _ = mistakes.wrong_of(pages, {}).values()
    assert (first.name, first.way, first.path) == ("begins_with_one", "one_by_one", page(pages))
    assert first.told == "Counts one too many.\n\nYou begin with 1."
    assert first.fails == Fails("as_many_as_there_are", "one_number")
    assert first.source == WAY.replace("found = 0", "found = 1", 1)
    assert "-    found = 0\n+    found = 1" in first.diff


def test_edits_are_made_one_after_the_other(pages: Path) -> None:
    second = mistakes.wrong_of(pages, {})["forgets_to_divide"]
    assert second.source == WAY.replace("found // len(numbers)", "found")


def test_a_page_without_fault_has_none(pages: Path) -> None:
    assert [*mistakes.faults(pages, {})] == []


TAKEN, PUT = "-    found = 0", "+    found = 1"
NO_EDIT = PAGE[PAGE.index("```diff\n-    out") :]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            " def total(numbers, out):\n",
            "",
            "11: what the block takes out stands 2 times in the way",
        ),
        (TAKEN, "-    found = 5", "line 11: what the block takes out stands nowhere in the way"),
        (
            "fails: is_the_mean at two_numbers\n",
            "",
            "line 17: forgets_to_divide has no line 'fails",
        ),
        ("fails: is_the_mean at", "fails: is_the_mean in", "line 17: cannot use 'fails: is_the"),
        ("## forgets_to_divide", "## begins_with_one", "line 17: begins_with_one stands on this"),
        ("## forgets_to_divide", "## It forgets", "line 17: 'It forgets' is no name; write it"),
        ("Answers the sum.\n", "", "line 17: forgets_to_divide says nothing; tell in a sentence"),
        (NO_EDIT, "", "line 17: forgets_to_divide has no edit that fits a place"),
        ("out[0] = found\n```", "out[0] = found", "line 28: the block has no end; add ```"),
        (f"{PUT}\n```", PUT, "or the block of line 11 has no end"),
        (PUT, "found = 1", "line 14: a line of a diff begins with ' ', '-' or '+'"),
        (PUT, PUT + "\n+    pass" * 13, "begins_with_one changes 15 lines; over 14 it is another"),
        (PUT, "+    found = (", "begins_with_one, applied, is no Python; correct its edits"),
        (PUT, "+    found = (0)", "begins_with_one, applied, says the same as one_by_one.py"),
    ],
)
def test_what_is_wrong_with_a_page(pages: Path, old: str, new: str, told: str) -> None:
    change(page(pages), old, new)
    [said] = mistakes.faults(pages, {})
    assert said.startswith("mistakes/one_by_one.md") and told in said
    if "applied" not in told:  # whatever cannot be made stops whoever asks for all
        with pytest.raises(AuthorError):
            mistakes.wrong_of(pages, {})


def test_a_way_and_its_page_come_together(pages: Path) -> None:
    page(pages).rename(pages / "mistakes" / "another.md")
    way, lonely = mistakes.faults(pages, {})
    assert way == ("mistakes/one_by_one.py, line 1: it has no page; write mistakes/one_by_one.md")
    assert lonely == "mistakes/another.md, line 1: it has no way; write mistakes/another.py"


def test_a_name_stands_once_in_a_kata(pages: Path) -> None:
    file = pages / "submissions" / "wrong_answer" / "begins_with_one.py"
    file.parent.mkdir(parents=True)
    file.write_text('"""Another idea.\n\nfails: some_check at somewhere\n"""\n')
    [said] = mistakes.faults(pages, {"begins_with_one": file})
    assert "begins_with_one stands in submissions/wrong_answer/begins_with_one.py too" in said
    (pages / "mistakes" / "two.py").write_text(WAY)
    (pages / "mistakes" / "two.md").write_text(PAGE.partition("## forgets")[0])
    [said] = mistakes.faults(pages, {})
    assert "two.md: begins_with_one stands in mistakes/one_by_one.md too; rename one" in said


def test_a_whole_file_is_of_the_same_kind(pages: Path) -> None:
    file = pages / "loops.py"
    file.write_text('"""Never ends.\n\nfails: time_limit at somewhere\n"""\nwhile True: pass\n')
    wrong = mistakes.wrong_of(pages, {"loops": file})["loops"]
    assert (wrong.told, wrong.way, wrong.diff) == ("Never ends.", "", "")
    assert wrong.source == file.read_text()


def test_a_way_that_says_so_is_too_slow_itself(pages: Path) -> None:
    way = pages / "mistakes" / "one_by_one.py"
    way.write_text(WAY.replace("the other.", "the other.\n\nfails: time_limit at million\n"))
    slow, first, _ = mistakes.wrong_of(pages, {}).values()
    assert (slow.name, slow.way, slow.diff) == ("one_by_one", "one_by_one", "")
    assert slow.fails == Fails("time_limit", "million") and slow.source == way.read_text()
    assert slow.told == "Adds up, one after the other." and first.name == "begins_with_one"
    assert [*mistakes.faults(pages, {})] == []


@pytest.mark.parametrize("entry", catalog.entries(), ids=lambda entry: entry.kata.name)
def test_what_is_stopped_is_wrong_at_a_family_or_slow_at_a_workload(entry: catalog.Entry) -> None:
    levels = entry.kata.levels
    families = {name for one in levels for name in entry.families(one) | entry.depth(one)}
    workloads = {name for level in levels for name in level.workloads}
    wrong, slow = entry.wrong(), entry.slow()
    assert wrong.keys() | slow.keys() == entry.stopped().keys()
    assert all(each.fails.where in families for each in wrong.values())
    assert slow and all(each.fails.where in workloads for each in slow.values())


BROKEN = [
    WAY.replace("found = 0", "found = 1", 1),
    WAY.replace("found = 0", "found = 1"),
    WAY.replace("found += number", "found -= number").replace(
        "out[0] = found\n", "out[:] = found\n"
    ),
    WAY.replace("import numpy as np\n", "import numpy as np\nimport math\n"),
    WAY.replace("    out[0] = found\n", ""),
    WAY.replace("\n\ndef mean", "    # at the end\n\n\ndef mean"),
]


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_copy_becomes_a_section_that_makes_it(pages: Path, broken: str) -> None:
    written = section(WAY, broken, "broken", "Told.", Fails("some_check", "somewhere"))
    page(pages).write_text(written)
    [made] = mistakes.wrong_of(pages, {}).values()
    assert made.name == "broken" and made.told == "Told."
    assert made.source == broken
    assert ast.dump(ast.parse(made.source)) == ast.dump(ast.parse(broken))


def test_a_copy_without_a_mistake_is_none() -> None:
    with pytest.raises(AuthorError, match="say the same"):
        section(WAY, WAY.replace("Adds up", "Sums"), "same", "Told.", Fails("a", "b"))


@pytest.mark.parametrize("entry", catalog.entries(), ids=lambda entry: entry.kata.name)
def test_both_forms_are_found_by_their_name(entry: catalog.Entry) -> None:
    for kind, those in (("wrong_answer", entry.wrong()), ("time_limit", entry.slow())):
        for name, each in those.items():
            found = find(entry, f"{kind}/{name}")
            assert found is not None and found.source == each.source
    with pytest.raises(MisuseError, match="no submission of that name"):
        find(entry, "wrong_answer/nobody_has_written_this")


@pytest.mark.parametrize("entry", catalog.entries(), ids=lambda entry: entry.kata.name)
def test_the_lecture_tells_every_mistake_and_how_it_shows(entry: catalog.Entry) -> None:
    said = lecture(entry)
    for name, wrong in entry.wrong().items():
        assert f"\n### {name}\n" in said and wrong.told in said and wrong.diff in said
        assert f"Stopped by `{wrong.fails.check}` at `{wrong.fails.where}`." in said


BUCKETS = catalog.find("rate-limit")
FULL = "parts[who] = min(full, parts[who] + now_ms - last_ms[who])"


def broken_bucket(place: Path, line: str) -> None:
    """A copy of a way of rate-limit, with another line in the place of the one that caps."""
    source = BUCKETS.way("parts_of_a_token").read_text()
    assert source.count(FULL) == 1
    tree = ast.parse(source)
    below = "\n".join(source.split("\n")[tree.body[0].end_lineno :])
    text = '"""Lets tokens pile up."""\n' + below.replace(FULL, line)
    (place / "piles_up.py").write_text(text)


def test_the_command_judges_a_broken_copy_and_prints_its_section(folder: Path) -> None:  # noqa: F811
    broken_bucket(folder, "parts[who] = parts[who] + now_ms - last_ms[who]")
    done = kata(folder, "author", "mistake", "rate-limit", "parts_of_a_token", "piles_up.py")
    assert done.returncode == 0, done.stderr
    head, told, fails, block = done.stdout.rstrip("\n").split("\n\n")
    assert (head, told) == ("## piles_up", "Lets tokens pile up.")
    never_full = BUCKETS.wrong()["never_full"]
    assert fails == f"fails: {never_full.fails}"
    assert block == never_full.diff


@pytest.mark.parametrize(
    ("arguments", "told", "code"),
    [
        (("parts_of_a_tokn", "piles_up.py"), "Did you mean parts_of_a_token?", 2),
        (("parts_of_a_token", "nowhere.py"), "There is no file nowhere.py", 2),
        (("parts_of_a_token", "piles_up.py"), "is stopped by nothing: it is right", 70),
    ],
)
def test_what_is_no_mistake_gets_one_sentence(
    folder: Path,  # noqa: F811
    arguments: tuple[str, str],
    told: str,
    code: int,
) -> None:
    broken_bucket(folder, f"{FULL}  # as it was")
    done = kata(folder, "author", "mistake", "rate-limit", *arguments)
    assert_one_sentence(done.stderr, told)
    assert (done.returncode, done.stdout) == (code, "")


def test_the_mistakes_are_shown_as_a_page(folder: Path) -> None:  # noqa: F811
    shown = kata(folder, "show", "rate-limit", "--mistakes").stdout
    assert shown.startswith("# What goes wrong at rate-limit") and "### never_full" in shown
    both = kata(folder, "show", "rate-limit", "--mistakes", "--hints")
    assert_one_sentence(both.stderr, "Show one thing at a time: --solutions, --mistakes")
    assert both.returncode == 2


def test_one_of_them_is_played_like_any_solution(folder: Path) -> None:  # noqa: F811
    done = kata(folder, "run", "rate-limit", "--solution", "wrong_answer/never_full")
    assert done.returncode == 1 and "never_over_capacity at long_silence" in done.stdout
