"""The route of a request: collect, count, decide, act, serve."""

import logging
import secrets
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from botguard import actions, collect, conf, counters, responses
from botguard.actions import delay, watch
from botguard.engine.crawler import PARTNER
from botguard.engine.decide import UNJUDGED, Verdict, decide, unjudged
from botguard.engine.facts import History, RequestFacts
from botguard.engine.issue import issue
from botguard.engine.key import Key
from botguard.http import guard_of
from botguard.queries import snapshot

log = logging.getLogger(__name__)
UNCOUNTED = History(is_store_away=True)


class GuardMiddleware:
    """Judges every request before it is served."""

    def __init__(self, view: Callable[[HttpRequest], HttpResponse]) -> None:
        self.view = view

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve a request: facts, history, verdict; then a page of the guard's or the view's; then the key."""
        now, mode = time.time(), conf.mode()
        facts = collect.request_facts(request, now=now)
        history, verdict, key = self._judge(facts, mode, now=now)
        request.guard = responses.guard(facts, history, verdict, key, now=now)  # type: ignore[attr-defined] # GuardedRequest
        response = None
        if mode == "enforce":
            response = self._page(request, facts, verdict, now=now)
        if response is None:
            response = self.view(request)
            if response.status_code >= 400 and facts.is_guarded:
                actions.note_answer(request.guard, response.status_code)  # type: ignore[attr-defined] # likewise
            key = guard_of(request).brought or key
            if verdict.action == "slow" and mode == "enforce" and conf.most_delays():
                delay.delay(most=conf.most_delays())
        return responses.finished(response, facts=facts, history=history, verdict=verdict, key=key)

    def _page(
        self, request: HttpRequest, facts: RequestFacts, verdict: Verdict, *, now: float
    ) -> HttpResponse | None:
        try:
            return responses.page(request, facts, verdict, dice=secrets.token_bytes, now=now)
        except Exception:
            # It is known already that this request is not let through; only the page about it broke.
            log.exception("guard-broken")
            return responses.closed_page(status=403)

    def _judge(self, facts: RequestFacts, mode: str, *, now: float) -> tuple[History, Verdict, Key | None]:
        if not facts.is_guarded or mode == "off":
            return UNCOUNTED, UNJUDGED, None
        watch.ensure(timezone.now)
        is_enforced = mode == "enforce"
        try:
            history = counters.hit(facts, now=now)
            verdict = decide(facts, history, snapshot.policy(), now=now)
            if is_enforced and verdict.has_remedy:
                actions.apply(facts, verdict, now=timezone.now())
            actions.record(facts, history, verdict, is_enforced=is_enforced, now=now)
            if facts.measures:
                actions.count_hits(facts.measures)
            if facts.bot.crawler_class == PARTNER and facts.bot.signer:
                actions.count_use(facts, action=verdict.action)
        except Exception:
            # A guard that breaks lets the shopper through, and says so; what needs a proof still does.
            log.exception("guard-broken")
            return UNCOUNTED, unjudged(facts), None
        action = verdict.action if is_enforced else "allow"
        return history, verdict, issue(facts, action=action, dice=secrets.token_bytes, now=int(now))
