"""Change what the guard remembers."""
