"""Read long lists for staff: a page of their networks, a search within, and what an upload would change."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from botguard.engine.address import Network
from botguard.engine.roll import Roll
from botguard.engine.rule import Line
from botguard.models import DRAFT_KEPT, AccessList, AccessListDraft

EMPTY = Roll(levels={})
PAGE_SIZE = 25
# Lines of a download that are sent at once.
CHUNK = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworksPage:
    """Some networks of a list, in their order."""

    networks: tuple[Network, ...]
    found: int  # that the search meets, on whatever page
    size: int
    behind: Network | None  # where the next page begins; None is that there is none


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftView:
    """An upload as its author looks at it."""

    id: int
    rule_id: int | None
    title: str
    effect: str
    mode: str
    reason: str
    expires_at: datetime | None
    roll: Roll
    lines: int
    wrong: tuple[Line, ...]
    wrong_in_all: int
    doubles: int
    widened: int
    added: Roll
    dropped: Roll

    @property
    def size(self) -> int:
        """Return how many networks it has."""
        return len(self.roll)


def roll_of(rule_id: int) -> Roll:
    """Return the networks of a list, as numbers; of anything else there are none."""
    packed = AccessList.objects.filter(rule=rule_id).values_list("packed", flat=True).first()
    return EMPTY if packed is None else Roll.unpacked(bytes(packed))


def networks_page(
    rule_id: int, *, within: Network | None = None, after: Network | None = None, limit: int = PAGE_SIZE
) -> NetworksPage:
    """Return the networks behind another one; only those that hold, or lie in, what is searched for."""
    roll = roll_of(rule_id)
    found = roll.find(within, after=after, limit=limit + 1)
    return NetworksPage(
        networks=found[:limit],
        found=roll.count(within),
        size=len(roll),
        behind=found[limit - 1] if len(found) > limit else None,
    )


def list_file(rule_id: int) -> Iterator[str]:
    """Return a list as a file, in parts of many lines."""
    part: list[str] = []
    for line in roll_of(rule_id).lines():
        part.append(line)
        if len(part) == CHUNK:
            yield "\n".join(part) + "\n"
            part.clear()
    if part:
        yield "\n".join(part) + "\n"


def draft(draft_id: int, *, author_id: int, now: datetime) -> DraftView | None:
    """Return an upload that waits for its author's word, beside what the list has now."""
    row = AccessListDraft.objects.filter(
        pk=draft_id, created_by=author_id, created_at__gt=now - DRAFT_KEPT
    ).first()
    if row is None:
        return None
    roll = Roll.unpacked(bytes(row.packed))
    before = roll_of(row.rule_id) if row.rule_id else EMPTY
    return DraftView(
        id=row.pk,
        rule_id=row.rule_id,
        title=row.title,
        effect=row.effect,
        mode=row.mode,
        reason=row.reason,
        expires_at=row.expires_at,
        roll=roll,
        lines=row.lines,
        wrong=tuple(Line(number=number, text=text, problem=problem) for number, text, problem in row.wrong),
        wrong_in_all=row.wrong_in_all,
        doubles=row.doubles,
        widened=row.widened,
        added=roll.without(before),
        dropped=before.without(roll),
    )
