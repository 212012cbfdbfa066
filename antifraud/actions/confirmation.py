"""Say whose orders are to be confirmed by their shoppers: the same for the listed and for everybody else."""

from antifraud import conf
from antifraud.engine.assessment import AssessmentView
from antifraud.engine.decide import CancelRate, decide
from antifraud.engine.rule import RuleAction


def asks_shopper(view: AssessmentView) -> bool:
    """Return whether an order asks its shopper: a cash order that is held, or one that a rule holds until then.

    The same facts are decided on once more without the block list and without the rules that cancel in silence. So a
    silently cancelled order asks exactly when it would have asked otherwise, and a missing mail tells nobody anything.
    """
    if any(match.effect == "allow" for match in view.matched):
        return False
    decision = decide(
        view.facts,
        view.history,
        (),
        policy=conf.policy().policy,
        rate=CancelRate(),
        mode=view.mode,
        ruled=tuple(match for match in view.rules if match.action != RuleAction.SHADOW_CANCEL),
    )
    if decision.asks_confirmation:  # a rule's wish, whatever it is paid with
        return True
    return decision.recommendation == "hold" and view.facts.payment_method == "cash-on-delivery"


def may_clear(view: AssessmentView) -> bool:
    """Return whether its shopper's word is enough to let a held order go.

    It is for what is only worth a look, and for what a rule holds until its shopper confirms. It is not for what is
    red or not evaluated, what a block list knows, or what another rule holds: a mailbox is easily had.
    """
    held_by_rule = any(match.counts and match.action == RuleAction.HOLD for match in view.rules)
    is_listed = any(match.effect == "block" for match in view.matched)
    return view.level in {"green", "amber"} and not held_by_rule and not is_listed
