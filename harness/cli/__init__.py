"""The command line: `kata` begins here. This room alone turns errors into exit codes."""


def main() -> None:
    """The command `kata`; never returns."""
    # Until somebody listens, Ctrl-C ends the process without a traceback of imports. The module
    # `signal` is one that takes milliseconds to import; what it is made of is built in. (For the
    # same reason nothing is imported above, not even from `__future__`.)
    import _signal  # type: ignore[import-not-found]
    import os

    if _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:
        _signal.signal(_signal.SIGINT, _signal.SIG_DFL)
    # the judge multiplies no matrices; where no thread can be started, OpenBLAS would interrupt it
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from harness.cli import stop

    stop.listen()  # before anything that takes long to import
    from harness.cli.main import main as command

    command()
