"""Other people's boxes: off by default, allowed on one page only, and believed only as far as they vouch."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from botguard import conf, gateways
from botguard.engine.challenge import unseal
from botguard.gateways import WIDGETS, WidgetAway
from botguard.gateways.site_verify import SiteVerify
from tests.botguard.siteverify import Provider
from tests.botguard.visitors import person, posed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_shop")]
NAMES = [widget.name for widget in WIDGETS]


@pytest.fixture
def provider(settings: Settings) -> Iterator[Provider]:
    found = Provider()
    settings.BOTGUARD_CAPTCHA_SITE_KEY, settings.BOTGUARD_CAPTCHA_SECRET = "site-key", "top-secret"
    settings.BOTGUARD_CAPTCHA_VERIFY_URL = found.url
    settings.SHOP_URL = "http://127.0.0.1:8000"
    for widget in WIDGETS:
        assert isinstance(widget, SiteVerify)
        widget._breaker.succeeded()
    yield found
    found.close()


def choose(settings: Settings, name: str) -> gateways.Widget:
    settings.BOTGUARD_CAPTCHA = name
    widget = gateways.chosen()
    assert widget is not None
    return widget


def test_nothing_of_anybody_elses_is_offered_unless_the_merchant_says_so() -> None:
    page = person().get("/guard/proof/?next=/checkout/&way=widget")
    assert "way=widget" not in page.content.decode()
    assert "https://" not in page["Content-Security-Policy"]
    assert gateways.chosen() is None


@pytest.mark.parametrize("name", NAMES)
def test_its_sources_are_allowed_where_the_visitor_chose_it_and_nowhere_else(
    name: str, provider: Provider, settings: Settings
) -> None:
    widget = choose(settings, name)
    client = person()
    usual = client.get("/guard/proof/?next=/checkout/")
    assert "way=widget" in usual.content.decode()
    assert "https://" not in usual["Content-Security-Policy"]
    chosen = client.get("/guard/proof/?next=/checkout/&way=widget")
    text = chosen.content.decode()
    assert f'<script src="{widget.script}" async defer>' in text
    assert f'<div class="{widget.css_class}" data-sitekey="site-key"' in text
    policy = {part.split()[0]: part.split()[1:] for part in chosen["Content-Security-Policy"].split("; ")}
    for directive, sources in widget.sources.items():
        assert set(sources) <= set(policy[directive])
    assert policy["default-src"] == ["'none'"]
    assert "'unsafe-inline'" not in chosen["Content-Security-Policy"]
    assert "https://" not in client.get("/guard/proof/?next=/checkout/&way=sound")["Content-Security-Policy"]


def sent(name: str, settings: Settings, provider: Provider, filled: str = "a-token") -> tuple[int, bool]:
    """Send a filled box; return the status, and whether the checkout is open then."""
    widget = choose(settings, name)
    client = person()
    challenge = posed(client.get("/guard/proof/?next=/checkout/&way=widget").content.decode())["challenge"]
    found = unseal(challenge, secrets=conf.secrets())
    assert found is not None
    if isinstance(provider.answer, dict) and provider.answer.get("cdata") == "ours":
        provider.answer["cdata"] = found.challenge.id.hex()
    body = {"challenge": challenge, "next": "/checkout/", "way": "widget", widget.form_field: filled}
    status = client.post("/guard/proof/", body).status_code
    return status, client.get("/checkout/").status_code == 200


@pytest.mark.parametrize("name", NAMES)
def test_a_box_the_provider_vouches_for_opens_the_checkout(
    name: str, provider: Provider, settings: Settings
) -> None:
    provider.answer = {"success": True, "hostname": "127.0.0.1", "cdata": "ours"}
    assert sent(name, settings, provider) == (303, True)
    # What is sent is what it takes, and nothing of the visitor.
    assert provider.asked == [{"secret": "top-secret", "response": "a-token", "sitekey": "site-key"}]


ANSWERS: list[tuple[str, object, int]] = [
    ("it says no", {"success": False, "error-codes": ["invalid-input-response"]}, 200),
    ("it vouches for another shop", {"success": True, "hostname": "evil.example", "cdata": "ours"}, 200),
    ("it names no shop", {"success": True, "cdata": "ours"}, 200),
    ("it says yes as a word", {"success": "true", "hostname": "127.0.0.1", "cdata": "ours"}, 200),
    ("a list", [{"success": True}], 200),
    ("no JSON", b"<html>success</html>", 200),
    ("a page of a hundred thousand bytes", b" " * 100_000, 200),
    ("JSON nested deeply", b"[" * 50_000, 200),
    ("an error", {"success": True, "hostname": "127.0.0.1", "cdata": "ours"}, 500),
    ("a redirection", {"success": True, "hostname": "127.0.0.1", "cdata": "ours"}, 302),
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("answer", "status"), [row[1:] for row in ANSWERS], ids=[row[0] for row in ANSWERS])
def test_anything_but_a_plain_yes_opens_nothing(
    name: str, answer: object, status: int, provider: Provider, settings: Settings
) -> None:
    provider.answer = dict(answer) if isinstance(answer, dict) else answer
    provider.status = status
    assert sent(name, settings, provider) == (403, False)
    assert len(provider.asked) == 1


def test_a_box_filled_for_another_challenge_opens_nothing(provider: Provider, settings: Settings) -> None:
    """Turnstile carries our challenge's name; a token farmed elsewhere carries another."""
    provider.answer = {"success": True, "hostname": "127.0.0.1", "cdata": "f" * 32}
    assert sent("turnstile", settings, provider) == (403, False)


