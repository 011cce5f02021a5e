"""The command line. This room alone turns errors into exit codes."""

from __future__ import annotations

from harness.cli import stop


def main() -> None:
    """The command `kata`; never returns."""
    stop.listen()  # before anything that takes long to import
    from harness.cli.main import main as command

    command()
