"""The one family of exceptions: each a sentence that says what is wrong and what to do."""

from __future__ import annotations


class KataError(Exception):
    """Something a person must hear about; the command line prints the message and exits with
    `exit_code`.
    """

    exit_code = 2


class MisuseError(KataError):
    """The command was called with something it cannot use."""


class SolutionError(KataError):
    """The file to judge cannot be read as a solution."""


class AuthorError(KataError):
    """A kata contradicts itself: its case, specs, checks or files."""

    exit_code = 70


class JudgeError(KataError):
    """The judge itself failed. Never the learner's fault."""

    exit_code = 70


class NoisyError(JudgeError):
    """This machine was too busy to say anything."""

    exit_code = 3
