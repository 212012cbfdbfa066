"""Robots the demo shop has met: what they asked for, and what their visits looked like by then. Simulated."""

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address

from botguard.engine.facts import History, RequestFacts
from demo.engine.dice import Dice
from demo.engine.history import BROWSER
from demo.engine.people import FAR_LINE, RENTED_SERVER, TOR_EXIT, DemoNetwork, address


@dataclass(frozen=True, slots=True, kw_only=True)
class Robot:
    """A kind of visitor nobody wants."""

    network: DemoNetwork
    agent: str
    agent_class: str
    path: str
    history: History
    languages: str = ""
    is_product: bool = False
    is_trap: bool = False
    is_scan: bool = False


ROBOTS = (
    Robot(
        network=RENTED_SERVER,
        agent="Scrapy/2.11.2 (+https://scrapy.org)",
        agent_class="tool",
        path="/p/harbour-table-lamp/",
        is_product=True,
        history=History(
            pages_1=9, pages_10=74, pages_60=120, pages_600=120, products_60=88, products_3600=88
        ),
    ),
    Robot(
        network=RENTED_SERVER,
        agent="python-requests/2.32.3",
        agent_class="tool",
        path="/collections/archive/",
        is_trap=True,
        history=History(pages_1=2, pages_10=12, pages_60=31, pages_600=31, traps=1),
    ),
    Robot(
        network=TOR_EXIT,
        agent="",
        agent_class="empty",
        path="/wp-login.php",
        is_scan=True,
        history=History(pages_1=3, pages_10=9, pages_60=22, pages_600=22, scans=4),
    ),
    Robot(
        network=FAR_LINE,
        agent=BROWSER,
        agent_class="browser",
        path="/search/?q=lamp",
        languages="ro,en;q=0.7",
        history=History(
            pages_1=3, pages_10=24, pages_60=66, pages_600=90, products_60=40, keys_60=126, keys_600=150
        ),
    ),
)


def requests(dice: Dice, *, count: int) -> Iterator[tuple[RequestFacts, History, int]]:
    """Draw `count` requests, oldest first: facts, the visit so far, and the minutes since then."""
    for number in range(count, 0, -1):
        robot = dice.choice(ROBOTS)
        facts = RequestFacts(
            address=ip_address(address(dice, robot.network)),
            room="search" if robot.path.startswith("/search/") else "browse",
            method="GET",
            path=robot.path,
            agent=robot.agent,
            agent_class=robot.agent_class,
            languages=robot.languages,
            is_navigation=True,
            is_product=robot.is_product,
            is_trap=robot.is_trap,
            is_scan=robot.is_scan,
            country=robot.network.country,
            asn=robot.network.asn,
            organisation=robot.network.organisation,
            network_kind=robot.network.kind,
        )
        yield facts, robot.history, number * 47 + dice.randrange(0, 40)
