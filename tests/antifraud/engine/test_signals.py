"""Every signal: where it begins to weigh, where it does not, and what it does not know."""

from datetime import timedelta

import pytest

from antifraud.engine.facts import OrderFacts
from antifraud.engine.history import MOST_TOLD_APART, Bond, History, Place, ShopNorm, Track, Velocity
from antifraud.engine.signal import SIGNALS, judge
from scorecard import Evidence, Unchecked
from tests.antifraud.orders import BARE, NOON, ORDINARY, POLICY, QUIET, history, order

BY_CODE = {signal.code: signal for signal in SIGNALS}
NOTHING = History()
FAR = Bond(reference="FAR-7", hops=2, through="device")


def ask(code: str, facts: OrderFacts, known: History) -> Evidence | Unchecked | None:
    return judge(BY_CODE[code], facts, known, card=POLICY.card)


FIRES = {
    "the Tor network": ("ip-tor", order(address_kind="tor"), QUIET, 90, "Order came through the Tor network"),
    "a VPN": ("ip-vpn", order(address_kind="vpn"), QUIET, 40, "Order came through a VPN provider"),
    "a data centre is named": (
        "ip-hosting",
        order(address_kind="hosting", address_organisation="Rack AG"),
        QUIET,
        60,
        "Order came from a data centre (Rack AG)",
    ),
    "another country than the delivery's": (
        "ip-country-ship",
        order(address_country="ro", country="BG"),
        QUIET,
        40,
        "Ordered from RO, ships to BG",
    ),
    "the third order of an hour": (
        "ip-orders-1h",
        ORDINARY,
        history(address=Velocity(orders_1h=2)),
        30,
        "3 orders from this address in the last hour",
    ),
    "the fifth order of an hour": (
        "ip-orders-1h",
        ORDINARY,
        history(address=Velocity(orders_1h=4)),
        48,
        "5 orders from this address in the last hour",
    ),
    "the fifth order of a day": (
        "ip-orders-24h",
        ORDINARY,
        history(address=Velocity(orders_24h=4)),
        18,
        "5 orders from this address in the last 24 hours",
    ),
    "the fifteenth order of a week": (
        "ip-orders-7d",
        ORDINARY,
        history(address=Velocity(orders_7d=14)),
        18,
        "15 orders from this address in the last 7 days",
    ),
    "four customers on one address": (
        "ip-accounts",
        ORDINARY,
        history(address=Velocity(buyers_24h=3)),
        78,
        "4 different customers from this address today",
    ),
    "more customers on one address than are told apart": (
        "ip-accounts",
        ORDINARY,
        history(address=Velocity(orders_24h=MOST_TOLD_APART + 1, buyers_24h=299)),
        78,
        "300 or more different customers from this address today",
    ),
    "a burst from a quiet network": (
        "network-burst",
        ORDINARY,
        history(network=Velocity(orders_2h=30, orders_30d=300)),
        60,
        "31 orders from one network in 2 h; usual is at most 1",
    ),
    "a device of three others": (
        "device-accounts",
        ORDINARY,
        history(device=Velocity(buyers_30d=3)),
        90,
        "Same device used by 3 other customers",
    ),
    "an account of one second": (
        "account-age",
        order(customer_id=4, customer_since=NOON - timedelta(seconds=1)),
        QUIET,
        170,
        "Account created 1 second before the order",
    ),
    "an account of exactly a minute": (
        "account-age",
        order(customer_id=4, customer_since=NOON - timedelta(seconds=60)),
        QUIET,
        170,
        "Account created 1 minute before the order",
    ),
    "an account of ten minutes": (
        "account-age",
        order(customer_id=4, customer_since=NOON - timedelta(minutes=10)),
        QUIET,
        48,
        "Account created 10 minutes before the order",
    ),
    "a visit of six seconds": (
        "session-speed",
        order(visit_seconds=6.0, visit_pages=2),
        QUIET,
        60,
        "Whole visit took 6 s, 2 pages",
    ),
    "no product was looked at": (
        "no-product-view",
        order(visit_product_pages=0),
        QUIET,
        78,
        "No product page was seen before the order",
    ),
    "a trap outweighs a mild guard": (
        "bot-evidence",
        order(trap_hits=1, guard_points=-50),
        QUIET,
        130,
        "Visit tripped the hidden-link trap",
    ),
    "the guard is sure": (
        "bot-evidence",
        order(guard_points=90),
        QUIET,
        90,
        "The guard took this visit for a bot",
    ),
    "a language nobody speaks there": (
        "language-mismatch",
        order(languages="vi-VN,vi;q=0.9"),
        QUIET,
        8,
        "Browser speaks vi, ships to RO",
    ),
    "a throw-away domain": (
        "email-disposable",
        ORDINARY,
        history(email_is_disposable=True),
        70,
        "Throw-away e-mail domain",
    ),
    "another spelling of the mailbox": (
        "email-alias",
        ORDINARY,
        history(email=Velocity(spellings=1)),
        30,
        "Same mailbox ordered under 1 other spelling of its address",
    ),
    "random letters": (
        "email-gibberish",
        order(email="xkqzvbtw@example.com"),
        QUIET,
        30,
        "E-mail looks like random letters",
    ),
    "an e-mail without the name": (
        "email-name",
        order(email="sunshine@example.com"),
        QUIET,
        4,
        "E-mail holds no part of the name",
    ),
    "a phone that cannot exist": (
        "phone-invalid",
        order(phone="+40000000000"),
        QUIET,
        60,
        "Phone number does not exist",
    ),
    "a phone of another country": (
        "phone-country",
        order(phone="+359881234567"),
        QUIET,
        18,
        "Phone of BG, ships to RO",
    ),
    "a phone of four names": (
        "phone-shared",
        ORDINARY,
        history(phone=Velocity(names_90d=3)),
        48,
        "Phone used with 4 different names",
    ),
    "two of three parcels refused": (
        "phone-refused",
        ORDINARY,
        history(phone_track=Track(delivered=1, refused=2)),
        70,
        "Refused 2 of 3 earlier parcels on this phone",
    ),
    "three of three refused at the door": (
        "address-refused",
        ORDINARY,
        history(delivery_track=Track(refused=3)),
        60,
        "Refused 3 of 3 earlier parcels at this delivery address",
    ),
    "a street without a number": (
        "address-quality",
        order(street="Strada Lunga"),
        QUIET,
        30,
        "Delivery address: no street number",
    ),
    "letters on repeat and no number": (
        "address-quality",
        order(street="bbbbb bbbbb", city="bbb"),
        QUIET,
        60,
        "Delivery address: no street number, letters on repeat",
    ),
    "five buyers at one door": (
        "address-shared",
        ORDINARY,
        history(delivery=Velocity(buyers_30d=4)),
        40,
        "5 different buyers at this delivery address in 30 days",
    ),
    "a name with five e-mails": (
        "name-repeat",
        ORDINARY,
        history(name=Velocity(buyers_24h=4)),
        70,
        "The same name ordered with 5 different e-mails today",
    ),
    "seven times the buyer's usual": (
        "amount-outlier",
        order(amount_minor=28_000),
        history(email=Velocity(priced_orders=3, amount_mean_minor=4_000)),
        48,
        "7.0 times the buyer's usual order",
    ),
    "five times the shop's usual": (
        "amount-outlier",
        order(amount_minor=20_000),
        QUIET,
        18,
        "5.0 times the shop's usual order",
    ),
    "thirty units": (
        "quantity-outlier",
        order(units=30),
        QUIET,
        48,
        "30 units; nine of ten orders have at most 5",
    ),
    "a first, dear, unpaid order": (
        "first-cod-high",
        order(amount_minor=12_001),
        QUIET,
        30,
        "First order, cash on delivery, high value",
    ),
    "four cards failed": (
        "pay-attempts",
        order(failed_payments=4),
        QUIET,
        70,
        "4 failed payments before this one",
    ),
    "a wrong security code": (
        "cvc-fail",
        order(is_offline=False, card_result="avs-fail cvc-fail"),
        QUIET,
        60,
        "Security code did not match",
    ),
    "a wrong billing address": (
        "avs-fail",
        order(is_offline=False, card_result="avs-fail cvc-fail"),
        QUIET,
        30,
        "Billing address did not match the card",
    ),
    "the bank asked the buyer": (
        "three-ds-ok",
        order(is_offline=False, card_result="three-ds-ok"),
        QUIET,
        -60,
        "The bank confirmed the buyer (3-D Secure)",
    ),
    "a phone of a fraud": (
        "link-bad",
        ORDINARY,
        history(bonds=(FAR, Bond(reference="ABCD-1041", hops=1, through="phone"))),
        108,
        "Shares a phone with bad order ABCD-1041",
    ),
    "an order between it and a fraud": (
        "link-bad",
        ORDINARY,
        history(bonds=(FAR,)),
        60,
        "Shares with an order that shares a device with bad order FAR-7",
    ),
    "two hundred km from the delivery": (
        "ip-distance-ship",
        ORDINARY,
        history(place=Place(distance_km=200, radius_km=100)),
        11,
        "200 km between buyer and the middle of RO, where it ships",
    ),
    "where the shop's own people sign in": (
        "ip-staff",
        order(address_is_staffs=True),
        history(address=Velocity(buyers_30d=4)),
        -70,
        "This address has signed in to your back office",
    ),
    "across an ocean": (
        "ip-distance-ship",
        ORDINARY,
        history(place=Place(distance_km=6_400)),
        48,
        "6,400 km between buyer and the middle of RO, where it ships",
    ),
    "a clock of Asia": (
        "timezone-mismatch",
        order(clock_offset=480),
        history(place=Place(offsets=(120, 180))),
        30,
        "Browser clock set to UTC+8, address says UTC+2 or UTC+3",
    ),
    "half an hour off, west of Greenwich": (
        "timezone-mismatch",
        order(clock_offset=-210),
        history(place=Place(offsets=(0,))),
        30,
        "Browser clock set to UTC−3:30, address says UTC",
    ),
    "a form in a blink": ("form-pasted", order(form_seconds=0.42), QUIET, 30, "Form filled in 0.4 s"),
    "a suite with a customer's number": (
        "address-forwarder",
        order(street="4283 Express Lane, Suite 2951AB7"),
        QUIET,
        30,
        "Delivery address looks like a parcel forwarder's",
    ),
    "a forwarder by name": (
        "address-forwarder",
        order(street="Shipito Warehouse 7"),
        QUIET,
        30,
        "Delivery address looks like a parcel forwarder's",
    ),
    "four in the morning": (
        "hour-odd",
        ORDINARY,
        history(shop=ShopNorm(orders=1000, same_hour=4, minute=252)),
        8,
        "Ordered at 04:12 by the shop's clock",
    ),
    "a first-order code by way of another account": (
        "coupon-abuse",
        order(coupon_code="HELLO", coupon_is_once=True),
        history(coupon_reference="ABCD-0881"),
        30,
        "Code HELLO, for one use a person, was used by linked order ABCD-0881",
    ),
    "a card of two others": (
        "card-shared",
        order(is_offline=False, card="c1"),
        history(card=Velocity(buyers_30d=2)),
        60,
        "Card used by 2 other customers in 30 days",
    ),
    "a bank far away": (
        "bin-country",
        order(is_offline=False, card_country="us"),
        QUIET,
        30,
        "Card of a bank in US, ships to RO",
    ),
    "six tries with four cards": (
        "pay-attempts",
        order(failed_payments=6, cards_tried=4),
        QUIET,
        70,
        "6 failed payments before this one, 4 cards",
    ),
    "a name with five phones": (
        "name-repeat",
        ORDINARY,
        history(name=Velocity(buyers_24h=1, phones_24h=4)),
        70,
        "The same name ordered with 5 different phones today",
    ),
    "one delivered order": (
        "good-history",
        order(delivered_before=1),
        QUIET,
        -48,
        "1 delivered order before this one",
    ),
    "ten delivered orders": (
        "good-history",
        order(delivered_before=10),
        QUIET,
        -130,
        "10 delivered orders before this one",
    ),
}


