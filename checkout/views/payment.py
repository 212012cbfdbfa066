"""Where browsers and providers come back after a payment, and the sandbox provider's hosted page."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from botguard.http import guard_of
from checkout.actions import sandbox
from checkout.actions.conduct import note_paying
from checkout.actions.payment import UnknownPayment, WrongAmount, settle
from checkout.gateways import ForgedNotice, SandboxGateway, UnknownProvider, gateway
from checkout.queries.payment import payment_of, sandbox_charge
from outbox.conf import crash_at

# Of whatever is typed for a card into the sandbox, which takes none.
LONGEST_CARD = 40


@never_cache
@require_safe
def back(request: HttpRequest, reference: str) -> HttpResponse:
    """Welcome the browser back. It is not believed: the provider is asked."""
    payment = payment_of(reference)
    if payment is None:
        raise Http404
    notice = gateway(payment.provider).look_up(reference=reference)
    if notice is not None:
        note_paying(guard_of(request), notice, token=payment.order_token)
        settle(notice, now=timezone.now())
    return redirect(reverse("order-received", args=[payment.order_token]))


@csrf_exempt
@require_POST
def webhook(request: HttpRequest, provider: str) -> HttpResponse:
    """Hear what a provider says: its signature first, then amount, currency, reference, and whether it is news."""
    if provider == SandboxGateway.name and not settings.SANDBOX_PAYMENTS:
        raise Http404  # a pretended provider has nothing to say to a shop that takes real money
    try:
        notice = gateway(provider).read_notice(
            body=request.body, signature=request.headers.get("Payment-Signature", "")
        )
        crash_at("webhook-after-signature")
        settle(notice, now=timezone.now())
    except UnknownProvider as error:
        raise Http404 from error
    except ForgedNotice:
        return HttpResponse(
            "The notice is not signed by the provider.", status=403, content_type="text/plain"
        )
    except UnknownPayment:
        return HttpResponse("No such payment.", status=404, content_type="text/plain")
    except WrongAmount:
        return HttpResponse("Not the amount that was asked for.", status=422, content_type="text/plain")
    return HttpResponse(status=204)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sandbox_page(request: HttpRequest, reference: str) -> HttpResponse:
    """Be the sandbox provider's hosted page."""
    charge = sandbox_charge(reference) if settings.SANDBOX_PAYMENTS else None
    if charge is None:
        raise Http404
    if request.method == "POST":
        choice = request.POST.get("choice", "")
        if choice in sandbox.CHOICES:
            return redirect(
                sandbox.decide(
                    reference,
                    choice,
                    card=request.POST.get("card", "")[:LONGEST_CARD],
                    card_country=request.POST.get("card_country", "")[:LONGEST_CARD],
                    now=timezone.now(),
                )
            )
    status = 422 if request.method == "POST" else 200
    return render(request, "checkout/sandbox.html", {"charge": charge}, status=status)
