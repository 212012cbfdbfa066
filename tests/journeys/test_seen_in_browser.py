"""A real browser fetches the style for paper and runs the small script, under the strict content policy."""

import json

from playwright.sync_api import Page, Request

from tests.checkout.world import variant
from tests.live import StartShop


def test_a_browser_marks_its_visit_once_and_once_more_with_its_first_form(
    live_shop: StartShop, page: Page
) -> None:
    variant("LAMP", price=4900, stock=3)
    shop = live_shop(environment={"BOTGUARD_MODE": "observe"})
    violations: list[str] = []
    reports: list[Request] = []
    styles: list[int] = []
    page.on("console", lambda line: violations.append(line.text) if "Content Security" in line.text else None)
    page.on("request", lambda sent: reports.append(sent) if sent.url.endswith("/guard/seen/") else None)
    page.on(
        "response",
        lambda answer: styles.append(answer.status) if answer.url.endswith("/guard/seen.css") else None,
    )
    with page.expect_response("**/guard/seen/") as first:
        page.goto(f"{shop.url}/p/lamp/")
    assert first.value.status == 204
    assert styles == [200]
    page.goto(f"{shop.url}/search/")
    assert len(reports) == 1
    page.goto(f"{shop.url}/p/lamp/")
    with page.expect_request("**/guard/seen/") as second:
        page.get_by_role("button", name="Add to cart").click()
    told = [json.loads(sent.post_data or "") for sent in (reports[0], second.value)]
    # Playwright's browser says that it is driven, as the standard asks; hands it has.
    assert [each["driven"] for each in told] == [True, True]
    assert [each["sent"] for each in told] == [False, True]
    assert told[1]["inputs"] > 0
    assert told[0]["agent"] == page.evaluate("navigator.userAgent")
    assert violations == []
