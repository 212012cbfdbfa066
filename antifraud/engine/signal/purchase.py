"""Signals of what was bought, how it is paid, and what this buyer did before."""

from antifraud.engine.facts import OrderFacts
from antifraud.engine.history import History
from antifraud.engine.signal.reading import Finding, Missing, Reading, Signal, counted, ratio

# Below these many orders "usual" means nothing.
FEWEST_OWN, FEWEST_OF_SHOP = 3, 50
# An hour of the day is odd when fewer than one order in two hundred comes in it; fewer orders cannot tell.
ODD_SHARE, FEWEST_TO_TELL = 0.005, 400
SHARED = {
    "phone": "a phone",
    "email": "an e-mail",
    "device": "a device",
    "delivery": "a delivery address",
    "card": "a card",
}
NO_NORM = Missing("The shop has too few orders yet to compare with")
NO_LINK = Missing("Nothing is known that could link this order to others")
NO_CARD = Missing("The payment provider said nothing of the card")


def amount_outlier(facts: OrderFacts, history: History) -> Finding:
    """Compare the amount with the buyer's own mean, else with the shop's median."""
    own = history.email
    if own is not None and own.priced_orders >= FEWEST_OWN and own.amount_mean_minor > 0:
        times = facts.amount_minor / own.amount_mean_minor
        return Reading(times, f"{ratio(times)} times the buyer's usual order")
    if history.shop.orders < FEWEST_OF_SHOP or history.shop.amount_median_minor <= 0:
        return NO_NORM
    times = facts.amount_minor / history.shop.amount_median_minor
    return Reading(times, f"{ratio(times)} times the shop's usual order")


def quantity_outlier(facts: OrderFacts, history: History) -> Finding:
    """Compare the units with what nine of ten orders stay below."""
    if history.shop.orders < FEWEST_OF_SHOP or history.shop.units_p90 <= 0:
        return NO_NORM
    times = facts.units / history.shop.units_p90
    return Reading(
        times, f"{counted(facts.units, 'unit')}; nine of ten orders have at most {history.shop.units_p90}"
    )


def first_cod_high(facts: OrderFacts, history: History) -> Finding:
    """Read whether a buyer without a delivered order wants much, cash on delivery."""
    if facts.payment_method != "cash-on-delivery" or facts.delivered_before:
        return None
    if history.shop.orders < FEWEST_OF_SHOP:
        return NO_NORM
    if facts.amount_minor <= history.shop.amount_p90_minor:
        return None
    return Reading(1, "First order, cash on delivery, high value")


def pay_attempts(facts: OrderFacts, history: History) -> Finding:
    """Count failed payments of this order, its visit and its address."""
    if facts.failed_payments is None:
        return Missing("Failed payments were not counted")
    cards = f", {counted(facts.cards_tried, 'card')}" if facts.cards_tried else ""
    return Reading(
        facts.failed_payments, f"{counted(facts.failed_payments, 'failed payment')} before this one{cards}"
    )


def card_shared(facts: OrderFacts, history: History) -> Finding:
    """Count the other buyers who paid with this card within 30 days."""
    if facts.is_offline:
        return None
    if history.card is None:
        return NO_CARD
    others = history.card.buyers_30d
    told = counted(others, "other customer", orders=history.card.orders_30d)
    return Reading(others, f"Card used by {told} in 30 days")


def bin_country(facts: OrderFacts, history: History) -> Finding:
    """Read whether the card's bank is neither of the country of delivery nor of the address."""
    if facts.is_offline:
        return None
    if not facts.card_country or not facts.country:
        return Missing("The country of the card's bank is not known")
    if facts.card_country.upper() in {facts.country.upper(), (facts.address_country or "").upper()}:
        return None
    return Reading(1, f"Card of a bank in {facts.card_country.upper()}, ships to {facts.country.upper()}")


def hour_odd(facts: OrderFacts, history: History) -> Finding:
    """Read whether hardly anybody orders in this hour of the day."""
    if history.shop.minute is None or history.shop.orders < FEWEST_TO_TELL:
        return NO_NORM
    if history.shop.same_hour >= ODD_SHARE * history.shop.orders:
        return None
    return Reading(
        1, f"Ordered at {history.shop.minute // 60:02}:{history.shop.minute % 60:02} by the shop's clock"
    )


def coupon_abuse(facts: OrderFacts, history: History) -> Finding:
    """Read whether a linked order has used the same once-only code."""
    if not facts.coupon_is_once:
        return None
    if history.bonds is None:
        return NO_LINK
    if history.coupon_reference is None:
        return None
    return Reading(
        1,
        f"Code {facts.coupon_code}, for one use a person, was used by linked order "
        f"{history.coupon_reference}",
    )


def avs_fail(facts: OrderFacts, history: History) -> Finding:
    """Read whether the bank knows the card under another address."""
    return _card(facts, "avs-fail", "Billing address did not match the card")


def cvc_fail(facts: OrderFacts, history: History) -> Finding:
    """Read whether the card's security code was wrong."""
    return _card(facts, "cvc-fail", "Security code did not match")


def three_ds_ok(facts: OrderFacts, history: History) -> Finding:
    """Read whether the bank itself asked the buyer and was content."""
    return _card(facts, "three-ds-ok", "The bank confirmed the buyer (3-D Secure)")


def link_bad(facts: OrderFacts, history: History) -> Finding:
    """Count the hops to the nearest confirmed bad order over what they share."""
    if history.bonds is None:
        return NO_LINK
    nearest = min(history.bonds, key=lambda bond: bond.hops, default=None)
    if nearest is None:
        return None
    if nearest.hops == 1:
        return Reading(1, f"Shares {SHARED[nearest.through]} with bad order {nearest.reference}")
    return Reading(
        nearest.hops,
        f"Shares with an order that shares {SHARED[nearest.through]} with bad order {nearest.reference}",
    )


def good_history(facts: OrderFacts, history: History) -> Finding:
    """Count delivered orders of this customer or phone."""
    return Reading(
        facts.delivered_before, counted(facts.delivered_before, "delivered order") + " before this one"
    )


def _card(facts: OrderFacts, word: str, sentence: str) -> Finding:
    if facts.is_offline:
        return None
    if facts.card_result is None:
        return NO_CARD
    return Reading(1, sentence) if word in facts.card_result.split() else None


PURCHASE: tuple[Signal, ...] = (
    Signal(code="amount-outlier", read=amount_outlier),
    Signal(code="quantity-outlier", read=quantity_outlier),
    Signal(code="first-cod-high", read=first_cod_high),
    Signal(code="hour-odd", read=hour_odd),
    Signal(code="coupon-abuse", read=coupon_abuse),
    Signal(code="pay-attempts", read=pay_attempts),
    Signal(code="card-shared", read=card_shared),
    Signal(code="bin-country", read=bin_country),
    Signal(code="avs-fail", read=avs_fail),
    Signal(code="cvc-fail", read=cvc_fail),
    Signal(code="three-ds-ok", read=three_ds_ok),
    Signal(code="link-bad", read=link_bad),
    Signal(code="good-history", read=good_history),
)
