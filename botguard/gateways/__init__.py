"""Other people's challenges, for merchants who want one beside ours. Off unless the merchant names a provider."""

from botguard import conf
from botguard.gateways.site_verify import HCAPTCHA, RECAPTCHA, TURNSTILE
from botguard.gateways.widget import Widget, WidgetAway

__all__ = ["WIDGETS", "Widget", "WidgetAway", "chosen"]

WIDGETS: tuple[Widget, ...] = (TURNSTILE, HCAPTCHA, RECAPTCHA)


def chosen() -> Widget | None:
    """Return the provider the merchant chose, or None: nothing of anybody else's is ever loaded then."""
    return next((widget for widget in WIDGETS if widget.name == conf.captcha()), None)
