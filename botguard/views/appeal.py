"""The page on which somebody who was kept out tells us that we are wrong."""

import time

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from botguard import collect
from botguard.actions.appeal import TooManyAppeals, appeal
from botguard.engine.witness import visitor_of
from botguard.forms import AppealForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def appeal_page(request: HttpRequest) -> HttpResponse:
    """Let somebody who was kept out write to the staff."""
    form = AppealForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        facts = collect.request_facts(request, now=time.time())
        try:
            appeal(facts.address, visitor=visitor_of(facts), now=timezone.now(), **form.cleaned_data)
        except TooManyAppeals:
            form.add_error(
                None, "We have your earlier messages and will read them. Please give us some time."
            )
            return render(request, "botguard/appeal.html", {"form": form}, status=429)
        return HttpResponseRedirect(f"{reverse('guard:appeal')}?sent=1", status=303)
    context = {"form": form, "is_sent": request.GET.get("sent") == "1"}
    return render(request, "botguard/appeal.html", context, status=400 if form.errors else 200)
