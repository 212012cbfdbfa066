"""Reading a bank's list of payments: amounts as they are written, numbers as they are typed."""

import pytest

from checkout.engine.statement import UnreadableStatement, parse_amount, parse_statement


@pytest.mark.parametrize(
    ("text", "exponent", "minor"),
    [
        pytest.param("49", 2, 4900, id="whole"),
        pytest.param("49.5", 2, 4950, id="one decimal"),
        pytest.param("1,234.50", 2, 123450, id="the English way"),
        pytest.param("1.234,50", 2, 123450, id="the German way"),
        pytest.param("1.234", 2, 123400, id="a point for thousands"),
        pytest.param("-3,10", 2, -310, id="money that went out"),
        pytest.param("4900", 0, 4900, id="a currency without decimals"),
    ],
)
def test_amount(text: str, exponent: int, minor: int) -> None:
    assert parse_amount(text, exponent=exponent) == minor


@pytest.mark.parametrize("text", ["", "lots", "1.2.3", "NaN", "1e9", "12.345.6", "٤٩"])
def test_no_amount(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no amount|too many decimals"):
        parse_amount(text, exponent=2)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        pytest.param("7K3QX-9M2AB", ("7K3QX-9M2AB",), id="as it is"),
        pytest.param("order 7k3qx9m2ab, thanks", ("7K3QX-9M2AB",), id="small and without its hyphen"),
        pytest.param("X7K3QX-9M2ABX", (), id="within a longer word"),
        pytest.param("7K3QX-9M2AB 7K3QX-9M2AB", ("7K3QX-9M2AB",), id="twice"),
    ],
)
def test_number(text: str, numbers: tuple[str, ...]) -> None:
    (line,) = parse_statement(f"amount\treference\n1.00\t{text}\n", exponent=2)
    assert line.numbers == numbers


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("", "Line 1: there is nothing here", id="nothing"),
        pytest.param("date;text\n1;2", "Line 1: no column for the amount", id="no amount"),
        pytest.param("amount;date\n1;2", "Line 1: no column for the text", id="no text"),
        pytest.param("amount,text\n" + "1,x\n" * 5001, "Line 5002: at most 5000", id="too many"),
    ],
)
def test_unreadable(text: str, problem: str) -> None:
    with pytest.raises(UnreadableStatement, match=problem):
        parse_statement(text, exponent=2)
