"""The shop's brakes: robots stop within a few tries, people still pay, use coupons, sign up and get their mail."""

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pytest
import time_machine
from django.core import signing
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from botguard.actions import brake
from botguard.models import BrakePull, Tally
from checkout.actions.payment import settle, start
from checkout.actions.release import release_unpaid
from checkout.gateways import Notice
from checkout.http import COOKIE, SALT
from checkout.models import Cart, Coupon, Order, Payment
from outbox.models import Message
from shop.engine.money import Money
from tests import fresh_guard
from tests.botguard.visitors import answers, open_checkout, person, posed
from tests.checkout.world import cart_of, form_data, placed, total_of, variant
from tests.outbox.crowd import all_at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("valkey")]


@pytest.fixture(autouse=True)
def _fresh(settings: Settings) -> Iterator[None]:
    settings.BOTGUARD_WATCH = False
    settings.BOTGUARD_STORE_CLOCK = False
    fresh_guard.forget()
    # In the middle of every stretch of counting: where one passes into the next, an estimate may be one too low.
    with time_machine.travel(timezone.now().replace(minute=20)):
        yield


def card_order(seed: int, *, address: str = "198.51.100.7") -> Order:
    """Place an order to be paid by card."""
    lamp = variant(f"LAMP-{seed}")
    return placed({lamp.pk: 1}, seed=seed, payment="card", address=address, at=timezone.now())


def settled(paid: Payment, status: str, *, card: str = "") -> None:
    """Let the provider say how a payment ended."""
    start(paid.reference, return_path="/back/")
    amount = Money(paid.amount_minor, paid.currency)
    notice = Notice(reference=paid.reference, status=status, amount=amount, result="declined", card=card)
    settle(notice, now=timezone.now())


def pay(client: Client, order: Order) -> HttpResponse:
    """Press the button of an order's page."""
    return client.post(f"/orders/{order.token}/pay/")


def is_at_the_bank(answer: HttpResponse) -> bool:
    """Tell whether the answer leads on to the card payment."""
    return answer.status_code == 302 and answer["Location"].startswith("/pay/sandbox/")


def buyer(address: str) -> Client:
    """Return a browser that has shown to be a person's."""
    client = person(address=address)
    open_checkout(client)
    return client


def answer_a_question(client: Client, page: HttpResponse, clock: time_machine.Traveller) -> str:
    """Answer the question of a proof page after a while, as a person does; return where that leads."""
    text = page.content.decode()
    challenge, following = (
        posed(text)["challenge"],
        text.partition('name="next" value="')[2].partition('"')[0],
    )
    clock.shift(timedelta(seconds=12))
    sent = {"challenge": challenge, "way": "question", "answer": answers(challenge)[0], "next": following}
    passed = client.post("/guard/proof/", sent)
    assert passed.status_code == 303, passed.content.decode()
    return str(passed["Location"])


@pytest.mark.parametrize(
    ("minute", "least", "most"), [(20, 8, 8), (29, 8, 10)], ids=["amid", "over the edge"]
)
def test_a_card_tester_is_stopped_within_ten_authorisations_and_people_still_pay(
    minute: int, least: int, most: int
) -> None:
    # From another network each time, with a new card and a new proof of work: only the shop as a whole can tell.
    authorised = 0
    begun = timezone.now().replace(minute=minute, second=50)
    with time_machine.travel(begun, tick=False) as clock:
        for number in range(14):
            address = f"203.0.{number}.9"
            order, tester = card_order(number, address=address), buyer(address)
            if is_at_the_bank(pay(tester, order)):
                authorised += 1
                settled(order.payments.get(), "declined", card=f"card-{number}")
            clock.shift(timedelta(seconds=2))
        assert least <= authorised <= most
        assert BrakePull.objects.get().scope == "shop"

        order, shopper = card_order(99), buyer("198.51.100.7")
        to_proof = pay(shopper, order)
        assert to_proof.status_code == 303
        back = answer_a_question(shopper, shopper.get(to_proof["Location"]), clock)
        assert back == f"/orders/{order.token}/received/"
        assert is_at_the_bank(pay(shopper, order))
        settled(order.payments.get(), "captured")
        order.refresh_from_db()
        assert order.payment_status == "paid"
        # That proof is spent.
        assert pay(shopper, card_order(98)).status_code == 303


