"""Send shoppers their mails; called from tasks only."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from checkout.public import PublicOrder, order_by_id


def send_receipt(order_id: int) -> None:
    """Mail the shopper that the order was received: the same words for every order.

    :raises OSError: when the mail server does not answer; smtplib's errors among them
    """
    _send(order_by_id(order_id), "receipt", subject="We have received your order")


def send_confirmation(order_id: int) -> None:
    """Mail the link by which the shopper confirms the order; who gets it is decided when the order is judged.

    :raises OSError: when the mail server does not answer; smtplib's errors among them
    """
    _send(order_by_id(order_id), "confirm", subject="Please confirm your order")


def _send(order: PublicOrder, name: str, *, subject: str) -> None:
    mail = EmailMultiAlternatives(
        f"{subject} {order.number}",
        _rendered(f"checkout/mail/{name}.txt", order),
        settings.DEFAULT_FROM_EMAIL,
        [order.email],
    )
    mail.attach_alternative(_rendered(f"checkout/mail/{name}.html", order), "text/html")
    mail.send()


def _rendered(template: str, order: PublicOrder) -> str:
    return render_to_string(template, {"order": order, "shop_name": settings.SHOP_NAME})
