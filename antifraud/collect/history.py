"""Read what the shop knew of an order's subjects when it was placed.

Counts are of orders placed strictly before, so that assessing again finds the same. An earlier order that is assessed
later than this one is missed until then, which is fine: bands are wide, and the next assessment counts it.
"""

from datetime import datetime

from disposable_email_domains import blocklist
from django.conf import settings
from django.db import connection

from antifraud.collect.link import bonds_of
from antifraud.collect.place import place_of
from antifraud.collect.velocity import VELOCITY_SUBJECTS, velocity_of
from antifraud.engine.facts import OrderFacts
from antifraud.engine.history import MOST_TOLD_APART, History, ShopNorm, Track
from antifraud.engine.outcome import CONFIRMED_BAD, Outcome
from antifraud.engine.subject import Keys, keys_of

TRACK_SUBJECTS = tuple(
    row[:2] for row in VELOCITY_SUBJECTS if row[0] in {"device", "email", "phone", "delivery"}
)
TRACK_OF = """
    SELECT '{name}',
        count(DISTINCT record.id) FILTER (WHERE known.outcome = %(delivered)s),
        count(DISTINCT record.id) FILTER (WHERE known.outcome = %(refused)s),
        count(DISTINCT record.id) FILTER (WHERE known.outcome = ANY(%(bad)s)),
        coalesce((array_agg(record.reference ORDER BY record.placed_at DESC, record.id DESC)
            FILTER (WHERE known.outcome = ANY(%(bad)s)))[1], '')
    FROM (
        SELECT id, reference, placed_at FROM antifraud_orderrecord
        WHERE {column} = %({name})s AND placed_at < %(at)s AND reference <> %(reference)s
        ORDER BY placed_at DESC LIMIT {most}
    ) record
    JOIN antifraud_orderoutcome known ON known.record_id = record.id AND known.known_at < %(at)s"""
TRACK = " UNION ALL ".join(
    TRACK_OF.format(name=name, column=column, most=MOST_TOLD_APART) for name, column in TRACK_SUBJECTS
)
SHOP_NORM = """
    SELECT count(*),
        coalesce(percentile_disc(0.5) WITHIN GROUP (ORDER BY amount_minor), 0),
        coalesce(percentile_disc(0.9) WITHIN GROUP (ORDER BY amount_minor), 0),
        coalesce(percentile_disc(0.9) WITHIN GROUP (ORDER BY units), 0),
        count(*) FILTER (WHERE extract(hour FROM placed_at AT TIME ZONE %(zone)s)
            = extract(hour FROM %(at)s AT TIME ZONE %(zone)s)),
        extract(hour FROM %(at)s AT TIME ZONE %(zone)s)::int * 60
            + extract(minute FROM %(at)s AT TIME ZONE %(zone)s)::int
    FROM (
        SELECT amount_minor, units, placed_at FROM antifraud_orderrecord
        WHERE currency = %(currency)s AND placed_at < %(at)s AND reference <> %(reference)s
        ORDER BY placed_at DESC, id DESC LIMIT 1000
    ) latest"""


def order_history(facts: OrderFacts) -> History:
    """Return what was known around an order when it was placed, in at most six indexed queries."""
    keys = keys_of(facts)
    values = _parameters(facts, keys)
    velocity = velocity_of(values)
    with connection.cursor() as cursor:
        cursor.execute(TRACK, values)
        track = {row[0]: Track(**dict(zip(Track.__slots__, row[1:], strict=True))) for row in cursor}
        cursor.execute(SHOP_NORM, values)
        shop = ShopNorm(**dict(zip(ShopNorm.__slots__, cursor.fetchone(), strict=True)))
    bonds, coupon_reference = bonds_of(facts, keys)
    # What was not known has no rows, but it was not looked at either: nothing is told of it.
    return History(
        **velocity,
        device_track=track["device"] if keys.device else None,
        email_track=track["email"] if keys.email else None,
        phone_track=track["phone"] if keys.phone else None,
        delivery_track=track["delivery"] if keys.delivery else None,
        shop=shop,
        email_is_disposable=is_disposable(keys.email),
        bonds=bonds,
        coupon_reference=coupon_reference,
        place=place_of(facts),
    )


def is_disposable(email_key: str) -> bool | None:
    """Return whether a canonical e-mail's domain, or one above it, is on the list of throw-away domains."""
    if not email_key:
        return None
    labels = email_key.rpartition("@")[2].split(".")
    return any(".".join(labels[start:]) in blocklist for start in range(len(labels) - 1))


def _parameters(facts: OrderFacts, keys: Keys) -> dict[str, str | datetime | list[str] | None]:
    # NULL equals nothing: a subject that is not known costs no scan over all that are not known either.
    subjects: dict[str, str | datetime | list[str] | None] = {
        name: getattr(keys, name) or None for name, _, _ in VELOCITY_SUBJECTS
    }
    return subjects | {
        "reference": facts.reference,
        "at": facts.placed_at,
        "currency": facts.currency,
        "zone": settings.TIME_ZONE,
        "own_buyers": keys.email or None,
        "own_names": keys.name or None,
        "own_phones": keys.phone or None,
        "own_devices": keys.device or None,
        "own_addresses": keys.address or None,
        "own_doors": keys.delivery or None,
        "own_cards": keys.card or None,
        "own_spellings": facts.email.strip().casefold(),
        "delivered": str(Outcome.DELIVERED),
        "refused": str(Outcome.REFUSED),
        "bad": sorted(str(each) for each in CONFIRMED_BAD),
    }
