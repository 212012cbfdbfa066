"""The guard's settings, typed, and its policy, read once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

from django.conf import LazySettings, settings
from django.core.signals import setting_changed

from botguard.engine.address import Network, parse_address
from botguard.engine.policy import Policy, parse_policy


@lru_cache(maxsize=1)
def _settings() -> LazySettings:
    """Return what stands behind Django's settings, which look up anew whatever they are asked, at every request."""
    return cast(LazySettings, vars(settings)["_wrapped"])


def _forget(**_: object) -> None:
    _settings.cache_clear()
    policy.cache_clear()


# Tests put other settings in the place of these.
setting_changed.connect(_forget)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptchaTerms:
    """What the merchant has of a provider of challenges."""

    site_key: str
    secret: str
    verify_url: str  # empty is the provider's own


def captcha() -> str:
    """Return off, or the provider of challenges that visitors may choose beside ours."""
    return _settings().BOTGUARD_CAPTCHA


def captcha_terms() -> CaptchaTerms:
    """Return the merchant's keys at the provider."""
    return CaptchaTerms(
        site_key=_settings().BOTGUARD_CAPTCHA_SITE_KEY,
        secret=_settings().BOTGUARD_CAPTCHA_SECRET,
        verify_url=_settings().BOTGUARD_CAPTCHA_VERIFY_URL,
    )


def content_policy() -> Mapping[str, Sequence[str]]:
    """Return what pages may load from where, as Django's middleware sends it."""
    return cast(Mapping[str, Sequence[str]], _settings().SECURE_CSP)


def shop_url() -> str:
    """Return the shop's own address, without a slash at its end."""
    return _settings().SHOP_URL


def shop_name() -> str:
    """Return what the shop is called."""
    return _settings().SHOP_NAME


def hostname() -> str:
    """Return the name the shop is served under."""
    return urlsplit(_settings().SHOP_URL).hostname or ""


def mode() -> str:
    """Return off, observe or enforce."""
    return _settings().BOTGUARD_MODE


def trusted_proxies() -> Sequence[Network]:
    """Return the networks whose X-Forwarded-For is believed."""
    return cast(Sequence[Network], _settings().BOTGUARD_TRUSTED_PROXIES)


def secrets() -> Sequence[str]:
    """Return the secrets of keys and challenges, newest first."""
    return cast(Sequence[str], _settings().BOTGUARD_SECRETS)


def cookie_name() -> str:
    """Return the name of the key's cookie."""
    return _settings().BOTGUARD_COOKIE


def handshake_header() -> str:
    """Return the name under which a trusted proxy's word about the TLS handshake arrives; empty is none."""
    return _settings().BOTGUARD_HANDSHAKE_HEADER


def is_secure() -> bool:
    """Tell whether cookies travel over TLS only, as the session's do."""
    return _settings().SESSION_COOKIE_SECURE


def unguarded() -> tuple[str, ...]:
    """Return the prefixes that are never judged."""
    return _settings().BOTGUARD_UNGUARDED


def nameservers() -> Sequence[tuple[str, int]]:
    """Return the name servers to ask, with their ports; none is the machine's own resolver."""
    found = [text.rpartition(":") for text in _settings().BOTGUARD_NAMESERVERS if is_nameserver(text)]
    return [(host.strip("[]"), int(port)) for host, _, port in found]


def is_nameserver(text: str) -> bool:
    """Tell whether a text is an address with a port; IPv6 in brackets."""
    host, _, port = text.rpartition(":")
    digits = port if port.isascii() and port.isdigit() else "0"
    return parse_address(host) is not None and 0 < int(digits[:6]) < 65_536


def geo_folder() -> Path:
    """Return the folder of the country and network files."""
    return _settings().BOTGUARD_GEO_FOLDER


def redis_url() -> str:
    """Return where the counters live."""
    return _settings().REDIS_URL


def timeout() -> float:
    """Return how many seconds to wait for the counters."""
    return _settings().VALKEY_TIMEOUT_SECONDS


def watches() -> bool:
    """Tell whether a thread of each process keeps the snapshot fresh; tests refresh by hand."""
    return _settings().BOTGUARD_WATCH


def uses_store_clock() -> bool:
    """Tell whether rates are counted by Valkey's clock, one for all processes; tests that travel use their own."""
    return _settings().BOTGUARD_STORE_CLOCK


def most_delays() -> int:
    """Return how many slowed answers a process may hold back at once; none where a proxy sends them slowly."""
    return _settings().BOTGUARD_DELAYS


def room(path: str) -> str:
    """Return the room a path lies in: that of its longest known prefix."""
    return _room(path[:128], _settings().BOTGUARD_ROOMS)


def room_prefixes() -> tuple[tuple[str, str], ...]:
    """Return the prefixes of addresses and the room each leads into."""
    return _settings().BOTGUARD_ROOMS


def rooms() -> tuple[str, ...]:
    """Return the names of the rooms, each once, in the order they are written in."""
    return tuple(dict.fromkeys(name for _, name in _settings().BOTGUARD_ROOMS))


@lru_cache(maxsize=1)
def policy() -> Policy:
    """Return the policy.

    :raises PolicyError: when the file is wrong; `manage.py check` says so first
    """
    return read_policy(_settings().BOTGUARD_POLICY)


@lru_cache(maxsize=4)
def read_policy(path: Path) -> Policy:
    """Parse a policy file.

    :raises PolicyError: with every problem of it
    """
    return parse_policy(path.read_text())


@lru_cache(maxsize=8192)
def _room(path: str, rooms: tuple[tuple[str, str], ...]) -> str:
    if path.startswith("/guard/"):
        return "guard"
    fitting = [(prefix, name) for prefix, name in rooms if _begins(path, prefix)]
    return max(fitting, key=lambda each: len(each[0]))[1] if fitting else "browse"


def _begins(path: str, prefix: str) -> bool:
    if "*" not in prefix:
        return path.startswith(prefix)
    parts, wanted = path.split("/"), prefix.split("/")
    # The prefix ends with a slash, so that its last part is empty.
    return len(parts) >= len(wanted) and all(
        part == each or (each == "*" and part != "") for part, each in zip(parts, wanted[:-1], strict=False)
    )
