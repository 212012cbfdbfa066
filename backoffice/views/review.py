"""The review queue: what waits for a person, and decisions on several orders at once."""

from typing import cast, get_args

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from backoffice.actions.order import carry_out_many
from backoffice.engine.desk import BY_NAME
from backoffice.forms import ClearForm, RejectForm, SnoozeForm, asking, said
from backoffice.queries.review import MOST, Sorting, queue
from backoffice.views.door import office_page, page, staff_of

TABS: tuple[tuple[Sorting, str], ...] = (
    ("age", "Oldest first"),
    ("score", "Highest score first"),
    ("time", "Least time first"),
    ("amount", "Dearest first"),
)


@require_safe
@office_page("accounts.judge_orders")
def index(request: HttpRequest) -> HttpResponse:
    """Render the orders that wait for a person, those put aside, or one cluster of them."""
    asked = request.GET.get("by", "age")
    sorting = cast(Sorting, asked) if asked in get_args(Sorting.__value__) else "age"
    is_snoozed = request.GET.get("show") == "aside"
    now = timezone.now()
    found = queue(
        now=now, sorting=sorting, is_snoozed=is_snoozed, cluster=request.GET.get("cluster", "")[:80]
    )
    return page(
        request,
        "backoffice/review.html",
        {
            "queue": found,
            "tabs": TABS,
            "sorting": sorting,
            "is_snoozed": is_snoozed,
            "verbs": (
                ("clear", "Clear", ClearForm(), ""),
                ("reject", "Reject", RejectForm(), "danger"),
                ("snooze", "Put aside", SnoozeForm(), "quiet"),
            ),
            "clear_form": ClearForm(),
            "reject_form": RejectForm(),
            "snooze_form": SnoozeForm(),
            "now": now,
        },
    )


@require_POST
@office_page("accounts.judge_orders")
def decide(request: HttpRequest) -> HttpResponse:
    """Clear, reject or put aside all orders that were ticked, each by itself."""
    wanted = BY_NAME.get(request.POST.get("verb", ""))
    if wanted is None or wanted.asks not in {"code", "time"}:
        raise Http404
    numbers = list(dict.fromkeys(request.POST.getlist("number")))[:MOST]
    form = asking(wanted, request.POST)
    if not numbers:
        messages.error(request, "Tick at least one order.")
    elif form is not None and not form.is_valid():
        messages.error(request, f"Choose why before you {wanted.name} them.")
    else:
        now = timezone.now()
        told = carry_out_many(wanted.name, numbers, said=said(form), actor_id=staff_of(request).pk, now=now)
        done = [each for each in told if not each.problem]
        if done:
            messages.success(request, f"{len(done)} of {len(told)} done: {wanted.label.lower()}.")
        for each in told:
            if each.problem:
                messages.error(request, f"{each.number}: {each.problem}")
    return HttpResponseRedirect(reverse("backoffice:review"))
