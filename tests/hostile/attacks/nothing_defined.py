"""Defines nothing.

row: 33
kind: hang
expected: not started
control: naive, broken -- that judge looks for a function and falls
"""
