"""Every test begins with a guard that remembers nothing, and lives under a few addresses of its own."""

from collections.abc import Iterator

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from pytest_django import Settings

from tests import fresh_guard


def page(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Serve a page without asking anybody, so that whatever is asked was asked by the guard."""
    return HttpResponse(f"<p>{slug}</p>")


urlpatterns = [
    path("", page),
    path("p/<slug:slug>/", page),
    path("cart/", page),
    path("checkout/", page),
    path("search/", page),
    path("account/login/", page),
    path("api/v1/products/", page),
    path("api/v1/checkout/orders/", page),
    path("guard/", include("botguard.urls")),
    path("api/v1/keys/", include("botguard.urls.keys")),
]


@pytest.fixture(autouse=True)
def _fresh_guard() -> Iterator[None]:
    fresh_guard.forget()
    yield
    fresh_guard.forget()


@pytest.fixture
def small_shop(settings: Settings, valkey: object) -> None:
    """Serve bare pages behind the guard, counted by the process's own (travelling) clock."""
    settings.ROOT_URLCONF = "tests.botguard.conftest"
    settings.BOTGUARD_STORE_CLOCK = False
    settings.BOTGUARD_WATCH = False
