"""Take an order by hand: find goods, write down for whom, say the total, place it. One form, and no script."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from backoffice.forms.order_taking import MOST_LINES, Basket, HandOrderForm, read_basket
from backoffice.queries.goods import find_goods
from backoffice.views.door import office_page, page, staff_of
from checkout.actions.by_hand import HandOrder, take_order
from checkout.actions.place import EmptyCart, KeyReused, TotalChanged, UnknownDelivery, UnknownPayment
from checkout.engine.number import ENTROPY_BYTES
from checkout.queries.by_hand import lines_of, quote_of
from checkout.queries.cart import CartLineView, Quote, delivery_methods
from shop.actions.stock import StockShortage
from shop.engine.money import Money
from shop.queries import VariantView, sellable

NOTHING_CHOSEN = "Find what they want, and write a number beside it."


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One article with what was typed for it."""

    shown: VariantView
    typed: str = ""
    problem: str = ""

    @property
    def field(self) -> str:
        """Return the name of its quantity's field."""
        return f"quantity-{self.shown.id}"


@require_http_methods(["GET", "HEAD", "POST"])
@office_page("accounts.take_orders")
def show(request: HttpRequest) -> HttpResponse:
    """Render the form; a POST finds goods, says what they come to, or takes the order."""
    now = timezone.now()
    if request.method != "POST":
        return _render(request, _fresh(), Basket(), now=now)
    basket = read_basket(request.POST.dict())
    form = HandOrderForm(request.POST, methods=delivery_methods())
    step = request.POST.get("step", "")
    if step not in {"check", "take"}:
        return _render(request, _unchecked(form), basket, now=now)
    notice = _problem(basket)
    if notice or not form.is_valid():
        return _render(request, form, basket, now=now, notice=notice, status=422)
    if step == "check" or form.cleaned_data["expected_total"] is None:
        return _render(request, form, basket, now=now, is_ready=True)
    return _take(request, form, basket, now=now)


def _take(request: HttpRequest, form: HandOrderForm, basket: Basket, *, now: datetime) -> HttpResponse:
    said = form.cleaned_data
    wanted = HandOrder(
        attempt=said["idempotency_key"],
        units=basket.units,
        recipient=form.recipient,
        delivery_code=said["delivery"],
        payment_method=said["payment"],
        expected_total=Money(said["expected_total"], settings.SHOP_CURRENCY),
        note=said["note"],
    )
    try:
        placed = take_order(
            wanted,
            actor_id=staff_of(request).pk,
            entropy=secrets.token_bytes(ENTROPY_BYTES),
            now=now,
        )
    except (EmptyCart, KeyReused, TotalChanged, UnknownDelivery, UnknownPayment, StockShortage) as refusal:
        return _refused(request, form, basket, refusal, now=now)
    messages.success(
        request, f"{placed.number} is taken. The receipt is on its way to {form.recipient.email}."
    )
    return HttpResponseRedirect(reverse("backoffice:order", args=[placed.number]))


def _refused(
    request: HttpRequest, form: HandOrderForm, basket: Basket, refusal: Exception, *, now: datetime
) -> HttpResponse:
    """Show the form again with everything typed, and say what stood in the way."""
    match refusal:
        case TotalChanged():
            notice = (
                f"It comes to {refusal.totals.total} now; {refusal.expected} was said. Please say it again."
            )
            return _render(request, form, basket, now=now, notice=notice, is_ready=True, status=409)
        case StockShortage():
            notice = "Somebody was quicker: some of it is sold out. Nothing was ordered."
        case UnknownDelivery():
            notice = "This delivery method is no longer offered."
        case UnknownPayment():
            notice = "This way to pay is not offered for this order. Please choose another."
        case EmptyCart():
            notice = NOTHING_CHOSEN
        case _:
            # What was sent before stands; what is typed now is another order.
            form = _unchecked(form, idempotency_key=str(uuid4()))
            notice = "This form has taken another order before. Look at it again to take a second one."
    return _render(request, form, basket, now=now, notice=notice, status=409)


def _problem(basket: Basket) -> str:
    if basket.is_too_long:
        return f"At most {MOST_LINES} different articles in one order."
    if basket.problems:
        return "Please look at the quantities again."
    if len(lines_of(basket.units)) < len(basket.units):
        return "Some of what was chosen is not sold any more. It is left out; please look again."
    return "" if basket.units else NOTHING_CHOSEN


def _fresh() -> HandOrderForm:
    methods = delivery_methods()
    initial: dict[str, object] = {
        "delivery": methods[0].code if methods else "",
        "payment": "cash-on-delivery",
        "idempotency_key": str(uuid4()),
    }
    return HandOrderForm(methods=methods, initial=initial)


def _unchecked(form: HandOrderForm, **replaced: str) -> HandOrderForm:
    """Return the form with everything typed and nothing checked."""
    typed = {name: form[name].value() for name in form.fields}
    return HandOrderForm(methods=form.methods, initial={**typed, **replaced})


def _render(
    request: HttpRequest,
    form: HandOrderForm,
    basket: Basket,
    *,
    now: datetime,
    notice: str = "",
    is_ready: bool = False,
    status: int = 200,
) -> HttpResponse:
    text = request.POST.get("q", "").replace("\0", "").strip()[:100]
    lines = lines_of(basket.units)
    quoted = quote_of(lines, method=form.chosen_method(), now=now) if lines else None
    problems = {line.variant_id: line.problem for line in lines if line.problem} | dict(basket.problems)
    # What was chosen stands first, whatever was looked for since.
    found = sellable(list(basket.typed)) | {each.id: each for each in find_goods(text)}
    context = {
        "form": form,
        "rows": [
            Row(shown=each, typed=basket.typed.get(each.id, ""), problem=problems.get(each.id, ""))
            for each in found.values()
        ],
        "text": text,
        "lines": lines,
        "quote": quoted,
        "notice": notice,
        "is_ready": is_ready and _is_sound(lines, quoted),
        "attempt": form["idempotency_key"].value() or str(uuid4()),
    }
    return page(request, "backoffice/order_taking.html", context, status=status)


def _is_sound(lines: tuple[CartLineView, ...], quoted: Quote | None) -> bool:
    """Return whether what is shown can be taken as it stands."""
    return quoted is not None and not any(line.problem for line in lines)
