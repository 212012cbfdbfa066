"""A shop that is called otherwise is called so everywhere: on pages of the guard and of errors, too."""

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from botguard.responses import closed_page
from tests.botguard.visitors import person

pytestmark = pytest.mark.django_db
NAME = "Kettle & Sons <1871>"
WRITTEN = "Kettle &amp; Sons &lt;1871&gt;"
PAGES = (
    "/",
    "/search/?q=lamp",
    "/cart/",
    "/pages/privacy/",
    "/account/login/",
    "/account/signup/",
    "/account/password/reset/",
    "/guard/proof/?next=/checkout/",
    "/guard/proof/?next=/checkout/&way=mail",
    "/guard/appeal/",
    "/no-such-page/",
)


@pytest.fixture(autouse=True)
def _called_otherwise(settings: Settings) -> None:
    settings.SHOP_NAME = NAME


@pytest.mark.parametrize("path", PAGES)
def test_every_kind_of_page_bears_the_shops_own_name(path: str) -> None:
    page = person().get(path).content.decode()
    assert WRITTEN in page
    assert "Bramble" not in page


def test_a_closed_door_does() -> None:
    page = closed_page(status=403).content.decode()
    assert WRITTEN in page
    assert "Bramble" not in page


def test_the_back_office_does(client: Client) -> None:
    staff = User.objects.create_user(
        "ada@example.com", "a long pass word 9", is_staff=True, is_superuser=True
    )
    client.force_login(staff)
    for path in ("/backoffice/", "/backoffice/products/", "/backoffice/shop/product/"):
        page = client.get(path, follow=True).content.decode()
        assert WRITTEN in page, path
        assert "Bramble" not in page, path
