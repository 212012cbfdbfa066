"""Directories read over TLS: keys that signed their answer are kept, and old ones count on while there is trouble."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.utils import timezone

from botguard.actions.crawler import add_directory, read_directories
from botguard.engine.botauth import CARD, DIRECTORY, WELL_KNOWN
from botguard.gateways.directory import DirectoryAway, Reader
from botguard.models import KeyDirectory
from botguard.queries import register
from tests.botguard.publisher import Page, Publisher
from tests.botguard.signers import OTHER_PAIR, PAIR, directory_headers, key_id, public_text

pytestmark = pytest.mark.django_db
SITE = "https://localhost"


@pytest.fixture
def publisher(tmp_path: Path) -> Iterator[Publisher]:
    """Return a robot's site."""
    found = Publisher(tmp_path)
    yield found
    found.close()


def jwks(*pairs: Ed25519PrivateKey) -> dict[str, object]:
    """Return a key set."""
    return {"keys": [{"kty": "OKP", "crv": "Ed25519", "x": public_text(pair)} for pair in pairs]}


def signed(
    *pairs: Ed25519PrivateKey, listed: tuple[Ed25519PrivateKey, ...] = (), authority: str = "localhost"
) -> Page:
    """Return a directory's answer, signed by its pairs now."""
    headers = directory_headers(*pairs, now=int(timezone.now().timestamp()), authority=authority)
    return 200, headers, jwks(*(listed or pairs))


def row(url: str = SITE, form: str = DIRECTORY) -> KeyDirectory:
    """Put a directory on the list."""
    return add_directory(
        url, form=form, name="Robot", crawler_class="other", author_id=None, now=timezone.now()
    )


def read(publisher: Publisher) -> KeyDirectory:
    """Read what is due, and return the only row."""
    KeyDirectory.objects.update(due_at=timezone.now())
    assert read_directories(publisher.reader(), now=timezone.now()) == 1
    return KeyDirectory.objects.get()


def known() -> set[str]:
    """Return the keys that a process believes."""
    return set(register.refresh(now=timezone.now()).signers)


def test_keys_that_signed_their_directory_are_believed(publisher: Publisher) -> None:
    row()
    publisher.pages[WELL_KNOWN] = lambda: signed(PAIR, OTHER_PAIR)
    found = read(publisher)
    assert (found.problem, len(found.keys), known()) == ("", 2, {key_id(PAIR), key_id(OTHER_PAIR)})


def test_a_key_without_a_signature_is_left_out_and_staff_are_told(publisher: Publisher) -> None:
    row()
    publisher.pages[WELL_KNOWN] = lambda: signed(PAIR, listed=(PAIR, OTHER_PAIR))
    found = read(publisher)
    assert found.problem == "1 of 2 keys not taken: unsigned"
    assert known() == {key_id(PAIR)}


@pytest.mark.parametrize(
    ("page", "problem"),
    [
        pytest.param(lambda: (200, {}, jwks(OTHER_PAIR)), "unsigned", id="unsigned"),
        pytest.param(lambda: signed(OTHER_PAIR, authority="robot.example"), "wrong-signature", id="a copy"),
        pytest.param(lambda: (302, {"Location": "/x"}, b""), "answered 302", id="a redirection"),
        pytest.param(lambda: (200, {}, b" " * 70_000), "longer than 64 KiB", id="an endless answer"),
        pytest.param(lambda: (200, {}, b"["), "not JSON", id="no JSON"),
    ],
)
def test_an_answer_that_proves_nothing_changes_no_key(
    publisher: Publisher, page: object, problem: str
) -> None:
    row()
    publisher.pages[WELL_KNOWN] = lambda: signed(PAIR)
    read(publisher)
    publisher.pages[WELL_KNOWN] = page  # type: ignore[assignment] # a table of pages
    found = read(publisher)
    assert problem in found.problem
    assert known() == {key_id(PAIR)}
    KeyDirectory.objects.update(read_at=timezone.now() - timedelta(days=3, seconds=1))
    assert known() == set()


def test_a_card_leads_to_a_directory_that_must_be_signed(publisher: Publisher) -> None:
    row(f"{SITE}/bot", CARD)
    publisher.pages["/bot"] = lambda: (
        200,
        {},
        {"client_id": f"{SITE}/bot", "jwks_uri": f"{SITE}{WELL_KNOWN}"},
    )
    publisher.pages[WELL_KNOWN] = lambda: (200, {}, jwks(PAIR))
    assert "unsigned" in read(publisher).problem
    assert known() == set()
    publisher.pages[WELL_KNOWN] = lambda: signed(PAIR)
    assert read(publisher).problem == ""
    assert known() == {key_id(PAIR)}
    assert publisher.asked == ["/bot", WELL_KNOWN] * 2


def test_a_key_set_where_a_card_leads_is_taken_as_it_is(publisher: Publisher) -> None:
    row(f"{SITE}/bot", CARD)
    publisher.pages["/bot"] = lambda: (200, {}, {"client_id": f"{SITE}/bot", "jwks_uri": f"{SITE}/keys"})
    publisher.pages["/keys"] = lambda: (200, {}, jwks(PAIR))
    assert read(publisher).problem == ""
    assert known() == {key_id(PAIR)}


def test_a_site_on_this_machine_is_never_asked_by_the_real_reader(publisher: Publisher) -> None:
    with pytest.raises(DirectoryAway, match="not public"):
        Reader(port=publisher.server.server_address[1], context=publisher.trusting).read(SITE)
    assert publisher.asked == []
