"""The shop's brakes: what holds now, what held, and how each is set."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from backoffice.actions import brake as acts
from backoffice.views.door import office_page, page, staff_of
from botguard.engine.brake import BY_CODE
from botguard.queries import brake as guard

SEE, CHANGE = "botguard.view_accessrule", "botguard.change_accessrule"
MODES = {"off": "Off", "observe": "Observe", "enforce": "Enforce"}


@require_safe
@office_page(SEE)
def index(request: HttpRequest) -> HttpResponse:
    """Render the brakes."""
    now = timezone.now()
    return page(
        request,
        "backoffice/brakes.html",
        {
            "brakes": guard.brakes(now=now),
            "live": guard.live_pulls(now=now),
            "past": guard.past_pulls(now=now),
            "modes": MODES,
            "can_change": request.user.has_perm(CHANGE),
        },
    )


@require_POST
@office_page(CHANGE)
def set_mode(request: HttpRequest, code: str) -> HttpResponse:
    """Set a brake to off, observe or enforce."""
    mode = request.POST.get("mode", "")
    if code not in BY_CODE or mode not in MODES:
        raise Http404
    acts.set_mode(code, mode, actor_id=staff_of(request).pk, now=timezone.now())
    messages.success(request, f"{BY_CODE[code].label}: {MODES[mode].lower()} from now on.")
    return HttpResponseRedirect(reverse("backoffice:brakes"))


@require_POST
@office_page(CHANGE)
def release(request: HttpRequest, pull_id: int) -> HttpResponse:
    """Let go of a brake before its time."""
    if acts.release(pull_id, actor_id=staff_of(request).pk, now=timezone.now()):
        messages.success(request, "The brake has let go, and counts from nothing.")
    else:
        messages.error(request, "That brake had let go already.")
    return HttpResponseRedirect(reverse("backoffice:brakes"))
