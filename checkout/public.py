"""What shoppers may know of an order. Templates, mails and the API receive this and never an Order.

A silently cancelled order, and one held for review, look exactly like any order that was received, now and later. So
nothing here is computed from the review, and of the order's status only what staff decided openly.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.signing import Signer
from django.urls import reverse

from checkout.engine.contact import address_lines
from checkout.models import Order, OrderQuerySet
from checkout.queries.person import Person, orders_of
from shop.engine.money import Money
from shop.queries.picture import picture_url

RECEIVED = "received"
UNPAID_CARD = "awaiting-payment"
LAPSED = "lapsed"
SENT = "sent"
DELIVERED = "delivered"
RETURNED = "returned"
CANCELLED = "cancelled"

HEADLINES = {
    RECEIVED: "We have received your order",
    UNPAID_CARD: "Your order waits for its card payment",
    LAPSED: "This order was closed unpaid",
    SENT: "Your order is on its way",
    DELIVERED: "Your order was delivered",
    RETURNED: "Your parcel came back to us",
    CANCELLED: "Your order was cancelled",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BankDetails:
    """Where a bank transfer goes."""

    holder: str
    iban: str
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicLine:
    """Units of one variant as they were ordered."""

    sku: str
    name: str
    image_url: str
    unit: Money
    quantity: int

    @property
    def amount(self) -> Money:
        """Return what the units cost together."""
        return self.unit * self.quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicOrder:
    """An order as its shopper sees it."""

    number: str
    token: str
    placed_at: datetime
    status: str
    payment_method: str
    payment_label: str
    is_paid: bool
    email: str
    phone: str
    address: tuple[str, ...]
    note: str
    delivery_name: str
    lines: tuple[PublicLine, ...]
    goods: Money
    discount: Money
    delivery: Money
    total: Money
    coupon_code: str
    bank: BankDetails | None

    @property
    def headline(self) -> str:
        """Return the status in words."""
        return HEADLINES[self.status]

    @property
    def next_step(self) -> str:
        """Return what happens next, or what has happened, in a sentence that is true of every such order."""
        match self.status:
            case "awaiting-payment":
                return "Please finish the card payment; we keep the goods for you for a short while."
            case "lapsed":
                return (
                    "No payment reached us in time, so the order was closed. You are welcome to order again."
                )
            case "received" if self.bank is not None and not self.is_paid:
                return f"Please transfer {self.total} to the account below, with the reference."
            case "received" if self.is_paid and self.payment_method == "card":
                return "Your card was accepted."
            case "received" if self.is_paid:
                return "Your payment has arrived."
            case "received":
                return f"You pay {self.total} when the parcel is handed to you."
        return ""

    @property
    def path(self) -> str:
        """Return the order's unguessable link, without the shop's host."""
        return reverse("order", args=[self.token])

    @property
    def url(self) -> str:
        """Return the order's unguessable link."""
        return f"{settings.SHOP_URL}{self.path}"

    @property
    def confirmation_url(self) -> str:
        """Return the link by which whoever reads the order's mail confirms it; nobody else can make it."""
        signed = confirmation_signer().sign(self.token)
        return f"{settings.SHOP_URL}{reverse('order-confirm', args=[signed])}"

    @property
    def can_pay(self) -> bool:
        """Return whether a card payment is still open."""
        return self.status == UNPAID_CARD


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicOrderPage:
    """A page of a customer's orders, newest first."""

    orders: tuple[PublicOrder, ...]
    count: int


def confirmation_signer() -> Signer:
    """Return what signs an order's token for its mail: the token alone, which pages show, is no proof of a mailbox."""
    return Signer(salt="checkout.confirmation", sep=".")


def order_by_token(token: str) -> PublicOrder | None:
    """Return the order an unguessable link opens, or None."""
    order = _orders().filter(token=token).first()
    return None if order is None else public_order(order)


def order_by_id(order_id: int) -> PublicOrder:
    """Return an order for its mail.

    :raises Order.DoesNotExist: when there is none
    """
    return public_order(_orders().get(pk=order_id))


def orders_of_customer(customer_id: int, *, start: int = 0, most: int = 20) -> PublicOrderPage:
    """Return a customer's orders, newest first."""
    found = _orders().filter(customer=customer_id).order_by("-placed_at", "-pk")
    return PublicOrderPage(
        orders=tuple(public_order(order) for order in found[start : start + most]),
        count=Order.objects.filter(customer=customer_id).count(),
    )


def orders_of_person(person: Person) -> tuple[PublicOrder, ...]:
    """Return all orders of a person, newest first: of their account, and of their address as a guest."""
    found = orders_of(person).select_related("coupon").prefetch_related("lines").order_by("-placed_at", "-pk")
    return tuple(public_order(order) for order in found)


def public_order(order: Order) -> PublicOrder:
    """Return what an order's shopper may know of it."""
    is_transfer = order.payment_method == Order.Method.BANK_TRANSFER
    # A card that was authorised and one that was charged look alike: when it is charged depends on the review.
    is_paid = order.payment_status in {Order.PaymentStatus.PAID, Order.PaymentStatus.AUTHORISED}
    bank = BankDetails(holder=settings.SHOP_BANK_HOLDER, iban=settings.SHOP_IBAN, reference=order.number)
    return PublicOrder(
        number=order.number,
        token=order.token,
        placed_at=order.placed_at,
        status=_status(order),
        payment_method=order.payment_method,
        payment_label=order.get_payment_method_display(),
        is_paid=is_paid,
        email=order.email,
        phone=order.phone,
        address=address_lines(
            name=order.name,
            street=order.street,
            street2=order.street2,
            postcode=order.postcode,
            city=order.city,
            region=order.region,
            country=order.country,
        ),
        note=order.note,
        delivery_name=order.delivery_name,
        lines=_lines(order),
        goods=Money(order.goods_minor, order.currency),
        discount=Money(order.discount_minor, order.currency),
        delivery=Money(order.delivery_minor, order.currency),
        total=order.total,
        coupon_code="" if order.coupon is None else order.coupon.code,
        bank=bank if is_transfer else None,
    )


def _status(order: Order) -> str:
    parcel = {"shipped": SENT, "delivered": DELIVERED, "refused": RETURNED}.get(order.fulfilment)
    if parcel:
        return parcel
    if (
        order.payment_status == Order.PaymentStatus.FAILED
        and order.payment_method != Order.Method.CASH_ON_DELIVERY
    ):
        # Closed by the sweep, which treats the silently cancelled like the unpaid, to the minute.
        return LAPSED
    is_silent = order.review == Order.Review.SHADOW_CANCELLED
    if order.status == Order.Status.CANCELLED and not is_silent:
        return CANCELLED
    if order.payment_method == Order.Method.CARD and order.payment_status == Order.PaymentStatus.PENDING:
        return UNPAID_CARD
    return RECEIVED


def _lines(order: Order) -> tuple[PublicLine, ...]:
    return tuple(
        PublicLine(
            sku=row.sku,
            name=row.name,
            image_url=picture_url(row.picture),
            unit=Money(row.unit_minor, order.currency),
            quantity=row.quantity,
        )
        for row in sorted(order.lines.all(), key=lambda line: line.pk)
    )


def _orders() -> OrderQuerySet:
    return Order.objects.select_related("coupon").prefetch_related("lines")
