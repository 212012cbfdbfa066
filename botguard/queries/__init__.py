"""What the back office reads of the guard."""

from dataclasses import dataclass
from datetime import datetime

from botguard import conf
from botguard.engine.traffic import TrafficPoint
from botguard.queries.appeal import AppealView, appeal_count, appeals, appeals_since, open_appeals
from botguard.queries.ban import RecentBan, ban_count, bans_over, recent_bans
from botguard.queries.decision import (
    CodeCount,
    RecentDecision,
    codes_against,
    codes_of_addresses,
    decision_count,
    decisions_of,
    recent_decisions,
    stopped_keys,
)
from botguard.queries.geo import built_at
from botguard.queries.revocation import Revocation, recent_revocations, revocation_count, revocations
from botguard.queries.traffic import (
    NetworkShare,
    Share,
    top_networks,
    traffic,
    traffic_by_action,
    traffic_by_room,
)
from botguard.queries.visit import StepView, VisitView, visit, visit_count, visits, visits_beside

__all__ = [
    "AppealView",
    "CodeCount",
    "GeoFile",
    "NetworkShare",
    "RecentBan",
    "RecentDecision",
    "Revocation",
    "Share",
    "StepView",
    "TrafficPoint",
    "VisitView",
    "appeal_count",
    "appeals",
    "appeals_since",
    "ban_count",
    "bans_over",
    "codes_against",
    "codes_of_addresses",
    "decision_count",
    "decisions_of",
    "geo_files",
    "open_appeals",
    "recent_bans",
    "recent_decisions",
    "recent_revocations",
    "revocation_count",
    "revocations",
    "rooms",
    "stopped_keys",
    "top_networks",
    "traffic",
    "traffic_by_action",
    "traffic_by_room",
    "trap_paths",
    "visit",
    "visit_count",
    "visits",
    "visits_beside",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class GeoFile:
    """A file the facts about addresses come from."""

    name: str
    date: datetime | None
    age_days: int | None


def rooms() -> tuple[str, ...]:
    """Return the rooms of the shop, in the order of the settings."""
    return conf.rooms()


def geo_files(*, now: datetime) -> tuple[GeoFile, ...]:
    """Return the network files with their dates."""
    return tuple(
        GeoFile(name=name, date=built, age_days=(now - built).days if built else None)
        for name, built in built_at(conf.geo_folder()).items()
    )


def trap_paths() -> tuple[str, ...]:
    """Return the addresses that robots.txt must forbid."""
    return conf.policy().paths.traps
