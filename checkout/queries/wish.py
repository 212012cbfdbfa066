"""Read the log of who asked to be forgotten, and find in a copy of the shop whom it is about.

The log is a file outside of the database: a backup that is put back knows nothing of wishes that came after it.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path

from django.conf import settings
from django.db.models import Max, Min
from django.utils.crypto import salted_hmac

from accounts import queries as accounts
from antifraud.queries import person as antifraud
from checkout.engine.coupon import canonical_person
from checkout.engine.wish import UnreadableWish, Wish, read_wish
from checkout.models import Erasure, Order
from checkout.queries.person import Person

# From address to (address as it was given last, since when it is known).
type Found = dict[str, tuple[str, datetime]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """What the log says: the wishes, and which lines say nothing."""

    wishes: tuple[Wish, ...]
    unreadable: tuple[int, ...]  # from 1


def log_path() -> Path:
    """Return where the log lies."""
    return Path(settings.ERASURE_FOLDER) / "erasures.log"


def read_log(path: Path) -> Log:
    """Return every wish of a log, in its order.

    :raises OSError: when it cannot be read
    """
    wishes, unreadable = [], []
    with path.open(encoding="utf-8", errors="replace") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                wishes.append(read_wish(line))
            except UnreadableWish:
                unreadable.append(number)
    return Log(wishes=tuple(wishes), unreadable=tuple(unreadable))


def unheard(wishes: Iterable[Wish]) -> tuple[Wish, ...]:
    """Return the wishes that this copy of the shop has not heard of, each once."""
    known = set(Erasure.objects.values_list("digest", "asked_at"))
    return tuple(dict.fromkeys(wish for wish in wishes if (wish.digest, wish.asked_at) not in known))


def people_of(wishes: Collection[Wish]) -> Iterator[tuple[Wish, tuple[Person, ...]]]:
    """Yield each wish with whom it is about: the account, and whoever used the address, when it was made."""
    found = _addresses({wish.digest for wish in wishes})
    for wish in wishes:
        people = []
        email, since = found.get(wish.digest, ("", None))
        account = accounts.customer(wish.account_id)
        if account is not None and account.date_joined <= wish.asked_at:
            people.append(Person(email=account.email, account_id=account.pk))
        is_another = not people or wish.digest not in digests_of(people[0].email)
        if since is not None and since <= wish.asked_at and is_another:
            people.append(Person(email=email, account_id=None))
        yield wish, tuple(people)


def digest_of(email: str) -> str:
    """Return a keyed hash of a person's e-mail address: it is recognised, and names nobody."""
    return digests_of(email)[0]


def digests_of(email: str) -> tuple[str, ...]:
    """Return the same by every secret that is still accepted, the one in use first."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    person = canonical_person(email)
    return tuple(
        salted_hmac("checkout.erasure", person, secret=secret, algorithm="sha256").hexdigest()
        for secret in secrets
    )


def _addresses(wanted: Collection[str]) -> Found:
    """Return which addresses of orders, and of history, have wanted digests."""
    orders = Order.objects.values_list("person").annotate(email=Max("email"), since=Min("placed_at"))
    found: Found = {}
    history = ((email, email, since) for email, since in antifraud.addresses())
    for address, email, since in chain(orders.iterator(), history):
        for digest in digests_of(address):
            if digest in wanted:
                earlier = found.get(digest, (email, since))
                found[digest] = (earlier[0], min(earlier[1], since))
    return found