def test_without_the_brake_the_card_tester_goes_on(settings: Settings) -> None:
    brake.set_mode("card-testing", "observe")
    for number in range(12):
        address = f"203.0.{number}.9"
        order = card_order(number, address=address)
        assert is_at_the_bank(pay(buyer(address), order))
        settled(order.payments.get(), "declined", card=f"card-{number}")
    # It says what it would have done.
    assert BrakePull.objects.get().mode == "observe"


def test_a_tester_at_one_address_is_turned_away_and_its_neighbours_are_not() -> None:
    for number in range(5):
        settled(card_order(number).payments.get(), "declined", card=f"card-{number}")
    order = card_order(9)
    turned_away = pay(buyer("198.51.100.7"), order)
    assert turned_away["Location"] == f"/orders/{order.token}/"
    assert is_at_the_bank(pay(buyer("198.51.100.8"), order))


def test_somebody_trying_their_own_card_again_does_not_brake_the_shop() -> None:
    for number in range(12):
        settled(card_order(number, address=f"198.51.{number % 6}.7").payments.get(), "declined", card="mine")
    assert not BrakePull.objects.exists()


def test_where_people_pay_a_few_declines_are_nothing_special() -> None:
    for number in range(12):
        address = f"198.51.{number}.7"
        settled(card_order(number, address=address).payments.get(), "declined", card=f"card-{number}")
        settled(card_order(100 + number, address=address).payments.get(), "captured")
    assert not BrakePull.objects.exists()


def test_a_released_brake_lets_go_at_once() -> None:
    for number in range(8):
        address = f"203.0.{number}.9"
        settled(card_order(number, address=address).payments.get(), "declined", card=f"card-{number}")
    order = card_order(99)
    assert pay(buyer("198.51.100.7"), order).status_code == 303
    assert brake.release(BrakePull.objects.get().pk, now=timezone.now()) is not None
    assert is_at_the_bank(pay(buyer("198.51.100.7"), order))


def shopper_with_cart(address: str, *, sku: str) -> Client:
    """Return a browser with a lamp in its cart."""
    client = person(address=address)
    cart_id = cart_of({variant(sku).pk: 1}, at=timezone.now())
    client.cookies[COOKIE] = signing.Signer(salt=SALT).sign(str(cart_id))
    client.get("/cart/")
    return client


def guess(client: Client, code: str) -> HttpResponse:
    """Try a coupon."""
    return client.post("/cart/coupon/", {"code": code})


@pytest.fixture
def welcome() -> Coupon:
    """Return a coupon that exists."""
    return Coupon.objects.create(code="WELCOME", kind="percent", value=10)


def test_a_guesser_finds_the_coupon_box_closed_and_the_shop_open(welcome: Coupon) -> None:
    guesser = shopper_with_cart("203.0.113.9", sku="A")
    answers = [guess(guesser, f"CODE{number}").status_code for number in range(11)]
    assert answers == [422] * 9 + [429] * 2
    # A code that exists is not looked at either.
    closed = guess(guesser, "WELCOME")
    assert (closed.status_code, closed["Retry-After"]) == (429, "1800")
    assert not Cart.objects.filter(coupon_code="WELCOME").exists()
    # A new key does not open it, for the address is counted too; nothing else is closed.
    again = shopper_with_cart("203.0.113.9", sku="B")
    assert [guess(again, f"MORE{number}").status_code for number in range(3)][-1] == 429
    assert again.get("/cart/").status_code == 200
    assert guess(shopper_with_cart("198.51.100.7", sku="C"), "WELCOME").status_code == 302


