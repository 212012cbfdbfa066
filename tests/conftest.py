"""What every test may ask for: a clean Valkey, a shop of real processes, a browser."""

import os
from collections.abc import Iterator

import pytest
import redis
from django.conf import settings
from django.test.utils import setup_databases, teardown_databases
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker

from tests import servers

servers.prepare()
# Nothing reads the guard's rows behind a test's back; the processes of a live shop do.
settings.BOTGUARD_WATCH = False

# A red build must be red again when run again; `HYPOTHESIS_PROFILE=search` looks for new examples.
hypothesis_settings.register_profile("ci", derandomize=True, deadline=None, database=None)
hypothesis_settings.register_profile(
    "search", deadline=None, max_examples=2000, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

pytest_plugins = ["tests.live", "tests.browser"]

# Tests that ask for one of these may count in Valkey.
TOUCHING = {"db", "transactional_db", "client", "valkey", "live_database", "live_shop"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give tests that empty the tables back what migrations had written, before each of them."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker is not None and marker.kwargs.get("transaction"):
            kept = {**marker.kwargs, "serialized_rollback": True}
            item.add_marker(pytest.mark.django_db(**kept), append=False)
        elif "transactional_db" in getattr(item, "fixturenames", ()):
            item.fixturenames.append("django_db_serialized_rollback")


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Migrate the test database whichever tests run: stock, it is left out when only live shops want it."""
    from tests.live import keep_template  # pytest itself must be the first to import its plugins

    with django_db_blocker.unblock():
        created = setup_databases(verbosity=0, interactive=False)
        keep_template()
    yield
    with django_db_blocker.unblock():
        teardown_databases(created, verbosity=0)


@pytest.fixture(scope="session", autouse=True)
def _erasures_elsewhere(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep tests' log of who asked to be forgotten out of the tree's own."""
    settings.ERASURE_FOLDER = tmp_path_factory.mktemp("erasures")


@pytest.fixture(scope="session")
def _valkey() -> Iterator[redis.Redis]:
    with redis.Redis.from_url(os.environ["REDIS_URL"]) as client:
        yield client


@pytest.fixture
def valkey(_valkey: redis.Redis) -> redis.Redis:
    """Return a client of this worker's own logical database, which is empty."""
    return _valkey


@pytest.fixture(autouse=True)
def _empty_valkey(request: pytest.FixtureRequest) -> None:
    touching = TOUCHING & set(request.fixturenames) or request.node.get_closest_marker("django_db")
    if touching:
        request.getfixturevalue("_valkey").flushdb()
