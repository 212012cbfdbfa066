"""Read what list entries would have hit in the last 30 days."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_network

from django.db.models import Q, QuerySet

from antifraud.engine.listing import canonical
from antifraud.engine.outcome import GOOD
from antifraud.engine.subject import Subject, delivery_digest
from antifraud.engine.trial import NETWORKS, Pair, Past, Trial, try_out
from antifraud.models import Assessment, OrderRecord

PREVIEWED = timedelta(days=30)
# Of a busier month the latest so many are tried; the page says so.
MOST_TRIED = 100_000
# So many entries are looked up by index; for more, reading the month once is quicker.
FEW = 200
COLUMNS = ("reference", "outcome", "address", "device", "email_key", "phone", "delivery_key")


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What an entry would have hit in the last 30 days: orders, and how many of them turned out good."""

    subject: str
    value: str
    orders: int
    good: int
    examples: tuple[str, ...] = ()
    warning: str = ""


def preview(value: str, *, now: datetime) -> Preview:
    """Return what an entry for a value would have hit in the last 30 days.

    :raises UnusableValue: when no list can hold the value
    """
    subject, text = canonical(value)
    pair = (str(subject), text)
    found = trial([pair], now=now)
    return Preview(
        subject=str(subject),
        value=text,
        orders=found.orders,
        good=found.good,
        examples=found.examples,
        warning=found.warning(pair),
    )


def trial(pairs: Sequence[Pair], *, now: datetime) -> Trial:
    """Return what entries would have hit in the last 30 days, an order once however many of them it matches.

    Countries, networks' numbers and their kinds are not kept with past orders; they are read from assessments.
    """
    since = now - PREVIEWED
    recent = OrderRecord.objects.filter(placed_at__gt=since, placed_at__lte=now)
    if len(pairs) <= FEW:
        recent = recent.filter(_any_of(pairs, since=since))
    rows = list(recent.order_by("-placed_at", "-pk").values_list(*COLUMNS)[: MOST_TRIED + 1])
    kept = {subject for subject, _ in pairs} & {*NETWORKS, str(Subject.COUNTRY), str(Subject.ASN)}
    seen = _seen([row[0] for row in rows], since=since, is_all=len(pairs) > FEW) if kept else {}
    return try_out(pairs, _past(rows, seen), most=MOST_TRIED)


def _any_of(pairs: Sequence[Pair], *, since: datetime) -> Q:
    wanted = Q(pk__in=())
    for subject, value in pairs:
        match subject:
            case Subject.ADDRESS | Subject.CIDR:
                network = ip_network(value)
                wanted |= Q(
                    address__gte=str(network.network_address), address__lte=str(network.broadcast_address)
                )
            case Subject.COUNTRY:
                wanted |= Q(reference__in=_assessed(since, facts__address_country=value))
            case Subject.ASN:
                number = int(value.removeprefix("AS"))
                wanted |= Q(reference__in=_assessed(since, facts__address_asn=number))
            case Subject.DELIVERY:
                wanted |= Q(delivery_key=delivery_digest(value))
            case Subject.EMAIL:
                wanted |= Q(email_key=value)
            case _:
                wanted |= Q(**{subject: value})
    return wanted


def _assessed(since: datetime, **facts: str | int) -> QuerySet[Assessment, str]:
    return Assessment.objects.filter(assessed_at__gt=since, **facts).values_list("reference", flat=True)


def _seen(references: Sequence[str], *, since: datetime, is_all: bool) -> dict[str, tuple[str, str, str]]:
    """Return the country, network and kind of each order's address."""
    rows = Assessment.objects.filter(assessed_at__gt=since)
    if not is_all:
        rows = rows.filter(reference__in=references)
    columns = ("reference", "facts__address_country", "facts__address_asn", "facts__address_kind")
    return {
        reference: (country or "", f"AS{asn}" if asn else "", kind or "")
        for reference, country, asn, kind in rows.order_by("pk").values_list(*columns).iterator()
    }


def _past(
    rows: Sequence[tuple[str, str, str | None, str, str, str, str]], seen: dict[str, tuple[str, str, str]]
) -> Iterator[Past]:
    good = {str(each) for each in GOOD}
    for reference, outcome, address, device, email, phone, delivery in rows:
        country, asn, kind = seen.get(reference, ("", "", ""))
        yield Past(
            reference=reference,
            is_good=outcome in good,
            address=address,
            device=device,
            email=email,
            phone=phone,
            delivery=delivery,
            country=country,
            asn=asn,
            kind=kind,
        )
