"""What visitors get to see of the guard: calm, the same whichever rule fired, and never without a way out."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from botguard import conf
from botguard.engine import key as keys
from botguard.engine.crawler import PARTNER
from botguard.engine.decide import Verdict
from botguard.engine.facts import History, RequestFacts
from botguard.engine.key import Key
from botguard.engine.quota import quota_fields
from botguard.engine.register import ACCEPTED
from botguard.http import Guard, NetworkFacts, VisitFacts
from botguard.responses import challenge

KEY_HEADER = "Latchkey-Key"
# nginx sends a slowed answer at this many bytes a second: the visitor waits, a worker does not.
SLOW_BYTES = 16_384


def page(
    request: HttpRequest, facts: RequestFacts, verdict: Verdict, *, dice: Callable[[int], bytes], now: float
) -> HttpResponse | None:
    """Return the answer of a request that is not let through, or None; `dice` gives so many random bytes."""
    if verdict.action in ("allow", "slow"):
        return None
    if facts.is_api:
        response = _problem_of(verdict)
    elif verdict.action in ("soft", "challenge"):
        response = challenge.answer(request, facts, verdict, id_bytes=dice(16), now=now)
    else:
        response = closed_page(status=429 if verdict.action == "throttle" else 403)
    if verdict.retry_after:
        response["Retry-After"] = str(verdict.retry_after)
    response["Cache-Control"] = "no-store"
    return response


def guard(facts: RequestFacts, history: History, verdict: Verdict, key: Key | None, *, now: float) -> Guard:
    """Return what the rooms above may know of a request."""
    counted = not history.is_store_away
    shown = key or facts.key
    return Guard(
        address=facts.address,
        room=facts.room,
        network=NetworkFacts(
            country=facts.country, asn=facts.asn, organisation=facts.organisation, kind=facts.network_kind
        ),
        visit=VisitFacts(
            key_id=shown.id if shown else None,
            agent=facts.agent,
            agent_class=facts.agent_class,
            languages=facts.languages,
            first_seen_at=float(shown.born_at) if shown else None,
            pages=history.pages if counted else None,
            product_pages=history.product_pages if counted else None,
            proof=shown.proof if shown and shown.proof else None,
            trap_hits=history.traps if counted else None,
            points=verdict.weighed.total,
            codes=verdict.weighed.codes,
        ),
        action=verdict.action,
        key=shown,
        is_key_new=key is not None,
        has_proof=facts.has_proof,
        at=now,
        counted_by=facts.count_id,
    )


def finished(
    response: HttpResponse, *, facts: RequestFacts, history: History, verdict: Verdict, key: Key | None
) -> HttpResponse:
    """Add what the guard adds to every answer: the key, the pace, what is left, the word to search engines."""
    if key is not None and conf.cookie_name() not in response.cookies:
        give_key(response, key, is_api=facts.is_api)
    is_enforced = conf.mode() == "enforce"
    if is_enforced and verdict.action == "slow":
        response["X-Accel-Limit-Rate"] = str(SLOW_BYTES)
    # Who was not counted is told nothing; whoever was has made this request.
    if (facts.is_api or (is_enforced and verdict.action == "throttle")) and history.requests_60:
        waits = verdict.retry_after if is_enforced and verdict.action == "throttle" else history.retry_after
        fields = quota_fields(conf.policy().limits, turns_left=history.turns_left, retry_after=waits)
        for name, value in fields.items():
            response[name] = value
    if facts.bot.crawler_class == PARTNER and not facts.bot.is_verified:
        # Says what a partner has to sign, whatever was wrong.
        response["Accept-Signature"] = ACCEPTED
    if facts.room != "browse":
        response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def give_key(response: HttpResponse, key: Key, *, is_api: bool) -> None:
    """Set a key as a cookie; for programs also as a header."""
    token = keys.sign(key, secrets=conf.secrets())
    response.set_cookie(
        conf.cookie_name(),
        token,
        max_age=keys.LIFETIME,
        httponly=True,
        secure=conf.is_secure(),
        samesite="Lax",
    )
    if is_api:
        response[KEY_HEADER] = token
    patch_vary_headers(response, ["Cookie"])


def closed_page(*, status: int) -> HttpResponse:
    """Return the page of a closed door: one text for all reasons."""
    return HttpResponse(
        render_to_string("botguard/closed.html", {"shop_name": conf.shop_name()}), status=status
    )


def problem(status: int, title: str, detail: str, **more: object) -> JsonResponse:
    """Return an RFC 9457 problem."""
    return JsonResponse(
        {"type": "about:blank", "title": title, "status": status, "detail": detail, **more},
        status=status,
        content_type="application/problem+json",
    )


def _problem_of(verdict: Verdict) -> HttpResponse:
    if verdict.action == "challenge":
        return problem(
            403,
            "A proof is needed",
            "Solve a challenge and send the key you get in the header Latchkey-Key.",
            proof=reverse("keys:cut"),
        )
    if verdict.action == "throttle":
        return problem(429, "Too many requests", "Wait as long as Retry-After says, then go on more slowly.")
    return problem(403, "Closed", "This door is closed to you for now.", appeal=reverse("guard:appeal"))