def test_good_codes_are_no_guesses(welcome: Coupon) -> None:
    client = shopper_with_cart("198.51.100.7", sku="A")
    assert [guess(client, "WELCOME").status_code for _ in range(20)] == [302] * 20
    assert set(Tally.objects.filter(name="coupon-guessing").values_list("count", flat=True)) == {0}


def test_the_box_of_the_whole_shop_opens_to_who_proved_to_be_a_person(welcome: Coupon) -> None:
    now = timezone.now()
    brake.count("coupon-guessing", {"shop": "shop"}, now=now, by=300)
    client = shopper_with_cart("198.51.100.7", sku="A")
    closed = guess(client, "WELCOME")
    assert (closed.status_code, closed["Location"]) == (303, "/guard/proof/?next=%2Fcart%2F")
    open_checkout(client)
    assert guess(client, "WELCOME").status_code == 302


def test_stock_is_held_shorter_where_many_orders_are_never_paid() -> None:
    now = timezone.now()
    holds = [card_order(number).release_at for number in range(8)]
    minutes = [round((hold - now).total_seconds() / 60) for hold in holds if hold is not None]
    assert minutes == [30] * 2 + [10] * 6
    # Neighbours have their ordinary time, as have those who pay.
    elsewhere = card_order(50, address="198.51.100.8").release_at
    assert elsewhere is not None
    assert round((elsewhere - now).total_seconds() / 60) == 30


def at_checkout(client: Client, sku: str) -> HttpResponse:
    """Open the checkout with something in the cart."""
    client.cookies[COOKIE] = signing.Signer(salt=SALT).sign(
        str(cart_of({variant(sku).pk: 1}, at=timezone.now()))
    )
    return client.get("/checkout/")


@pytest.mark.parametrize("payment", ["cash-on-delivery", "bank-transfer"])
def test_where_many_ordered_unpaid_each_further_order_takes_an_answer(payment: str) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for number in range(3):
            placed({variant(f"LAMP-{number}").pk: 1}, seed=number, payment=payment, at=timezone.now())
        hoarder = buyer("198.51.100.7")
        asked = at_checkout(hoarder, "RUG-1")
        assert asked.status_code == 303
        assert "way=question" in asked["Location"]
        clock.shift(timedelta(seconds=5))
        assert answer_a_question(hoarder, hoarder.get(asked["Location"]), clock) == "/checkout/"
        page = hoarder.get("/checkout/")
        assert page.status_code == 200
        # Another's household is asked for nothing more than ever.
        assert at_checkout(buyer("198.51.100.8"), "RUG-2").status_code == 200
        fields = dict(
            re.findall(r'name="(idempotency_key|expected_total)" value="([^"]*)"', page.content.decode())
        )
        sent = {**form_data(payment=payment), **fields}
        assert "/received/" in hoarder.post("/checkout/", sent)["Location"]
        # Sent again, it is the same order; and the answer is spent.
        assert "/received/" in hoarder.post("/checkout/", sent)["Location"]
        assert Order.objects.count() == 4
        assert at_checkout(hoarder, "RUG-3").status_code == 303


def test_who_comes_without_a_key_is_asked_once_and_not_for_work_first() -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        stranger = Client(REMOTE_ADDR="198.51.100.7")
        page = stranger.get("/guard/proof/?next=/checkout/").content.decode()
        assert "data-puzzles" in page
        for number in range(3):
            placed({variant(f"LAMP-{number}").pk: 1}, seed=number, at=timezone.now())
        asked = stranger.get("/guard/proof/?next=/checkout/")
        assert "data-puzzles" not in asked.content.decode()
        assert "data-puzzles" in stranger.get("/guard/proof/?next=/account/").content.decode()
        assert answer_a_question(stranger, asked, clock) == "/checkout/"
        assert at_checkout(stranger, "RUG-1").status_code == 200


