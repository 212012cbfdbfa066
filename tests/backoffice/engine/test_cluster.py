"""Which orders belong together."""

import pytest

from backoffice.engine.cluster import Waiting, clusters

type Orders = dict[str, dict[str, str]]


@pytest.mark.parametrize(
    ("orders", "found"),
    [
        pytest.param({"A": {"phone": "1"}, "B": {"phone": "2"}}, [], id="nothing in common"),
        pytest.param({"A": {"phone": ""}, "B": {"phone": ""}}, [], id="two unknown phones are not the same"),
        pytest.param(
            {"A": {"phone": "1"}, "B": {"phone": "1"}}, [(("phone",), "1", ("A", "B"))], id="the same phone"
        ),
        pytest.param(
            {"A": {"phone": "1", "address": "x"}, "B": {"phone": "1", "address": "x"}},
            [(("phone", "address"), "1", ("A", "B"))],
            id="two ties between the same orders are one cluster",
        ),
        pytest.param(
            {"A": {"address": "x", "phone": "1"}, "B": {"address": "x"}, "C": {"address": "x", "phone": "1"}},
            [(("address",), "x", ("A", "B", "C")), (("phone",), "1", ("A", "C"))],
            id="the larger comes first",
        ),
        pytest.param({"A": {"email": "7"}, "B": {"phone": "7"}}, [], id="kinds are not mixed"),
    ],
)
def test_clusters(orders: Orders, found: list[tuple[tuple[str, ...], str, tuple[str, ...]]]) -> None:
    made = clusters([Waiting(number=number, values=values) for number, values in orders.items()])
    assert [(each.kinds, each.value, each.numbers) for each in made] == found


def test_a_cluster_is_named_without_anybodys_data() -> None:
    (made,) = clusters([Waiting(number=number, values={"email": "ada@example.com"}) for number in ("A", "B")])
    assert (made.key, made.label) == ("email:A", "same e-mail")
