"""Rows: what staff decided, what the guard decided, and what traffic there was."""

from botguard.models.brake import Brake, BrakePull, Tally
from botguard.models.choice import MODES
from botguard.models.learned import LearnedCard, VisitLabel
from botguard.models.remedy import Appeal, Ban, RevokedKey
from botguard.models.robot import CrawlerName, CrawlerSwitch, KeyDirectory, PartnerKey, PartnerUse
from botguard.models.rule import DRAFT_KEPT, EFFECTS, SUBJECTS, AccessList, AccessListDraft, AccessRule
from botguard.models.standing import NetworkStanding, OrderResult, Standing
from botguard.models.traffic import Decision, FoldMark, TrafficCount, Visit

__all__ = [
    "DRAFT_KEPT",
    "EFFECTS",
    "MODES",
    "SUBJECTS",
    "AccessList",
    "AccessListDraft",
    "AccessRule",
    "Appeal",
    "Ban",
    "Brake",
    "BrakePull",
    "CrawlerName",
    "CrawlerSwitch",
    "Decision",
    "FoldMark",
    "KeyDirectory",
    "LearnedCard",
    "NetworkStanding",
    "OrderResult",
    "PartnerKey",
    "PartnerUse",
    "RevokedKey",
    "Standing",
    "Tally",
    "TrafficCount",
    "Visit",
    "VisitLabel",
]
