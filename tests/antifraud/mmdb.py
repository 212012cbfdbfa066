"""Write a small MMDB file, as MaxMind's format has it: a tree of bits, the records, the metadata."""

from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from struct import pack

TEXT, DOUBLE, UINT16, UINT32, MAP, UINT64, ARRAY = 2, 3, 5, 6, 7, 9, 11
MARKER = b"\xab\xcd\xefMaxMind.com"
GAP = 16


def write(path: Path, records: Mapping[str, object], *, kind: str = "GeoLite2-City", built: int) -> Path:
    """Write what each network is to be answered with."""
    nodes: list[list[int | None]] = [[None, None]]
    data, places = b"", {}
    for network, record in records.items():
        places[network] = len(data)
        data += _value(record)
    for network in records:
        _plant(nodes, network, -1 - places[network])
    tree = b"".join(_side(side, len(nodes)).to_bytes(3, "big") for node in nodes for side in node)
    about = {
        "node_count": (UINT32, len(nodes)),
        "record_size": (UINT16, 24),
        "ip_version": (UINT16, 6),
        "database_type": kind,
        "languages": ["en"],
        "binary_format_major_version": (UINT16, 2),
        "binary_format_minor_version": (UINT16, 0),
        "build_epoch": (UINT64, built),
        "description": {"en": "Made for a test"},
    }
    path.write_bytes(tree + b"\0" * GAP + data + MARKER + _value(about))
    return path


def _plant(nodes: list[list[int | None]], network: str, leaf: int) -> None:
    """Lead the bits of a network to its record; IPv4 lives in the last 32 bits."""
    wanted = ip_network(network)
    bits = f"{int(wanted.network_address):0{wanted.max_prefixlen}b}"[: wanted.prefixlen]
    bits = "0" * 96 + bits if wanted.version == 4 else bits
    here = 0
    for bit in bits[:-1]:
        following = nodes[here][int(bit)]
        if following is None:
            nodes.append([None, None])
            following = nodes[here][int(bit)] = len(nodes) - 1
        here = following
    nodes[here][int(bits[-1])] = leaf


def _side(side: int | None, count: int) -> int:
    if side is None:
        return count
    return side if side >= 0 else count + GAP + (-1 - side)


def _value(value: object) -> bytes:
    match value:
        case str():
            raw = value.encode()
            return _control(TEXT, len(raw)) + raw
        case float():
            return _control(DOUBLE, 8) + pack(">d", value)
        case int():
            return _value((UINT16, value))
        case (int() as kind, int() as number):
            raw = number.to_bytes((number.bit_length() + 7) // 8, "big")
            return _control(kind, len(raw)) + raw
        case list():
            return _control(ARRAY, len(value)) + b"".join(_value(each) for each in value)
        case dict():
            pairs = b"".join(_value(name) + _value(each) for name, each in value.items())
            return _control(MAP, len(value)) + pairs
    raise TypeError(value)


def _control(kind: int, size: int) -> bytes:
    long = b""
    if size >= 29:
        size, long = 29, bytes([size - 29])
    # Kinds above seven are told in a byte of their own.
    return (bytes([size, kind - 7]) if kind > 7 else bytes([kind << 5 | size])) + long