@pytest.mark.parametrize("token", ["", "x" * 9_000], ids=["an empty box", "an endless token"])
def test_nobody_is_asked_about_what_cannot_be_a_token(
    token: str, provider: Provider, settings: Settings
) -> None:
    assert sent("hcaptcha", settings, provider, token) == (403, False)
    assert provider.asked == []


def test_a_provider_that_is_away_is_left_alone_and_other_ways_stay(
    provider: Provider, settings: Settings
) -> None:
    provider.status = 503
    widget = choose(settings, "turnstile")
    for _ in range(3):
        with pytest.raises(WidgetAway):
            widget.verify("token", mark="m")
    with pytest.raises(WidgetAway):
        widget.verify("token", mark="m")
    assert len(provider.asked) == 3
    client = person()
    page = client.get("/guard/proof/?next=/checkout/&way=widget").content.decode()
    body = {
        "challenge": posed(page)["challenge"],
        "next": "/checkout/",
        "way": "widget",
        "cf-turnstile-response": "x",
    }
    answer = client.post("/guard/proof/", body)
    assert answer.status_code == 403
    assert "The other provider does not answer. Please choose another way." in answer.content.decode()
    assert "way=question" in answer.content.decode()


def test_a_box_is_good_once(provider: Provider, settings: Settings) -> None:
    """The provider may vouch for a token twice; our challenge is spent all the same."""
    choose(settings, "recaptcha")
    client = person()
    page = client.get("/guard/proof/?next=/checkout/&way=widget").content.decode()
    body = {
        "challenge": posed(page)["challenge"],
        "next": "/checkout/",
        "way": "widget",
        "g-recaptcha-response": "x",
    }
    assert client.post("/guard/proof/", body).status_code == 303
    assert person().post("/guard/proof/", body).status_code == 403


def test_a_box_nobody_turned_on_opens_nothing(provider: Provider) -> None:
    client = person()
    page = client.get("/guard/proof/?next=/checkout/").content.decode()
    body = {
        "challenge": posed(page)["challenge"],
        "next": "/checkout/",
        "way": "widget",
        "solution": "a-token",
    }
    assert client.post("/guard/proof/", body).status_code == 403
    assert provider.asked == []
