"""What docs/robots.md tells partners to run works, and costs what it says."""

import re
import urllib.request
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from botguard.actions.partner import give_key
from botguard.counters import store
from botguard.queries import register
from tests.botguard.signers import partner_headers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_shop")]
DOCUMENT = Path(__file__).parents[2] / "docs" / "robots.md"


def test_the_example_signs_a_request_that_is_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.now()
    given = give_key(
        "Example", rooms=("api",), expires_at=now + timedelta(days=1), public_key="", seed=bytes(range(32)),
        author_id=None, now=now,
    )  # fmt: skip
    register.refresh(now=now)
    pem = tmp_path / "partner.pem"
    pem.write_text(given.private_key)
    seen: list[tuple[str, ...]] = []

    def serve(sent: urllib.request.Request) -> BytesIO:
        answer = Client().get(sent.selector, headers=dict(sent.header_items()))
        seen.append(answer.wsgi_request.guard.visit.codes)  # type: ignore[attr-defined] # GuardedRequest
        return BytesIO(answer.content)

    monkeypatch.setattr(urllib.request, "urlopen", serve)
    monkeypatch.setattr("builtins.print", lambda *words: None)
    (example,) = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)
    for old, new in (
        ("partner.pem", str(pem)),
        ("KEY ID", given.partner.key_id),
        ("shop.example", "testserver"),
    ):
        assert old in example
        example = example.replace(old, new)
    exec(example, {})  # noqa: S102 # our own page
    assert len(seen) == 1
    assert "partner-key" in seen[0]


@pytest.mark.parametrize(
    ("is_right", "trips"),
    [
        pytest.param(True, 2, id="a right signature costs one more"),
        pytest.param(False, 1, id="a wrong one does not"),
    ],
)
def test_round_trips_of_a_signed_request(monkeypatch: pytest.MonkeyPatch, is_right: bool, trips: int) -> None:
    now = timezone.now()
    give_key(
        "Example", rooms=("api",), expires_at=now + timedelta(days=1), public_key="", seed=bytes(range(32)),
        author_id=None, now=now,
    )  # fmt: skip
    register.refresh(now=now)
    asked: list[object] = []
    real = store.ask

    def ask(question: object) -> object:
        asked.append(question)
        return real(question)  # type: ignore[arg-type] # whatever the store is asked

    monkeypatch.setattr(store, "ask", ask)
    path = "/api/v1/products/"
    headers = partner_headers(now=int(now.timestamp()), path=path if is_right else "/other/")
    answer = Client().get(path, headers=headers)
    assert ("partner-key" in answer.wsgi_request.guard.visit.codes) is is_right  # type: ignore[attr-defined] # GuardedRequest
    assert len(asked) == trips
