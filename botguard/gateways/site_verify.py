"""Turnstile, hCaptcha and reCAPTCHA: three boxes that are asked about alike, by one form to a siteverify address.

The visitor's address is not sent along, although all three would take it: they learn it from the box anyhow, and only
of those visitors who chose it.
"""

import json
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import httpx

from botguard import conf
from botguard.engine.breaker import Breaker
from botguard.gateways.widget import WidgetAway

log = logging.getLogger(__name__)
TIMEOUT_SECONDS = 3.0
MOST_BYTES = 65_536
LONGEST_TOKEN = 8_192


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteVerify:
    """A provider with a siteverify address."""

    name: str
    script: str
    css_class: str
    form_field: str
    address: str
    sources: Mapping[str, tuple[str, ...]]
    # The key under which an answer carries the mark that the page gave to the box; empty where it cannot carry one.
    mark_key: str = ""
    _breaker: Breaker = field(default_factory=Breaker, repr=False, compare=False)

    def verify(self, token: str, *, mark: str) -> bool:
        """Ask the provider about a token: it must vouch, for this shop, and for this challenge where it can.

        :raises WidgetAway: when it does not answer within three seconds, or with what is no answer
        """
        if not token or len(token) > LONGEST_TOKEN:
            return False
        # How long the breaker rests is about this process's patience, not about anybody's facts.
        if not self._breaker.allows(now=time.monotonic()):
            raise WidgetAway
        try:
            answer = self._ask(token)
        except (httpx.HTTPError, ValueError, RecursionError) as error:
            self._breaker.failed(now=time.monotonic())
            log.warning("guard-widget-away", extra={"widget": self.name, "error": type(error).__name__})
            raise WidgetAway from error
        self._breaker.succeeded()
        return (
            answer.get("success") is True
            and answer.get("hostname") == conf.hostname()
            and (not self.mark_key or answer.get(self.mark_key) == mark)
        )

    def _ask(self, token: str) -> Mapping[str, object]:
        terms = conf.captcha_terms()
        sent = {"secret": terms.secret, "response": token, "sitekey": terms.site_key}
        address = terms.verify_url or self.address
        with (
            httpx.Client(timeout=TIMEOUT_SECONDS, follow_redirects=False, trust_env=False) as client,
            client.stream("POST", address, data=sent) as answer,
        ):
            answer.raise_for_status()
            body = b""
            for piece in answer.iter_bytes():
                body += piece
                if len(body) > MOST_BYTES:
                    raise ValueError("the answer is too long")
        found = json.loads(body)
        if not isinstance(found, dict):
            raise ValueError("the answer is no object")
        return found


TURNSTILE = SiteVerify(
    name="turnstile",
    script="https://challenges.cloudflare.com/turnstile/v0/api.js",
    css_class="cf-turnstile",
    form_field="cf-turnstile-response",
    address="https://challenges.cloudflare.com/turnstile/v0/siteverify",
    sources={
        "script-src": ("https://challenges.cloudflare.com",),
        "frame-src": ("https://challenges.cloudflare.com",),
    },
    mark_key="cdata",
)
HCAPTCHA = SiteVerify(
    name="hcaptcha",
    script="https://js.hcaptcha.com/1/api.js",
    css_class="h-captcha",
    form_field="h-captcha-response",
    address="https://api.hcaptcha.com/siteverify",
    sources=dict.fromkeys(
        ("script-src", "frame-src", "style-src", "connect-src"),
        ("https://hcaptcha.com", "https://*.hcaptcha.com"),
    ),
)
RECAPTCHA = SiteVerify(
    name="recaptcha",
    script="https://www.google.com/recaptcha/api.js",
    css_class="g-recaptcha",
    form_field="g-recaptcha-response",
    address="https://www.google.com/recaptcha/api/siteverify",
    sources={
        "script-src": ("https://www.google.com/recaptcha/", "https://www.gstatic.com/recaptcha/"),
        "frame-src": ("https://www.google.com/recaptcha/", "https://recaptcha.google.com/recaptcha/"),
    },
)
