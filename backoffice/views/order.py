"""Orders: the list, one order with its fraud protection panel, and what can be done with it."""

from collections.abc import Mapping

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from antifraud.engine.assessment import AssessmentView
from antifraud.queries import history, latest_of, preview
from backoffice.actions import blocklist, standing
from backoffice.actions import order as desk_actions
from backoffice.engine.blockable import Blockable, blockable
from backoffice.engine.desk import BY_NAME, Standing, possible
from backoffice.engine.difference import difference
from backoffice.engine.panel import Panel, lay_out
from backoffice.engine.wording import FULFILMENT, METHODS, PAYMENT, REVIEW, STATUS, Word
from backoffice.forms import BlockOrderForm, TrustForm, asking, said
from backoffice.queries import order as order_queries
from backoffice.views.door import office_page, page, paged, searched, staff_of
from botguard.http import guard_of
from checkout.actions import staff
from checkout.models import Order

FILTERS: tuple[tuple[str, str, Mapping[str, Word]], ...] = (
    ("status", "Order", STATUS),
    ("payment_status", "Payment", PAYMENT),
    ("fulfilment", "Parcel", FULFILMENT),
    ("review", "Fraud check", REVIEW),
    ("payment_method", "Paid by", METHODS),
)


@require_safe
@office_page("accounts.see_orders")
def index(request: HttpRequest) -> HttpResponse:
    """Render the list of orders, kept by its filters and its search box."""
    text = searched(request)
    chosen = {axis: request.GET.get(axis, "") for axis, _, _ in FILTERS}
    tab = request.GET.get("show", "")
    rows = order_queries.to_pack() if tab == "pack" else order_queries.orders(axes=chosen, text=text)
    context = paged(rows, request=request)
    numbers = [order.number for order in context["page"].object_list]
    filters = [
        {"name": axis, "label": label, "chosen": chosen[axis], "choices": words.items()}
        for axis, label, words in FILTERS
    ]
    return page(
        request,
        "backoffice/orders.html",
        {
            **context,
            "filters": filters,
            "text": text,
            "search_text": text,
            "tab": tab,
            "counts": order_queries.axis_counts(),
            "is_filtered": bool(text or any(chosen.values())),
            "verdicts": latest_of(numbers),
        },
    )


@require_safe
@office_page("accounts.see_orders")
def show(request: HttpRequest, number: str) -> HttpResponse:
    """Render one order."""
    return _render(request, _detail(number))


