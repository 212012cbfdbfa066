"""Find out about robots off the request's way, and keep what the merchant decided about them."""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from botguard.engine.address import parse_address
from botguard.engine.botauth import CARD, Agent, BadPublication, checked_url
from botguard.engine.crawler import BY_NAME, CLASSES, is_host_of
from botguard.engine.register import FRESH_SECONDS
from botguard.engine.registry import CardLine
from botguard.gateways.directory import DirectoryAway, Reader, read_keys
from botguard.gateways.names import Names, NamesAway
from botguard.models import CrawlerName, CrawlerSwitch, KeyDirectory

# At once, and in one run of the task: somebody's slow name server must not hold up everybody's.
AT_ONCE, MOST_CHECKS, MOST_READS = 8, 40, 10
# Addresses that wait to be looked up; a flood of false names grows no further.
MOST_PENDING = 2_000
PENDING_KEPT, FAKE_KEPT, VERIFIED_KEPT = timedelta(hours=1), timedelta(hours=6), timedelta(hours=48)
CHECK_AGAIN = timedelta(hours=12)
# A name that nobody asked for in so long is not looked up again.
ASKED_KEPT = timedelta(days=30)
READ_AGAIN, READ_AFTER_TROUBLE = timedelta(hours=6), timedelta(minutes=10)


class NotAllowed(ValueError):
    """A choice that a class of robots does not have."""


class KnownDirectory(ValueError):
    """That directory is on the list already."""


def ask_for(names: Iterable[tuple[str, str]], sources: Iterable[str], *, now: datetime) -> None:
    """Write down what requests want looked up: addresses with the robot they claim to be, directories to read again."""
    names, sources = list(names), list(sources)
    if sources:
        fresh = Q(read_at__gt=now - timedelta(seconds=FRESH_SECONDS))
        KeyDirectory.objects.filter(source__in=sources).exclude(fresh).update(due_at=now)
    if not names:
        return
    CrawlerName.objects.filter(expires_at__lte=now).delete()
    room = MOST_PENDING - CrawlerName.objects.filter(state="pending").count()
    CrawlerName.objects.bulk_create(
        [
            CrawlerName(
                address=address, operator=operator, asked_at=now, due_at=now, expires_at=now + PENDING_KEPT
            )
            for address, operator in sorted(names)[: max(0, room)]
        ],
        ignore_conflicts=True,
    )


def check_names(names: Names, *, now: datetime) -> int:
    """Look up the host names that are due, and return how many; two workers may look up the same, harmlessly."""
    waiting = Q(state="pending") | Q(state="verified", asked_at__gt=now - ASKED_KEPT)
    rows = list(
        CrawlerName.objects.filter(waiting, due_at__lte=now, expires_at__gt=now).order_by("due_at", "pk")[
            :MOST_CHECKS
        ]
    )
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = list(pool.map(lambda row: _hostname(row, names), rows))
    for row, hostname in zip(rows, found, strict=True):
        _keep(row, hostname, now=now)
    return len(rows)


def read_directories(reader: Reader, *, now: datetime) -> int:
    """Read the directories that are due, and return how many. Old keys count on for three days of trouble."""
    rows = list(KeyDirectory.objects.filter(due_at__lte=now).order_by("due_at", "pk")[:MOST_READS])
    for row in rows:
        changes: dict[str, object]
        try:
            found = read_keys(row.source, form=row.form, reader=reader, now=int(now.timestamp()))
        except (BadPublication, DirectoryAway) as error:
            changes = {"problem": str(error)[:200], "due_at": now + READ_AFTER_TROUBLE}
        else:
            kept = [asdict(key) for key in found.keys]
            changes = {
                "keys": kept,
                "read_at": now,
                "problem": found.problem[:200],
                "due_at": now + READ_AGAIN,
            }
        KeyDirectory.objects.filter(pk=row.pk).update(**changes)
    return len(rows)


