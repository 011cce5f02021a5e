"""The site written and built: Markdown and SVG first, then a generator that can be exchanged.

Here that is Sphinx with MyST and the theme Furo (the extra `site`). Nothing of a built page asks
another host for anything.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path

from harness.author.on_record import last_bench, published, results_of
from harness.catalog import Entry
from harness.catalog.lecture import lecture
from harness.catalog.sources import HOME
from harness.errors import KataError, MisuseError
from harness.results.board import standings
from harness.results.publish import found_in
from harness.site import pages, plots

NEEDED = ("sphinx", "myst_parser", "furo", "matplotlib")
SETTINGS = """project = "system-design-katas"
html_title = "system-design-katas"
extensions = ["myst_parser"]
myst_heading_anchors = 3
html_theme = "furo"
html_copy_source = False
html_show_sourcelink = False
html_show_copyright = False
html_show_sphinx = False
html_last_updated_fmt = None
suppress_warnings = ["misc.highlighting_failure", "myst.xref_missing"]
html_static_path = ["static"]
html_css_files = ["wide.css"]
"""
STYLE = """/* a table that is wider than a telephone moves by itself, not the page */
article table { display: block; overflow-x: auto; max-width: 100%; }
article pre { overflow-x: auto; }
"""


def build(out: Path, entries: Sequence[Entry], progress: Callable[[str], None]) -> Path:
    """The site in a folder: its first page. MisuseError without what it needs, or where the folder
    holds something else.
    """
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing or not (HOME / "docs").is_dir():
        raise MisuseError(
            f"The site needs {', '.join(missing)}: pip install -e '.[site]'"
            if missing
            else "The site is made from a checkout, which has docs/; this is an installed package."
        )
    if out.exists() and any(out.iterdir()) and not (out / "searchindex.js").is_file():
        raise MisuseError(f"{out} holds something that is no site; name an empty folder.")
    with tempfile.TemporaryDirectory(prefix="kata-site-") as name:
        written = write(Path(name), entries, progress)
        progress("pages")
        command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", str(written), str(out)]
        command[4:4] = ["-d", str(Path(name) / "doctrees")]
        done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    said = done.stderr.strip()
    if done.returncode or said:
        raise KataError(f"The site was not built whole: {said[-1500:]}")
    return out / "index.html"


def write(folder: Path, entries: Sequence[Entry], progress: Callable[[str], None]) -> Path:
    """Markdown, figures and settings for the generator."""
    katas = folder / "katas"
    katas.mkdir(parents=True)
    (folder / "static").mkdir()
    (folder / "static" / "wide.css").write_text(STYLE)
    (folder / "conf.py").write_text(SETTINGS)
    (folder / "docs").mkdir()
    for picture in (HOME / "docs").glob("*.svg"):
        (folder / "docs" / picture.name).write_bytes(picture.read_bytes())
    targets = {f"docs/{name}.md": f"{name}.md" for name in pages.MORE}
    targets |= {f"{name}.md": f"{name}.md" for name in pages.MORE}
    targets |= {"README.md": "index.md", "katas": "katas/index.md", "results": "katas/index.md"}
    targets |= {"results/README.md": "results.md"}
    readme = (HOME / "README.md").read_text(encoding="utf-8")
    (folder / "index.md").write_text(pages.home(readme, targets), encoding="utf-8")
    (folder / "systems.md").write_text(pages.systems(entries), encoding="utf-8")
    for name in pages.MORE:
        text = (HOME / "docs" / f"{name}.md").read_text(encoding="utf-8")
        (folder / f"{name}.md").write_text(pages.relinked(text, targets), encoding="utf-8")
    (katas / "index.md").write_text(pages.katas(entries), encoding="utf-8")
    for entry in entries:
        progress(entry.kata.name)
        _kata(katas, entry)
    return folder


def _kata(folder: Path, entry: Entry) -> None:
    rows = [row for row in found_in(results_of(entry), entry, []) if row.handle != "reference"]
    bench = last_bench(entry)
    found = standings(entry, rows, [bench] if bench else [])
    name, figures = entry.folder_name, pages.of_levels(entry, published(entry, bounds=True)[0])
    files = {"ladder": plots.ladders(entry.kata.name, figures, folder / f"{name}-ladder")}
    for board in found.boards:
        kind = f"{board.level}-{board.kind}"
        files[kind] = plots.board(f"{entry.kata.name}, {kind}", board, folder / f"{name}-{kind}")
    told = {kind: [file.name for file in written] for kind, written in files.items()}
    (folder / f"{name}.md").write_text(pages.kata(entry, found, told), encoding="utf-8")
    (folder / f"mistakes-{name}.md").write_text(lecture(entry), encoding="utf-8")
