"""What staff may do with an order as it stands."""

import pytest

from backoffice.engine.desk import VERBS, Standing, possible

ALL = frozenset(verb.permission for verb in VERBS)


def standing(**axes: str) -> Standing:
    """Return an open, cleared cash order that waits to be packed; keywords replace its axes."""
    return Standing(
        **{
            "status": "open",
            "payment": "pending",
            "fulfilment": "waiting",
            "review": "cleared",
            "method": "cash-on-delivery",
            **axes,
        }
    )


@pytest.mark.parametrize(
    ("order", "names"),
    [
        pytest.param(standing(), {"ship", "hold", "reject", "cancel"}, id="a cleared cash order can leave"),
        pytest.param(
            standing(review="held"), {"clear", "snooze", "reject", "cancel"}, id="a held order waits"
        ),
        pytest.param(
            standing(method="bank-transfer"),
            {"mark-paid", "hold", "reject", "cancel"},
            id="an unpaid transfer does not leave",
        ),
        pytest.param(
            standing(method="bank-transfer", payment="paid"),
            {"ship", "hold", "reject", "cancel"},
            id="a paid one does",
        ),
        pytest.param(
            standing(fulfilment="shipped"), {"deliver", "refuse"}, id="a sent parcel arrives or comes back"
        ),
        pytest.param(
            standing(status="cancelled", review="shadow-cancelled"),
            {"reinstate"},
            id="a silent cancel can be undone",
        ),
        pytest.param(
            standing(status="completed", fulfilment="delivered", method="card", payment="paid"),
            {"refund", "chargeback"},
            id="a delivered card order can be refunded, or charged back",
        ),
        pytest.param(standing(status="cancelled", fulfilment="refused"), set(), id="what came back is over"),
    ],
)
def test_possible(order: Standing, names: set[str]) -> None:
    assert {verb.name for verb in possible(order, permissions=ALL)} == names


def test_without_a_permission_nothing_is_possible() -> None:
    assert possible(standing(), permissions=frozenset()) == ()