@pytest.mark.parametrize(("code", "facts", "known", "points", "sentence"), FIRES.values(), ids=FIRES)
def test_weighs(code: str, facts: OrderFacts, known: History, points: int, sentence: str) -> None:
    assert ask(code, facts, known) == Evidence(code=code, points=points, sentence=sentence)


SILENT = {
    "as far as the file may be wrong": (
        "ip-distance-ship",
        ORDINARY,
        history(place=Place(distance_km=300, radius_km=201)),
    ),
    "where nobody of the staff was": ("ip-staff", order(address_is_staffs=False), QUIET),
    "where staff sign in through a VPN that strangers use, too": (
        "ip-staff",
        order(address_is_staffs=True, address_kind="vpn"),
        QUIET,
    ),
    "where staff sign in among many strangers": (
        "ip-staff",
        order(address_is_staffs=True),
        history(address=Velocity(buyers_30d=5)),
    ),
    "one of the country's clocks": (
        "timezone-mismatch",
        order(clock_offset=180),
        history(place=Place(offsets=(120, 180))),
    ),
    "a form in two seconds, by a password manager": ("form-pasted", order(form_seconds=2.0), QUIET),
    "a suite without a number of its own": (
        "address-forwarder",
        order(street="12 High St, Suite 100"),
        QUIET,
    ),
    "one order in two hundred": (
        "hour-odd",
        ORDINARY,
        history(shop=ShopNorm(orders=1000, same_hour=5, minute=252)),
    ),
    "a code anybody may use again": (
        "coupon-abuse",
        order(coupon_code="SPRING"),
        history(coupon_reference="ABCD-0881"),
    ),
    "a card of one's own": ("card-shared", order(is_offline=False, card="c1"), QUIET),
    "a bank where the buyer is": (
        "bin-country",
        order(is_offline=False, card_country="de", address_country="DE"),
        QUIET,
    ),
    "a relay is an ordinary person, not a VPN": ("ip-vpn", order(address_kind="relay"), QUIET),
    "an unknown kind is no Tor": ("ip-tor", order(address_kind="unknown"), QUIET),
    "an unknown kind is no data centre": ("ip-hosting", order(address_kind="unknown"), QUIET),
    "the same country in another case": ("ip-country-ship", order(address_country="ro"), QUIET),
    "the second order of an hour": ("ip-orders-1h", ORDINARY, history(address=Velocity(orders_1h=1))),
    "the fourth order of a day": ("ip-orders-24h", ORDINARY, history(address=Velocity(orders_24h=3))),
    "the fourteenth order of a week": ("ip-orders-7d", ORDINARY, history(address=Velocity(orders_7d=13))),
    "two customers on one address": ("ip-accounts", ORDINARY, history(address=Velocity(buyers_24h=1))),
    "a busy network is as busy as ever": (
        "network-burst",
        ORDINARY,
        history(network=Velocity(orders_2h=30, orders_30d=10_800)),
    ),
    "nobody else on the device": ("device-accounts", ORDINARY, QUIET),
    "a guest has no account": ("account-age", ORDINARY, QUIET),
    "an account of a day and a second": (
        "account-age",
        order(customer_id=4, customer_since=NOON - timedelta(days=1, seconds=1)),
        QUIET,
    ),
    "a visit of 45 seconds": ("session-speed", order(visit_seconds=45.0), QUIET),
    "one product page": ("no-product-view", order(visit_product_pages=1), QUIET),
    "the guard is not sure": ("bot-evidence", order(guard_points=29), QUIET),
    "English is spoken everywhere": ("language-mismatch", order(languages="en-US"), QUIET),
    "Hungarian is spoken in Romania": ("language-mismatch", order(languages="hu;q=0.9"), QUIET),
    "an ordinary domain": ("email-disposable", ORDINARY, QUIET),
    "one spelling": ("email-alias", ORDINARY, QUIET),
    "a name in letters": ("email-gibberish", ORDINARY, QUIET),
    "a Polish name is no gibberish": (
        "email-gibberish",
        order(email="krzysztof.szczepanski@example.com"),
        QUIET,
    ),
    "too few letters to say": ("email-gibberish", order(email="xkqzv@example.com"), QUIET),
    "part of the name in the e-mail, accents apart": (
        "email-name",
        order(name="Ștefan Țurcanu", email="stefan@example.com"),
        QUIET,
    ),
    "a phone that can exist": ("phone-invalid", ORDINARY, QUIET),
    "a phone of the country": ("phone-country", ORDINARY, QUIET),
    "a phone of two names": ("phone-shared", ORDINARY, history(phone=Velocity(names_90d=1))),
    "one of ten parcels refused": (
        "phone-refused",
        ORDINARY,
        history(phone_track=Track(delivered=9, refused=1)),
    ),
    "every parcel taken": ("address-refused", ORDINARY, history(delivery_track=Track(delivered=3))),
    "houses in Britain have names": ("address-quality", order(street="Rose Cottage", country="GB"), QUIET),
    "a street and a number": ("address-quality", ORDINARY, QUIET),
    "two buyers at one door": ("address-shared", ORDINARY, history(delivery=Velocity(buyers_30d=1))),
    "a name with two e-mails": ("name-repeat", ORDINARY, history(name=Velocity(buyers_24h=1))),
    "just under five times the usual": ("amount-outlier", order(amount_minor=19_999), QUIET),
    "fourteen units": ("quantity-outlier", order(units=14), QUIET),
    "nine of ten orders are as dear": ("first-cod-high", order(amount_minor=12_000), QUIET),
    "dear, but known": ("first-cod-high", order(amount_minor=90_000, delivered_before=1), QUIET),
    "dear, but paid by transfer": (
        "first-cod-high",
        order(amount_minor=90_000, payment_method="bank-transfer"),
        QUIET,
    ),
    "one failed payment": ("pay-attempts", order(failed_payments=1), QUIET),
    "the card is not asked about cash": ("cvc-fail", order(card_result="cvc-fail"), QUIET),
    "a card without complaint": ("avs-fail", order(is_offline=False, card_result="ok"), QUIET),
    "no bank asked": ("three-ds-ok", order(is_offline=False, card_result="ok"), QUIET),
    "nothing bad nearby": ("link-bad", ORDINARY, QUIET),
    "nothing delivered yet": ("good-history", ORDINARY, QUIET),
}


