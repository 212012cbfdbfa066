"""Read for staff without slowing the shop: what takes too long is broken off."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction
from psycopg.errors import QueryCanceled

MOST_MILLISECONDS = 3_000


class TooMuchToRead(Exception):
    """A read for staff took longer than it may."""


@contextmanager
def gently() -> Iterator[None]:
    """Read inside of this; nothing may be written.

    :raises TooMuchToRead: when one statement takes longer than three seconds
    """
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(MOST_MILLISECONDS)])
            yield
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise TooMuchToRead from error
        raise
