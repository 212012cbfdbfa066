"""Read the environment once, typed, and report every problem together."""

import ipaddress
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off"}


class Environment:
    """Typed access to environment variables; `close` raises with all problems found."""

    def __init__(self, values: Mapping[str, str] = os.environ) -> None:
        self._values = values
        self._problems: list[str] = []

    def header(self, name: str) -> str:
        """Return the variable, a header's name, as WSGI spells it; empty is none."""
        value = self.text(name, "").upper().replace("-", "_")
        return f"HTTP_{value}" if value else ""

    def text(self, name: str, default: str | None = None) -> str:
        """Return a variable's text; without a default it must be set and not empty."""
        value = self._values.get(name, "").strip()
        if value:
            return value
        if default is None:
            self._problems.append(f"{name} must be set.")
            return ""
        return default

    def choice(self, name: str, *, among: tuple[str, ...], default: str) -> str:
        """Return one of a few words."""
        value = self.text(name, default)
        if value not in among:
            self._problems.append(f"{name} must be one of {', '.join(among)}, not {value!r}.")
            return default
        return value

    def flag(self, name: str, *, default: bool) -> bool:
        """Return a yes-or-no variable."""
        value = self.text(name, "yes" if default else "no").lower()
        if value not in TRUE | FALSE:
            self._problems.append(f"{name} must be yes or no, not {value!r}.")
            return default
        return value in TRUE

    def number(self, name: str, *, default: int, least: int = 0, most: int = 2**31 - 1) -> int:
        """Return a whole number within its bounds."""
        value = self._parsed(name, int, default, "a whole number")
        if not least <= value <= most:
            self._problems.append(f"{name} must be between {least} and {most}, not {value}.")
            return default
        return value

    def names(self, name: str, default: str = "") -> list[str]:
        """Return a comma-separated list."""
        return [part.strip() for part in self.text(name, default).split(",") if part.strip()]

    def networks(self, name: str, default: str = "") -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
        """Return a comma-separated list of CIDRs."""
        found = []
        for part in self.names(name, default):
            try:
                found.append(ipaddress.ip_network(part))
            except ValueError as error:
                self._problems.append(f"{name}: {error}.")
        return found

    def folder(self, name: str, default: Path) -> Path:
        """Return a folder's path."""
        return Path(self.text(name, str(default)))

    def database(self, name: str, *, pool: bool) -> dict[str, object]:
        """Return Django's settings for `postgresql://user:password@host:port/name?option=…`.

        A `host` among the options names a Unix socket's folder, as libpq has it.
        """
        url = urlsplit(self.text(name, "postgresql://latchkey@127.0.0.1:5432/latchkey"))
        if url.scheme not in {"postgres", "postgresql"}:
            self._problems.append(f"{name} must begin with postgresql://, not {url.scheme!r}.")
        options: dict[str, object] = dict(parse_qsl(url.query))
        host = str(options.pop("host", "") or unquote(url.hostname or ""))
        if pool:
            options["pool"] = {"min_size": 1, "max_size": 16, "timeout": 10}
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(url.path.lstrip("/")),
            "USER": unquote(url.username or ""),
            "PASSWORD": unquote(url.password or ""),
            "HOST": host,
            "PORT": str(url.port or options.pop("port", "") or ""),
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": options,
        }

    def secrets(self, name: str, default: str | None) -> list[str]:
        """Return a secret and its still valid predecessors, newest first, comma-separated, 32 characters each."""
        found = self.names(name, default or "")
        if not found:
            self._problems.append(
                f"{name} must be set: `python -c 'import secrets; print(secrets.token_hex(32))'`."
            )
            return ["unset"]
        if any(len(secret) < 32 for secret in found):
            self._problems.append(f"{name}: a secret has at least 32 characters.")
        return found

    def close(self) -> None:
        """Raise one error that names every problem.

        :raises ImproperlyConfigured: when any variable was missing or wrong
        """
        if self._problems:
            raise ImproperlyConfigured("The environment is wrong:\n  " + "\n  ".join(self._problems))

    def _parsed[T](self, name: str, parse: Callable[[str], T], default: T, wanted: str) -> T:
        value = self._values.get(name, "").strip()
        if not value:
            return default
        try:
            return parse(value)
        except ValueError:
            self._problems.append(f"{name} must be {wanted}, not {value!r}.")
            return default
