"""Count what waits for somebody, for the rail."""

from checkout.models import Order


def waiting() -> dict[str, int]:
    """Return how many orders wait in review."""
    return {"review": Order.objects.filter(review=Order.Review.HELD, status=Order.Status.OPEN).count()}
