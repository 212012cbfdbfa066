"""Fail at `manage.py check` when the policy is wrong."""

from collections.abc import Sequence

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register

from antifraud import conf
from antifraud.engine.policy import PolicyError


@register
def policy_is_usable(app_configs: Sequence[AppConfig] | None = None, **options: object) -> list[CheckMessage]:
    """Return antifraud.E001 for every problem of the policy."""
    try:
        conf.policy()
    except PolicyError as error:
        return [Error(f"antifraud's policy: {problem}", id="antifraud.E001") for problem in error.problems]
    return []
