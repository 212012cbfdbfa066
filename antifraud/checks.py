"""Fail at `manage.py check` when the policy is wrong."""

from collections.abc import Sequence

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register

from antifraud import conf, gateways
from antifraud.engine.policy import PolicyError


@register
def policy_is_usable(app_configs: Sequence[AppConfig] | None = None, **options: object) -> list[CheckMessage]:
    """Return antifraud.E001 for every problem of the policy."""
    try:
        conf.policy()
    except PolicyError as error:
        return [Error(f"antifraud's policy: {problem}", id="antifraud.E001") for problem in error.problems]
    return []


@register
def city_file_is_readable(
    app_configs: Sequence[AppConfig] | None = None, **options: object
) -> list[CheckMessage]:
    """Return antifraud.E002 when a city file is named that cannot be read."""
    path = conf.city_file()
    if path is None:
        return []
    try:
        gateways.city_file_date(path)
    except gateways.UNREADABLE as error:
        return [Error(f"GEO_CITY_FILE {path}: {error}", id="antifraud.E002")]
    return []
