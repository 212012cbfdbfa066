"""Read what the shop knew of an order's subjects when it was placed, and which list entries are in force now.

Counts are of orders placed strictly before, so that assessing again finds the same. An earlier order that is assessed
later than this one is missed until then, which is fine: bands are wide, and the next assessment counts it.
"""

from datetime import datetime

from disposable_email_domains import blocklist
from django.db import connection

from antifraud.engine.assessment import ListMatch
from antifraud.engine.facts import OrderFacts
from antifraud.engine.history import History, ShopNorm, Track, Velocity
from antifraud.engine.outcome import CONFIRMED_BAD, Outcome
from antifraud.engine.subject import Keys, keys_of, listable
from antifraud.models import ListEntry

# History's field, the record's column, and how far back its orders are counted.
VELOCITY_SUBJECTS = (
    ("address", "address", "30 days"),
    ("network", "network", "30 days"),
    ("device", "device", "180 days"),
    ("email", "email_key", "180 days"),
    ("phone", "phone", "180 days"),
    ("delivery", "delivery_key", "180 days"),
    ("name", "name_key", "24 hours"),
)
TRACK_SUBJECTS = tuple(
    row[:2] for row in VELOCITY_SUBJECTS if row[0] in {"device", "email", "phone", "delivery"}
)

# One indexed range per subject, all in one round trip. The braces are filled from the tuples above.
VELOCITY_OF = """
    SELECT '{name}',
        count(*) FILTER (WHERE placed_at >= %(at)s - interval '1 hour'),
        count(*) FILTER (WHERE placed_at >= %(at)s - interval '2 hours'),
        count(*) FILTER (WHERE placed_at >= %(at)s - interval '24 hours'),
        count(*) FILTER (WHERE placed_at >= %(at)s - interval '7 days'),
        count(*) FILTER (WHERE placed_at >= %(at)s - interval '30 days'),
        count(*),
        count(DISTINCT email_key) FILTER (
            WHERE placed_at >= %(at)s - interval '24 hours' AND email_key NOT IN ('', coalesce(%(email)s, ''))),
        count(DISTINCT email_key) FILTER (
            WHERE placed_at >= %(at)s - interval '30 days' AND email_key NOT IN ('', coalesce(%(email)s, ''))),
        count(DISTINCT name_key) FILTER (
            WHERE placed_at >= %(at)s - interval '90 days' AND name_key NOT IN ('', coalesce(%(name)s, ''))),
        count(DISTINCT email) FILTER (WHERE email NOT IN ('', %(written)s)),
        count(*) FILTER (WHERE currency = %(currency)s),
        coalesce(round(avg(amount_minor) FILTER (WHERE currency = %(currency)s)), 0)::bigint
    FROM antifraud_orderrecord
    WHERE {column} = %({name})s AND placed_at < %(at)s AND placed_at >= %(at)s - interval '{window}'
        AND reference <> %(reference)s"""
TRACK_OF = """
    SELECT '{name}',
        count(DISTINCT record.id) FILTER (WHERE known.outcome = %(delivered)s),
        count(DISTINCT record.id) FILTER (WHERE known.outcome = %(refused)s),
        count(DISTINCT record.id) FILTER (WHERE known.outcome = ANY(%(bad)s)),
        coalesce((array_agg(record.reference ORDER BY record.placed_at DESC, record.id DESC)
            FILTER (WHERE known.outcome = ANY(%(bad)s)))[1], '')
    FROM antifraud_orderrecord record
    JOIN antifraud_orderoutcome known ON known.record_id = record.id AND known.known_at < %(at)s
    WHERE record.{column} = %({name})s AND record.placed_at < %(at)s AND record.reference <> %(reference)s"""
VELOCITY = " UNION ALL ".join(
    VELOCITY_OF.format(name=name, column=column, window=window) for name, column, window in VELOCITY_SUBJECTS
)
TRACK = " UNION ALL ".join(TRACK_OF.format(name=name, column=column) for name, column in TRACK_SUBJECTS)
SHOP_NORM = """
    SELECT count(*),
        coalesce(percentile_disc(0.5) WITHIN GROUP (ORDER BY amount_minor), 0),
        coalesce(percentile_disc(0.9) WITHIN GROUP (ORDER BY amount_minor), 0),
        coalesce(percentile_disc(0.9) WITHIN GROUP (ORDER BY units), 0)
    FROM (
        SELECT amount_minor, units FROM antifraud_orderrecord
        WHERE currency = %(currency)s AND placed_at < %(at)s AND reference <> %(reference)s
        ORDER BY placed_at DESC, id DESC LIMIT 1000
    ) latest"""


def order_history(facts: OrderFacts) -> History:
    """Return what was known around an order when it was placed, in three indexed queries."""
    keys = keys_of(facts)
    values = _parameters(facts, keys)
    with connection.cursor() as cursor:
        cursor.execute(VELOCITY, values)
        velocity = {row[0]: Velocity(**dict(zip(Velocity.__slots__, row[1:], strict=True))) for row in cursor}
        cursor.execute(TRACK, values)
        track = {row[0]: Track(**dict(zip(Track.__slots__, row[1:], strict=True))) for row in cursor}
        cursor.execute(SHOP_NORM, values)
        shop = ShopNorm(**dict(zip(ShopNorm.__slots__, cursor.fetchone(), strict=True)))
    # What was not known has no rows, but it was not looked at either: nothing is told of it.
    return History(
        address=velocity["address"] if keys.address else None,
        network=velocity["network"] if keys.network else None,
        device=velocity["device"] if keys.device else None,
        email=velocity["email"] if keys.email else None,
        phone=velocity["phone"] if keys.phone else None,
        delivery=velocity["delivery"] if keys.delivery else None,
        name=velocity["name"] if keys.name else None,
        device_track=track["device"] if keys.device else None,
        email_track=track["email"] if keys.email else None,
        phone_track=track["phone"] if keys.phone else None,
        delivery_track=track["delivery"] if keys.delivery else None,
        shop=shop,
        email_is_disposable=is_disposable(keys.email),
    )


def list_matches(facts: OrderFacts, *, now: datetime) -> tuple[ListMatch, ...]:
    """Return the entries in force that an order matches, oldest first, in one indexed query."""
    pairs = listable(facts)
    rows = (
        ListEntry.objects.live(now)
        .filter(value__in=sorted({value for _, value in pairs}))
        .select_related("author")
        .order_by("pk")
    )
    return tuple(row.match() for row in rows if (row.subject, row.value) in pairs)


def is_disposable(email_key: str) -> bool | None:
    """Return whether a canonical e-mail's domain, or one above it, is on the list of throw-away domains."""
    if not email_key:
        return None
    labels = email_key.rpartition("@")[2].split(".")
    return any(".".join(labels[start:]) in blocklist for start in range(len(labels) - 1))


def _parameters(facts: OrderFacts, keys: Keys) -> dict[str, str | datetime | list[str] | None]:
    # NULL equals nothing: a subject that is not known costs no scan over all that are not known either.
    return {
        "reference": facts.reference,
        "at": facts.placed_at,
        "currency": facts.currency,
        "address": keys.address or None,
        "network": keys.network or None,
        "device": keys.device or None,
        "email": keys.email or None,
        "phone": keys.phone or None,
        "delivery": keys.delivery or None,
        "name": keys.name or None,
        "written": facts.email.strip().casefold(),
        "delivered": str(Outcome.DELIVERED),
        "refused": str(Outcome.REFUSED),
        "bad": sorted(str(each) for each in CONFIRMED_BAD),
    }
