"""The command line. This room alone turns errors into exit codes."""

from harness.cli.main import main

__all__ = ["main"]
