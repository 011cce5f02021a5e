"""Records the session that README shows, as an SVG, from real runs on this machine:

    python docs/record_session.py docs/session.svg

`kata start rate-limit`, a solution that loses parts of tokens, `kata run`, the mended one, `kata
run`. What is shown is what the commands print, cut to the lines behind `SHOWN`. Run it with nothing
beside it: the medal at the end is measured.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

from harness import catalog

KATA, COLUMNS = "rate-limit", 92
WRONG, RIGHT = "loses_parts", "numpy"
SHOWN = 24
"""Lines of a command's output at most."""
FORMAT = """<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg"
 role="img" aria-label="A session: kata start, a wrong answer with its small case, a medal">
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace;
 font-size: {char_height}px; line-height: {line_height}px; font-variant-east-asian: full-width; }}
.{unique_id}-title {{ font-size: 18px; font-family: sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""
"""As rich draws it, with the fonts a reader has: nothing is fetched."""


def main() -> None:
    console = Console(record=True, width=COLUMNS, file=io.StringIO())
    entry = catalog.find(KATA)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _show(console, folder, "start", KATA)
        solution = folder / "solutions" / f"{entry.folder_name}.py"
        solution.write_text(entry.wrong()[WRONG].source, encoding="utf-8")
        _show(console, folder, "run", KATA)
        console.print(Text("# mended: nothing is rounded, in numpy", style="dim"))
        path = entry.submissions("accepted")[RIGHT]
        solution.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
        _show(console, folder, "run", KATA)
    told = console.export_svg(title="kata", theme=MONOKAI, code_format=FORMAT, unique_id="session")
    Path(sys.argv[1]).write_text(told, encoding="utf-8")


def _show(console: Console, folder: Path, *words: str) -> None:
    """A command and what it prints, in the colours of a terminal."""
    console.print(Text.assemble(("$ ", "dim"), ("kata " + " ".join(words), "bold")))
    done = subprocess.run(
        [sys.executable, "-c", "from harness.cli import main; main()", *words],
        cwd=folder,
        env={**os.environ, "FORCE_COLOR": "1", "COLUMNS": str(COLUMNS)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    lines = done.stdout.rstrip().splitlines()
    for line in lines[:SHOWN]:
        console.print(Text.from_ansi(line))
    if len(lines) > SHOWN:
        console.print(Text("...", style="dim"))


if __name__ == "__main__":
    main()
