"""Additive scorecards: weights of evidence in log-odds, and verdicts that are exact sums of their reasons.

Pure Python, no Django. The unit is the **centiban**, a hundredth of a factor ten in odds (I. J. Good, *Probability
and the Weighing of Evidence*, 1950): 100 points make something ten times likelier, 30 points twice. Whole numbers
add up exactly, so that a verdict is the sum of what is shown, to the last digit.
"""

from scorecard.card import Band, Card, CardError, parse_card, write_card
from scorecard.evidence import Evidence, Unchecked
from scorecard.unit import points, probability, score
from scorecard.verdict import Verdict, weigh

__all__ = [
    "Band",
    "Card",
    "CardError",
    "Evidence",
    "Unchecked",
    "Verdict",
    "parse_card",
    "points",
    "probability",
    "score",
    "weigh",
    "write_card",
]
