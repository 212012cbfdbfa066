"""How a long list overlaps with itself and with what is in force, found in one pass."""

from ipaddress import IPv4Network, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antifraud.engine.sweep import TOLD, Listed, swept


def ordered(*networks: tuple[str, int]) -> list[Listed]:
    """Return networks as PostgreSQL orders them: a range before what it holds, what is in force before lines."""
    key = {value: ip_network(value) for value, _ in networks}
    found = sorted(
        networks,
        key=lambda each: (
            key[each[0]].version,
            int(key[each[0]].network_address),
            key[each[0]].prefixlen,
            each[1],
        ),
    )
    return [Listed(value=value, line=line) for value, line in found]


SWEPT = {
    "nothing in common": ([("8.8.8.8", 1), ("9.9.9.0/24", 2), ("8.8.9.0/24", 0)], (0, 0, [])),
    "an address within a range in force": (
        [("8.8.8.0/24", 0), ("8.8.8.8", 3)],
        (1, 0, [(3, "8.8.8.8 lies within 8.8.8.0/24 in force.")]),
    ),
    "a range over entries in force": (
        [("8.8.8.0/24", 2), ("8.8.8.1", 0), ("8.8.8.2", 0), ("8.8.8.128/25", 0), ("8.8.8.129", 0)],
        (0, 4, [(2, "8.8.8.0/24 covers 4 entries in force (8.8.8.1, 8.8.8.2, 8.8.8.128/25, …).")]),
    ),
    "within another line": (
        [("8.8.8.8", 1), ("8.8.0.0/16", 2)],
        (1, 0, [(1, "8.8.8.8 lies within 8.8.0.0/16 of line 2.")]),
    ),
    "what is there already is no overlap": ([("8.8.8.0/24", 0), ("8.8.8.0/24", 1)], (0, 0, [])),
    "versions never mix": ([("32.1.13.184", 1), ("2001:db8::/32", 2)], (0, 0, [])),
}


@pytest.mark.parametrize(("networks", "found"), SWEPT.values(), ids=SWEPT)
def test_overlaps(networks: list[tuple[str, int]], found: tuple[int, int, list[tuple[int, str]]]) -> None:
    sweep = swept(ordered(*networks))
    assert (sweep.covered, sweep.covering, sweep.notes) == found


def test_all_are_counted_and_the_first_are_told() -> None:
    sweep = swept(ordered(("10.0.0.0/8", 0), *((f"10.0.{line}.1", line) for line in range(1, 200))))
    assert (sweep.covered, len(sweep.notes)) == (199, TOLD)


NETWORK = st.builds(
    lambda number, length: str(ip_network((number >> (32 - length) << (32 - length), length))),
    st.integers(0, 2**12 - 1).map(lambda low: 0x08080000 | low),
    st.integers(16, 31),
)


@given(standing=st.sets(NETWORK, max_size=8), wanted=st.sets(NETWORK, max_size=8))
def test_it_counts_what_comparing_all_with_all_counts(standing: set[str], wanted: set[str]) -> None:
    lines = [(value, line) for line, value in enumerate(sorted(wanted - standing), start=1)]
    sweep = swept(ordered(*((value, 0) for value in standing), *lines))

    def lies_within(value: str, others: set[str]) -> bool:
        network = IPv4Network(value)
        return any(network != (other := IPv4Network(each)) and network.subnet_of(other) for each in others)

    assert sweep.covered == sum(lies_within(value, standing | wanted) for value, _ in lines)
    assert sweep.covering == sum(lies_within(value, wanted - standing) for value in standing)
