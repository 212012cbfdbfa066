"""What was taken back of a key is one text that is only appended to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from botguard.engine.revocation import ALL, FOREVER, Closure, closing, closures, is_all, packed
from botguard.engine.room import ROOMS

NOW = 1_780_000_000
COUPON = Closure(room="coupon", until=NOW + 60, reason_code="coupon-guess")
LONGER = Closure(room="coupon", until=NOW + 600, reason_code="staff")
WHOLE = Closure(room=ALL, until=NOW + 30, reason_code="trap-hit")
OVER = Closure(room=ALL, until=NOW, reason_code="trap-hit")

CLOSED: list[tuple[str, str, str, Closure | None]] = [
    ("nothing was taken back", "", "coupon", None),
    ("the room was", packed(COUPON), "coupon", COUPON),
    ("another room was", packed(COUPON), "search", None),
    ("all was", packed(WHOLE), "coupon", WHOLE),
    ("all and the room were: all is said", packed(COUPON) + packed(WHOLE), "coupon", WHOLE),
    ("the room twice: the longer holds", packed(LONGER) + packed(COUPON), "coupon", LONGER),
    ("it is over", packed(OVER), "coupon", None),
    ("it is over, the room's is not", packed(OVER) + packed(COUPON), "coupon", COUPON),
    ("it cannot be read", "trap-hit", "browse", Closure(room=ALL, until=FOREVER, reason_code="trap-hit")),
    ("a time of strange digits", "*=١٢=x;", "browse", Closure(room=ALL, until=FOREVER, reason_code="*=١٢=x")),
]


@pytest.mark.parametrize(
    ("text", "room", "found"), [row[1:] for row in CLOSED], ids=[row[0] for row in CLOSED]
)
def test_what_keeps_a_key_out_of_a_room(text: str, room: str, found: Closure | None) -> None:
    assert closing(text, room=room, now=NOW) == found
    assert is_all(text, now=NOW) == (found is not None and found.room == ALL)


@given(
    st.lists(
        st.builds(
            Closure,
            room=st.sampled_from((*ROOMS, ALL)),
            until=st.integers(0, 2**40),
            reason_code=st.text("abcdefghijklmnopqrstuvwxyz-0123456789", max_size=40),
        )
    )
)
def test_appended_texts_are_read_one_by_one(taken: list[Closure]) -> None:
    assert list(closures("".join(map(packed, taken)))) == taken
