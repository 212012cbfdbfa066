"""Thirty simulated days behind the demo shop: ordinary orders, and the stories a fraud panel is for."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from demo.engine.dice import Dice
from demo.engine.people import (
    FAR_LINE,
    HOME_LINE,
    RENTED_SERVER,
    TOR_EXIT,
    DemoNetwork,
    DemoShopper,
    address,
    shopper,
)
from demo.engine.staff import PEOPLE

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0"
# Orders by hour of the day, 0 to 23: quiet nights, a lunch bump, a long evening.
HOURS = (2, 1, 1, 1, 1, 2, 4, 7, 10, 12, 13, 14, 16, 14, 12, 12, 13, 15, 18, 22, 24, 20, 12, 6)
STORIES = 29  # orders that belong to a story: fourteen pranks, ten odd ones and a regular's five
BORROWED = 4  # which of the odd ones is paid by somebody else's card


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoVisit:
    """What the guard would have known of the visit."""

    seconds: float
    pages: int
    product_pages: int
    agent: str = BROWSER
    agent_class: str = "browser"
    languages: str = "en-GB,en;q=0.8"
    trap_hits: int = 0
    points: int = -120
    codes: tuple[str, ...] = ("proof-solved",)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoOrder:
    """One past order: when (seconds before now), who, what (places in the variant list), and how it ended."""

    age_seconds: float
    shopper: DemoShopper
    picks: tuple[tuple[int, int], ...]  # (which variant, how many)
    payment: str
    visit: DemoVisit
    story: str
    outcome: str  # delivered, shipped, waiting, refused, unpaid
    is_customer: bool = False  # signed in
    card_country: str = ""  # of a card that is only authorised, until somebody has looked; others are charged


def orders(dice: Dice, *, count: int, days: int, variants: int) -> Iterator[DemoOrder]:
    """Draw `count` orders over `days` days, oldest first; about one in seven belongs to a story."""
    told = count >= STORIES  # a shop with too few orders has ordinary ones only
    drawn = [_ordinary(dice, days=days, variants=variants) for _ in range(count - STORIES * told)]
    if told:
        drawn += [*_pranks(dice, variants), *_odd_ones(dice, variants), *_regular(dice, variants)]
    # Sorted by age; the index breaks ties, for orders do not compare.
    for _, _, order in sorted(
        ((-each.age_seconds, n, each) for n, each in enumerate(drawn)), key=lambda row: row[:2]
    ):
        yield order


def _ordinary(dice: Dice, *, days: int, variants: int) -> DemoOrder:
    # A little more each week: the newest days are the busiest.
    day = min(days - 1, int(days * dice.random() ** 1.25))
    hour = dice.choices(range(24), weights=HOURS)[0]
    age = day * 86_400 + (24 - hour) * 3_600 - dice.random() * 3_600
    picks = {
        dice.randrange(0, variants): 1 + int(dice.random() ** 3 * 3)
        for _ in range(1 + int(dice.random() * 3))
    }
    payment = dice.choices(("card", "bank-transfer", "cash-on-delivery"), weights=(5, 2, 3))[0]
    pages = 4 + int(dice.random() * 18)
    return DemoOrder(
        age_seconds=age,
        shopper=shopper(dice),
        picks=tuple(sorted(picks.items())),
        payment=payment,
        visit=DemoVisit(
            seconds=90 + dice.random() * 1_500, pages=pages, product_pages=max(1, pages // 3), points=-140
        ),
        story="ordinary",
        outcome=_ending(dice, age=age, payment=payment),
    )


def _ending(dice: Dice, *, age: float, payment: str) -> str:
    if age < 1.5 * 86_400:
        return "waiting"
    if age < 4 * 86_400:
        return "shipped"
    if payment == "cash-on-delivery" and dice.random() < 0.06:
        return "refused"
    if payment == "bank-transfer" and dice.random() < 0.1:
        return "unpaid"
    return "delivered"


def _pranks(dice: Dice, variants: int) -> Iterator[DemoOrder]:
    """One rented server, many names, one phone: parcels nobody wants; the second half meets the blocklist."""
    host = f"{RENTED_SERVER.prefix}.44.17"
    for number in range(14):
        person = replace(
            shopper(dice), phone="+491512000417", address=host, network=RENTED_SERVER, name=_mashed(dice)
        )
        person = replace(person, email=f"{person.name.split()[0].lower()}{number}@mailinator.com")
        yield DemoOrder(
            age_seconds=(11 - number * 0.75) * 86_400 + dice.random() * 20_000,
            shopper=person,
            picks=((dice.randrange(0, variants), 3),),
            payment="cash-on-delivery",
            visit=DemoVisit(seconds=9 + dice.random() * 8, pages=3, product_pages=1, points=-20, codes=()),
            story="prank",
            outcome="refused" if number < 6 else "waiting",
        )


def _odd_ones(dice: Dice, variants: int) -> Iterator[DemoOrder]:
    """Single orders worth a second look: Tor, a far-off line, a scripted visit, a buyer of everything."""
    stories: tuple[tuple[str, DemoNetwork, str, DemoVisit, int], ...] = (
        ("tor", TOR_EXIT, "bank-transfer", DemoVisit(seconds=140, pages=5, product_pages=2), 1),
        ("far-line", FAR_LINE, "cash-on-delivery", DemoVisit(seconds=400, pages=9, product_pages=3), 2),
        (
            "scripted",
            RENTED_SERVER,
            "cash-on-delivery",
            DemoVisit(
                seconds=2,
                pages=1,
                product_pages=0,
                agent="python-requests/2.32.3",
                agent_class="tool",
                languages="",
                trap_hits=1,
                points=160,
                codes=("trap", "agent-tool"),
            ),
            1,
        ),
        ("bulk", FAR_LINE, "bank-transfer", DemoVisit(seconds=700, pages=14, product_pages=6), 9),
        ("hurried", TOR_EXIT, "cash-on-delivery", DemoVisit(seconds=11, pages=3, product_pages=1), 3),
    )
    for number in range(10):
        story, network, payment, visit, units = stories[number % len(stories)]
        if number == BORROWED:
            story, payment = "borrowed-card", "card"
            visit = replace(visit, points=120)
        person = shopper(dice)
        yield DemoOrder(
            age_seconds=(0.2 + number * 0.9) * 86_400 + dice.random() * 9_000,
            shopper=replace(person, address=address(dice, network), network=network),
            picks=((dice.randrange(0, variants), units),),
            payment=payment,
            visit=visit,
            story=story,
            outcome="waiting",
            card_country="BR" if number == BORROWED else "",
        )


def _regular(dice: Dice, variants: int) -> Iterator[DemoOrder]:
    """The customer who can sign in comes back every few days, and keeps what she orders."""
    person = shopper(dice)
    lena = next(each for each in PEOPLE if not each.role)
    at_home = replace(
        person,
        name=lena.name,
        email=lena.email,
        street="Lindenstraße 12",
        postcode="10115",
        city="Berlin",
        country="DE",
        phone="+4915120004119",
        network=HOME_LINE,
        address=f"{HOME_LINE.prefix}.7.52",
    )
    for number in range(5):
        pages = 6 + int(dice.random() * 8)
        yield DemoOrder(
            age_seconds=(5.5 + 5 * number) * 86_400 + dice.random() * 20_000,
            shopper=at_home,
            picks=((dice.randrange(0, variants), 1),),
            payment="card",
            visit=DemoVisit(
                seconds=200 + dice.random() * 600, pages=pages, product_pages=pages // 3, points=-140
            ),
            story="regular",
            outcome="delivered",
            is_customer=True,
        )


def _mashed(dice: Dice) -> str:
    """Draw a name as a bored hand types it."""
    return " ".join("".join(dice.choice("asdfghjk") for _ in range(5)).title() for _ in range(2))
