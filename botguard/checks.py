"""Hold the guard's configuration at `manage.py check`."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.utils import timezone

from botguard import conf
from botguard.engine.policy import PolicyError
from botguard.queries.geo import built_at

OLD = timedelta(days=180)


@register("botguard")
def check_policy(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    """Name every problem of the policy."""
    try:
        conf.read_policy(Path(settings.BOTGUARD_POLICY))
    except OSError as error:
        return [Error(f"The guard's policy cannot be read: {error}.", id="botguard.E001")]
    except PolicyError as error:
        return [Error(f"{settings.BOTGUARD_POLICY}: {each}.", id="botguard.E001") for each in error.problems]
    return []


@register("botguard")
def check_nameservers(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    """Name the name servers that are not an address and a port."""
    return [
        Error(f"NAMESERVERS: {text} is not host:port, such as 127.0.0.1:53.", id="botguard.E003")
        for text in settings.BOTGUARD_NAMESERVERS
        if not conf.is_nameserver(text)
    ]


@register("botguard")
def check_network_files(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    """Name the network files that are missing, and those that are old."""
    # A check is a door: it reads the clock.
    return network_file_problems(conf.geo_folder(), now=timezone.now())  # noqa: TID251


def network_file_problems(folder: Path, *, now: datetime) -> list[CheckMessage]:
    """Return an error for each missing file and a warning for each that is older than 180 days."""
    found: list[CheckMessage] = []
    for name, built in built_at(folder).items():
        if built is None:
            hint = "Without it no address has a country or a network."
            found.append(Error(f"{folder / name} is missing or unreadable.", hint=hint, id="botguard.E002"))
        elif now - built > OLD:
            found.append(
                Warning(f"{name} was built on {built:%Y-%m-%d}: older than 180 days.", id="botguard.W001")
            )
    return found
