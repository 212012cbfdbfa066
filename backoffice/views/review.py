"""The review queue: what waits for a person, and decisions on several orders at once."""

from dataclasses import dataclass
from typing import cast, get_args
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from backoffice.actions.order import carry_out_many
from backoffice.engine.desk import BY_NAME, Verb
from backoffice.forms import ClearForm, RejectForm, SnoozeForm, asking, said
from backoffice.queries.review import MOST, Sorting, queue
from backoffice.views.door import office_page, page, staff_of
from checkout.engine.review import BY_NAME as CODES

TABS: tuple[tuple[Sorting, str], ...] = (
    ("age", "Oldest first"),
    ("score", "Highest score first"),
    ("time", "Least time first"),
    ("amount", "Dearest first"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulk:
    """What was asked of several orders at once, and why it was not done."""

    problem: str = ""
    ticked: frozenset[str] = frozenset()
    code: str = ""


@require_safe
@office_page("accounts.judge_orders")
def index(request: HttpRequest) -> HttpResponse:
    """Render the orders that wait for a person, those put aside, or one cluster of them."""
    return _queue(request, request.GET, Bulk())


@require_POST
@office_page("accounts.judge_orders")
def decide(request: HttpRequest) -> HttpResponse:
    """Clear, reject or put aside all orders that were ticked, each by itself."""
    wanted = BY_NAME.get(request.POST.get("verb", ""))
    if wanted is None or wanted.asks not in {"code", "time"}:
        raise Http404
    numbers = list(dict.fromkeys(request.POST.getlist("number")))[:MOST]
    form = asking(wanted, request.POST)
    if not numbers or (form is not None and not form.is_valid()):
        code = request.POST.get("code", "")
        problem = _problem(wanted, code=code) if numbers else "Tick at least one order."
        asked = Bulk(problem=problem, ticked=frozenset(numbers), code=code)
        return _queue(request, request.POST, asked, status=422)
    now = timezone.now()
    told = carry_out_many(
        wanted.name,
        numbers,
        said=said(form, seen=request.POST.get("seen", "")),
        actor_id=staff_of(request).pk,
        now=now,
    )
    done = [each for each in told if not each.problem]
    if done:
        messages.success(request, f"{len(done)} of {len(told)} done: {wanted.label.lower()}.")
    for each in told:
        if each.problem:
            messages.error(request, f"{each.number}: {each.problem}")
    kept = {"by": _sorting(request.POST), **({"show": "aside"} if _is_snoozed(request.POST) else {})}
    return HttpResponseRedirect(f"{reverse('backoffice:review')}?{urlencode(kept)}")


def _queue(request: HttpRequest, asked: QueryDict, bulk: Bulk, *, status: int = 200) -> HttpResponse:
    now = timezone.now()
    sorting, is_snoozed = _sorting(asked), _is_snoozed(asked)
    found = queue(now=now, sorting=sorting, is_snoozed=is_snoozed, cluster=asked.get("cluster", "")[:80])
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
            "bulk": bulk,
            "now": now,
        },
        status=status,
    )


def _sorting(asked: QueryDict) -> Sorting:
    wanted = asked.get("by", "")
    return cast(Sorting, wanted) if wanted in get_args(Sorting.__value__) else "age"


def _is_snoozed(asked: QueryDict) -> bool:
    return asked.get("show") == "aside"


def _problem(wanted: Verb, *, code: str) -> str:
    """Say what is missing, or what does not go together."""
    if wanted.asks == "time":
        return "Choose for how long."
    if code in CODES:
        return f"“{CODES[code].label}” is no reason to {wanted.name} an order. Choose another."
    return f"Choose why before you {wanted.name} them."
