"""Name what columns may hold."""

MODES = ("off", "observe", "enforce")


def choices_of(names: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return names as a column's choices, with what staff read."""
    return [(name, name.replace("-", " ").capitalize()) for name in names]
