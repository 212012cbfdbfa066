"""Signals of what was bought, how it is paid, and what this buyer did before."""

from antifraud.engine.facts import OrderFacts
from antifraud.engine.history import History, Track, Velocity
from antifraud.engine.signal.reading import Finding, Missing, Reading, Signal, counted, ratio

# Below these many orders "usual" means nothing.
FEWEST_OWN, FEWEST_OF_SHOP = 3, 50
# A phone or address of more orders than this is a hub (an office, a parcel shop) and links nobody.
HUB_ORDERS = 10
NO_NORM = Missing("The shop has too few orders yet to compare with")
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
    """Count failed payments of this visit."""
    if facts.failed_payments is None:
        return Missing("Failed payments were not counted")
    return Reading(
        facts.failed_payments, f"{counted(facts.failed_payments, 'failed payment')} before this one"
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
    """Read whether an earlier, confirmed bad order shares something with this one."""
    links: tuple[tuple[str, Velocity | None, Track | None], ...] = (
        ("a phone", history.phone, history.phone_track),
        ("an e-mail", history.email, history.email_track),
        ("a device", history.device, history.device_track),
        ("a delivery address", history.delivery, history.delivery_track),
    )
    known = [(name, velocity, track) for name, velocity, track in links if velocity and track]
    if not known:
        return Missing("Nothing is known that could link this order to others")
    for name, velocity, track in known:
        if track.bad and velocity.orders <= HUB_ORDERS:
            return Reading(1, f"Shares {name} with bad order {track.bad_reference}")
    return None


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
    Signal(code="pay-attempts", read=pay_attempts),
    Signal(code="avs-fail", read=avs_fail),
    Signal(code="cvc-fail", read=cvc_fail),
    Signal(code="three-ds-ok", read=three_ds_ok),
    Signal(code="link-bad", read=link_bad),
    Signal(code="good-history", read=good_history),
)
