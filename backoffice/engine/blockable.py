"""Name what of an order can go on a list, as lists write it."""

from dataclasses import dataclass
from ipaddress import ip_address

from antifraud.engine.listing import canonical
from antifraud.engine.subject import UnusableValue
from botguard.engine.address import neighbourhood


@dataclass(frozen=True, slots=True, kw_only=True)
class Blockable:
    """One thing of an order: its name in forms, its label, and how it is written in a list."""

    name: str
    label: str
    written: str


def blockable(
    *, address: str | None, email: str, phone: str, device: str | None, delivery: str
) -> tuple[Blockable, ...]:
    """Return what can be blocked, the narrowest first; what no list can hold is left out.

    `delivery` begins with its country.
    """
    found = []
    if address:
        found.append(Blockable(name="address", label="Address", written=address))
        around = neighbourhood(ip_address(address)).compressed
        found.append(Blockable(name="range", label="Its network", written=around))
    if email:
        found.append(Blockable(name="email", label="E-mail", written=f"email:{email}"))
    if phone:
        found.append(Blockable(name="phone", label="Phone", written=f"phone:{phone}"))
    if device:
        found.append(Blockable(name="device", label="Device", written=f"device:{device}"))
    if delivery:
        found.append(Blockable(name="delivery", label="Delivery address", written=f"delivery:{delivery}"))
    return tuple(each for each in found if _is_listable(each.written))


def _is_listable(written: str) -> bool:
    try:
        canonical(written)
    except UnusableValue:
        return False
    return True
