"""Attackers nobody here wrote, and people, against the running shop. `make range` runs them and prints what each got.

Not part of the test suite: it takes a quarter of an hour, and its figures are read, not asserted.
"""
