"""Send shoppers their mails; called from tasks only."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from checkout.public import PublicOrder, order_by_id


def send_receipt(order_id: int) -> None:
    """Mail the shopper that the order was received: the same words for every order.

    :raises OSError: when the mail server does not answer; smtplib's errors among them
    """
    order = order_by_id(order_id)
    mail = EmailMultiAlternatives(
        f"We have received your order {order.number}",
        _rendered("checkout/mail/receipt.txt", order),
        settings.DEFAULT_FROM_EMAIL,
        [order.email],
    )
    mail.attach_alternative(_rendered("checkout/mail/receipt.html", order), "text/html")
    mail.send()


def _rendered(template: str, order: PublicOrder) -> str:
    return render_to_string(template, {"order": order, "shop_name": settings.SHOP_NAME})
