"""Name states as staff read them, each with a tone and an icon. Nobody outside sees these words."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A state in a word, its tone and its icon."""

    text: str
    tone: str
    icon: str = ""


LEVELS = {
    "green": Word(text="Looks good", tone="green", icon="check"),
    "amber": Word(text="Look twice", tone="amber", icon="alert"),
    "red": Word(text="High risk", tone="red", icon="block"),
    "grey": Word(text="Not judged", tone="grey", icon="help"),
}
RECOMMENDED = {
    "clear": Word(text="Clear", tone="green", icon="check"),
    "hold": Word(text="Hold", tone="amber", icon="eye"),
    "shadow-cancel": Word(text="Cancel silently", tone="red", icon="block"),
}
REVIEW = {
    "pending": Word(text="Not judged yet", tone="grey", icon="clock"),
    "cleared": Word(text="Cleared", tone="green", icon="check"),
    "held": Word(text="In review", tone="amber", icon="eye"),
    "shadow-cancelled": Word(text="Silently cancelled", tone="red", icon="block"),
    "rejected": Word(text="Rejected", tone="red", icon="cross"),
}
STATUS = {
    "open": Word(text="Open", tone="neutral"),
    "cancelled": Word(text="Cancelled", tone="grey"),
    "completed": Word(text="Completed", tone="green"),
}
PAYMENT = {
    "pending": Word(text="Unpaid", tone="neutral"),
    "authorised": Word(text="Authorised, not charged", tone="brass"),
    "paid": Word(text="Paid", tone="green"),
    "failed": Word(text="Payment failed", tone="amber"),
    "refunded": Word(text="Refunded", tone="grey"),
    "voided": Word(text="Never charged", tone="grey"),
    "charged-back": Word(text="Charged back", tone="red"),
}
FULFILMENT = {
    "waiting": Word(text="To pack", tone="brass"),
    "shipped": Word(text="Shipped", tone="neutral"),
    "delivered": Word(text="Delivered", tone="green"),
    "refused": Word(text="Parcel refused", tone="red"),
    "released": Word(text="Stock released", tone="grey"),
}
NOT_YET = Word(text="Not yet", tone="neutral")
METHODS = {
    "cash-on-delivery": Word(text="Cash on delivery", tone="neutral", icon="cash"),
    "bank-transfer": Word(text="Bank transfer", tone="neutral", icon="bank"),
    "card": Word(text="Card", tone="neutral", icon="card"),
}
STANDINGS = {
    "good": Word(text="Good", tone="green", icon="check"),
    "unknown": Word(text="Unknown", tone="neutral", icon="help"),
    "bad": Word(text="Bad", tone="red", icon="alert"),
}
TIERS = {
    "safeguard": Word(text="Trusted", tone="green", icon="shield"),
    "ordinary": Word(text="Ordinary", tone="neutral"),
    "distrusted": Word(text="Distrusted", tone="red", icon="alert"),
}
KINDS = {
    "hosting": "Hosting provider",
    "vpn": "VPN",
    "tor": "Tor network",
    "relay": "Private relay",
    "crawler": "Crawler",
    "private": "Private network",
    "unknown": "Home or business",
}
DOORS = {
    "page": "The shop's pages",
    "api": "The API",
    "back-office": "Staff, who took it by hand",
}


def signed(points: int) -> str:
    """Return points with their sign, as they add up on paper."""
    return f"+{points}" if points > 0 else str(points).replace("-", "−")


def odds(points: int) -> str:
    """Return points as how many times likelier, or less likely, they make fraud: a hundred are ten times."""
    times = 10 ** (abs(points) / 100)
    told = f"{times:.0f}" if times >= 9.95 else f"{times:.1f}"
    return f"÷{told}" if points < 0 else f"×{told}"


GUARD_TONES = {
    "allow": "green",
    "slow": "neutral",
    "soft": "neutral",
    "challenge": "amber",
    "throttle": "amber",
    "refuse": "red",
}


def guard_action(action: str, *, is_enforced: bool) -> Word:
    """Return how staff read what the guard did; in observe mode, what it would have done."""
    tone = GUARD_TONES.get(action, "neutral")
    if action == "allow":
        return Word(text=action, tone=tone)
    return Word(text=action if is_enforced else f"would {action}", tone=tone if is_enforced else "grey")
