"""What settings bind by name exists."""

import tomllib

from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse
from django.utils.module_loading import import_string

from settings.celery import app


def registered() -> set[str]:
    """Return the names of every task the worker would know."""
    app.loader.import_default_modules()
    return set(app.tasks)


def test_every_outbox_route_leads_to_a_task() -> None:
    routed = {task for tasks in settings.OUTBOX_ROUTES.values() for task in tasks}
    assert routed - registered() == set()


def test_every_scheduled_task_is_registered() -> None:
    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} - registered() == set()


def test_every_path_named_in_settings_imports() -> None:
    paths = [
        *settings.MIDDLEWARE,
        *settings.AUTHENTICATION_BACKENDS,
        settings.ACCOUNT_ADAPTER,
        settings.CSRF_FAILURE_VIEW,
        settings.REST_FRAMEWORK["EXCEPTION_HANDLER"],
        settings.CACHES["default"]["BACKEND"],
    ]
    assert [path for path in paths if not callable(import_string(path))] == []


def test_the_layouts_exist() -> None:
    for name in ("design/base.html", "design/shop.html", "design/plain.html", "design/office.html"):
        assert get_template(name)


def test_the_guard_knows_a_product_page_when_it_sees_one() -> None:
    pages = (reverse("product", args=["a-lamp"]), reverse("api-product", args=["a-lamp"]))
    prefixes = tuple(tomllib.loads(settings.BOTGUARD_POLICY.read_text())["paths"]["products"])
    assert [page for page in pages if not page.startswith(prefixes)] == []
