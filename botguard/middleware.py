"""The route of a request: collect, count, decide, act, serve."""

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from botguard import collect
from botguard.engine.facts import History
from botguard.http import Guard, NetworkFacts, VisitFacts

type View = Callable[[HttpRequest], HttpResponse]


class GuardMiddleware:
    """Judges every request before it is served."""

    def __init__(self, view: View) -> None:
        self.view = view

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve a request."""
        facts = collect.request_facts(request, now=time.time())
        history = History()
        request.guard = Guard(  # type: ignore[attr-defined] # declared by botguard.http.GuardedRequest
            address=facts.address,
            room=facts.room,
            network=NetworkFacts(
                country=facts.country, asn=facts.asn, organisation=facts.organisation, kind=facts.network_kind
            ),
            visit=VisitFacts(
                agent=facts.agent, agent_class=facts.agent_class, languages=facts.languages, pages=history.pages
            ),
            action="allow",
        )
        return self.view(request)
