"""Where mails go: to the merchant's mail server in production, else to files one can read."""

from pathlib import Path

from settings.env import Environment


def config(env: Environment, *, is_production: bool, folder: Path) -> dict[str, dict[str, object]]:
    """Return the ways to send mail; Django uses the one called `default`."""
    if not is_production:
        return {
            "default": {
                "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
                "OPTIONS": {"file_path": str(folder)},
            }
        }
    return {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {
                "host": env.text("EMAIL_HOST", None),
                "port": env.number("EMAIL_PORT", default=587, least=1, most=65_535),
                "username": env.text("EMAIL_USER", ""),
                "password": env.text("EMAIL_PASSWORD", ""),
                "use_tls": env.flag("EMAIL_TLS", default=True),
                "timeout": 10,
            },
        }
    }
