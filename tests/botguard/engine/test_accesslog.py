"""Lines of access logs are read as servers write them, and put in order without waiting for the end."""

from datetime import UTC, datetime
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from botguard.engine.accesslog import Line, in_order, parse_line

AT = int(datetime(2015, 5, 17, 10, 5, 3, tzinfo=UTC).timestamp())
HEAD = "192.0.2.7 - - [17/May/2015:10:05:03 +0000] "


def line(**changes: object) -> Line:
    values: dict[str, object] = {
        "address": ip_address("192.0.2.7"),
        "at": AT,
        "method": "GET",
        "path": "/p/lamp/",
        "query": "",
        "status": 200,
        "size": 1234,
        "referrer": "",
        "agent": "",
    }
    return Line(**{**values, **changes})  # type: ignore[arg-type] # a table's words


READ = {
    "combined, as Apache and nginx write it": (
        HEAD + '"GET /p/lamp/?a=b HTTP/1.1" 200 1234 "https://shop.example/" "Mozilla/5.0 (X11)"',
        line(query="a=b", referrer="https://shop.example/", agent="Mozilla/5.0 (X11)"),
    ),
    "common, without referrer and agent": (HEAD + '"GET /p/lamp/ HTTP/1.1" 200 1234', line()),
    "no agent, no bytes": (HEAD + '"GET /p/lamp/ HTTP/1.1" 304 - "-" "-"', line(status=304, size=0)),
    "more fields behind": (HEAD + '"GET /p/lamp/ HTTP/2.0" 200 1234 "-" "-" 0.012 "x"', line()),
    "a virtual host in front": ("shop.example:443 " + HEAD + '"GET /p/lamp/ HTTP/1.1" 200 1234', line()),
    "somebody who signed in, with a space": (
        '192.0.2.7 - ana maria [17/May/2015:10:05:03 +0000] "GET /p/lamp/ HTTP/1.1" 200 1234',
        line(),
    ),
    "another zone": (
        '192.0.2.7 - - [17/May/2015:12:35:03 +0230] "GET /p/lamp/ HTTP/1.1" 200 1234',
        line(),
    ),
    "a zone in the west": (
        '192.0.2.7 - - [17/May/2015:05:05:03 -0500] "GET /p/lamp/ HTTP/1.1" 200 1234',
        line(),
    ),
    "IPv6": (
        '2001:db8::7 - - [17/May/2015:10:05:03 +0000] "GET /p/lamp/ HTTP/1.1" 200 1234',
        line(address=ip_address("2001:db8::7")),
    ),
    "an IPv4 address inside of IPv6 is that address": (
        '::ffff:192.0.2.7 - - [17/May/2015:10:05:03 +0000] "GET /p/lamp/ HTTP/1.1" 200 1234',
        line(),
    ),
    "quotes inside of an agent": (
        HEAD + r'"GET /p/lamp/ HTTP/1.1" 200 1234 "-" "a \"b\" \x41\\"',
        line(agent='a "b" A\\'),
    ),
    "a proxy's whole address": (HEAD + '"GET http://shop.example/p/lamp/ HTTP/1.1" 200 1234', line()),
    "an address with spaces": (HEAD + '"GET /a b c HTTP/1.1" 404 1234', line(path="/a b c", status=404)),
    "HTTP before it had a version": (HEAD + '"GET /p/lamp/" 200 1234', line()),
    "no request at all": (HEAD + '"-" 408 0', line(method="", path="", status=408, size=0)),
    "a TLS hello at the wrong door": (
        HEAD + r'"\x16\x03\x01" 400 226 "-" "-"',
        line(method="", path="", status=400, size=226),
    ),
}


@pytest.mark.parametrize(("text", "expected"), READ.values(), ids=READ)
def test_reads(text: str, expected: Line) -> None:
    assert parse_line(text) == expected
    assert parse_line(text + "\n") == expected


UNREAD = {
    "nothing": "",
    "words": "this is no log",
    "a name for an address": 'client.example - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 1',
    "a month nobody has": '192.0.2.7 - - [17/Moy/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 1',
    "a day that never was": '192.0.2.7 - - [31/Feb/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 1',
    "year nothing": '192.0.2.7 - - [01/Jan/0000:10:05:03 +0000] "GET / HTTP/1.1" 200 1',
    "a line cut short": HEAD + '"GET /p/lamp/ HTT',
    "JSON": '{"remote_addr": "192.0.2.7", "status": 200}',
}


@pytest.mark.parametrize("text", UNREAD.values(), ids=UNREAD)
def test_does_not_read(text: str) -> None:
    assert parse_line(text) is None


@given(st.text(max_size=400))
def test_nothing_in_a_log_breaks_the_reader(text: str) -> None:
    parse_line(text)
    parse_line(HEAD + text)
    parse_line(HEAD + f'"{text}" 200 1 "{text}" "{text}"')


ORDERS = {
    "in order": ([1, 2, 3], [1, 2, 3]),
    "a little out of order": ([10, 50, 30, 5, 70], [5, 10, 30, 50, 70]),
    "one far too late comes at once": ([100, 300, 1, 301], [100, 1, 300, 301]),
    "empty": ([], []),
}


@pytest.mark.parametrize(("came", "yielded"), ORDERS.values(), ids=ORDERS)
def test_order(came: list[int], yielded: list[int]) -> None:
    assert [each.at for each in in_order([line(at=at) for at in came])] == yielded


def test_a_log_is_not_read_to_its_end_first() -> None:
    drawn = []

    def source() -> object:
        for at in range(0, 10_000, 10):
            drawn.append(at)
            yield line(at=at)

    first = next(iter(in_order(source())))  # type: ignore[arg-type] # a generator of lines
    assert first.at == 0
    assert len(drawn) < 20