@require_POST
@office_page("accounts.see_orders")
def act(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """Do what a button says, and come back to the order or to where the button stood."""
    wanted = BY_NAME.get(verb)
    if wanted is None:
        raise Http404
    if not request.user.has_perm(wanted.permission):
        raise PermissionDenied
    detail = order_queries.order_detail(number)
    if detail is None:
        if request.POST.get("back") != "review":
            raise Http404
        messages.error(request, f"{number}: There is no such order.")
        return _back(request, number)
    form = asking(wanted, request.POST)
    if form is not None and not form.is_valid():
        return _render(request, detail, failed=verb, form=form, status=422)
    try:
        desk_actions.carry_out(
            verb,
            detail.order.pk,
            said=said(form, seen=request.POST.get("seen", "")),
            actor_id=staff_of(request).pk,
            now=timezone.now(),
        )
    except staff.OrderMoved:
        messages.error(request, "Somebody else changed this order at the same moment. Please look again.")
    except (staff.NotPossible, staff.TooLate) as error:
        messages.error(request, f"{number}: {error}")
    except OSError:
        # Decided and marked as due already; the reconciling sweep asks again.
        messages.warning(
            request, f"{number}: {wanted.done} The card's provider does not answer; it is asked again."
        )
    else:
        messages.success(request, f"{number}: {wanted.done}")
    return _back(request, number)


@require_POST
@office_page("accounts.judge_orders")
def assess_again(request: HttpRequest, number: str) -> HttpResponse:
    """Judge an order anew; nothing else about it changes."""
    detail = _detail(number)
    found = desk_actions.assess_again(detail.order, actor_id=staff_of(request).pk, now=timezone.now())
    messages.success(request, f"Judged again: score {found.score} of 100.")
    return _back(request, number)


@require_POST
@office_page("accounts.change_lists")
def block(request: HttpRequest, number: str) -> HttpResponse:
    """Put what was ticked of an order on the silent blocklist."""
    detail = _detail(number)
    form = BlockOrderForm(_blockable(detail.order), request.POST)
    if not form.is_valid():
        return _render(request, detail, failed="block", block_form=form, status=422)
    now = timezone.now()
    report = blocklist.put(
        form.written(),
        reason=form.cleaned_data["reason"],
        actor_id=staff_of(request).pk,
        expires_at=form.expires_at(now=now),
        now=now,
        own_address=str(guard_of(request).address),
    )
    for line in report.lines:
        if report.is_saved:
            messages.success(request, f"{line.value} is on the silent blocklist. {line.warning}".strip())
        elif line.problem:
            messages.error(request, line.problem)
    return _back(request, number)


@require_POST
@office_page("accounts.set_standing")
def trust(request: HttpRequest, number: str) -> HttpResponse:
    """Trust the customer of an order from now on."""
    detail = _detail(number)
    form = TrustForm(request.POST)
    if detail.order.customer_id is None:
        raise Http404
    if not form.is_valid():
        return _render(request, detail, failed="trust", trust_form=form, status=422)
    now = timezone.now()
    standing.say(
        detail.order.customer_id,
        tier="safeguard",
        reason=form.cleaned_data["reason"],
        expires_at=form.expires_at(now=now),
        actor_id=staff_of(request).pk,
        now=now,
    )
    messages.success(request, "The customer is trusted from now on.")
    return _back(request, number)


def _detail(number: str) -> order_queries.OrderDetail:
    detail = order_queries.order_detail(number)
    if detail is None:
        raise Http404
    return detail


def _render(
    request: HttpRequest,
    detail: order_queries.OrderDetail,
    *,
    failed: str = "",
    form: Form | None = None,
    block_form: BlockOrderForm | None = None,
    trust_form: TrustForm | None = None,
    status: int = 200,
) -> HttpResponse:
    order = detail.order
    user = staff_of(request)
    assessments = history(order.number)
    stands = Standing(
        status=order.status,
        payment=order.payment_status,
        fulfilment=order.fulfilment,
        review=order.review,
        method=order.payment_method,
    )
    things = _blockable(order) if user.has_perm("accounts.change_lists") else ()
    now = timezone.now()
    verbs = [
        (verb, form if form is not None and verb.name == failed else asking(verb))
        for verb in possible(stands, permissions=user.get_all_permissions())
    ]
    return page(
        request,
        "backoffice/order.html",
        {
            "detail": detail,
            "order": order,
            "verbs": [pair for pair in verbs if not pair[0].judges],
            "judging": [pair for pair in verbs if pair[0].judges],
            "failed": failed,
            "block_form": (block_form or BlockOrderForm(things)) if things else None,
            "would_hit": [(each, preview(each.written, now=now)) for each in things],
            "trust_form": trust_form or TrustForm(),
            "can_trust": order.customer_id is not None and user.has_perm("accounts.set_standing"),
            "changes": difference(assessments[0], assessments[1]) if len(assessments) > 1 else None,
            "panel": _panel(order, assessments),
            "assessments": assessments,
        },
        status=status,
    )


def _panel(order: Order, assessments: tuple[AssessmentView, ...]) -> Panel:
    visit = order.visit.get("visit", {})
    first_seen_at = visit.get("first_seen_at")
    return lay_out(
        assessments[0] if assessments else None,
        address=order.client_address,
        network=order.visit.get("network", {}),
        visit=visit,
        seconds=None if first_seen_at is None else order.placed_at.timestamp() - first_seen_at,
        door=order.visit.get("door"),
    )


def _blockable(order: Order) -> tuple[Blockable, ...]:
    device = order.visit.get("visit", {}).get("key_id")
    return blockable(
        address=order.client_address,
        email=order.email,
        phone=order.phone,
        device=None if device is None else str(device),
        delivery=f"{order.country} {order.street} {order.postcode} {order.city}",
    )


def _back(request: HttpRequest, number: str) -> HttpResponseRedirect:
    if request.POST.get("back") == "review":
        return HttpResponseRedirect(reverse("backoffice:review"))
    return HttpResponseRedirect(reverse("backoffice:order", args=[number]))
