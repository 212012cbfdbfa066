"""A wish to be forgotten as a line that names nobody."""

from datetime import UTC, datetime

import pytest

from checkout.engine.wish import UnreadableWish, Wish, read_wish

AT = datetime(2026, 11, 22, 10, 30, 0, 123456, tzinfo=UTC)
DIGEST = "ab" * 32


@pytest.mark.parametrize("account_id", [None, 7])
def test_what_is_written_is_read(account_id: int | None) -> None:
    wish = Wish(asked_at=AT, digest=DIGEST, account_id=account_id)
    assert wish.line() == f"2026-11-22T10:30:00.123456+00:00 {DIGEST} {account_id or '-'}\n"
    assert read_wish(wish.line()) == wish


@pytest.mark.parametrize(
    "line",
    [
        "",
        "2026-11-22T10:30:00+00:00 abab",
        f"2026-11-22T10:30:00 {DIGEST} -",
        f"yesterday-morning {DIGEST} -",
    ],
    ids=["nothing", "a line that a crash cut off", "a time without a zone", "no time"],
)
def test_other_lines_tell_of_no_wish(line: str) -> None:
    with pytest.raises(UnreadableWish):
        read_wish(line)
