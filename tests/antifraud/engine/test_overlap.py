"""What a wanted entry repeats, lies within or contradicts."""

from datetime import UTC, datetime

import pytest

from antifraud.engine.listing import parse_list
from antifraud.engine.overlap import Covered, Standing, against, over, wider, within_paste

PASTES = {
    "nothing in common": ("8.8.8.8\n8.8.4.0/24\n2001:db8::/32\nana@example.com", {}),
    "the same, written otherwise": ("8.8.8.8\n::ffff:8.8.8.8", {2: "The same as line 1."}),
    "an address within a later range": ("8.8.8.8\n8.8.8.0/24", {1: "Lies within 8.8.8.0/24 of line 2."}),
    "ranges within ranges: the widest counts": (
        "8.8.8.8\n8.8.8.0/24\n8.0.0.0/8",
        {1: "Lies within 8.0.0.0/8 of line 3.", 2: "Lies within 8.0.0.0/8 of line 3."},
    ),
    "a household within an IPv6 range": (
        "2001:db8:1:2::9\n2001:db8::/32",
        {1: "Lies within 2001:db8::/32 of line 2."},
    ),
    "a wrong line covers nothing": ("8.8.8.8\n8.8.8.9/24", {}),
    "numbers of two versions never mix": ("2001:db8::/32\n32.1.13.184", {}),
}


@pytest.mark.parametrize(("text", "notes"), PASTES.values(), ids=PASTES)
def test_within_a_paste(text: str, notes: dict[int, str]) -> None:
    assert within_paste(parse_list(text)) == notes


BLOCKED = Standing(
    entry_id=7, effect="block", value="8.8.8.0/24", expires_at=datetime(2026, 5, 1, tzinfo=UTC)
)
WIDE = Standing(entry_id=8, effect="block", value="8.0.0.0/8")
ALLOWED = Standing(entry_id=9, effect="allow", value="8.8.8.8")
AGAINST = {
    "nothing there": ((), "block", ""),
    "a range around it": ((BLOCKED,), "block", "Already covered by 8.8.8.0/24 until 1 May 2026, entry #7."),
    "of two ranges the one that lasts": ((BLOCKED, WIDE), "block", "Already covered by 8.0.0.0/8 for ever, entry #8."),
    "itself": ((ALLOWED,), "allow", "On the list already for ever, entry #9."),
    "blocking what is allowed": ((ALLOWED,), "block", "Always allowed by entry #9 (8.8.8.8), which wins."),
    "allowing what is blocked": ((BLOCKED,), "allow", "Wins over block entry #7 (8.8.8.0/24)."),
    "both": (
        (BLOCKED, ALLOWED),
        "block",
        "Already covered by 8.8.8.0/24 until 1 May 2026, entry #7. Always allowed by entry #9 (8.8.8.8), which wins.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("standing", "effect", "said"), AGAINST.values(), ids=AGAINST)
def test_against_what_is_in_force(standing: tuple[Standing, ...], effect: str, said: str) -> None:
    assert against(standing, ("address", "8.8.8.8"), effect=effect) == said


ONE = Covered(effect="block", count=1, first=("8.8.8.8",))
MANY = Covered(effect="block", count=1_001, first=("8.8.8.1", "8.8.8.2", "8.8.8.3"))
FREE = Covered(effect="allow", count=2, first=("8.8.8.8", "8.8.8.9"))
OVER = {
    "nothing": ((), "block", ""),
    "one": ((ONE,), "block", "Covers 1 entry (8.8.8.8) that is there already."),
    "more than are counted": (
        (MANY,),
        "block",
        "Covers more than 1,000 entries (8.8.8.1, 8.8.8.2, 8.8.8.3, …) that are there already.",
    ),
    "what is allowed": (
        (FREE,),
        "block",
        "Of it 2 entries (8.8.8.8, 8.8.8.9) are always allowed, which wins.",
    ),
    "what is blocked": ((ONE,), "allow", "Wins over 1 entry (8.8.8.8) of the block list."),
}


@pytest.mark.parametrize(("covered", "effect", "said"), OVER.values(), ids=OVER)
def test_over_what_is_in_force(covered: tuple[Covered, ...], effect: str, said: str) -> None:
    assert over(covered, effect=effect) == said


def test_wider_ranges() -> None:
    found = list(wider(("cidr", "8.8.8.0/24")))
    assert (found[0], found[-1], len(found)) == (("cidr", "8.0.0.0/8"), ("cidr", "8.8.8.0/23"), 16)
    assert list(wider(("cidr", "8.0.0.0/8"))) == []
    assert list(wider(("email", "ana@example.com"))) == []
    assert len(list(wider(("address", "2001:db8::/64")))) == 48
