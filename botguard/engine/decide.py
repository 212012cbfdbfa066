"""Decide about a request: signals add up to a total, the room's ladder turns it into an action."""

from dataclasses import replace

from botguard.engine.facts import History, RequestFacts
from botguard.engine.policy import Policy
from botguard.engine.room import PROVEN
from botguard.engine.roster import speak
from botguard.engine.tier import HUMAN_10, HUMAN_60, shifted
from scorecard import Verdict as Weighed
from scorecard import weigh
from scorecard.construction import swift

STEPS = ("allow", "slow", "soft", "challenge", "throttle", "refuse")
# Behind these many ordinary people share an address: only the key is taken back.
SHARED_KINDS = frozenset({"relay", "crawler"})
BY_ADDRESS = frozenset({"trap-hit", "scanner-path", "keyless-minute", "keyless-breadth"})
# Who is out already needs no further remedy.
SETTLED = frozenset(
    {"ban", "rule-deny", "key-revoked", "room-closed", "crawler-room", "crawler-unwelcome", "partner-room"}
)

# What is done wrong in one room closes that room: the rest of the shop stays as open as it was.
ROOM_OF = {
    "coupon-guess": "coupon",
    "coupons-network": "coupon",
    "sign-in-failure": "sign-in",
    "accounts": "register",
    "cards": "pay",
    "declines": "pay",
}


@swift()
class Verdict:
    """What happens to a request, why, and what happens to its sender from now on."""

    action: str
    weighed: Weighed
    is_locked: bool = False  # the room needs a proof the visitor has not shown
    retry_after: int = 0
    takes_key: bool = False
    takes_room: str = ""  # only this room of the key is taken back
    bans_address: bool = False

    @property
    def reason_code(self) -> str:
        """Return the code of the heaviest reason against the visitor."""
        return _heaviest(self.weighed) or ("room-locked" if self.is_locked else "none")

    @property
    def has_remedy(self) -> bool:
        """Tell whether something is to be done beyond this request."""
        return self.takes_key or self.bans_address or bool(self.takes_room)

    @property
    def standing(self) -> str:
        """Sort the visitor for the traffic plot: good, unknown or bad."""
        if self.action in ("throttle", "refuse") or (self.action == "challenge" and not self.is_locked):
            return "bad"
        return "good" if self.weighed.total <= self.weighed.prior else "unknown"


UNJUDGED = Verdict(action="allow", weighed=Weighed(prior=0, evidence=()))
LOCKED = replace(UNJUDGED, action="challenge", is_locked=True)


def unjudged(facts: RequestFacts) -> Verdict:
    """Return the verdict on a request that could not be judged: let it through, but not past a lock.

    Whether a key opens a room needs no store and no signal, so that a guard that breaks sells as usual and gives no
    program the checkout.
    """
    return LOCKED if facts.room in PROVEN and not facts.opens(facts.room) else UNJUDGED


def decide(facts: RequestFacts, history: History, policy: Policy, *, now: float) -> Verdict:
    """Judge a request.

    Beyond the total: a visitor out of turns waits whatever else is known, and the checkout opens only to a proof.
    """
    weighed = weigh(speak(facts, history, policy.card, now=now), prior=policy.card.prior)
    codes = weighed.codes
    action = policy.ladder(facts.room).step(weighed.total)
    if (
        history.retry_after
        and "rule-allow" not in codes
        and (facts.bot.is_partner or not facts.bot.is_verified)
    ):
        action = max(action, "throttle", key=STEPS.index)
    if action == "challenge" and facts.has_proof:
        # There is nothing more to prove: go slower.
        action = "throttle"
    if facts.tier != "ordinary":
        action = shifted(
            action,
            tier=facts.tier,
            steps=STEPS,
            codes=codes,
            is_hasty=bool(history.retry_after) or history.pages_10 > HUMAN_10 or history.pages_60 > HUMAN_60,
            has_proof=facts.has_proof,
        )
    is_locked = facts.room in PROVEN and not facts.opens(facts.room)
    if is_locked:
        action = max(action, "soft" if _may_return(facts) else "challenge", key=STEPS.index)
    elif action == "soft" and (not facts.opens_page_whole or (facts.key is not None and facts.key.proof)):
        # A browser has shown already to be one, or this is no place to ask it.
        action = "slow"
    if action in ("throttle", "refuse"):
        return _kept_out(facts, weighed, action, is_locked=is_locked, retry_after=history.retry_after)
    return Verdict(action=action, weighed=weighed, is_locked=is_locked, retry_after=history.retry_after)


def _kept_out(
    facts: RequestFacts, weighed: Weighed, action: str, *, is_locked: bool, retry_after: int
) -> Verdict:
    """Return the verdict on who has to wait or to leave, and what that changes for them from now on."""
    codes = weighed.codes
    is_settled = not SETTLED.isdisjoint(codes)
    refused = action == "refuse" and not is_settled
    is_room = ROOM_OF.get(_heaviest(weighed)) == facts.room and not is_settled
    is_shared = facts.is_crowded or facts.bot.is_verified or facts.network_kind in SHARED_KINDS
    by_address = not BY_ADDRESS.isdisjoint(codes) and not is_shared
    return Verdict(
        action=action,
        weighed=weighed,
        is_locked=is_locked,
        retry_after=max(retry_after, 30 if action == "throttle" else 0),
        takes_key=refused and facts.key is not None and not is_room,
        takes_room=facts.room if is_room and facts.key is not None else "",
        bans_address=refused and by_address,
    )


def _heaviest(weighed: Weighed) -> str:
    return next((each.code for each in weighed.evidence if each.points > 0), "")


def _may_return(facts: RequestFacts) -> bool:
    """Tell whether a proof of another network is taken up again softly: its holder took a train, as likely as not."""
    moved = facts.key is not None and (facts.key_state == "moved" or facts.key.is_displaced)
    return moved and facts.opens_page_whole and facts.key is not None and facts.key.proof not in ("", "soft")
