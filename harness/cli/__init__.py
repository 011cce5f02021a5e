"""The command line. This room alone turns errors into exit codes."""

from __future__ import annotations


def main() -> None:
    """The command `kata`; never returns."""
    import signal

    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        # until somebody listens, Ctrl-C ends the process without a traceback of imports
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from harness.cli import stop

    stop.listen()  # before anything that takes long to import
    from harness.cli.main import main as command

    command()
