"""Order weights: those in force, the challenger beside them, and what it would have done otherwise."""

from collections.abc import Mapping
from typing import Any  # figures as they were stored

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe

from antifraud.actions.learning import LEAST_CASES, NotThere
from antifraud.queries import learned
from antifraud.queries.learned import CardView
from backoffice.actions import weight
from backoffice.views.door import office_page, page, staff_of
from scorecard.picture import reliability_svg

# What the page says of weights: the figure's name, its key, and how many digits.
FIGURES = (
    ("Ranking: a bad order above a good one", "auc", 3),
    ("Average precision", "average_precision", 3),
    ("Bad ones caught at 1 % of good ones", "recall", 3),
    ("Mean squared error", "brier", 4),
    ("Calibration error", "calibration_error", 4),
)
TRIALS = {"time": "Learned from the past, tried on what came after", "random": "People it never saw"}


@require_safe
@office_page("accounts.see_orders")
def index(request: HttpRequest) -> HttpResponse:
    """Render what is in force, the challenger with its figures, and what was tried before."""
    cards = learned.cards()
    challenger = next((card for card in cards if card.state == "challenger"), None)
    return page(
        request,
        "backoffice/weights.html",
        {
            "live": next((card for card in cards if card.state == "live"), None),
            "challenger": challenger,
            "trials": [_trial(each) for each in challenger.trials] if challenger else (),
            "plot": _plot(challenger) if challenger and challenger.bins else "",
            "observed": learned.observe(challenger.id, now=timezone.now()) if challenger else None,
            "past": [card for card in cards if card.state == "retired"],
            "least": LEAST_CASES,
            "can_promote": request.user.has_perm("accounts.promote_weights"),
        },
    )


@require_POST
@office_page("accounts.promote_weights")
def promote(request: HttpRequest, card_id: int) -> HttpResponse:
    """Put weights in force."""
    try:
        weight.promote(card_id, actor_id=staff_of(request).pk, now=timezone.now())
    except NotThere:
        messages.error(request, "Those weights are in force already.")
    else:
        messages.success(request, "The next order is judged by the learned weights.")
    return HttpResponseRedirect(reverse("backoffice:weights"))


@require_POST
@office_page("accounts.promote_weights")
def retire(request: HttpRequest, card_id: int) -> HttpResponse:
    """Take weights back."""
    try:
        weight.retire(card_id, actor_id=staff_of(request).pk, now=timezone.now())
    except NotThere:
        messages.error(request, "Those weights are retired already.")
    else:
        messages.success(request, "Taken back. Without learned weights the hand-set ones hold.")
    return HttpResponseRedirect(reverse("backoffice:weights"))


def _trial(trial: Mapping[str, Any]) -> dict[str, object]:
    live, fitted = trial["live"], trial["learned"]
    return {
        "title": TRIALS.get(trial["name"], trial["name"]),
        "tried": trial["tried"],
        "bad": trial["bad"],
        "figures": [
            (label, f"{live[key]:.{digits}f}", f"{fitted[key]:.{digits}f}" if fitted else "–")
            for label, key, digits in FIGURES
        ],
    }


def _plot(card: CardView) -> str:
    title = f"Order weights {card.id}: how likely bad, as said and as it was"
    return mark_safe(reliability_svg(card.bins, title=title))  # noqa: S308  # drawn by us, its words escaped
