"""Logs: one event a line, JSON in production, readable elsewhere. What an event carries stands in `extra`."""

import structlog
from structlog.typing import EventDict, WrappedLogger


def without_request(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Drop the request Django adds to its errors: its address and query may be personal."""
    event.pop("request", None)
    return event


STAMPED = (
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(),
    without_request,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)


def config(*, is_production: bool) -> dict[str, object]:
    """Return logging's configuration: everything from INFO up to standard error, web servers' access lines left out."""
    renderer = (
        [structlog.processors.dict_tracebacks, structlog.processors.JSONRenderer()]
        if is_production
        else [structlog.dev.ConsoleRenderer(colors=False)]
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "event": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": STAMPED,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderer],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "event"}},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            # A refused host or a wrong token is the guard's business, not an error of ours.
            "django.security": {"level": "ERROR"},
            "django.request": {"level": "ERROR"},
            "django.server": {"level": "WARNING"},
        },
    }
