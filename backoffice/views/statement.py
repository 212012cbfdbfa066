"""Incoming payments: a bank statement is pasted or sent, looked at, and what fits is written down."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from backoffice.forms import StatementForm
from backoffice.views.door import office_page, page, staff_of
from checkout.actions.statement import Matched, match_statement, take_statement
from checkout.engine.statement import UnreadableStatement


@require_http_methods(["GET", "HEAD", "POST"])
@office_page("accounts.fulfil_orders")
def index(request: HttpRequest) -> HttpResponse:
    """Render the form; a POST shows what each payment is for, and writes down what fits when it is told to."""
    if request.method != "POST":
        return _render(request, StatementForm())
    form = StatementForm(request.POST, request.FILES)
    if not form.is_valid():
        return _render(request, form, status=422)
    text = form.cleaned_data["statement"]
    try:
        if request.POST.get("step") != "save":
            return _render(request, StatementForm(initial={"statement": text}), rows=match_statement(text))
        rows = take_statement(text, actor_id=staff_of(request).pk, now=timezone.now())
    except UnreadableStatement as error:
        form.add_error("statement", str(error))
        return _render(request, form, status=422)
    taken = sum(row.is_taken for row in rows)
    messages.success(request, f"{taken} of {len(rows)} payments written down.")
    return _render(request, StatementForm(), rows=rows)


def _render(
    request: HttpRequest, form: StatementForm, *, rows: tuple[Matched, ...] = (), status: int = 200
) -> HttpResponse:
    context = {"form": form, "rows": rows, "fits": sum(row.fits and not row.is_taken for row in rows)}
    return page(request, "backoffice/statement.html", context, status=status)
