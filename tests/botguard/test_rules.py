"""Access rules in force: long lists, what they hit, and what they never reach."""

import pytest
from django.utils import timezone

from botguard.actions.rule import Terms, add_up_hits, change_rule, end_rule, make_rules
from botguard.engine.measures import Index
from botguard.engine.roll import Roll
from botguard.engine.rule import Own, Paste, parse_paste
from botguard.models import AccessList, AccessRule
from botguard.queries import snapshot
from tests.botguard.visitors import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_shop")]


def paste(text: str) -> Paste:
    """Read lines as somebody far away would have typed them."""
    from ipaddress import ip_address

    return parse_paste(text, effect="deny", own=Own(address=ip_address("192.0.2.1")), known=Index())


def terms(*, effect: str = "deny", mode: str = "enforce") -> Terms:
    """Return what a rule does."""
    return Terms(effect=effect, mode=mode, reason="r", expires_at=None)


def listed(text: str, *, mode: str = "enforce") -> AccessRule:
    """Put a list in force."""
    (rule,) = make_rules(paste(text), terms=terms(mode=mode), author_id=None, now=timezone.now())
    snapshot.refresh(now=timezone.now())
    return rule


def status(address: str) -> int:
    """Return how somebody fares there."""
    return person(address=address).get("/").status_code


def test_a_list_holds_and_is_changed_and_ended() -> None:
    rule = listed("203.0.113.0/24\n198.51.100.7\n2001:db8:5::/48")
    assert [status(a) for a in ("203.0.113.9", "198.51.100.7", "2001:db8:5::9")] == [403] * 3
    assert [status(a) for a in ("203.0.114.9", "198.51.100.8", "2001:db8:6::9")] == [200] * 3
    change_rule(
        rule.pk,
        terms=terms(),
        add=Roll.of(paste("203.0.114.9").networks),
        drop=Roll.of(paste("203.0.113.0/24").networks),
        now=timezone.now(),
    )
    snapshot.refresh(now=timezone.now())
    assert [status(a) for a in ("203.0.113.9", "198.51.100.7", "203.0.114.9")] == [200, 403, 403]
    end_rule(rule.pk, now=timezone.now())
    snapshot.refresh(now=timezone.now())
    assert [status(a) for a in ("198.51.100.7", "203.0.114.9")] == [200, 200]


def test_an_unchanged_list_is_not_read_again() -> None:
    listed("203.0.113.0/24\n198.51.100.7")
    before = snapshot.current().index.table
    snapshot.refresh(now=timezone.now())
    assert snapshot.current().index.table is before
    listed("192.0.3.0/24\n198.51.100.7")
    assert snapshot.current().index.table is not before


def test_a_list_that_cannot_be_read_leaves_the_others_in_force() -> None:
    broken = listed("203.0.113.0/24\n203.0.114.0/24")
    AccessList.objects.filter(rule=broken).update(packed=b"nonsense")
    snapshot.forget()
    listed("198.51.100.7\n198.51.100.8")
    assert status("198.51.100.7") == 403
    assert status("203.0.113.9") == 200


def test_hits_are_counted_also_while_a_rule_only_observes() -> None:
    rule = listed("203.0.113.0/24\n198.51.100.7", mode="observe")
    assert [status("203.0.113.9") for _ in range(3)] == [200] * 3
    status("192.0.2.9")
    add_up_hits(now=timezone.now())
    add_up_hits(now=timezone.now())
    rule.refresh_from_db()
    assert rule.hits == 3
    assert rule.last_hit_at is not None


@pytest.mark.parametrize("path", ["/webhooks/payments/sandbox/", "/healthz", "/robots.txt", "/guard/appeal/"])
def test_no_rule_reaches_webhooks_probes_or_the_way_out(path: str) -> None:
    listed("203.0.113.0/24\n198.51.100.7")
    assert status("203.0.113.9") == 403
    # The small shop has no such pages; what matters is that the guard does not answer for them.
    assert person(address="203.0.113.9").get(path).status_code in (200, 404, 405)


def test_the_roll_of_a_rule_is_what_was_pasted() -> None:
    rule = listed("203.0.113.0/24\n198.51.100.7")
    roll = Roll.unpacked(bytes(AccessList.objects.get(rule=rule).packed))
    assert [network.compressed for network in roll.networks()] == ["203.0.113.0/24", "198.51.100.7/32"]
