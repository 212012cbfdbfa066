"""Remember a month of traffic, and the bans of its last robots."""

import random
from datetime import datetime, timedelta
from ipaddress import ip_address

from botguard.actions import ban, import_decisions, import_traffic
from botguard.engine.traffic import TrafficPoint
from demo.engine.people import RENTED_SERVER, TOR_EXIT, address
from demo.engine.robots import requests
from demo.engine.weather import stretches

REFUSED = 60
BANNED = (
    ("trap-hit", 4),
    ("keyless-minute", 170),
    ("scanner-path", 600),
    ("trap-hit", 1_400),
    ("keyless-breadth", 2_900),
    ("scanner-path", 4_100),
)


def remember(*, days: int, seed: int, now: datetime) -> None:
    """Write the simulated traffic of `days` days, and a few bans of which the newest still stands."""
    dice = random.Random(seed)
    top = now.replace(minute=0, second=0, microsecond=0)
    import_traffic(
        TrafficPoint(
            at=top - timedelta(minutes=each.age_minutes), good=each.good, unknown=each.unknown, bad=each.bad
        )
        for each in stretches(dice, days=days, hour_now=top.hour)
    )
    import_decisions(
        (facts, history, now - timedelta(minutes=minutes))
        for facts, history, minutes in requests(dice, count=REFUSED)
    )
    for number, (reason_code, minutes) in enumerate(BANNED):
        network = TOR_EXIT if number % 3 == 2 else RENTED_SERVER
        ban(
            ip_address(address(dice, network)),
            reason_code=reason_code,
            now=now - timedelta(minutes=minutes),
        )