def test_the_first_three_who_were_at_the_checkout_finish_when_a_brake_takes_hold() -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        waiting = [(buyer("198.51.100.7"), f"RUG-{number}") for number in range(5)]
        pages = [at_checkout(client, sku).content.decode() for client, sku in waiting]
        clock.shift(timedelta(seconds=30))
        for number in range(3):
            placed({variant(f"LAMP-{number}").pk: 1}, seed=number, at=timezone.now())
        sent = [
            dict(re.findall(r'name="(idempotency_key|expected_total)" value="([^"]*)"', page))
            for page in pages
        ]
        done = [
            client.post("/checkout/", {**form_data(), **fields})["Location"]
            for (client, _), fields in zip(waiting, sent, strict=True)
        ]
        assert ["/received/" in place for place in done] == [True] * 3 + [False] * 2
        assert all("way=question" in place for place in done[3:])
        # Once each: the work they did is spent.
        assert at_checkout(waiting[0][0], "VASE-1").status_code == 303
        assert Order.objects.count() == 6


def test_who_tries_spent_work_again_takes_nothing_from_the_others_at_the_checkout() -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        greedy, patient = buyer("198.51.100.7"), buyer("198.51.100.7")
        clock.shift(timedelta(seconds=30))
        for number in range(3):
            placed({variant(f"LAMP-{number}").pk: 1}, seed=number, at=timezone.now())
        places = []
        for client, sku in [*((greedy, f"RUG-{number}") for number in range(4)), (patient, "VASE-1")]:
            cart = cart_of({variant(sku).pk: 1}, at=timezone.now())
            client.cookies[COOKIE] = signing.Signer(salt=SALT).sign(str(cart))
            total = str(total_of(cart, at=timezone.now()).minor)
            sent = {**form_data(), "idempotency_key": sku, "expected_total": total}
            places.append(client.post("/checkout/", sent)["Location"])
        assert ["/received/" in place for place in places] == [True, False, False, False, True]


def test_an_answer_that_was_spent_stays_spent_in_the_next_stretch_of_counting() -> None:
    three_hours = 180 * 60
    edge = timezone.now().timestamp() // three_hours * three_hours + three_hours
    with time_machine.travel(edge - 120, tick=False) as clock:
        for number in range(3):
            placed({variant(f"LAMP-{number}").pk: 1}, seed=number, payment="bank-transfer", at=timezone.now())
        hoarder = buyer("198.51.100.7")
        asked = at_checkout(hoarder, "RUG-1")
        clock.shift(timedelta(seconds=5))
        answer_a_question(hoarder, hoarder.get(asked["Location"]), clock)
        page = hoarder.get("/checkout/").content.decode()
        fields = dict(re.findall(r'name="(idempotency_key|expected_total)" value="([^"]*)"', page))
        hoarder.post("/checkout/", {**form_data(payment="bank-transfer"), **fields})
        assert Order.objects.count() == 4
        clock.move_to(edge + 60)
        assert at_checkout(hoarder, "RUG-2").status_code == 303


@pytest.mark.parametrize(
    ("address", "mode", "status"),
    [
        pytest.param("198.51.100.7", "enforce", 403, id="where three were placed"),
        pytest.param("198.51.100.8", "enforce", 201, id="next door"),
        pytest.param("198.51.100.7", "observe", 201, id="while the brake only observes"),
    ],
)
def test_the_api_asks_for_a_person_too(address: str, mode: str, status: int) -> None:
    brake.set_mode("stock-holding", mode)
    for number in range(3):
        placed({variant(f"LAMP-{number}").pk: 1}, seed=number, at=timezone.now())
    client, cart = buyer(address), cart_of({variant("RUG-1").pk: 1}, at=timezone.now())
    sent = {**form_data(), "cart": str(cart), "expected_total": total_of(cart, at=timezone.now()).minor}
    answer = client.post(
        "/api/v1/checkout/", sent, content_type="application/json", headers={"Idempotency-Key": "once"}
    )
    assert answer.status_code == status, answer.content.decode()
    assert Order.objects.count() == 3 + (status == 201)


