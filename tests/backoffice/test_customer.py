"""A customer's page: orders, standing, and staff's word about it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry, User
from botguard.queries.standing import of_account
from tests.backoffice.conftest import MakeOrder, SignIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer(db: None) -> User:
    """Return somebody with an account."""
    return User.objects.create_user("lena@example.com", "a long enough password", first_name="Lena")


def test_the_page_shows_orders_and_standing(merchant: Client, customer: User, make_order: MakeOrder) -> None:
    order = make_order(customer=customer, fulfilment="delivered", review="cleared")
    page = merchant.get(f"/backoffice/customers/{customer.pk}/").content.decode()
    assert order.number in page
    assert "Ordinary" in page
    assert (
        f"/backoffice/customers/{customer.pk}/"
        in merchant.get(f"/backoffice/orders/{order.number}/").content.decode()
    )
    assert "lena@example.com" in merchant.get("/backoffice/search/?q=lena@example").content.decode()


@pytest.mark.parametrize(
    ("tier", "action", "word"),
    [("safeguard", "customer-trust", "Trusted"), ("distrusted", "customer-distrust", "Distrusted")],
)
def test_staff_say_what_they_think_and_take_it_back(
    merchant: Client, customer: User, tier: str, action: str, word: str
) -> None:
    url = f"/backoffice/customers/{customer.pk}/"
    form = {"tier": tier, "reason": "known for years", "expiry": "30-days"}
    page = merchant.post(f"{url}standing/", form, follow=True).content.decode()
    assert word in page
    assert "known for years" in page
    now = timezone.now()
    said = of_account(customer.pk, now=now)
    assert said.tier == tier
    assert said.said_until is not None
    assert timedelta(days=29) < said.said_until - now <= timedelta(days=30)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.target, entry.detail["reason"]) == (
        action,
        f"customer:{customer.pk}",
        "known for years",
    )
    merchant.post(f"{url}standing/", {"tier": "", "reason": "was a mistake", "expiry": "for-ever"})
    assert of_account(customer.pk, now=timezone.now()).tier == "ordinary"
    assert AuditEntry.objects.latest("pk").action == "customer-standing-reset"


@pytest.mark.parametrize(
    "form",
    [
        pytest.param({"tier": "distrusted", "reason": "", "expiry": "30-days"}, id="without a reason"),
        pytest.param({"tier": "king", "reason": "x", "expiry": "30-days"}, id="a tier there is not"),
        pytest.param({"tier": "distrusted", "reason": "x", "expiry": "soon"}, id="a time there is not"),
    ],
)
def test_a_form_that_is_not_filled_in_says_nothing(
    merchant: Client, customer: User, form: dict[str, str]
) -> None:
    answer = merchant.post(f"/backoffice/customers/{customer.pk}/standing/", form)
    assert answer.status_code == 422
    assert of_account(customer.pk, now=timezone.now()).said == ""
    assert not AuditEntry.objects.exists()


def test_operators_say_nothing_of_customers(sign_in: SignIn, customer: User) -> None:
    form = {"tier": "distrusted", "reason": "x", "expiry": "30-days"}
    answer = sign_in("Operator").post(f"/backoffice/customers/{customer.pk}/standing/", form)
    assert answer.status_code == 403
    assert of_account(customer.pk, now=timezone.now()).said == ""
