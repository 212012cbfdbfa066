"""Rules that judge orders: writing them with a live check, trying them on history, arming and ending them."""

from dataclasses import dataclass
from datetime import UTC, datetime, time

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antifraud.actions.rule import NeedsReason, NotTried, RuleEnded
from antifraud.engine.backtest import Result
from antifraud.engine.rule import FACTS, Problem, UnusableRule, doubts, in_words, read_rule
from antifraud.engine.rule.reading import money
from antifraud.engine.subject import UnusableValue
from antifraud.queries import backtest as tries
from antifraud.queries import rule as rules
from backoffice.actions import order_rule as acts
from backoffice.forms import BacktestForm, OrderRuleForm, RuleModeForm, RuleSnoozeForm
from backoffice.views.door import office_page, page, staff_of

SEE, CHANGE = "accounts.see_lists", "accounts.change_lists"
TABS = {"": "In force", "ended": "Ended"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A text as it is being written: what the rule says in English, what to doubt of it, or what is wrong."""

    words: str = ""
    doubts: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()

    @classmethod
    def of(cls, text: str, *, is_at_checkout: bool) -> "Reading | None":
        """Read a text; there is nothing to say of none."""
        if not text.strip():
            return None
        try:
            rule = read_rule(text, is_at_checkout=is_at_checkout)
        except UnusableRule as error:
            return cls(problems=error.problems)
        return cls(words=in_words(rule.tree), doubts=doubts(rule))


@require_http_methods(["GET", "HEAD", "POST"])
@office_page(SEE)
def index(request: HttpRequest) -> HttpResponse:
    """Render the rules; a POST checks what was typed, and keeps it if that was asked for."""
    now = timezone.now()
    if request.method != "POST":
        return _index(request, OrderRuleForm(), now=now)
    _may_change(request)
    form = OrderRuleForm(request.POST)
    if not form.is_valid():
        return _index(request, form, now=now, status=422)
    if request.POST.get("step") != "save":
        return _index(request, form, now=now)
    made = acts.make(form.terms(now=now), actor_id=staff_of(request).pk, now=now)
    messages.success(request, "The rule is kept and observes. Backtest it before you arm it.")
    return HttpResponseRedirect(reverse("backoffice:order-rule", args=[made]))


@require_http_methods(["GET", "HEAD", "POST"])
@office_page(SEE)
def show(request: HttpRequest, rule_id: int) -> HttpResponse:
    """Render one rule; a POST changes it."""
    now = timezone.now()
    rule = rules.rule(rule_id, now=now)
    if rule is None:
        raise Http404
    if request.method != "POST":
        initial = {
            "title": rule.title,
            "text": rule.text,
            "action": rule.action,
            "payment_method": rule.payment_method,
            "reason": rule.reason,
        }
        return _show(request, rule, OrderRuleForm(initial=initial), now=now)
    _may_change(request)
    form = OrderRuleForm(request.POST)
    if not form.is_valid():
        return _show(request, rule, form, now=now, status=422)
    if request.POST.get("step") != "save":
        return _show(request, rule, form, now=now)
    try:
        acts.change(rule_id, form.terms(now=now), actor_id=staff_of(request).pk, now=now)
    except RuleEnded as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "The rule is changed. If it says something else now, it observes again.")
    return _back(rule_id)


@require_POST
@office_page(SEE)
def read(request: HttpRequest) -> HttpResponse:
    """Say of a rule that is being written what it means, or what is wrong with it."""
    is_hiding = request.POST.get("action") == "hide-payment-method"
    reading = Reading.of(request.POST.get("text", "")[:20_000], is_at_checkout=is_hiding)
    return render(request, "backoffice/order_rule_reading.html", {"reading": reading})


@require_POST
@office_page(CHANGE)
def set_mode(request: HttpRequest, rule_id: int) -> HttpResponse:
    """Arm a rule, let it observe, or let it rest."""
    form = RuleModeForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose what the rule is to do.")
        return _back(rule_id)
    given = form.cleaned_data
    try:
        acts.set_mode(
            rule_id,
            mode=given["mode"],
            typed_reason=given["typed_reason"],
            actor_id=staff_of(request).pk,
            now=timezone.now(),
        )
    except (RuleEnded, NotTried, NeedsReason) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "From the next order on.")
    return _back(rule_id)


@require_POST
@office_page(CHANGE)
def end(request: HttpRequest, rule_id: int) -> HttpResponse:
    """End a rule."""
    try:
        acts.end(rule_id, actor_id=staff_of(request).pk, now=timezone.now())
    except RuleEnded as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "The rule is ended.")
    return HttpResponseRedirect(reverse("backoffice:order-rules"))


@require_POST
@office_page(CHANGE)
def snooze(request: HttpRequest, rule_id: int) -> HttpResponse:
    """Let a rule leave one customer alone until a day."""
    form = RuleSnoozeForm(request.POST)
    if not form.is_valid():
        problem = next(iter(form.errors.values()))[0]
        messages.error(request, str(problem))
        return _back(rule_id)
    given = form.cleaned_data
    try:
        acts.snooze(
            rule_id,
            email=given["email"],
            until=datetime.combine(given["until"], time.max, tzinfo=UTC),
            reason=given["reason"],
            actor_id=staff_of(request).pk,
            now=timezone.now(),
        )
    except (RuleEnded, UnusableValue, ValueError) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "The rule leaves this customer alone until then.")
    return _back(rule_id)


@require_POST
@office_page(CHANGE)
def wake(request: HttpRequest, snooze_id: int) -> HttpResponse:
    """End a snooze."""
    rule_id = acts.wake(snooze_id, actor_id=staff_of(request).pk, now=timezone.now())
    return _back(rule_id) if rule_id else HttpResponseRedirect(reverse("backoffice:order-rules"))


@require_POST
@office_page(SEE)
def try_out(request: HttpRequest, rule_id: int) -> HttpResponse:
    """Ask for a backtest of a rule and lead to its page."""
    now = timezone.now()
    rule = rules.rule(rule_id, now=now)
    form = BacktestForm(request.POST)
    if rule is None or not form.is_valid():
        raise Http404
    asked = acts.ask_backtest(
        rule_id, rule.text, days=form.cleaned_data["days"], actor_id=staff_of(request).pk, now=now
    )
    return HttpResponseRedirect(reverse("backoffice:backtest", args=[asked]))


@require_safe
@office_page(SEE)
def backtest(request: HttpRequest, backtest_id: int) -> HttpResponse:
    """Render a backtest: how far it is, and what it found."""
    row = tries.find(backtest_id)
    if row is None:
        raise Http404
    result = tries.result_of(row)
    context = {
        "backtest": row,
        "result": result,
        "words": in_words(read_rule(row.text).tree),
        "saved": _amounts(result, "saved"),
        "lost": _amounts(result, "lost"),
        "precision": _precision(result),
        "examples": [
            (each, f"{money(each.amount_minor, each.currency):,.2f} {each.currency}")
            for each in (result.examples if result else ())
        ],
    }
    if request.headers.get("HX-Request") and not result:
        return render(request, "backoffice/backtest_progress.html", context)
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return page(request, "backoffice/backtest.html", context)


@require_safe
@office_page(SEE)
def facts(request: HttpRequest) -> HttpResponse:
    """Render every fact that a rule may speak of."""
    return page(request, "backoffice/order_facts.html", {"facts": FACTS.values()})


def _amounts(result: Result | None, name: str) -> str:
    amounts: dict[str, int] = getattr(result, name) if result else {}
    return (
        ", ".join(f"{money(minor, currency):,.2f} {currency}" for currency, minor in amounts.items()) or "0"
    )


def _precision(result: Result | None) -> str:
    if result is None or result.precision is None:
        return ""
    return f"{result.precision:.0%} ({result.precision_low:.0%} to {result.precision_high:.0%})"


def _may_change(request: HttpRequest) -> None:
    if not request.user.has_perm(CHANGE):
        raise PermissionDenied


def _back(rule_id: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("backoffice:order-rule", args=[rule_id]))


def _reading(form: OrderRuleForm) -> Reading | None:
    text, action = form["text"].value() or "", form["action"].value()
    return Reading.of(text, is_at_checkout=action == "hide-payment-method")


def _index(request: HttpRequest, form: OrderRuleForm, *, now: datetime, status: int = 200) -> HttpResponse:
    tab = request.GET.get("show", "")
    return page(
        request,
        "backoffice/order_rules.html",
        {
            "form": form,
            "reading": _reading(form),
            "rules": rules.rules(now=now, is_live=tab != "ended"),
            "tabs": [(name, label, name == tab) for name, label in TABS.items()],
            "can_change": request.user.has_perm(CHANGE),
        },
        status=status,
    )


def _show(
    request: HttpRequest, rule: rules.RuleView, form: OrderRuleForm, *, now: datetime, status: int = 200
) -> HttpResponse:
    latest = tries.latest_backtest(rule.text)
    return page(
        request,
        "backoffice/order_rule.html",
        {
            "rule": rule,
            "form": form,
            "reading": _reading(form),
            "hits": rules.rule_hits(rule.id),
            "snoozes": rules.snoozes(rule.id, now=now),
            "snooze_form": RuleSnoozeForm(),
            "backtest": latest,
            "result": tries.result_of(latest) if latest else None,
            "backtest_form": BacktestForm(),
            "can_change": request.user.has_perm(CHANGE),
        },
        status=status,
    )
