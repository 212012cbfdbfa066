"""Pages that ask for something: to come back with a cookie, to prove to be a person, to look into the mail."""

from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csp import csp_override

from botguard import collect, conf, gateways
from botguard.actions import proof
from botguard.engine.challenge import Posed
from botguard.engine.decide import Verdict
from botguard.engine.facts import RequestFacts
from botguard.engine.question import question

LONGEST_NEXT = 500
# The ways that a visitor may choose by a link, with the words for it. The first is what a page without a choice does.
WAYS = {
    "work": "Let this browser do it",
    "question": "Answer a small question",
    "sound": "Count some beeps",
    "mail": "Get a link by e-mail",
    "widget": "Use another provider’s check",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """How a page of proofs is shown: the way chosen, where it leads, and what went wrong."""

    following: str
    way: str = ""  # empty is the first there is
    takes_person: bool = False  # work by the browser would be done in vain
    status: int = 200
    trouble: str = ""
    is_form_lost: bool = False


def answer(
    request: HttpRequest, facts: RequestFacts, verdict: Verdict, *, id_bytes: bytes, now: float
) -> HttpResponse:
    """Return the page that stands in for one that is not shown yet."""
    is_reading = request.method in ("GET", "HEAD")
    # Where a form goes there is often nothing to read: people are led back to where they sent it.
    here = safe_next(request.get_full_path() if is_reading else collect.came_from(request) or request.path)
    if facts.is_htmx:
        # htmx would swap the page into a corner of the old one; told so, it opens it whole.
        return HttpResponse(status=403, headers={"HX-Redirect": proof_address(here)})
    if verdict.action == "soft":
        return soft_page(
            proof.pose(facts, room=facts.room, kind="soft", id_bytes=id_bytes, now=now), following=here
        )
    if is_reading and verdict.is_locked:
        return HttpResponseRedirect(proof_address(here), status=303)
    posed = proof.pose(
        facts, room=conf.room(urlsplit(here).path), id_bytes=id_bytes, now=now, points=verdict.weighed.total
    )
    return proof_page(request, posed, Setting(following=here, status=403, is_form_lost=not is_reading))


def soft_page(posed: Posed, *, following: str) -> HttpResponse:
    """Return the page that a browser leaves by itself at once, with the cookie it was given."""
    query = urlencode({"challenge": posed.text, "next": following}, errors="replace")
    context: dict[str, object] = {"address": f"{reverse('guard:soft')}?{query}"}
    return _page("botguard/soft.html", context, status=403)


def proof_page(request: HttpRequest, posed: Posed, setting: Setting) -> HttpResponse:
    """Return the page on which a visitor shows to be a person, in the way he or she chooses."""
    widget = gateways.chosen()
    ways = [
        way for way in WAYS if not (way == "work" and setting.takes_person) and (widget or way != "widget")
    ]
    way = setting.way if setting.way in ways else ways[0]
    challenge = posed.challenge
    context: dict[str, object] = {
        "challenge": posed.text,
        "puzzles": challenge.puzzles,
        "bits": challenge.bits,
        "wait": challenge.patient_at - challenge.issued_at,
        "question": question(posed.seed).words,
        "next": setting.following,
        "trouble": setting.trouble,
        "is_form_lost": setting.is_form_lost,
        "way": way,
        "others": [
            (other, WAYS[other], proof_address(setting.following, way=other))
            for other in ways
            if other != way
        ],
    }
    if way != "widget" or widget is None:
        return _page("botguard/proof.html", context, status=setting.status)
    context |= {"widget": widget, "mark": challenge.id.hex(), "site_key": conf.captcha_terms().site_key}
    response = _page("botguard/proof.html", context, status=setting.status)
    # Nobody else's script runs on any other page, nor on this one unless the visitor chose so.
    opened: HttpResponse = csp_override(_opened(widget))(lambda _: response)(request)
    return opened


def mail_page(*, status: int = 200, **context: object) -> HttpResponse:
    """Return the page of the mailed link: sent, or to be confirmed, or no longer good."""
    return _page("botguard/mail.html", dict(context), status=status)


def safe_next(following: str) -> str:
    """Return where to go on to: a page of this shop, never the guard's own, else home."""
    is_local = url_has_allowed_host_and_scheme(following, allowed_hosts=None)
    if not is_local or not following.startswith("/") or len(following) > LONGEST_NEXT:
        return "/"
    path = urlsplit(following).path
    return "/" if path.startswith("/guard/") or not following.isprintable() else following


def proof_address(following: str, *, way: str = "") -> str:
    """Return the address of the proof page that leads on to another."""
    query = {"next": following} | ({"way": way} if way else {})
    return f"{reverse('guard:proof')}?{urlencode(query, errors='replace')}"


def _opened(widget: gateways.Widget) -> dict[str, list[str]]:
    policy = {name: list(sources) for name, sources in conf.content_policy().items()}
    for name, sources in widget.sources.items():
        policy[name] = [*policy.get(name, []), *sources]
    return policy


def _page(template: str, context: dict[str, object], *, status: int) -> HttpResponse:
    text = render_to_string(template, {**context, "shop_name": conf.shop_name()})
    return HttpResponse(text, status=status, headers={"Cache-Control": "no-store"})
