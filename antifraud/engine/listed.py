"""Turn list matches into evidence, one reason a subject, so that the total stays the sum of what is shown."""

from antifraud.engine.assessment import ListMatch
from scorecard import Card, Evidence

# What an entry's subject is called in codes and in sentences.
NAMED = {
    "address": ("ip", "Address"),
    "cidr": ("ip", "Address"),
    "email": ("email", "E-mail"),
    "phone": ("phone", "Phone"),
    "device": ("device", "Device"),
    "delivery": ("delivery", "Delivery address"),
    "country": ("country", "Country of the address"),
    "asn": ("asn", "Network"),
}
EFFECTS = {"block": "blocked", "allow": "allowed"}
LIST_CODES = frozenset(f"{name}-{word}" for name, _ in NAMED.values() for word in EFFECTS.values())


def listed_evidence(matched: tuple[ListMatch, ...], *, card: Card) -> tuple[Evidence, ...]:
    """Return one reason for every subject on a list; a second entry on the same subject adds words, not weight."""
    grouped: dict[str, list[ListMatch]] = {}
    for match in sorted(matched, key=lambda each: each.entry_id):
        grouped.setdefault(f"{NAMED[match.subject][0]}-{EFFECTS[match.effect]}", []).append(match)
    return tuple(
        Evidence(code=code, points=card.weight(code), sentence=_sentence(matches))
        for code, matches in grouped.items()
    )


def _sentence(matches: list[ListMatch]) -> str:
    first = matches[0]
    added = " ".join(
        part
        for part in (
            f"by {first.author}" if first.author else "",
            f"on {first.created_at.day} {first.created_at:%B %Y}" if first.created_at else "",
        )
        if part
    )
    origin = f"added {added}: {first.reason}" if added else first.reason
    more = f", and {len(matches) - 1} more" if len(matches) > 1 else ""
    return f"{NAMED[first.subject][1]} matches {first.effect} entry #{first.entry_id} ({origin}){more}"
