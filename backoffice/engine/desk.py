"""Say what staff may do with an order as it stands; the actions check it again under the order's lock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

# A decision asks for its code, putting aside for how long.
type Asked = Literal["nothing", "reason", "code", "time"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where an order stands on its axes, and how it is paid."""

    status: str
    payment: str
    fulfilment: str
    review: str
    method: str

    @property
    def is_payable_on_delivery_or_paid(self) -> bool:
        """Return whether the parcel may leave as far as money goes."""
        return self.payment == "paid" or self.method == "cash-on-delivery"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """Something staff can do: its name in the address, its button, who may, and what it asks for."""

    name: str
    label: str
    done: str
    permission: str
    is_possible: Callable[[Standing], bool]
    asks: Asked = "nothing"
    is_dangerous: bool = False
    judges: bool = False  # stands in the fraud panel, not above the order


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What staff said with a button: a reason or note, a decision's code, for how long, and what they looked at."""

    reason: str = ""
    code: str = ""
    lasts: timedelta = timedelta()
    seen: str = ""  # where the order's review stood on their page


JUDGE = "accounts.judge_orders"
FULFIL = "accounts.fulfil_orders"


def _is_at_home(order: Standing) -> bool:
    return order.status == "open" and order.fulfilment == "waiting"


VERBS: tuple[Verb, ...] = (
    Verb(
        name="clear",
        judges=True,
        label="Clear for delivery",
        done="The order is cleared.",
        permission=JUDGE,
        is_possible=lambda order: order.status == "open" and order.review in {"pending", "held", "rejected"},
        asks="code",
    ),
    Verb(
        name="snooze",
        judges=True,
        label="Put aside",
        done="The order is put aside and comes back to the queue by itself.",
        permission=JUDGE,
        is_possible=lambda order: order.status == "open" and order.review == "held",
        asks="time",
    ),
    Verb(
        name="ship",
        label="Mark shipped",
        done="The order is on its way.",
        permission=FULFIL,
        is_possible=lambda order: (
            _is_at_home(order) and order.review == "cleared" and order.is_payable_on_delivery_or_paid
        ),
    ),
    Verb(
        name="deliver",
        label="Mark delivered",
        done="The order was delivered.",
        permission=FULFIL,
        is_possible=lambda order: order.fulfilment == "shipped",
    ),
    Verb(
        name="refuse",
        label="Parcel refused",
        done="The parcel came back, and its units are on the shelf again.",
        permission=FULFIL,
        is_possible=lambda order: order.fulfilment == "shipped",
        is_dangerous=True,
    ),
    Verb(
        name="mark-paid",
        label="Mark transfer received",
        done="The transfer is written down.",
        permission=FULFIL,
        is_possible=lambda order: (
            order.method == "bank-transfer"
            and order.payment in {"pending", "failed"}
            and order.review != "rejected"
        ),
    ),
    Verb(
        name="reinstate",
        label="Reinstate",
        done="The order is open again, and cleared.",
        permission=JUDGE,
        is_possible=lambda order: (
            order.status == "cancelled"
            and order.fulfilment in {"waiting", "released"}
            and order.payment != "refunded"
        ),
    ),
    Verb(
        name="hold",
        judges=True,
        label="Hold for review",
        done="The order waits for a second look.",
        permission=JUDGE,
        is_possible=lambda order: _is_at_home(order) and order.review in {"pending", "cleared"},
        asks="reason",
    ),
    Verb(
        name="reject",
        judges=True,
        label="Reject",
        done="The order is rejected and cancelled, and the fraud check learns of it.",
        permission=JUDGE,
        is_possible=lambda order: _is_at_home(order) and order.review != "rejected",
        asks="code",
        is_dangerous=True,
    ),
    Verb(
        name="cancel",
        judges=True,
        label="Cancel and refund",
        done="The order is cancelled; money that was taken goes back.",
        permission=FULFIL,
        is_possible=_is_at_home,
        asks="reason",
        is_dangerous=True,
    ),
    Verb(
        name="refund",
        label="Refund",
        done="The money goes back; the order stays as it is.",
        permission=FULFIL,
        is_possible=lambda order: (
            order.method == "card" and order.payment == "paid" and not _is_at_home(order)
        ),
        asks="reason",
        is_dangerous=True,
    ),
    Verb(
        name="chargeback",
        label="Charged back",
        done="The order is marked as charged back, and both guards learn of it.",
        permission=FULFIL,
        is_possible=lambda order: order.method == "card" and order.payment == "paid",
        asks="reason",
        is_dangerous=True,
    ),
)
BY_NAME = {verb.name: verb for verb in VERBS}


def possible(order: Standing, *, permissions: frozenset[str] | set[str]) -> tuple[Verb, ...]:
    """Return what somebody with these permissions can do with an order, in the order buttons stand."""
    return tuple(verb for verb in VERBS if verb.permission in permissions and verb.is_possible(order))
