"""The page on which staff put learned weights in force: what it says, what its buttons do, and what is written down."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditEntry
from botguard.models import LearnedCard, Visit
from tests.backoffice.conftest import SignIn

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
PAGE = "/backoffice/learning/"
FIGURES = {
    "auc": 0.5, "average_precision": 0.4, "recall": 0.1, "brier": 0.21, "log_loss": 0.6, "calibration_error": 0.02,
    "bad": 60, "good": 120, "false_positive_rate": 0.01, "least_total": 40,
}  # fmt: skip


def fitted(**changes: object) -> LearnedCard:
    values: dict[str, object] = {
        "created_at": NOW,
        "card": "prior_odds = 0.5\n[signals.pace-minute]\nbands = [[12, 2], [30, 10]]\n",
        "bots": 60,
        "people": 1120,
        "since": NOW,
        "metrics": {"live": FIGURES, "learned": {**FIGURES, "auc": 0.987}},
        "bins": [{"count": 50, "said": 0.1, "true": 0.08, "low": 0.02, "high": 0.2}],
    }
    return LearnedCard.objects.create(**{**values, **changes})


def test_without_anything_learned_the_page_says_what_is_in_force(sign_in: SignIn) -> None:
    analyst = sign_in("Analyst")
    text = analyst.get(PAGE).content.decode()
    assert "hand-set weights" in text
    assert "No challenger" in text
    assert "<svg xmlns" not in text


def test_a_challenger_is_shown_with_its_figures_its_plot_and_its_weights(sign_in: SignIn) -> None:
    analyst = sign_in("Analyst")
    fitted()
    text = analyst.get(PAGE).content.decode()
    for words in (
        "0.987",
        "1,120 people",
        "from 12: +30, from 30: +100",
        "said 10%, true 8% of 50",
        ">Promote<",
    ):
        assert words in text, words


def test_promoting_and_taking_back_is_done_and_written_down(sign_in: SignIn) -> None:
    analyst = sign_in("Analyst")
    row = fitted()
    assert analyst.post(f"{PAGE}{row.pk}/promote/").status_code == 302
    row.refresh_from_db()
    assert row.state == "live"
    assert "Scorecard" in analyst.get(PAGE).content.decode()
    analyst.post(f"{PAGE}{row.pk}/retire/")
    row.refresh_from_db()
    assert row.state == "retired"
    assert "Put in force" in analyst.get(PAGE).content.decode()
    written = list(AuditEntry.objects.order_by("pk").values_list("action", "target"))
    assert written == [("weights-promote", f"scorecard:{row.pk}"), ("weights-retire", f"scorecard:{row.pk}")]


def test_what_is_over_changes_nothing_and_is_not_written_down(sign_in: SignIn) -> None:
    analyst = sign_in("Analyst")
    row = fitted(state="retired")
    answer = analyst.post(f"{PAGE}{row.pk}/retire/", follow=True)
    assert "retired already" in answer.content.decode()
    assert not AuditEntry.objects.exists()


def test_who_may_only_look_sees_no_buttons(sign_in: SignIn) -> None:
    merchant = sign_in("Merchant")
    row = fitted()
    assert ">Promote<" not in merchant.get(PAGE).content.decode()
    assert merchant.post(f"{PAGE}{row.pk}/promote/").status_code == 403
    row.refresh_from_db()
    assert row.state == "challenger"


def test_a_card_of_another_release_is_still_listed(sign_in: SignIn) -> None:
    analyst = sign_in("Analyst")
    fitted(card="prior_odds = 'moon'")
    assert "Challenger" in analyst.get(PAGE).content.decode()


def test_drift_is_told_in_words_once_there_are_visits_to_compare(sign_in: SignIn) -> None:
    analyst = sign_in("Analyst")
    assert "there must be 100 visits" in analyst.get(PAGE).content.decode()
    for number in range(220):
        at = timezone.now() - timedelta(days=1 if number < 110 else 20)
        Visit.objects.create(
            visitor=f"{number:032x}", has_key=True, first_at=at, last_at=at, network="198.51.100.0/24",
            standing="unknown", worst_action="allow", worst_points=0, points=0, pages=9,
            peaks={"pages_60": 40 if number < 110 else 4},
        )  # fmt: skip
    text = analyst.get(PAGE).content.decode()
    assert "stability index" in text
    rows = re.findall(
        r'<span class="code">([\w-]+)</span></th>\s*<td[^>]*>.*?(stable|shifted|changed)', text, re.S
    )
    assert rows[0] == ("pace-minute", "changed")
    assert {word for _, word in rows[1:]} == {"stable"}
