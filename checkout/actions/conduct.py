"""Tell the guard how visits order and pay: different addresses and cards, stock held, payments refused.

Best effort, and outside of any transaction: the guard adds it to other evidence, and no order depends on it.
"""

from botguard.actions import note
from botguard.http import Guard
from checkout.engine.placement import PlacedOrder, Placement
from checkout.gateways import AUTHORISED, CAPTURED, DECLINED, Notice


def note_placing(guard: Guard, placement: Placement) -> None:
    """Report for whom an order is about to be placed."""
    note(guard, "email", placement.recipient.email.lower())


def note_placed(guard: Guard, placed: PlacedOrder) -> None:
    """Report that an order holds stock from now on."""
    note(guard, "hold", placed.token)


def note_paying(guard: Guard, notice: Notice, *, token: str) -> None:
    """Report what a provider said of the payment of an order (by its token) from which the visitor comes back."""
    if notice.card:
        note(guard, "card", notice.card)
    if notice.status == DECLINED:
        note(guard, "decline", notice.reference)
    elif notice.status in {AUTHORISED, CAPTURED}:
        note(guard, "hold-paid", token)
