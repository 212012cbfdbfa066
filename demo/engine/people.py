"""Invented shoppers and their networks. Names, streets and numbers are made up, drawn by the given dice."""

from dataclasses import dataclass

from demo.engine.dice import Dice


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoNetwork:
    """A network's facts, as the shipped files tell them, and the prefix its addresses are drawn from."""

    prefix: str  # the first two octets
    country: str
    asn: int
    organisation: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoShopper:
    """Somebody who orders: contact, delivery address and where they connect from."""

    name: str
    email: str
    phone: str
    street: str
    postcode: str
    city: str
    country: str
    address: str
    network: DemoNetwork


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """What people of one country are called, where they live, and whose line they use."""

    country: str
    firsts: tuple[str, ...]
    lasts: tuple[str, ...]
    places: tuple[tuple[str, str], ...]  # postcode, city
    streets: tuple[str, ...]
    dialling: str
    mobile: str
    mobile_digits: int
    networks: tuple[DemoNetwork, ...]
    house_first: bool = False


def _line(prefix: str, country: str, asn: int, organisation: str) -> DemoNetwork:
    return DemoNetwork(prefix=prefix, country=country, asn=asn, organisation=organisation, kind="unknown")


REGIONS: tuple[Region, ...] = (
    Region(
        country="DE",
        firsts=("Lena", "Jonas", "Miriam", "Paul", "Greta", "Emil", "Clara", "Anton", "Frieda", "Oskar"),
        lasts=("Fischer", "Brandt", "Keller", "Vogel", "Lorenz", "Hartmann", "Seidel", "Winter"),
        places=(("10115", "Berlin"), ("20095", "Hamburg"), ("50667", "Köln"), ("80331", "München")),
        streets=("Lindenstraße", "Gartenweg", "Am Markt", "Kastanienallee", "Ringstraße"),
        dialling="+49",
        mobile="1512",
        mobile_digits=7,
        networks=(
            _line("91.12", "DE", 3320, "Deutsche Telekom AG"),
            _line("77.20", "DE", 3209, "Vodafone GmbH"),
        ),
    ),
    Region(
        country="FR",
        firsts=("Camille", "Louis", "Inès", "Hugo", "Manon", "Jules", "Zoé", "Adrien"),
        lasts=("Moreau", "Lefèvre", "Garnier", "Rousseau", "Chevalier", "Marchand"),
        places=(("75011", "Paris"), ("69002", "Lyon"), ("31000", "Toulouse"), ("44000", "Nantes")),
        streets=("rue des Lilas", "avenue Victor Hugo", "rue du Moulin", "place de la Gare"),
        dialling="+33",
        mobile="612",
        mobile_digits=6,
        networks=(_line("90.24", "FR", 3215, "Orange S.A."), _line("82.64", "FR", 12322, "Free SAS")),
        house_first=True,
    ),
    Region(
        country="NL",
        firsts=("Sanne", "Daan", "Fleur", "Bram", "Lotte", "Thijs"),
        lasts=("de Vries", "Bakker", "Visser", "Smit", "Mulder"),
        places=(("1012 AB", "Amsterdam"), ("3011 HE", "Rotterdam"), ("3512 JE", "Utrecht")),
        streets=("Prinsengracht", "Kerkstraat", "Molenweg", "Dorpsstraat"),
        dialling="+31",
        mobile="612",
        mobile_digits=6,
        networks=(_line("84.80", "NL", 1136, "KPN B.V."),),
    ),
    Region(
        country="BG",
        firsts=("Ivana", "Petar", "Elena", "Nikolay", "Rada", "Stefan"),
        lasts=("Petrova", "Dimitrov", "Ivanova", "Georgiev", "Kolev"),
        places=(("1000", "Sofia"), ("4000", "Plovdiv"), ("9000", "Varna")),
        streets=("ul. Shipka", "ul. Oborishte", "bul. Vitosha", "ul. Ivan Vazov"),
        dialling="+359",
        mobile="88",
        mobile_digits=7,
        networks=(_line("87.120", "BG", 8866, "Vivacom Bulgaria EAD"),),
    ),
)

HOME_LINE = REGIONS[0].networks[0]
RENTED_SERVER = DemoNetwork(
    prefix="195.201", country="DE", asn=24940, organisation="Hetzner Online GmbH", kind="hosting"
)
TOR_EXIT = DemoNetwork(
    prefix="185.220", country="DE", asn=60729, organisation="Stiftung Erneuerbare Freiheit", kind="tor"
)
FAR_LINE = DemoNetwork(
    prefix="79.112", country="RO", asn=8708, organisation="DIGI Romania S.A.", kind="unknown"
)

MAIL_HOSTS = ("example.com", "example.org", "example.net")


def address(dice: Dice, network: DemoNetwork) -> str:
    """Draw an address of a network."""
    return f"{network.prefix}.{dice.randrange(0, 256)}.{dice.randrange(1, 255)}"


def shopper(dice: Dice) -> DemoShopper:
    """Draw an ordinary shopper."""
    region = dice.choices(REGIONS, weights=(5, 3, 2, 2))[0]
    first, last = dice.choice(region.firsts), dice.choice(region.lasts)
    postcode, city = dice.choice(region.places)
    house, street = dice.randrange(1, 120), dice.choice(region.streets)
    network = dice.choice(region.networks)
    number = "".join(str(dice.randrange(0, 10)) for _ in range(region.mobile_digits))
    return DemoShopper(
        name=f"{first} {last}",
        email=f"{_ascii(first)}.{_ascii(last)}{dice.randrange(2, 99)}@{dice.choice(MAIL_HOSTS)}",
        phone=f"{region.dialling}{region.mobile}{number}",
        street=f"{house} {street}" if region.house_first else f"{street} {house}",
        postcode=postcode,
        city=city,
        country=region.country,
        address=address(dice, network),
        network=network,
    )


def _ascii(name: str) -> str:
    plain = name.lower().translate(str.maketrans("éèêëäöüïçß", "eeeeaouics"))
    return "".join(letter for letter in plain if letter.isascii() and letter.isalpha())
