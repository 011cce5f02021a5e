"""A benchmark and kata harness for the algorithms inside famous systems."""

__version__ = "0.1.0"
