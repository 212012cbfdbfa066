"""Attackers nobody here wrote, and people, against the running shop. `make range` runs them and prints what each got.

Not part of the test suite: it takes about twenty minutes, and its figures are read, not asserted.
"""
