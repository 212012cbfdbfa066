"""Count what waits for somebody, for the rail."""

from botguard.queries import open_appeals
from checkout.models import Order


def waiting() -> dict[str, int]:
    """Return how many orders wait in review, and how many people for an answer."""
    held = Order.objects.filter(review=Order.Review.HELD, status=Order.Status.OPEN)
    return {"review": held.count(), "appeals": open_appeals()}
