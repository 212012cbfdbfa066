"""What a small script of ours saw in the browser, and the signal it makes; browsers without it lose nothing.

The script is in everybody's hands and says what it is told to say: whoever drives a browser by a program can hide all
of this, so that it weighs little. Aids for people (voice control, switches, password managers) make events as well, and
a form sent without any is weighed least.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from botguard.engine.facts import History, RequestFacts
from scorecard import Card, Evidence

SENTENCES = {
    "browser-driven": "The browser says that a program drives it",
    "browser-odd": "The browser contradicts what it calls itself",
    "browser-still": "A form was sent without a key, a touch or a click",
}
LONGEST_AGENT = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What the script sent; None is what it could not tell."""

    is_driven: bool = False
    agent: str | None = None  # navigator.userAgent
    languages: int | None = None
    touch_points: int | None = None
    width: int | None = None
    inputs: int | None = None  # trusted events of keys, pointers, touches, focus, scrolling
    is_sent: bool = False  # a form was sent


def parse_report(sent: object) -> Report | None:
    """Read what came as JSON; None when it is no report of the script's."""
    if not isinstance(sent, Mapping):
        return None
    agent = sent.get("agent")
    return Report(
        is_driven=sent.get("driven") is True,
        agent=agent[:LONGEST_AGENT] if isinstance(agent, str) else None,
        languages=_number(sent.get("languages")),
        touch_points=_number(sent.get("touch")),
        width=_number(sent.get("width")),
        inputs=_number(sent.get("inputs")),
        is_sent=sent.get("sent") is True,
    )


def findings(report: Report, *, agent: str) -> tuple[str, ...]:
    """Return the codes of what a report tells against its visitor."""
    found = {
        "browser-driven": report.is_driven,
        "browser-odd": _contradicts(report, agent),
        "browser-still": report.is_sent and report.inputs == 0,
    }
    return tuple(code for code, is_found in found.items() if is_found)


def browser(facts: RequestFacts, history: History, card: Card, now: float) -> Evidence | None:
    """What the script reported of this visit; only the heaviest counts."""
    if not history.noted:
        return None
    found = [
        Evidence(code=code, points=points, sentence=sentence)
        for code, sentence in SENTENCES.items()
        if (number := history.noted.get(code, 0)) and (points := card.weight(code, number))
    ]
    return max(found, key=lambda each: each.points, default=None)


def _contradicts(report: Report, agent: str) -> bool:
    if report.agent is not None and report.agent != agent:
        return True
    is_telephone = "iPhone" in agent or ("Android" in agent and "Mobile" in agent)
    return report.languages == 0 or report.width == 0 or (is_telephone and report.touch_points == 0)


def _number(value: object) -> int | None:
    return value if type(value) is int and 0 <= value < 1_000_000 else None
