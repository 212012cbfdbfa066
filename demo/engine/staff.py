"""Who can sign in to the demo. These passwords are public: the demo listens on this machine only."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPerson:
    """One sign-in; `role` names a staff group, or is empty for a customer."""

    email: str
    password: str
    name: str
    role: str


PEOPLE: tuple[DemoPerson, ...] = (
    DemoPerson(
        email="owner@brassandbramble.example", password="brass-lamp-27", name="Ana Petrova", role="Owner"
    ),
    DemoPerson(
        email="orders@brassandbramble.example", password="bramble-cup-51", name="Milan Weiss", role="Merchant"
    ),
    DemoPerson(
        email="risk@brassandbramble.example", password="walnut-key-83", name="Ines Duarte", role="Analyst"
    ),
    DemoPerson(email="shopper@example.com", password="linen-throw-19", name="Lena Fischer", role=""),
)
