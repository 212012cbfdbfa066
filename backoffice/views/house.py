"""The audit trail, and one search over everything."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.queries import audit
from backoffice.queries.search import find
from backoffice.views.door import office_page, page, paged, searched, staff_of


@require_safe
@office_page("accounts.see_audit")
def trail(request: HttpRequest) -> HttpResponse:
    """Render what staff changed, newest first."""
    text = searched(request)
    return page(
        request, "backoffice/audit.html", {**paged(audit(text), request=request, size=50), "text": text}
    )


@require_safe
@office_page("accounts.see_dashboard")
def search(request: HttpRequest) -> HttpResponse:
    """Render what a text finds in the rooms this person may open."""
    text = searched(request)
    found = find(text, permissions=staff_of(request).get_all_permissions()) if text else ()
    return page(request, "backoffice/search.html", {"text": text, "search_text": text, "found": found})
