"""What the shipped files say of addresses, and what the checks say of the files."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from pytest_django import Settings

from botguard.checks import check_policy, network_file_problems
from botguard.collect.agents import agent_class, claimed, said_class
from botguard.collect.network import UNLICENSED, origin
from botguard.http import NetworkFacts
from botguard.queries.geo import built_at

FOLDER = Path(django_settings.BOTGUARD_GEO_FOLDER)


@pytest.mark.parametrize(
    ("address", "kind", "crawler"),
    [
        ("66.249.66.1", "crawler", "Googlebot"),
        ("2001:4860:4801:10::1", "crawler", "Googlebot"),
        ("52.95.110.1", "hosting", ""),
        ("185.220.101.1", "tor", ""),
        ("172.224.226.1", "relay", ""),
        ("127.0.0.1", "private", ""),
        ("10.1.2.3", "private", ""),
        ("84.43.142.10", "unknown", ""),
    ],
)
def test_what_kind_of_machine_lives_at_an_address(address: str, kind: str, crawler: str) -> None:
    known = origin(ip_address(address))
    assert (known.facts.kind, known.crawler) == (kind, crawler)


def test_country_and_network_are_known() -> None:
    facts = origin(ip_address("8.8.8.8")).facts
    assert (facts.country, facts.asn) == ("US", 15169)


def test_labels_without_a_licence_are_not_used() -> None:
    from iporigin._data import dataset

    data = dataset()
    starts = {
        data.labels[label][0]: start for start, label in zip(data.v4_starts, data.v4_labels, strict=True)
    }
    tried = [name for name in UNLICENSED if name in starts]
    assert len(tried) > 8
    for name in tried:
        assert origin(ip_address(starts[name])).facts.kind in ("unknown", "private"), name


def test_without_the_files_nothing_is_known_and_nothing_breaks(settings: Settings, tmp_path: Path) -> None:
    settings.BOTGUARD_GEO_FOLDER = tmp_path
    (tmp_path / "asn.mmdb").write_bytes(b"broken")
    assert origin(ip_address("84.43.142.10")).facts == NetworkFacts()
    problems = network_file_problems(tmp_path, now=datetime(2026, 8, 1, tzinfo=UTC))
    assert [problem.id for problem in problems if problem.id == "botguard.E002"] == ["botguard.E002"] * 2


def test_old_files_are_warned_of_and_fresh_ones_are_not() -> None:
    newest = max(built for built in built_at(FOLDER).values() if built)
    oldest = min(built for built in built_at(FOLDER).values() if built)
    assert network_file_problems(FOLDER, now=oldest + timedelta(days=180)) == []
    late = network_file_problems(FOLDER, now=newest + timedelta(days=181))
    assert [problem.id for problem in late] == ["botguard.W001"] * 3


def test_a_wrong_policy_fails_the_check_with_every_problem(settings: Settings, tmp_path: Path) -> None:
    assert check_policy(None) == []
    settings.BOTGUARD_POLICY = tmp_path / "policy.toml"
    assert [problem.id for problem in check_policy(None)] == ["botguard.E001"]
    settings.BOTGUARD_POLICY.write_text("prior_odds = 0")
    assert len(check_policy(None)) > 10


@pytest.mark.parametrize(
    ("agent", "kind", "operator"),
    [
        ("", "empty", ""),
        ("   ", "empty", ""),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "browser", ""),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
         "Version/18.5 Mobile/15E148 Safari/604.1", "browser", ""),
        ("Lynx/2.9.0dev.12 libwww-FM/2.14 SSL-MM/1.4.1", "browser", ""),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/142.0 Safari/537.36",
         "headless", ""),
        ("Scrapy/2.19.0 (+https://scrapy.org)", "tool", ""),
        ("curl/8.9.1", "tool", ""),
        ("python-requests/2.32", "tool", ""),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "crawler", "Googlebot"),
        ("Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)", "crawler", "Bingbot"),
        ("Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)", "crawler", "AhrefsBot"),
        ("our-app/1.0", "unknown", ""),
    ],
)  # fmt: skip
def test_what_agents_call_themselves(agent: str, kind: str, operator: str) -> None:
    assert agent_class(agent) == kind
    found = claimed(agent)
    assert (found.name if found else "") == operator


@pytest.mark.parametrize(
    ("agent", "crawler_class"),
    [
        ("Mozilla/5.0 (compatible; MistralAI-User/1.0; +https://docs.mistral.ai/robots)", "ai-search"),
        ("Mozilla/5.0 (compatible; cohere-ai)", "ai-training"),
        ("TelegramBot (like TwitterBot)", "link-preview"),
        (
            "Mozilla/5.0 (compatible; coccocbot-web/1.0; +http://help.coccoc.com/searchengine)",
            "search-engine",
        ),
        ("Mozilla/5.0 (compatible; MJ12bot/v1.4.8; http://mj12bot.com/)", "other"),
        ("our-app/1.0", "other"),
    ],
)
def test_the_class_of_a_robot_that_nothing_proves(agent: str, crawler_class: str) -> None:
    assert said_class(agent) == crawler_class


def test_a_file_is_as_old_as_its_data() -> None:
    dates = {name: built.date().isoformat() for name, built in built_at(FOLDER).items() if built}
    assert dates["country.mmdb"] == "2026-06-25"
    assert dates["asn.mmdb"] == "2026-06-17"