def test_many_unpaid_holds_shorten_everybodys() -> None:
    past = timezone.now() - timedelta(hours=2)
    for number in range(20):
        lamp = variant(f"LAMP-{number}", at=past)
        placed({lamp.pk: 1}, seed=number, payment="card", address=f"203.0.{number}.9", at=past)
    assert release_unpaid(now=timezone.now()) == 20
    now = timezone.now()
    order = card_order(99)
    assert order.release_at is not None
    assert round((order.release_at - now).total_seconds() / 60) == 10


def sign_up(client: Client, number: int) -> HttpResponse:
    """Ask for an account."""
    return client.post(
        "/account/signup/", {"email": f"p{number}@example.com", "password1": "a long pass word 9"}
    )


def test_where_many_signed_up_each_further_account_takes_an_answer_and_others_go_on() -> None:
    from accounts.models import User

    with time_machine.travel(timezone.now(), tick=False) as clock:
        robot = person(address="203.0.113.9")
        places = [sign_up(robot, number)["Location"] for number in range(12)]
        assert sum("way=question" in place for place in places) == 5
        assert User.objects.count() == 7
        asked = robot.get("/account/signup/")
        assert "way=question" in asked["Location"]
        # Nobody is let work for it in vain, however they came.
        for way in ("question", "sound", "work", ""):
            page = robot.get(f"/guard/proof/?next=/account/signup/&way={way}").content.decode()
            assert "Let this browser do it" not in page
            assert "data-puzzles" not in page
        assert (
            "Let this browser do it"
            in robot.get("/guard/proof/?next=/account/&way=question").content.decode()
        )
        # An answer serves for one account, however many are asked for with it; a slip of the pen does not spend it.
        assert answer_a_question(robot, robot.get(asked["Location"]), clock) == "/account/signup/"
        slip = robot.post("/account/signup/", {"email": "p20@example.com", "password1": "short"})
        assert slip.status_code == 200
        places = [sign_up(robot, number)["Location"] for number in range(20, 24)]
        assert sum("way=question" in place for place in places) == 3
        assert User.objects.count() == 8
        sign_up(person(address="198.51.100.7"), 99)
        assert User.objects.filter(email="p99@example.com").exists()


@pytest.mark.django_db(transaction=True)
def test_of_twenty_sign_ups_at_once_no_more_pass_than_one_by_one() -> None:
    from accounts.models import User

    robots = [person(address="203.0.113.9") for _ in range(20)]
    all_at_once([partial(sign_up, robot, number) for number, robot in enumerate(robots)])
    assert User.objects.count() == 7


def test_slips_of_the_pen_are_no_accounts() -> None:
    from accounts.models import User

    clumsy = person(address="203.0.113.9")
    for _ in range(12):
        clumsy.post("/account/signup/", {"email": "ada@example.com", "password1": "short"})
    sign_up(clumsy, 1)
    assert User.objects.count() == 1


def test_a_mailbox_cannot_be_flooded_through_us() -> None:
    from accounts.models import User

    User.objects.create_user("ada@example.com", "a long pass word 9")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for number in range(12):
            person(address=f"203.0.{number}.9").post("/account/password/reset/", {"email": "ada@example.com"})
            clock.shift(timedelta(seconds=20))
    assert Message.objects.filter(topic="mail", payload__to="ada@example.com").count() == 7
    person().post("/account/password/reset/", {"email": "bob@example.org"})
    assert Message.objects.filter(topic="mail", payload__to="bob@example.org").count() == 1
    # What is counted does not tell whom.
    assert not Tally.objects.filter(subject__contains="ada").exists()
