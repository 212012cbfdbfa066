"""Access rules: what is in force, whom a new one would have met, and making, changing and ending them."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from backoffice.actions import rule as acts
from backoffice.forms import RuleChangeForm, RuleForm
from backoffice.queries.rule import Trial, trial
from backoffice.views.access_list import networks_shown
from backoffice.views.door import around, office_page, page, seal_of, searched, staff_of
from botguard.actions.rule import NONE, Terms
from botguard.engine.listing import not_listed
from botguard.engine.roll import Roll
from botguard.engine.rule import Line, Paste, PasteTooLong, candidate, parse_paste, shut_out, shut_out_by
from botguard.http import guard_of
from botguard.queries import rule as guard
from botguard.queries.access_list import roll_of

PAGE_SIZE = 25
SHOWN_LINES = 100
SEE, CHANGE = "botguard.view_accessrule", "botguard.change_accessrule"
TABS = {"": "In force", "ended": "Ended"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A rule before it is saved: its lines, and whom it would have met."""

    good: int
    wrong: tuple[Line, ...]
    noted: tuple[Line, ...]
    trial: Trial
    seal: str  # of what was tried; saving asks for it

    @classmethod
    def of(cls, paste: Paste, *, found: Trial, seal: str) -> "Tried":
        """Sum a paste up."""
        return cls(
            good=len(paste.good),
            wrong=paste.wrong[:SHOWN_LINES],
            noted=tuple(line for line in paste.good if line.note)[:SHOWN_LINES],
            trial=found,
            seal=seal,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is to become of a rule."""

    value: str
    added: Paste
    dropped: Paste
    roll: Roll  # of a list, afterwards


@require_http_methods(["GET", "HEAD", "POST"])
@office_page(SEE)
def index(request: HttpRequest) -> HttpResponse:
    """Render the rules; a POST tries out what was typed, and saves it once it was tried."""
    now = timezone.now()
    if request.method != "POST":
        return _render(request, form=RuleForm(), now=now)
    if not request.user.has_perm(CHANGE):
        raise PermissionDenied
    form = RuleForm(request.POST, request.FILES)
    if not form.is_valid():
        return _render(request, form=form, now=now, status=422)
    given = form.cleaned_data
    try:
        paste = parse_paste(
            given["values"],
            effect=given["effect"],
            own=guard.own(guard_of(request)),
            known=guard.known(now=now),
        )
    except PasteTooLong as error:
        form.add_error("values", str(error))
        return _render(request, form=form, now=now, status=422)
    seal = seal_of(given["values"], given["effect"])
    is_refused = not paste.good or bool(paste.wrong and not given["is_partial"])
    if request.POST.get("step") != "save" or request.POST.get("tried") != seal or is_refused:
        found = trial(candidate(paste, effect=given["effect"]), now=now)
        tried = Tried.of(paste, found=found, seal="" if is_refused else seal)
        # What came in a file is carried on as text.
        again = RuleForm(initial={**given, "values": given["values"], "file": None})
        return _render(request, form=again, now=now, tried=tried, status=422 if is_refused else 200)
    made = acts.make(
        paste,
        terms=_terms(form, expires_at=form.expires_at(now=now)),
        title=given["title"],
        actor_id=staff_of(request).pk,
        now=now,
    )
    saved = "The rule is saved" if made == 1 else f"{made} rules are saved"
    messages.success(request, f"{saved}, and in every process within ten seconds.")
    return HttpResponseRedirect(reverse("backoffice:rules"))


@require_http_methods(["GET", "HEAD", "POST"])
@office_page(SEE)
def show(request: HttpRequest, rule_id: int) -> HttpResponse:
    """Render one rule; a POST tries out a change, and saves it once it was tried."""
    now = timezone.now()
    rule = guard.rule(rule_id, now=now)
    if rule is None:
        raise Http404
    if request.method != "POST":
        initial = {"effect": rule.effect, "mode": rule.mode, "reason": rule.reason, "title": rule.value}
        return _render_one(request, rule=rule, form=RuleChangeForm(initial=initial), now=now)
    if not request.user.has_perm(CHANGE):
        raise PermissionDenied
    form = RuleChangeForm(request.POST)
    change = _change(request, rule, form, now=now) if form.is_valid() else None
    if change is None:
        return _render_one(request, rule=rule, form=form, now=now, status=422)
    given = form.cleaned_data
    seal = seal_of(given["add"], given["drop"], given["effect"], given["mode"], given["title"])
    if request.POST.get("step") != "save" or request.POST.get("tried") != seal:
        index = guard.candidate(rule.subject, change.value, change.roll, effect=given["effect"])
        found = trial(index, now=now)
        tried = Tried.of(Paste(lines=(*change.added.lines, *change.dropped.lines)), found=found, seal=seal)
        return _render_one(request, rule=rule, form=form, now=now, tried=tried)
    is_changed = acts.change(
        rule_id,
        terms=_terms(form, expires_at=form.expires_at(now=now) if given["expiry"] else rule.expires_at),
        title=given["title"] if rule.subject == "list" else "",
        add=Roll.of(change.added.networks),
        drop=Roll.of(change.dropped.networks),
        actor_id=staff_of(request).pk,
        now=now,
    )
    _say(request, is_changed, "The rule is changed.", "That rule has ended.")
    return HttpResponseRedirect(reverse("backoffice:rule", args=[rule_id]))


@require_POST
@office_page(CHANGE)
def end(request: HttpRequest, rule_id: int) -> HttpResponse:
    """End a rule."""
    ended = acts.end(rule_id, actor_id=staff_of(request).pk, now=timezone.now())
    _say(request, ended, "The rule is ended. It can be brought back.", "That rule has ended already.")
    return HttpResponseRedirect(reverse("backoffice:rules"))


@require_POST
@office_page(CHANGE)
def restore(request: HttpRequest, rule_id: int) -> HttpResponse:
    """Bring an ended rule back, observing."""
    back = acts.restore(rule_id, actor_id=staff_of(request).pk, now=timezone.now())
    _say(
        request,
        back,
        "The rule is back, and observes. Enforce it when you mean it.",
        "That rule has not ended.",
    )
    return HttpResponseRedirect(reverse("backoffice:rule", args=[rule_id]))


def _change(
    request: HttpRequest, rule: guard.RuleView, form: RuleChangeForm, *, now: datetime
) -> Change | None:
    """Read a change; what is wrong with it is said at the form's fields, and there is none."""
    given, own = form.cleaned_data, guard.own(guard_of(request))
    known = guard.known(now=now, without=rule.id)
    is_list = rule.subject == "list"
    try:
        added = parse_paste(given["add"] if is_list else "", effect=given["effect"], own=own, known=known)
        # What is taken out may be anything that is in.
        dropped = parse_paste(given["drop"] if is_list else "", effect="allow", own=own, known=known)
    except PasteTooLong as error:
        form.add_error("add", str(error))
        return None
    value = rule.value.removeprefix("AS") if rule.subject == "asn" else rule.value
    before = roll_of(rule.id) if is_list else NONE
    roll = before.changed(add=Roll.of(added.networks), drop=Roll.of(dropped.networks))
    for field, paste in (("add", added), ("drop", dropped)):
        if strange := (*paste.wrong, *paste.others):
            problem = strange[0].problem or "A list holds networks only."
            form.add_error(field, f"Line {strange[0].number}: {problem}")
    if problem := not_listed(dropped.good, roll=before):
        form.add_error("drop", problem)
    if is_list and not len(roll):
        form.add_error("drop", "Nothing would be left: end the rule instead.")
    if given["effect"] != "allow":
        problem = shut_out_by(roll, own=own) if is_list else shut_out(rule.subject, value, own=own)
        if problem:
            form.add_error("effect", problem)
    return None if form.errors else Change(value=value, added=added, dropped=dropped, roll=roll)


def _say(request: HttpRequest, is_done: bool, done: str, refused: str) -> None:
    if is_done:
        messages.success(request, done)
    else:
        messages.error(request, refused)


def _terms(form: RuleForm | RuleChangeForm, *, expires_at: datetime | None) -> Terms:
    given = form.cleaned_data
    return Terms(effect=given["effect"], mode=given["mode"], reason=given["reason"], expires_at=expires_at)


def _render(
    request: HttpRequest, *, form: RuleForm, now: datetime, tried: Tried | None = None, status: int = 200
) -> HttpResponse:
    tab = request.GET.get("show", "")
    is_live, text = tab != "ended", searched(request)
    count = guard.rule_count(now=now, search=text, is_live=is_live)
    found = Paginator(range(count), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = guard.rules(
        now=now, search=text, is_live=is_live, limit=PAGE_SIZE, offset=(found.number - 1) * PAGE_SIZE
    )
    return page(
        request,
        "backoffice/rules.html",
        {
            "form": form,
            "tried": tried,
            "rules": rows,
            **around(found, request=request),
            "tabs": [(name, label, name == tab) for name, label in TABS.items()],
            "tab": tab,
            "text": text,
            "can_change": request.user.has_perm(CHANGE),
        },
        status=status,
    )


def _render_one(
    request: HttpRequest,
    *,
    rule: guard.RuleView,
    form: RuleChangeForm,
    now: datetime,
    tried: Tried | None = None,
    status: int = 200,
) -> HttpResponse:
    return page(
        request,
        "backoffice/rule.html",
        {
            "rule": rule,
            "form": form,
            "tried": tried,
            **(networks_shown(request, rule_id=rule.id) if rule.subject == "list" else {}),
            "can_change": request.user.has_perm(CHANGE),
        },
        status=status,
    )
