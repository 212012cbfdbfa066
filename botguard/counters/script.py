"""The script that counts: hit.lua, with the table of counts written into it."""

from hashlib import sha1
from pathlib import Path

from botguard.engine.count import SCOPES, TABLE, Count, lifetime, problems

PLACE = "--[[ botguard.engine.count ]]"


def _written(values: list[object]) -> str:
    return "{" + ", ".join(f"'{value}'" if isinstance(value, str) else str(value) for value in values) + "}"


def _script(table: tuple[Count, ...]) -> str:
    if found := problems(table):
        raise ValueError("; ".join(found))
    columns: tuple[list[object], ...] = (
        [count.id for count in table],
        [count.seconds * 1000 for count in table],
        [count.of for count in table],
        [count.bits for count in table],
        [SCOPES.index(count.scope) + 1 for count in table],
        [lifetime(scope) for scope in SCOPES],
    )
    text = (Path(__file__).parent / "hit.lua").read_text()
    return text.replace(PLACE, ",\n  ".join(_written(column) for column in columns))


HIT = _script(TABLE)
HIT_SHA = sha1(HIT.encode(), usedforsecurity=False).hexdigest()
