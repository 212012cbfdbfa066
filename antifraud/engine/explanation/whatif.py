"""Ask what would have changed a result."""

from itertools import accumulate

from antifraud.engine.assessment import AssessmentView
from antifraud.engine.explanation.again import Today, asked_again, by_all, by_score, own_total, weighed
from antifraud.engine.explanation.change import CHANGES
from antifraud.engine.explanation.told import WhatIf
from antifraud.engine.listed import LIST_CODES
from scorecard import score


def what_ifs(view: AssessmentView, *, today: Today, is_full: bool) -> tuple[WhatIf, ...]:
    """Judge an order again with one thing changed at a time; what would have moved nothing is not told.

    Full answers count lists and rules, as the order's own result does; the others go by the score alone.
    """
    if view.mode == "off":
        return ()
    was = weighed(view.facts, view.history, today.policy)
    start = view.total if is_full else own_total(view)
    if is_full:
        # By today's rules, as the answers are: what differs is then the change's doing, and not a new rule's.
        result = by_all(view, today=today, ruled=asked_again(view.facts, view.history, today))
    else:
        result = by_score(start, view.facts, today.policy)
    found = []
    for sentence, change in CHANGES:
        changed = change(view.facts, view.history)
        if changed is None:
            continue
        difference = weighed(*changed, today.policy) - was
        total = start + difference
        if is_full:
            ruled = asked_again(*changed, today)
            reached = by_all(view, today=today, facts=changed[0], difference=difference, ruled=ruled)
        else:
            reached = by_score(total, changed[0], today.policy)
        if difference or reached != result:
            answer = WhatIf(
                sentence=sentence, score=score(total), result=reached, is_change=reached != result
            )
            found.append((difference, sentence, answer))
    return tuple(answer for _, _, answer in sorted(found, key=lambda each: each[:2]))


def least(view: AssessmentView, *, today: Today, is_full: bool) -> str:
    """Name the fewest reasons without which the score alone would have come to nothing that worries."""
    own = [each for each in view.evidence if each.code not in LIST_CODES]
    total = view.prior + sum(each.points for each in own)
    if view.mode == "off" or total < today.policy.amber:
        return ""
    heavy = sorted((each for each in own if each.points > 0), key=lambda each: -each.points)
    left = list(accumulate((-each.points for each in heavy), initial=total))[1:]
    wanted = next((count for count, rest in enumerate(left, start=1) if rest < today.policy.amber), None)
    if wanted is None:
        return "No absence of reasons would have changed the result: the starting value alone is too high"
    named = "; ".join(f"“{each.sentence}”" for each in heavy[:wanted])
    is_told_otherwise = is_full and (view.matched or any(rule.counts for rule in view.rules))
    condition = "By the score alone, without" if is_told_otherwise else "Without"
    return f"{condition} this the order would have gone its way: {named}"
