"""Give the demo shop a partner with a fortnight of use, and robots whose host names were looked up."""

import random
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from ipaddress import ip_address

from botguard.actions import check_names
from botguard.actions.crawler import ask_for
from botguard.actions.partner import fold_uses, give_key
from botguard.engine.address import Address

PARTNER, OPENS = "Price comparison feed", ("api", "browse")
DAYS = 14
# Documentation addresses: the first is who it says, the second only uses the name.
ROBOTS = (
    ("198.51.100.71", "YandexBot", "spider-198-51-100-71.yandex.com"),
    ("203.0.113.171", "SeznamBot", "vps-171.hosting.example"),
)


class SimulatedNames:
    """Answers about the demo's robots from a table, as a name server would."""

    def hostnames(self, address: Address) -> Sequence[str]:
        """Return the name of a robot's address."""
        return [host for text, _, host in ROBOTS if ip_address(text) == address]

    def addresses(self, hostname: str) -> Sequence[Address]:
        """Return where a robot's name leads."""
        return [ip_address(text) for text, _, host in ROBOTS if host == hostname]


def make(*, seed: int, now: datetime) -> None:
    """Write a partner's key, whose private half nobody keeps, with its uses, and two robots."""
    dice = random.Random(f"partners {seed}")
    given = give_key(
        PARTNER,
        rooms=OPENS,
        expires_at=now + timedelta(days=90),
        public_key="",
        seed=dice.randbytes(32),
        author_id=None,
        now=now - timedelta(days=DAYS),
    )
    for back in range(DAYS - 1, -1, -1):
        at = now - timedelta(days=back)
        uses = Counter(
            {(given.partner.key_id, "api", "allow", "198.51.100.20"): dice.randint(350, 520)}
            | {(given.partner.key_id, "browse", "allow", "198.51.100.20"): dice.randint(20, 60)}
        )
        if back in (9, 10):
            # Their clock was wrong for a day.
            uses[given.partner.key_id, "api", "early", "198.51.100.20"] = dice.randint(20, 40)
        fold_uses(uses, now=at)
    ask_for([(address, operator) for address, operator, _ in ROBOTS], [], now=now)
    check_names(SimulatedNames(), now=now)
