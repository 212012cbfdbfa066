"""Web Bot Auth registries: lists of robots' cards, looked at line by line before any is believed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from backoffice.actions import robot
from backoffice.views.door import office_page, page, seal_of, staff_of
from botguard.engine.registry import Registry, RegistryTooLong, read_registry
from botguard.forms import RegistryForm
from botguard.queries.crawler import directory_sources

SHOWN_LINES = 100


@require_http_methods(["GET", "HEAD", "POST"])
@office_page("accounts.mind_robots")
def index(request: HttpRequest) -> HttpResponse:
    """Render the form; a POST tries a registry out, and saves it once it was tried and no line is wrong."""
    if request.method != "POST":
        return _render(request, form=RegistryForm())
    form = RegistryForm(request.POST, request.FILES)
    if not form.is_valid():
        return _render(request, form=form, status=422)
    given = form.cleaned_data
    try:
        registry = read_registry(given["cards"], known=directory_sources())
    except RegistryTooLong as error:
        form.add_error("cards", str(error))
        return _render(request, form=form, status=422)
    seal = seal_of(given["cards"], given["crawler_class"])
    is_refused = bool(registry.wrong) or not registry.fresh
    if request.POST.get("step") != "save" or request.POST.get("tried") != seal or is_refused:
        # What came in a file is carried on as text.
        again = RegistryForm(initial={**given, "file": None})
        return _render(
            request,
            form=again,
            registry=registry,
            seal="" if is_refused else seal,
            status=422 if is_refused else 200,
        )
    number = robot.import_registry(
        registry, crawler_class=given["crawler_class"], actor_id=staff_of(request).pk, now=timezone.now()
    )
    messages.success(request, f"Cards added: {number}. Their keys are read one after the other.")
    return HttpResponseRedirect(reverse("backoffice:robots"))


def _render(
    request: HttpRequest,
    *,
    form: RegistryForm,
    registry: Registry | None = None,
    seal: str = "",
    status: int = 200,
) -> HttpResponse:
    tried = None
    if registry is not None:
        tried = {
            "fresh": registry.fresh[:SHOWN_LINES],
            "wrong": registry.wrong[:SHOWN_LINES],
            "known": len(registry.known),
            "counts": {"fresh": len(registry.fresh), "wrong": len(registry.wrong)},
        }
    return page(
        request, "backoffice/registry.html", {"form": form, "tried": tried, "seal": seal}, status=status
    )
