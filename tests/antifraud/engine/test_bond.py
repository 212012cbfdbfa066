"""What orders share leads to bad ones, over two hops at most, and never through what many share."""

import pytest

from antifraud.engine.bond import HUB_ORDERS, Linked, bad_bonds, next_nodes, same_coupon, without_hubs
from antifraud.engine.history import Bond

PHONE, DOOR, DEVICE = ("phone", "+40721234567"), ("delivery", "d1"), ("device", "k1")


def linked(
    reference: str,
    *,
    through: tuple[str, str] = PHONE,
    also: tuple[tuple[str, str], ...] = (),
    bad: bool = False,
) -> Linked:
    return Linked(
        through=through,
        reference=reference,
        nodes=frozenset({through, *also}),
        is_bad=bad,
        coupon_code="HELLO",
    )


@pytest.mark.parametrize(
    ("orders", "kept"), [(HUB_ORDERS, 10), (HUB_ORDERS + 1, 0)], ids=["a large family", "a parcel shop"]
)
def test_what_many_share_links_nobody(orders: int, kept: int) -> None:
    found = [linked(f"R{number}", bad=True) for number in range(orders)]
    friend = linked("F", through=DEVICE)
    assert without_hubs([*found, friend])[-1] == friend
    assert len(without_hubs([*found, friend])) == kept + 1


def test_one_goes_on_by_what_is_new() -> None:
    near = [linked("A", also=(DOOR,)), linked("B", also=(DEVICE, DOOR))]
    assert next_nodes(frozenset({PHONE}), near) == (DOOR, DEVICE)
    assert next_nodes(frozenset({PHONE, DOOR, DEVICE}), near) == ()
    assert next_nodes(frozenset({PHONE}), []) == ()


@pytest.mark.parametrize(
    ("near", "far", "bonds"),
    [
        ([linked("A")], [linked("B", through=DOOR)], ()),
        ([linked("A", bad=True)], [], (Bond(reference="A", hops=1, through="phone"),)),
        (
            [linked("A")],
            [linked("B", through=DOOR, bad=True)],
            (Bond(reference="B", hops=2, through="delivery"),),
        ),
        (
            [linked("A", through=DEVICE, bad=True), linked("A", bad=True)],
            [linked("A", through=DOOR, bad=True)],
            (Bond(reference="A", hops=1, through="phone"),),
        ),
    ],
    ids=["good company", "bad company", "a friend of bad company", "the shortest way, by its strongest link"],
)
def test_bad_company(near: list[Linked], far: list[Linked], bonds: tuple[Bond, ...]) -> None:
    assert bad_bonds(near, far) == bonds


def test_a_code_is_used_by_one_person_once() -> None:
    assert same_coupon([linked("B"), linked("A")], coupon_code="HELLO") == "A"
    assert same_coupon([linked("A")], coupon_code="SPRING") is None