@pytest.mark.parametrize(("code", "facts", "known"), SILENT.values(), ids=SILENT)
def test_says_nothing(code: str, facts: OrderFacts, known: History) -> None:
    assert ask(code, facts, known) is None


UNKNOWN = {
    "ip-tor": (BARE, NOTHING, "No client address was recorded"),
    "ip-vpn": (order(address_kind=None), QUIET, "The kind of network is not known"),
    "ip-hosting": (BARE, NOTHING, "No client address was recorded"),
    "ip-country-ship": (order(address_country=None), QUIET, "The country of the address is not known"),
    "ip-orders-1h": (BARE, NOTHING, "No client address was recorded"),
    "ip-orders-24h": (BARE, NOTHING, "No client address was recorded"),
    "ip-orders-7d": (BARE, NOTHING, "No client address was recorded"),
    "ip-accounts": (BARE, NOTHING, "No client address was recorded"),
    "network-burst": (BARE, NOTHING, "No client address was recorded"),
    "device-accounts": (BARE, NOTHING, "No device was recorded"),
    "account-age": (
        order(customer_id=4, customer_since=NOON + timedelta(seconds=1)),
        QUIET,
        "The account looks younger than its order: the clocks disagree",
    ),
    "session-speed": (order(visit_seconds=-1.0), QUIET, "The visit was not recorded"),
    "no-product-view": (BARE, NOTHING, "The visit was not recorded"),
    "bot-evidence": (BARE, NOTHING, "The visit was not recorded"),
    "ip-distance-ship": (
        ORDINARY,
        history(place=Place(offsets=(120,))),
        "The distance needs a city file that knows the address",
    ),
    "ip-staff": (BARE, NOTHING, "No client address was recorded"),
    "timezone-mismatch": (order(clock_offset=None), QUIET, "The browser did not tell its clock"),
    "form-pasted": (order(form_seconds=None), QUIET, "How long the form took was not told"),
    "address-forwarder": (BARE, NOTHING, "No street was given"),
    "hour-odd": (
        ORDINARY,
        history(shop=ShopNorm(orders=399, minute=252)),
        "The shop has too few orders yet to compare with",
    ),
    "coupon-abuse": (
        order(coupon_code="HELLO", coupon_is_once=True),
        NOTHING,
        "Nothing is known that could link this order to others",
    ),
    "card-shared": (
        order(is_offline=False),
        history(card=None),
        "The payment provider said nothing of the card",
    ),
    "bin-country": (order(is_offline=False), QUIET, "The country of the card's bank is not known"),
    "language-mismatch": (order(country="ZW"), QUIET, "The browser's languages say nothing here"),
    "email-disposable": (BARE, NOTHING, "No usable e-mail was given"),
    "email-alias": (BARE, NOTHING, "No usable e-mail was given"),
    "email-gibberish": (order(email="nonsense"), QUIET, "No usable e-mail was given"),
    "email-name": (order(name="Мария Иванова"), QUIET, "The name is not in Latin letters"),
    "phone-invalid": (BARE, NOTHING, "No phone was given"),
    "phone-country": (order(phone="12"), QUIET, "The phone's country is not known"),
    "phone-shared": (BARE, NOTHING, "No phone was given"),
    "phone-refused": (BARE, NOTHING, "No phone was given"),
    "address-refused": (BARE, NOTHING, "No street was given"),
    "address-quality": (BARE, NOTHING, "No street was given"),
    "address-shared": (BARE, NOTHING, "No street was given"),
    "name-repeat": (BARE, NOTHING, "No name was given"),
    "amount-outlier": (
        ORDINARY,
        history(shop=ShopNorm(orders=49, amount_median_minor=1)),
        NO_NORM := ("The shop has too few orders yet to compare with"),
    ),
    "quantity-outlier": (ORDINARY, history(shop=ShopNorm()), NO_NORM),
    "first-cod-high": (ORDINARY, history(shop=ShopNorm()), NO_NORM),
    "pay-attempts": (BARE, NOTHING, "Failed payments were not counted"),
    "avs-fail": (order(is_offline=False), QUIET, NO_CARD := "The payment provider said nothing of the card"),
    "cvc-fail": (order(is_offline=False), QUIET, NO_CARD),
    "three-ds-ok": (order(is_offline=False), QUIET, NO_CARD),
    "link-bad": (BARE, NOTHING, "Nothing is known that could link this order to others"),
}


@pytest.mark.parametrize("code", UNKNOWN)
def test_what_is_missing_is_not_checked(code: str) -> None:
    facts, known, sentence = UNKNOWN[code]
    assert ask(code, facts, known) == Unchecked(code=code, sentence=sentence)


def test_every_signal_has_rows_that_weigh_and_rows_that_do_not() -> None:
    codes = {signal.code for signal in SIGNALS}
    assert len(codes) == len(SIGNALS)
    assert {row[0] for row in FIRES.values()} == codes
    assert {row[0] for row in SILENT.values()} == codes
    # Delivered orders are always counted by the caller: there is nothing to miss.
    assert set(UNKNOWN) == codes - {"good-history"}


def test_an_ordinary_order_gives_no_reason_at_all() -> None:
    found = [judge(signal, ORDINARY, QUIET, card=POLICY.card) for signal in SIGNALS]
    assert [each for each in found if each is not None] == []
