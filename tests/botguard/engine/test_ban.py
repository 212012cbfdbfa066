"""How long and how wide a ban is."""

from datetime import timedelta
from ipaddress import ip_address, ip_network

import pytest

from botguard.engine.ban import ban_length, ban_width

LENGTHS = [(0, 10), (1, 20), (2, 40), (6, 640), (9, 5_120), (10, 7 * 24 * 60), (5_000, 7 * 24 * 60)]
HERE, SIX = "192.0.2.1", "2001:db8:0:100::1"
WIDTHS: list[tuple[str, str, list[str], str]] = [
    # what it shows, who is banned now, who was banned of late, what the ban covers
    ("nobody else", HERE, [], "192.0.2.1/32"),
    ("the same address again and again", HERE, ["192.0.2.1/32"] * 9, "192.0.2.1/32"),
    ("two neighbours", HERE, ["192.0.2.2/32", "192.0.2.3/32"], "192.0.2.1/32"),
    ("three neighbours", HERE, ["192.0.2.2/32", "192.0.2.3/32", "192.0.2.4/32"], "192.0.2.0/24"),
    ("three elsewhere", HERE, ["192.0.3.2/32", "192.0.3.3/32", "192.0.3.4/32"], "192.0.2.1/32"),
    ("the network itself, once", HERE, ["192.0.2.0/24"], "192.0.2.1/32"),
    ("never wider than a /24", HERE, [f"192.0.{n}.{n}/32" for n in range(1, 200)], "192.0.2.1/32"),
    ("IPv6 alone", SIX, [], "2001:db8:0:100::/64"),
    ("three /64 of one /56", SIX, [f"2001:db8:0:10{n}::/64" for n in (1, 2, 3)], "2001:db8:0:100::/56"),
    ("three /64 of other /56", SIX, [f"2001:db8:0:{n}00::/64" for n in (2, 3, 4)], "2001:db8::/48"),
    ("three /56", SIX, [f"2001:db8:0:{n}00::/56" for n in (2, 3, 4)], "2001:db8::/48"),
    ("three other /48", SIX, [f"2001:db8:{n}::/64" for n in (2, 3, 4)], "2001:db8:0:100::/64"),
    ("IPv4 says nothing of IPv6", SIX, ["192.0.2.2/32", "192.0.2.3/32", "192.0.2.4/32"], "2001:db8:0:100::/64"),
]  # fmt: skip


@pytest.mark.parametrize(("earlier", "minutes"), LENGTHS)
def test_each_ban_is_twice_as_long_up_to_a_week(earlier: int, minutes: int) -> None:
    assert ban_length(earlier, first_minutes=10, most_days=7) == timedelta(minutes=minutes)


@pytest.mark.parametrize(("shown", "address", "banned", "covers"), WIDTHS, ids=[each[0] for each in WIDTHS])
def test_a_ban_widens_with_its_neighbours(shown: str, address: str, banned: list[str], covers: str) -> None:
    found = ban_width(ip_address(address), banned=[ip_network(each) for each in banned], neighbours=4)
    assert found.compressed == covers
