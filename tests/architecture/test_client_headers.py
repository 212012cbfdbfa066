"""Only botguard/collect reads what clients say of themselves; everybody else asks request.guard."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
APPS = (
    "accounts",
    "antifraud",
    "backoffice",
    "botguard",
    "checkout",
    "demo",
    "outbox",
    "scorecard",
    "settings",
    "shop",
)
READER = ROOT / "botguard" / "collect"
# What tells who a client is, where from, and by what program; not what a request is about, such as an If-None-Match.
TELLING = re.compile(
    r"^(?:HTTP_)?(?:X[-_](?:FORWARDED[-_]FOR|REAL[-_]IP|CLIENT[-_]IP|REQUESTED[-_]WITH)|FORWARDED|VIA|REMOTE[-_]ADDR"
    r"|REMOTE[-_]HOST|TRUE[-_]CLIENT[-_]IP|CF[-_]CONNECTING[-_]IP|USER[-_]AGENT|ACCEPT|ACCEPT[-_]LANGUAGE"
    r"|SEC[-_]FETCH[-_]\w+|SEC[-_]CH[-_].*|SEC[-_]PURPOSE|PURPOSE|DNT|LATCHKEY[-_]KEY)$",
    re.IGNORECASE,
)


def readings(source: str) -> list[str]:
    """Return where a module reads a telling header: META[...], headers[...], .get(...) of either, or all of META."""
    found = []
    for node in ast.walk(ast.parse(source)):
        key: ast.expr | None = None
        if isinstance(node, ast.Subscript) and _is_headers(node.value):
            key = node.slice
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in ("get", "pop", "setdefault", "__getitem__")
            and _is_headers(node.func.value)
            and node.args
        ):
            key = node.args[0]
        if key is None:
            continue
        if not isinstance(key, ast.Constant):
            found.append(f"line {node.lineno}: a header whose name is not written out")
        elif TELLING.match(str(key.value)):
            found.append(f"line {node.lineno}: {key.value}")
    return found


def _is_headers(node: ast.expr) -> bool:
    if not isinstance(node, ast.Attribute) or node.attr not in ("META", "headers"):
        return False
    # An answer's headers are ours to read.
    return not (isinstance(node.value, ast.Name) and node.value.id in ("response", "answer"))


def modules() -> list[Path]:
    found = [path for app in APPS for path in (ROOT / app).rglob("*.py")]
    return [path for path in found if READER not in path.parents]


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_nobody_else_reads_client_headers(path: Path) -> None:
    assert readings(path.read_text()) == []


def test_the_reader_itself_would_be_caught() -> None:
    caught = [line for path in READER.rglob("*.py") for line in readings(path.read_text())]
    assert any("a header whose name is not written out" in line for line in caught)


@pytest.mark.parametrize(
    "source",
    [
        "request.META['REMOTE_ADDR']",
        "request.META.get('HTTP_X_FORWARDED_FOR', '')",
        "self.request.headers['User-Agent']",
        "request.headers.get('accept-language')",
        "request.META.get(name)",
        "request.headers[header]",
    ],
)
def test_readings_are_found(source: str) -> None:
    assert len(readings(source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        "request.headers.get('Idempotency-Key')",
        "response.headers['Accept']",
        "request.META['CSRF_COOKIE']",
        "x = 'REMOTE_ADDR'",
    ],
)
def test_other_readings_are_let_be(source: str) -> None:
    assert readings(source) == []
