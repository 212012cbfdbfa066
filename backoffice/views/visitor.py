"""Visitors: who is about, one visitor's trail, and taking their key back, whole or for one room."""

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from backoffice.actions import visitor as acts
from backoffice.forms import RevokeForm
from backoffice.queries.mistake import orders_of_key
from backoffice.views.door import around, office_page, page, searched, staff_of
from backoffice.views.traffic import chosen, read_gently
from botguard import queries as guard

PAGE_SIZE = 25
ABOUT = timedelta(minutes=30)
SHOWS = (("", "About now"), ("all", "All visits"), ("revoked", "Keys taken back"))
STANDINGS = ("good", "unknown", "bad")


@require_safe
@office_page("accounts.see_traffic")
@read_gently
def index(request: HttpRequest) -> HttpResponse:
    """Render the keys that are about now, or every visit on record, or what was taken back."""
    now = timezone.now()
    show = chosen(request, "show", among=("all", "revoked"))
    text = searched(request)
    if show == "revoked":
        count = guard.revocation_count(text=text, now=now)
        found = Paginator(range(count), PAGE_SIZE).get_page(request.GET.get("page"))
        offset = (found.number - 1) * PAGE_SIZE
        revoked = guard.recent_revocations(text=text, now=now, limit=PAGE_SIZE, offset=offset)
        context: dict[str, object] = {"revoked": revoked}
    else:
        standing = chosen(request, "standing", among=STANDINGS)
        since = None if show == "all" else now - ABOUT
        is_keyed = None if show == "all" else True
        count = guard.visit_count(text=text, standing=standing, since=since, is_keyed=is_keyed)
        found = Paginator(range(count), PAGE_SIZE).get_page(request.GET.get("page"))
        worst_first = chosen(request, "sort", among=("worst",))
        rows = guard.visits(
            text=text,
            standing=standing,
            since=since,
            is_keyed=is_keyed,
            worst_first=bool(worst_first),
            limit=PAGE_SIZE,
            offset=(found.number - 1) * PAGE_SIZE,
        )
        context = {
            "visits": rows,
            "revocations": guard.revocations([each.visitor for each in rows if each.has_key], now=now),
            "standing": standing,
            "sort": worst_first,
        }
    context |= {
        **around(found, request=request),
        "show": show,
        "text": text,
        "count": count,
        "now": now,
        "is_filtered": bool(text or context.get("standing")),
        "shows": [(name, label, name == show) for name, label in SHOWS],
        "standings": STANDINGS,
    }
    return page(request, "backoffice/keys.html", context)


@require_safe
@office_page("accounts.see_traffic")
@read_gently
def show(request: HttpRequest, visitor: str) -> HttpResponse:
    """Render one visitor's trail: what they did step by step, what was decided and why, and what they bought."""
    return _render(request, visitor, form=RevokeForm())


@require_POST
@office_page("accounts.revoke_keys")
def revoke(request: HttpRequest, visitor: str) -> HttpResponse:
    """Take a key back, whole or for some rooms."""
    _key_or_404(visitor)
    form = RevokeForm(request.POST)
    if not form.is_valid():
        return _render(request, visitor, form=form, status=422)
    rooms = form.rooms()
    acts.revoke(
        visitor,
        rooms=rooms,
        reason=form.cleaned_data["reason"],
        actor_id=staff_of(request).pk,
        now=timezone.now(),
    )
    what = f"The key is closed for {', '.join(sorted(rooms))}" if rooms else "The key is taken back"
    messages.success(request, f"{what}. It is dead at its next request.")
    return HttpResponseRedirect(reverse("backoffice:visitor", args=[visitor]))


@require_POST
@office_page("accounts.revoke_keys")
def restore(request: HttpRequest, visitor: str) -> HttpResponse:
    """Give a key back."""
    _key_or_404(visitor)
    if acts.restore(visitor, actor_id=staff_of(request).pk, now=timezone.now()):
        messages.success(request, "The key opens again what it opened before.")
    else:
        messages.error(request, "That key is not taken back.")
    return HttpResponseRedirect(reverse("backoffice:visitor", args=[visitor]))


def _key_or_404(visitor: str) -> None:
    if not acts.is_key(visitor):
        raise Http404


def _render(request: HttpRequest, visitor: str, *, form: RevokeForm, status: int = 200) -> HttpResponse:
    now = timezone.now()
    visit = guard.visit(visitor)
    decisions = guard.decisions_of(visitor)
    revocation = guard.revocations([visitor], now=now).get(visitor)
    if visit is None and not decisions and revocation is None:
        raise Http404
    may_see_orders = request.user.has_perm("accounts.see_orders")
    address = visit.address if visit else decisions[0].address if decisions else None
    return page(
        request,
        "backoffice/visitor.html",
        {
            "visitor": visitor,
            "visit": visit,
            "address": address,
            "is_key": acts.is_key(visitor),
            "is_live": bool(visit and visit.is_live(now=now)),
            "decisions": decisions,
            "revocation": revocation,
            "beside": guard.visits_beside(visit) if visit else (),
            "bans": guard.bans_over(address, now=now) if address else (),
            "orders": orders_of_key(visitor) if may_see_orders and acts.is_key(visitor) else (),
            "form": form,
            "can_revoke": request.user.has_perm("accounts.revoke_keys"),
            "can_lift": request.user.has_perm("accounts.lift_bans"),
            "now": now,
        },
        status=status,
    )
