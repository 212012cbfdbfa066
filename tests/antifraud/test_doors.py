"""What stands around antifraud: its form, its system check, its task, its pages of the admin."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.contrib import admin
from django.core.management import call_command
from django.test import RequestFactory
from pytest_django import Settings

from accounts.models import User
from antifraud import conf, tasks
from antifraud.checks import policy_is_usable
from antifraud.forms import BlockForm
from antifraud.models import Assessment, ListEntry
from tests.antifraud.orders import NOON

FILLED = {"values": "8.8.8.8", "reason": "fake orders", "expiry": "30-days", "effect": "block"}


@pytest.mark.parametrize(
    ("expiry", "days"), [("1-day", 1), ("7-days", 7), ("30-days", 30), ("1-year", 365), ("for-ever", None)]
)
def test_the_form_knows_when_entries_end(expiry: str, days: int | None) -> None:
    form = BlockForm(FILLED | {"expiry": expiry})
    assert form.is_valid(), form.errors
    assert form.expires_at(now=NOON) == (NOON + timedelta(days=days) if days else None)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("values", ""),
        ("values", "8.8.8.8\0"),
        ("reason", ""),
        ("reason", "x" * 201),
        ("expiry", "2-days"),
        ("effect", "ban"),
    ],
)
def test_the_form_says_which_field_is_wrong(field: str, value: str) -> None:
    form = BlockForm(FILLED | {field: value})
    assert list(form.errors) == [field]


def test_thirty_days_is_what_nobody_chose() -> None:
    assert BlockForm().fields["expiry"].initial == "30-days"


def test_a_wrong_policy_fails_at_check_with_every_problem(tmp_path: Path, settings: Settings) -> None:
    assert policy_is_usable() == []
    wrong = tmp_path / "policy.toml"
    wrong.write_text(
        "prior_odds = 0\n[levels]\namber_odds = 1\nred_odds = 2\n[trust]\ndeliveries = 3\n[signals]"
    )
    settings.ANTIFRAUD_POLICY = wrong
    found = policy_is_usable()
    assert {each.id for each in found} == {"antifraud.E001"}
    told = [each.msg for each in found]
    assert "antifraud's policy: prior_odds must be a positive number, not 0" in told
    assert "antifraud's policy: signals.ip-tor is missing" in told
    assert "antifraud's policy: breaker must be a table" in told


@pytest.mark.parametrize("text", [None, "prior_odds = ", "\udcff"], ids=["no file", "no TOML", "no UTF-8"])
def test_a_policy_that_cannot_be_read_is_one_problem(
    tmp_path: Path, settings: Settings, text: str | None
) -> None:
    path = tmp_path / "policy.toml"
    if text is not None:
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
    settings.ANTIFRAUD_POLICY = path
    (found,) = policy_is_usable()
    assert str(path) in found.msg


def test_another_policy_has_another_fingerprint(tmp_path: Path, settings: Settings) -> None:
    shipped = conf.policy().fingerprint
    copy = tmp_path / "policy.toml"
    copy.write_bytes(Path(settings.ANTIFRAUD_POLICY).read_bytes() + b"\n# mine\n")
    settings.ANTIFRAUD_POLICY = copy
    assert len(shipped) == 12
    assert conf.versions()["policy"] not in {shipped, ""}


@pytest.mark.django_db
def test_the_sweep_is_a_task() -> None:
    ListEntry.objects.create(
        effect="block",
        subject="address",
        value="8.8.8.8",
        reason="x",
        created_at=NOON,
        expires_at=NOON + timedelta(1),
    )
    with time_machine.travel(NOON + timedelta(days=2), tick=False):
        tasks.expire()
    assert ListEntry.objects.get().ended_at == NOON + timedelta(1)


@pytest.mark.django_db
@pytest.mark.parametrize("model", [Assessment, ListEntry])
def test_the_admin_shows_and_changes_nothing(model: type[Assessment | ListEntry]) -> None:
    page = admin.site.get_model_admin(model)
    request = RequestFactory().get("/")
    request.user = User.objects.create_superuser("boss@shop.example", "not-needed-here")
    assert page.has_view_permission(request)
    assert not page.has_add_permission(request)
    assert not page.has_change_permission(request)
    assert not page.has_delete_permission(request)


@pytest.mark.django_db
@pytest.mark.parametrize("app", ["antifraud", "outbox"])
def test_migrations_say_what_the_models_say(app: str) -> None:
    call_command("makemigrations", app, check=True, dry_run=True, verbosity=0)
