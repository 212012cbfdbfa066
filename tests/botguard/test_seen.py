"""What browsers fetch or tell beside the pages, and what answers tell: it is noted where the visit is counted."""

import json

import pytest
import time_machine
from django.test import Client, RequestFactory

from botguard import collect, conf, counters
from botguard.engine.facts import History
from tests.botguard.visitors import CLICK, FIREFOX, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_shop")]
NOW = 1_780_000_000.0
TOLD = {"agent": FIREFOX, "languages": 2, "touch": 0, "width": 1440, "inputs": 12, "sent": False}
STYLE = {
    "Accept": "text/css,*/*;q=0.1",
    "Sec-Fetch-Dest": "style",
    "Sec-Fetch-Mode": "no-cors",
    "Sec-Fetch-User": "",
}
AROUND = {"assets-home": 1, "assets-network": 1}
SEEN = {"assets-seen": 1, **AROUND}


def known_of(client: Client) -> History:
    """Return what the counters know of a visitor, the next page included."""
    cookie = client.cookies[conf.cookie_name()].value
    request = RequestFactory(headers=CLICK).get("/", REMOTE_ADDR="198.51.100.7")
    request.COOKIES[conf.cookie_name()] = cookie
    return counters.hit(collect.request_facts(request, now=NOW), now=NOW)


def noted_of(client: Client) -> dict[str, int]:
    """Return what was noted of a visitor."""
    return dict(known_of(client).noted)


def tell(client: Client, body: object, **headers: str) -> int:
    """Send a report as the script does, by a beacon, and return the answer's status."""
    text = body if isinstance(body, bytes | str) else json.dumps(body)
    sent = {"Sec-Fetch-Dest": "empty", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-User": "", **headers}
    answer = client.post("/guard/seen/", text, content_type="text/plain;charset=UTF-8", headers=sent)
    assert not answer.content
    return answer.status_code


@time_machine.travel(NOW, tick=False)
def test_a_style_for_paper_marks_the_visit() -> None:
    client = person()
    client.get("/")
    assert noted_of(client) == {}
    answer = client.get("/guard/seen.css", headers=STYLE)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/css")
    assert answer["Cache-Control"] == "private, max-age=900"
    assert noted_of(client) == SEEN


@time_machine.travel(NOW, tick=False)
def test_a_mark_of_one_visit_is_no_other_s() -> None:
    first, second = person(), person()
    first.get("/")
    second.get("/")
    first.get("/guard/seen.css", headers=STYLE)
    assert noted_of(second) == AROUND


@pytest.mark.parametrize(
    ("body", "noted"),
    [
        (TOLD, SEEN),
        ({**TOLD, "driven": True}, {**SEEN, "browser-driven": 1}),
        ({**TOLD, "agent": "Mozilla/5.0 (X11)"}, {**SEEN, "browser-odd": 1}),
        ({**TOLD, "sent": True, "inputs": 0}, {**SEEN, "browser-still": 1}),
        ([TOLD], {}),
        ("{", {}),
        (b"\xff\xfe", {}),
        ("[" * 2_000, {}),
        ({**TOLD, "driven": True, "more": "x" * 3_000}, {}),
    ],
    ids=[
        *(
            "a person",
            "a driven browser",
            "another agent",
            "nobody's hand",
            "a list",
            "half of it",
            "no text",
        ),
        *("a nest", "too much"),
    ],
)
@time_machine.travel(NOW, tick=False)
def test_what_the_script_tells_is_weighed_and_the_answer_says_nothing(
    body: object, noted: dict[str, int]
) -> None:
    client = person()
    client.get("/")
    assert tell(client, body) == 204
    assert noted_of(client) == noted


@time_machine.travel(NOW, tick=False)
def test_another_site_cannot_tell_on_our_visitors() -> None:
    client = person()
    client.get("/")
    assert tell(client, {**TOLD, "driven": True}, **{"Sec-Fetch-Site": "cross-site"}) == 204
    assert noted_of(client) == {}


@time_machine.travel(NOW, tick=False)
def test_reports_are_sent_not_fetched() -> None:
    assert person().get("/guard/seen/").status_code == 405


@time_machine.travel(NOW, tick=False)
def test_answers_of_views_are_noted_and_good_ones_are_not() -> None:
    client = person()
    client.get("/")
    client.get("/p/lamp/")
    assert noted_of(client) == {}
    client.get("/nothing/")
    client.get("/nothing/at/all/")
    assert noted_of(client) == {"missing-page": 2}


@time_machine.travel(NOW, tick=False)
def test_searches_and_last_pages_are_remembered() -> None:
    client = person()
    for number in range(1, 9):
        client.get(f"/search/?page={number}")
    history = known_of(client)
    assert history.searches_60 == 7  # the first came without a key
    assert len(history.ring) == 8 * 10
