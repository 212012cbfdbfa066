"""Learning: the behaviour weights in force, the challenger beside them, and what it would have done otherwise."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe

from backoffice.actions import learning
from backoffice.views.door import office_page, page, staff_of
from botguard.actions.lesson import LEAST_CASES, NotThere
from botguard.engine.drift import LEAST_VISITS
from botguard.queries import learned, snapshot
from botguard.queries.drift import drifts
from botguard.queries.learned import FittedCard
from scorecard.picture import reliability_svg

# What the page says of a scorecard: its name, its figure, how many digits, and whether it is a share.
FIGURES = (
    ("Ranking: a bot above a person", "auc", 3),
    ("Average precision", "average_precision", 3),
    ("Bots caught at 1 % of people", "recall", 3),
    ("Mean squared error", "brier", 4),
    ("Calibration error", "calibration_error", 4),
)
LABELLED = timedelta(days=90)


@require_safe
@office_page("accounts.see_traffic")
def index(request: HttpRequest) -> HttpResponse:
    """Render what is in force, the challenger with its figures, and what was tried before."""
    cards = learned.fitted_cards()
    challenger = next((card for card in cards if card.state == "challenger"), None)
    now = timezone.now()
    bots, people = learned.label_counts(since=now - LABELLED)
    return page(
        request,
        "backoffice/learning.html",
        {
            "live": next((card for card in cards if card.state == "live"), None),
            "challenger": challenger,
            "figures": _figures(challenger) if challenger else (),
            "plot": _plot(challenger) if challenger else "",
            "observed": learned.observe(challenger.id, policy=snapshot.policy()) if challenger else None,
            "past": [card for card in cards if card.state == "retired"],
            "bots": bots,
            "people": people,
            "least": LEAST_CASES,
            "drift": drifts(now=now),
            "drift_least": LEAST_VISITS,
            "can_promote": request.user.has_perm("accounts.promote_weights"),
        },
    )


@require_POST
@office_page("accounts.promote_weights")
def promote(request: HttpRequest, card_id: int) -> HttpResponse:
    """Put weights in force."""
    try:
        learning.promote(card_id, actor_id=staff_of(request).pk, now=timezone.now())
    except NotThere:
        messages.error(request, "Those weights are in force already.")
    else:
        messages.success(request, "The learned weights are in force everywhere within ten seconds.")
    return HttpResponseRedirect(reverse("backoffice:learning"))


@require_POST
@office_page("accounts.promote_weights")
def retire(request: HttpRequest, card_id: int) -> HttpResponse:
    """Take weights back."""
    try:
        learning.retire(card_id, actor_id=staff_of(request).pk, now=timezone.now())
    except NotThere:
        messages.error(request, "Those weights are retired already.")
    else:
        messages.success(request, "Taken back. Without learned weights the hand-set ones hold.")
    return HttpResponseRedirect(reverse("backoffice:learning"))


def _figures(card: FittedCard) -> tuple[tuple[str, str, str], ...]:
    live, fitted = card.metrics["live"], card.metrics["learned"]
    return tuple(
        (label, f"{live[name]:.{digits}f}", f"{fitted[name]:.{digits}f}") for label, name, digits in FIGURES
    )


def _plot(card: FittedCard) -> str:
    title = f"Scorecard {card.id}: how likely a bot, as said and as it was"
    return mark_safe(reliability_svg(card.bins, title=title))  # noqa: S308  # drawn by us, its words escaped
