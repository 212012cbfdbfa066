"""Read what the recorder wrote."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path

REFUSALS = frozenset({403, 429, 503})


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One answer, as it left the shop. `at` is in unix seconds."""

    at: float
    address: str
    method: str
    path: str
    status: int
    challenged: bool
    listed: tuple[str, ...]

    @property
    def product(self) -> str:
        """Return the slug of the product whose page or API record this was, or nothing."""
        for prefix in ("/p/", "/api/v1/products/"):
            if self.status == 200 and self.path.startswith(prefix):
                return self.path.removeprefix(prefix).strip("/")
        return ""

    @property
    def is_refusal(self) -> bool:
        """Tell whether the guard kept this client from what it asked for, challenges included."""
        return self.challenged or self.status in REFUSALS


@dataclass(frozen=True, slots=True, kw_only=True)
class Got:
    """What some clients got, all in all."""

    requests: int
    served: int
    challenges: int
    refusals: int  # without the challenges
    before_refusal: int | None  # answers before the first that kept them out; None when none did
    products: int  # distinct product pages
    listed: int  # distinct products named anywhere, in lists of a category say
    paths: frozenset[str] = field(repr=False)


def read(folder: Path) -> list[Given]:
    """Return every answer so far, in order."""
    found = []
    for file in folder.glob("*.jsonl"):
        for line in file.read_text().splitlines():
            try:
                row = json.loads(line)
            except ValueError:
                continue  # the last line of a process that is still writing it
            found.append(Given(**{**row, "listed": tuple(row["listed"])}))
    return sorted(found, key=lambda each: each.at)


def of(given: Iterable[Given], addresses: Collection[str], *, since: float = 0.0) -> Got:
    """Sum up what clients at some addresses got."""
    theirs = [each for each in given if each.address in addresses and each.at >= since]
    kept_out = next((place for place, each in enumerate(theirs) if each.is_refusal), None)
    return Got(
        requests=len(theirs),
        served=sum(each.status < 400 for each in theirs),
        challenges=sum(each.challenged for each in theirs),
        refusals=sum(each.is_refusal and not each.challenged for each in theirs),
        before_refusal=kept_out,
        products=len({each.product for each in theirs if each.product}),
        listed=len({slug for each in theirs for slug in each.listed}),
        paths=frozenset(each.path for each in theirs if each.status < 400),
    )