def add_directory(
    url: str, *, form: str, name: str, crawler_class: str, author_id: int | None, now: datetime
) -> KeyDirectory:
    """Put a directory on the list; the next run of the task reads it.

    :raises BadPublication: when the address cannot be read from
    :raises KnownDirectory: when it is on the list
    """
    source = checked_url(Agent(label="", url=checked_url(url), form=form).source)
    row, is_new = KeyDirectory.objects.get_or_create(
        source=source,
        defaults={
            "name": name,
            "url": url,
            "form": form,
            "crawler_class": crawler_class,
            "due_at": now,
            "created_by_id": author_id,
        },
    )
    if not is_new:
        raise KnownDirectory(source)
    return row


def add_cards(lines: Sequence[CardLine], *, crawler_class: str, author_id: int | None, now: datetime) -> int:
    """Put the cards of a registry on the list and return how many are new; runs of the task read them in turn."""
    sources = [line.url for line in lines]
    with transaction.atomic():
        there = set(KeyDirectory.objects.filter(source__in=sources).values_list("source", flat=True))
        KeyDirectory.objects.bulk_create(
            [
                KeyDirectory(
                    source=line.url,
                    name=line.name,
                    url=line.url,
                    form=CARD,
                    crawler_class=crawler_class,
                    due_at=now,
                    created_by_id=author_id,
                )
                for line in lines
            ],
            ignore_conflicts=True,
        )
    return len(set(sources) - there)


def remove_directory(directory_id: int) -> KeyDirectory | None:
    """Take a directory off the list and return it as it was; its keys prove nothing within ten seconds."""
    with transaction.atomic():
        row = KeyDirectory.objects.select_for_update().filter(pk=directory_id).first()
        if row is not None:
            KeyDirectory.objects.filter(pk=directory_id).delete()
    return row


def read_again(directory_id: int, *, now: datetime) -> bool:
    """Have a directory read by the next run of the task."""
    return KeyDirectory.objects.filter(pk=directory_id).update(due_at=now) > 0


def allow(crawler_class: str, permission: str, *, now: datetime) -> str:
    """Set what a class of robots may do, and return what it might before; in force everywhere within ten seconds.

    :raises NotAllowed: when the class is unknown or has no such choice
    """
    known = next((each for each in CLASSES if each.code == crawler_class), None)
    if known is None or permission not in known.choices:
        raise NotAllowed(f"{crawler_class}: {permission}")
    with transaction.atomic():
        row = CrawlerSwitch.objects.select_for_update().filter(pk=crawler_class).first()
        before = row.permission if row else known.default
        CrawlerSwitch.objects.update_or_create(
            crawler_class=crawler_class, defaults={"permission": permission, "changed_at": now}
        )
    return before


def _hostname(row: CrawlerName, names: Names) -> str | None:
    """Return a name of the operator's that leads back to the address, an empty text, or None when nobody answers."""
    address, operator = parse_address(row.address), BY_NAME.get(row.operator)
    if address is None or operator is None:
        return ""
    try:
        hosts: Sequence[str] = names.hostnames(address)
        return next(
            (host for host in hosts if is_host_of(operator, host) and address in names.addresses(host)), ""
        )
    except NamesAway:
        return None


def _keep(row: CrawlerName, hostname: str | None, *, now: datetime) -> None:
    if hostname is None:
        wait = min(10 * 2 ** min(row.tries, 10), 600)
        changes: dict[str, object] = {"tries": row.tries + 1, "due_at": now + timedelta(seconds=wait)}
    else:
        changes = {
            "state": "verified" if hostname else "fake",
            "hostname": hostname[:255],
            "checked_at": now,
            "tries": 0,
            "due_at": now + CHECK_AGAIN,
            "expires_at": now + (VERIFIED_KEPT if hostname else FAKE_KEPT),
        }
    CrawlerName.objects.filter(pk=row.pk).update(**changes)
