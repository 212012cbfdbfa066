"""The storefront's doors."""

import sys
import time
from http import HTTPStatus

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.http import require_safe
from django_ratelimit.decorators import ratelimit

from botguard.actions import note
from botguard.http import guard_of
from botguard.queries.register import unwelcome_agents
from shop import queries, responses
from shop.engine.selection import address_query, page_number
from shop.engine.written import FORBIDDEN, PAGES
from shop.forms import SelectionForm

HOME_TILES = 8
BUSY = {"title": "One search at a time, please", "text": "Please wait a minute, then search again."}


def visitor(group: str, request: HttpRequest) -> str:
    """Return whom a coarse limit counts: the visitor's key, so that people behind one address do not share it."""
    guard = guard_of(request)
    return guard.visit.key_id or str(guard.address)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the shop window."""
    now = timezone.now()
    context = {
        "new_tiles": queries.new_tiles(count=HOME_TILES, now=now),
        "discounted_tiles": queries.discounted_tiles(count=HOME_TILES, now=now),
        "canonical": settings.SHOP_URL + "/",
    }
    return responses.personal(render(request, "shop/home.html", context))


@require_safe
def category(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a category, filtered and sorted as the address says; htmx gets the results alone."""
    monotonic = time.monotonic()
    found = queries.category(slug, monotonic)
    if found is None:
        raise Http404
    form = SelectionForm(request.GET)
    selection = form.selection()
    number = page_number(request.GET.get("page"))
    page = number and queries.category_page(found, selection, number=number, now=timezone.now())
    if not page:
        raise Http404
    context = {
        "listing": page,
        "categories": queries.categories(monotonic),
        "form": form,
        "selection": selection,
        "query": address_query(list(request.GET.lists()), without="page"),
        "pages": page.page.paginator.get_elided_page_range(page.page.number, on_each_side=1, on_ends=1),
        "canonical": settings.SHOP_URL + found.url + (f"?page={number}" if page.page.number > 1 else ""),
    }
    part = "#results" if _wants_part(request, "results") else ""
    return responses.personal(render(request, f"shop/category.html{part}", context))


@require_safe
def product(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a product with the variant the address names, or the first that can be bought."""
    page = queries.product_page(slug, sku=request.GET.get("variant"), now=timezone.now())
    if page is None:
        raise Http404
    context = {
        "page": page,
        "data": responses.product_data(page),
        "canonical": settings.SHOP_URL + page.url,
        "share_image": responses.absolute(page.images[0].url),
    }
    part = "#product" if _wants_part(request, "product") else ""
    return responses.personal(render(request, f"shop/product.html{part}", context))


@require_safe
@ratelimit(key=visitor, rate="60/m", block=False)  # type: ignore[untyped-decorator] # ships no types
def search(request: HttpRequest) -> HttpResponse:
    """Show what a text finds; searching is the dearest page, so that a visitor gets one a second and no more."""
    if getattr(request, "limited", False):
        return responses.error(request, status=HTTPStatus.TOO_MANY_REQUESTS, **BUSY)
    number = page_number(request.GET.get("page"))
    page = number and queries.search_page(request.GET.get("q", ""), number=number, now=timezone.now())
    if not page:
        raise Http404
    context = {
        "found": page,
        "search_text": page.typed,
        "query": address_query([("q", [page.typed])], without="page"),
        "pages": page.page.paginator.get_elided_page_range(page.page.number, on_each_side=1, on_ends=1),
    }
    return responses.personal(render(request, "shop/search.html", context))


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one of the written pages."""
    if slug not in PAGES:
        raise Http404
    context = {"canonical": settings.SHOP_URL + request.path}
    return responses.personal(render(request, f"shop/pages/{slug}.html", context))


@require_safe
def robots(_request: HttpRequest) -> HttpResponse:
    """Tell crawlers where not to go."""
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in FORBIDDEN),
        *(line for agent in unwelcome_agents() for line in ("", f"User-agent: {agent}", "Disallow: /")),
        f"Sitemap: {settings.SHOP_URL}/sitemap.xml",
    ]
    return responses.shared(HttpResponse("\n".join(lines) + "\n", content_type="text/plain"), seconds=3600)


@require_safe
def favicon(_request: HttpRequest) -> HttpResponsePermanentRedirect:
    """Lead to the shop's mark, for whoever does not read the page's own link."""
    return responses.shared(HttpResponsePermanentRedirect(static("design/mark.svg")), seconds=86_400)


@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """Tell that this process answers; what it stands on is watched by its own probes."""
    answer = HttpResponse("ok\n", content_type="text/plain")
    answer["Cache-Control"] = "no-store"
    return answer


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400."""
    return responses.error(
        request,
        status=HTTPStatus.BAD_REQUEST,
        title="We could not read that request",
        text="Something in it was malformed. Going back and trying again usually helps.",
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403."""
    return responses.error(
        request,
        status=HTTPStatus.FORBIDDEN,
        title="This door is closed",
        text="You do not have the key to this page. If you think you should, please write to us.",
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404."""
    return responses.error(
        request,
        status=HTTPStatus.NOT_FOUND,
        title="There is nothing on this shelf",
        text="The page may have moved, or the piece is no longer sold.",
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token was missing or old."""
    note(guard_of(request), "csrf-failure")
    return responses.error(
        request,
        status=HTTPStatus.FORBIDDEN,
        title="That form had been open too long",
        text="Please go back, reload the page and send it again. Nothing was changed.",
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500, or 503 while the database is away, without asking anything of it."""
    is_away = isinstance(sys.exception(), OperationalError | InterfaceError)
    status = HTTPStatus.SERVICE_UNAVAILABLE if is_away else HTTPStatus.INTERNAL_SERVER_ERROR
    try:
        answer = responses.error(
            request,
            status=status,
            title="Back in a moment" if is_away else "Something went wrong on our side",
            text="The shop is catching its breath. Please try again in a minute; your cart is kept.",
        )
    except Exception:  # the page that says sorry must not fail in turn
        answer = HttpResponse(responses.LAST_WORDS, status=status)
    if is_away:
        answer["Retry-After"] = "5"
    return answer


def _wants_part(request: HttpRequest, target: str) -> bool:
    """Tell whether htmx will put the answer into one region of the page it already has."""
    htmx = request.htmx  # type: ignore[attr-defined]  # set by django-htmx's middleware
    return bool(htmx) and htmx.target == target and not htmx.history_restore_request
